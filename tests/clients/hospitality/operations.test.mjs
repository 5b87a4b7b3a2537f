// What keeps the desk running: webhooks, their log, the workflows, and the nightly job.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { call, karim, nadia, omar, reading, salma, table, youssef } from "./desk.mjs";

describe("webhooks", () => {
  const webhooks = (who) => table(who, "webhook_configs").select("name, endpoint_url, is_active").order("name");

  for (const [who, someone] of Object.entries({ "an administrator": youssef, "the super_admin": nadia })) {
    it(`H7: ${who} sees both`, async () => {
      assert.deepEqual(rows(await webhooks(someone)), [
        {
          name: "conversation-update",
          endpoint_url: "https://n8n.hospitality.test/webhook/conversation-update",
          is_active: true,
        },
        {
          name: "reservation-update",
          endpoint_url: "https://n8n.hospitality.test/webhook/reservation-update",
          is_active: false,
        },
      ]);
    });
  }

  it("H7: nobody else sees one", async () => {
    for (const someone of [karim, salma, omar, anon]) assert.deepEqual(rows(await webhooks(someone)), []);
  });

  it("H7: their secrets are not for people, so neither is everything", async () => {
    const error = refused(await table(youssef, "webhook_configs").select("secret_token"), 403, "42501");
    assert.match(error.message, /permission denied for table webhook_configs/);
    refused(await table(youssef, "webhook_configs").select(), 403, "42501");
    refused(await table(anon, "webhook_configs").select("secret_token"), 401, "42501");
  });

  it("H7: nor can a secret be found out by asking for it", async () => {
    const guess = await table(youssef, "webhook_configs").select("name").like("secret_token", "s*");
    refused(guess, 403, "42501");
  });

  it("H7: the dispatcher reads them", async () => {
    const secrets = rows(await table(backOffice, "webhook_configs").select("secret_token"));
    assert.equal(secrets.length, 2);
    for (const { secret_token } of secrets) assert.ok(secret_token);
  });

  const added = { name: "essai", endpoint_url: "https://n8n.hospitality.test/webhook/essai", secret_token: "s3cr3t" };

  it("H8: an administrator adds one, changes its secret, and removes it", async (t) => {
    const ours = () => table(youssef, "webhook_configs");
    t.after(async () => rows(await table(backOffice, "webhook_configs").delete().eq("name", added.name), 204));

    const columns = "name, is_active, retry_count, timeout_seconds, created_at, updated_at";
    const config = rows(await ours().insert(added).select(columns).single(), 201);
    assert.equal(config.is_active, true);
    assert.equal(config.retry_count, 3);
    assert.equal(config.timeout_seconds, 30);

    const renewed = await ours().update({ secret_token: "n3w" }).eq("name", added.name).select(columns).single();
    assert.ok(Date.parse(rows(renewed).updated_at) > Date.parse(config.updated_at));

    assert.deepEqual(rows(await ours().delete().eq("name", added.name).select("name")), [{ name: added.name }]);
  });

  it("H8: the row cannot be had back whole, and is not written then", async () => {
    refused(await table(youssef, "webhook_configs").insert(added).select(), 403, "42501");
    assert.deepEqual(rows(await webhooks(youssef)).map(({ name }) => name).includes(added.name), false);
  });

  it("H8: nobody else adds one", async () => {
    for (const someone of [karim, salma, omar]) {
      refused(await table(someone, "webhook_configs").insert(added), 403, "42501");
    }
    refused(await table(anon, "webhook_configs").insert(added), 401, "42501");
  });

  it("H8: a name is used once", async () => {
    const twice = { ...added, name: "conversation-update" };
    refused(await table(youssef, "webhook_configs").insert(twice), 409, "23505");
  });
});

describe("the log of the webhooks", () => {
  const log = (who) =>
    table(who, "webhook_logs")
      .select("created_at, attempt_number, webhook_configs(name)")
      .eq("event_type", "message_created")
      .order("created_at", { ascending: false });

  it("H9: an administrator reads it, the latest first, each with its webhook", async () => {
    const attempts = rows(await log(youssef));
    const times = attempts.map(({ created_at }) => Date.parse(created_at));
    assert.deepEqual(times, times.toSorted((a, b) => b - a));
    assert.deepEqual(attempts.slice(-4).map(({ attempt_number }) => attempt_number), [3, 2, 1, 1]);
    for (const { webhook_configs } of attempts) assert.deepEqual(webhook_configs, { name: "conversation-update" });
  });

  it("H9: others read none of it", async () => {
    for (const someone of [salma, karim, omar, anon]) assert.deepEqual(rows(await log(someone)), []);
  });
});

describe("the workflows", () => {
  const failures = (who) =>
    table(who, "workflow_metrics")
      .select("workflow_name, error_message, duration_ms")
      .eq("status", "failed")
      .order("created_at", { ascending: false });

  const informed = { "a supervisor": salma, "an administrator": youssef, "the super_admin": nadia };
  for (const [who, someone] of Object.entries(informed)) {
    it(`H10: ${who} sees the three that failed, and why`, async () => {
      assert.deepEqual(rows(await failures(someone)), [
        {
          workflow_name: "reservation-sync",
          error_message: "La plateforme de réservation ne répond pas",
          duration_ms: 30000,
        },
        { workflow_name: "conversation-update", error_message: "Jeton du modèle refusé", duration_ms: 1200 },
        { workflow_name: "accueil-invite", error_message: "Numéro de téléphone absent", duration_ms: 640 },
      ]);
    });
  }

  it("H10: an agent does not, nor does anybody else", async () => {
    for (const someone of [karim, omar, anon]) assert.deepEqual(rows(await failures(someone)), []);
  });
});

describe("the nightly job", () => {
  const DAY = 24 * 60 * 60 * 1000;
  const all = async (name) => rows(await table(backOffice, name).select().order("id"));
  const olderThan = (days) => ({ created_at }) => Date.parse(created_at) < Date.now() - days * DAY;

  it("H18: deletes what is old, and only that", async (t) => {
    const logs = await all("webhook_logs");
    const metrics = await all("workflow_metrics");
    const oldLogs = logs.filter(olderThan(30));
    const oldMetrics = metrics.filter(olderThan(90));
    assert.ok(oldLogs.length >= 4, "the four of the demo");
    assert.ok(oldMetrics.length >= 2, "the two of the demo");
    t.after(async () => {
      const restore = { onConflict: "id", ignoreDuplicates: true };
      rows(await table(backOffice, "webhook_logs").upsert(oldLogs, restore), 201);
      rows(await table(backOffice, "workflow_metrics").upsert(oldMetrics, restore), 201);
    });

    assert.equal(rows(await call(backOffice, "cleanup_old_logs"), 204), null);
    assert.deepEqual(await all("webhook_logs"), logs.filter((log) => !oldLogs.includes(log)));
    assert.deepEqual(await all("workflow_metrics"), metrics.filter((run) => !oldMetrics.includes(run)));
  });

  it("H18: is not for people, administrators included", async () => {
    const before = await all("webhook_logs");
    for (const someone of [karim, youssef, nadia]) refused(await call(someone, "cleanup_old_logs"), 403, "42501");
    refused(await call(anon, "cleanup_old_logs"), 401, "42501");
    assert.deepEqual(await all("webhook_logs"), before);
  });

  it("H18: does not happen on GET, which only reads", async () => {
    const answer = await request(backOffice, "/rpc/cleanup_old_logs", { headers: reading });
    assert.equal(answer.status, 405);
  });
});

describe("notifying a webhook by hand", () => {
  const args = {
    webhook_name: "conversation-update",
    event_type: "essai",
    payload: { message_content: "Bonjour" },
  };
  const logged = async () => rows(await table(backOffice, "webhook_logs").select("id").eq("event_type", "essai"));

  it("H19: is not for people, who could forge anything", async () => {
    for (const someone of [karim, youssef, nadia]) {
      const error = refused(await call(someone, "trigger_webhook_notification", args), 403, "42501");
      assert.match(error.message, /permission denied for function trigger_webhook_notification/);
    }
    refused(await call(anon, "trigger_webhook_notification", args), 401, "42501");
    assert.deepEqual(await logged(), []);
  });

  it("H19: the back office may, and only the active webhook of that name is logged", async (t) => {
    t.after(async () => rows(await table(backOffice, "webhook_logs").delete().eq("event_type", "essai"), 204));
    rows(await call(backOffice, "trigger_webhook_notification", { ...args, webhook_name: "reservation-update" }), 204);
    assert.equal((await logged()).length, 0);
    rows(await call(backOffice, "trigger_webhook_notification", args), 204);
    assert.equal((await logged()).length, 1);
  });

  it("H19: the function behind the trigger cannot be called at all", async () => {
    refused(await call(backOffice, "notify_conversation_update"), 404, "PGRST202");
  });

  it("H19: nor can the queue be reached, which is in a schema of its own", async () => {
    const answer = await request(backOffice, "/http_request_queue", { headers: { "Accept-Profile": "net" } });
    assert.equal(answer.status, 406);
    assert.equal((await answer.json()).code, "PGRST106");
  });
});
