// What people are told, and what is remembered of what they did.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, oscar } from "./people.mjs";
import { MOCKUPS, NOVA, table } from "./companies.mjs";

describe("notifications", () => {
  const assigned = "aa600000-0000-4000-8000-000000000002";
  const unread = (person) =>
    table(person, "notifications")
      .select("id, type, title, metadata")
      .is("read_at", null)
      .order("created_at", { ascending: false });

  it("A12: Bob's unread ones, the newest first", async () => {
    assert.deepEqual(rows(await unread(bob)), [
      {
        id: "aa600000-0000-4000-8000-000000000003",
        type: "WARNING",
        title: "Six jours en attente de validation",
        metadata: {},
      },
      {
        id: assigned,
        type: "TASK_ASSIGNED",
        title: "Maquettes de l'espace client",
        metadata: { tache: MOCKUPS, priority: "high" },
      },
    ]);
  });

  it("A12: are Bob's alone", async () => {
    assert.deepEqual(rows(await unread(alice)), []);
    assert.deepEqual(rows(await unread(oscar)), []);
  });

  it("A12: once read, one is out of the list", async (t) => {
    const mark = (person, read_at) =>
      table(person, "notifications").update({ read_at }, { count: "exact" }).eq("id", assigned);
    t.after(async () => rows(await mark(bob, null), 204));

    assert.equal((await mark(alice, "now")).count, 0);
    const answer = await mark(bob, "now");
    assert.equal(rows(answer, 204), null);
    assert.equal(answer.count, 1);
    assert.deepEqual(rows(await unread(bob)).map(({ type }) => type), ["WARNING"]);
  });

  it("reading is all one may do to them", async () => {
    refused(await table(bob, "notifications").update({ title: "Promotion" }).eq("id", assigned), 403, "42501");
    assert.deepEqual(rows(await table(bob, "notifications").delete().eq("id", assigned).select()), []);
  });

  it("the back office writes them", async (t) => {
    const notice = { organization_id: NOVA, user_id: bob.sub, type: "SYSTEM", title: "Maintenance ce soir" };
    refused(await table(alice, "notifications").insert(notice), 403, "42501");
    const [{ id }] = rows(await table(backOffice, "notifications").insert(notice).select("id"), 201);
    t.after(async () => rows(await table(backOffice, "notifications").delete().eq("id", id), 204));
    assert.equal(rows(await unread(bob))[0].id, id);
  });
});

describe("activity", () => {
  const ofProjects = (person) =>
    table(person, "activity_logs")
      .select("action, created_at, profiles(nom)")
      .eq("resource_type", "project")
      .order("created_at", { ascending: false })
      .limit(20);

  it("A22: what was done to projects, and by whom, the newest first", async () => {
    const log = rows(await ofProjects(alice)).map(({ action, created_at, profiles }) => [
      new Date(created_at).toISOString().slice(0, 10),
      action,
      profiles.nom,
    ]);
    assert.deepEqual(log, [
      ["2025-01-03", "PROJECT_CREATED", "Moreau"],
      ["2024-12-02", "PROJECT_UPDATED", "Moreau"],
      ["2024-10-01", "PROJECT_CREATED", "Moreau"],
      ["2024-03-01", "PROJECT_CREATED", "Lefèvre"],
    ]);
    assert.deepEqual(rows(await ofProjects(chloe)), []);
  });

  it("is found by what is in its metadata", async () => {
    const answer = await table(alice, "activity_logs")
      .select("description")
      .contains("metadata", { statut: ["SUSPENDU"] });
    assert.deepEqual(rows(answer), [{ description: "Entrepôt de données" }]);
  });
});
