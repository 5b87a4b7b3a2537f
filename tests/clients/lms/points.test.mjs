// Points: earned by rules, kept as events, shown as totals, levels and a leaderboard.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, carl, mia, mona, paul, pointsOf, reading, restoring, table, vic } from "./platform.mjs";

describe("the leaderboard", () => {
  const leaderboard = (who) =>
    table(who, "gamification.leaderboard_top10").select("rank, display_name, total_xp").order("rank");

  it("L25: has those who agreed, for everybody to see", async () => {
    assert.deepEqual(rows(await leaderboard(anon)), [
      { rank: 1, display_name: "Paul Martin", total_xp: 658 },
      { rank: 2, display_name: "Carl Weber", total_xp: 62 },
    ]);
    assert.deepEqual(rows(await leaderboard(mia)), rows(await leaderboard(anon)));
  });

  it("L39: has Mia as soon as she agrees", async (t) => {
    await restoring(t, { name: "public.user_settings", match: { user_id: mia.sub } });
    const [settings] = rows(await table(mia, "public.user_settings").select());
    assert.equal(settings.user_id, mia.sub);
    const agreed = { privacy: { leaderboard_opt_in: true } };
    rows(await table(mia, "public.user_settings").update(agreed).eq("user_id", mia.sub), 204);
    assert.deepEqual(
      rows(await leaderboard(anon)).map(({ display_name }) => display_name),
      ["Paul Martin", "Mia D.", "Carl Weber"],
    );
  });

  it("L29: nor is the list of levels a way to write them", async () => {
    for (const who of [ada, backOffice]) {
      refused(await table(who, "gamification.public_levels").delete().eq("level", 1), 403, "42501");
    }
  });
});

describe("points and events", () => {
  const totals = (who) => table(who, "gamification.user_xp").select("user_id, total_xp").order("total_xp");
  const events = (who) =>
    table(who, "gamification.xp_events")
      .select("source_type, action_type, xp_amount, created_at")
      .gte("created_at", "2025-01-01")
      .order("created_at", { ascending: false });

  it("L26: are one's own", async () => {
    assert.deepEqual(rows(await totals(mia)), [{ user_id: mia.sub, total_xp: 66 }]);
    assert.deepEqual(rows(await totals(anon)), []);
    assert.deepEqual(rows(await totals(vic)), []);
  });

  it("L26: across months, and where there is no month", async () => {
    const mine = rows(await events(mia));
    assert.deepEqual(
      mine.map(({ created_at, xp_amount }) => [created_at.slice(0, 7), xp_amount]),
      [
        ["2025-06", 9],
        ["2025-02", 2],
        ["2025-02", 5],
        ["2025-02", 25],
        ["2025-01", 20],
        ["2025-01", 5],
      ],
    );
    assert.deepEqual(rows(await events(anon)), []);
  });

  it("L26: and everybody's for an admin", async () => {
    assert.deepEqual(
      rows(await totals(ada)).map(({ total_xp }) => total_xp),
      [62, 66, 658],
    );
    const all = rows(await events(ada));
    assert.equal(all.length, 20);
    assert.equal(
      all.reduce((sum, { xp_amount }) => sum + xp_amount, 0),
      62 + 66 + 658,
    );
  });

  it("L26: are not to be written, not even by an admin", async () => {
    const event = { user_id: mia.sub, source_type: "lesson", action_type: "completion", xp_amount: 1000 };
    for (const who of [mia, ada]) refused(await table(who, "gamification.xp_events").insert(event), 403, "42501");
    refused(
      await table(mia, "gamification.user_xp").update({ total_xp: 1000 }).eq("user_id", mia.sub),
      403,
      "42501",
    );
  });

  it("L27: months are not asked by themselves", async () => {
    for (const part of ["xp_events_2025_01", "xp_events_default"]) {
      const answer = await request(mia, `/${part}`, { headers: reading("gamification") });
      assert.ok([403, 404].includes(answer.status), `${part}: ${answer.status}`);
    }
  });

  it("one's own, summed up", async () => {
    const mine = rows(await call(mia, "gamification.get_my_xp", {}, { get: true }));
    assert.deepEqual(mine, {
      user_id: mia.sub,
      total_xp: 66,
      current_level: 1,
      current_streak: 0,
      longest_streak: 1,
      next_level: 2,
      xp_to_next_level: 34,
    });
    const [seen] = rows(
      await table(paul, "gamification.my_xp").select("total_xp, level_title, next_level, xp_to_next_level"),
    );
    assert.deepEqual(seen, { total_xp: 658, level_title: "Explorateur", next_level: 5, xp_to_next_level: 42 });
    const days = rows(await table(mia, "gamification.xp_daily").select("day, xp").order("day"));
    assert.deepEqual(days, [
      { day: "2025-01-15", xp: 25 },
      { day: "2025-02-20", xp: 32 },
      { day: "2025-06-10", xp: 9 },
    ]);
  });
});

describe("crediting", () => {
  const credit = (who, idempotency_key, action_type = "completion") =>
    call(who, "gamification.credit_xp", { user_id: mia.sub, source_type: "lesson", action_type, idempotency_key });

  it("L28: happens once per key", async (t) => {
    await restoring(t, ...pointsOf(mia));
    const first = rows(await credit(backOffice, "k1"));
    assert.deepEqual(
      [first.success, first.duplicate, first.xp_amount, first.total_xp],
      [true, false, 20, 86],
      "twenty, less Mia's own 2.44 percent, rounded",
    );
    const second = rows(await credit(backOffice, "k1"));
    assert.deepEqual([second.success, second.duplicate, second.xp_event_id], [true, true, first.xp_event_id]);
    const [{ total_xp, current_streak }] = rows(
      await table(mia, "gamification.user_xp").select("total_xp, current_streak"),
    );
    assert.deepEqual([total_xp, current_streak], [86, 1]);
  });

  it("L28: also when both come at once", async (t) => {
    await restoring(t, ...pointsOf(mia));
    const answers = await Promise.all(Array.from({ length: 6 }, () => credit(backOffice, "k2", "streak_30")));
    const fresh = answers.map((answer) => rows(answer)).filter(({ duplicate }) => !duplicate);
    assert.equal(fresh.length, 1);
    const [{ total_xp }] = rows(await table(mia, "gamification.user_xp").select("total_xp"));
    assert.equal(total_xp, 66 + fresh[0].xp_amount);
  });

  it("L28: raises the level, and says so", async (t) => {
    await restoring(t, ...pointsOf(mia));
    const { level_up, current_level } = rows(await credit(backOffice, "k3", "streak_30"));
    assert.deepEqual([level_up, current_level], [true, 3]);
    const told = await table(mia, "gamification.notification_outbox")
      .select("payload")
      .eq("notification_type", "level_up");
    assert.deepEqual(
      rows(told).map(({ payload }) => [payload.from, payload.to]),
      [[1, 3]],
    );
  });

  it("L28: keeps to the limits of its rule", async (t) => {
    await restoring(t, ...pointsOf(mia));
    rows(await credit(backOffice, "k4"));
    assert.equal(rows(await credit(backOffice, "k5")).error, "cooldown");
    rows(await credit(backOffice, "k6", "first_of_day"));
    assert.equal(rows(await credit(backOffice, "k7", "first_of_day")).error, "daily_limit");
    assert.equal(rows(await credit(backOffice, "k8", "unheard_of")).error, "unknown_source");
  });

  it("L28: is not for people", async () => {
    refused(await credit(mia, "k1"), 403, "42501");
    refused(await credit(anon, "k1"), 401, "42501");
  });
});

describe("levels and rules", () => {
  it("L29: levels are for people with an account, and a shorter list for everybody", async () => {
    const levels = (who) =>
      table(who, "gamification.level_definitions").select("level, xp_required, rewards").order("level");
    assert.equal(rows(await levels(mia)).length, 10);
    assert.deepEqual(rows(await levels(anon)), []);
    const listed = rows(await table(anon, "gamification.public_levels").select().order("level"));
    assert.deepEqual(
      listed.map(({ xp_required }) => xp_required),
      [0, 100, 250, 450, 700, 1000, 1350, 1750, 2200, 2700],
    );
    assert.ok(!("rewards" in listed[0]));
  });

  it("L29: what a number of points reaches is the same for all", async () => {
    for (const who of [anon, mia]) {
      assert.equal(rows(await call(who, "gamification.calculate_level_from_xp", { xp: 699 }, { get: true })), 4);
    }
  });

  it("forty-eight rules, readable with an account", async () => {
    const rules = async (who) =>
      (await table(who, "gamification.xp_sources").select("*", { count: "exact", head: true })).count;
    assert.equal(await rules(mia), 48);
    assert.equal(await rules(anon), 0);
  });
});

describe("upkeep", () => {
  it("months are made ahead, and made again changes nothing", async () => {
    const upkeep = rows(await call(backOffice, "gamification.maintain_partitions"));
    assert.deepEqual([upkeep.success, upkeep.created, upkeep.dropped], [true, [], false]);
    const health = rows(await call(backOffice, "gamification.verify_partition_health"));
    assert.deepEqual([health.missing, health.default_rows, health.status], [[], 2, "WARNING"]);
  });

  it("the dashboards are for who views analytics", async () => {
    const parts = (who) =>
      table(who, "gamification.dashboard_system_health")
        .select("partition_name, row_count, status")
        .order("partition_name");
    const found = rows(await parts(mona));
    assert.deepEqual(
      found.find(({ partition_name }) => partition_name === "xp_events_default"),
      {
        partition_name: "xp_events_default",
        row_count: 2,
        status: "DEFAULT_IN_USE",
      },
    );
    assert.equal(found.find(({ partition_name }) => partition_name === "xp_events_2025_02").row_count, 4);
    assert.deepEqual(rows(await parts(mia)), []);
    refused(await parts(anon), 401, "42501");
  });

  it("totals agree with their events", async () => {
    const checked = rows(await table(ada, "gamification.integrity_dashboard").select("is_consistent, difference"));
    assert.equal(checked.length, 3);
    for (const one of checked) assert.deepEqual(one, { is_consistent: true, difference: 0 });
  });

  it("notifications become jobs, and those of nobody fail in the end", async (t) => {
    await restoring(
      t,
      { name: "gamification.notification_outbox", match: {} },
      { name: "util.job_queue", match: {}, added: true },
    );
    const outbox = table(backOffice, "gamification.notification_outbox");
    const waiting = rows(await outbox.select("id").eq("status", "pending")).length;
    rows(
      await outbox.insert([
        { user_id: carl.sub, notification_type: "essai", attempts: 0 },
        { user_id: null, notification_type: "essai", attempts: 2 },
      ]),
      201,
    );
    const handedOver = rows(
      await call(backOffice, "gamification.process_notification_outbox", { batch_size: 100 }),
    );
    assert.equal(handedOver, waiting + 1);
    const states = rows(
      await outbox.select("status, attempts, last_error").eq("notification_type", "essai").order("status"),
    );
    assert.deepEqual(states, [
      { status: "failed", attempts: 3, last_error: "nobody to send it to" },
      { status: "processed", attempts: 1, last_error: null },
    ]);
    const jobs = await table(backOffice, "util.job_queue").select("job_type").eq("payload->>to", carl.email);
    assert.deepEqual(rows(jobs), [{ job_type: "email_send" }]);
  });
});
