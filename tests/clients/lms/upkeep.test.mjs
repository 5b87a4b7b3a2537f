// Jobs of the back office that keep counters, hashes and keys in order, and the dashboards beside them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import {
  ada,
  ASSESSMENTS,
  attemptsOf,
  call,
  COURSES,
  lesson,
  mia,
  mona,
  question,
  restoring,
  table,
  vic,
} from "./platform.mjs";

const job = (name, args) => call(backOffice, name, args);

describe("attempts and questions", () => {
  it("attempts that ran out of time are ended, and questions counted anew", async (t) => {
    await restoring(t, ...attemptsOf(vic), { name: "assessments.questions", match: { id: question(1) } });
    const late = {
      user_id: vic.sub,
      assessment_id: ASSESSMENTS.quiz,
      attempt_no: 1,
      attempt_seed: 1,
      content_snapshot: {},
      deadline: "2025-01-01T00:00:00Z",
    };
    rows(await table(backOffice, "assessments.attempts").insert(late), 201);
    assert.equal(rows(await job("assessments.expire_overdue_attempts")), 1);
    assert.deepEqual(rows(await table(vic, "assessments.my_attempts").select("status")), [{ status: "expired" }]);

    rows(await table(backOffice, "assessments.questions").update({ usage_count: 99 }).eq("id", question(1)), 204);
    assert.equal(rows(await job("assessments.recalculate_question_usage")), 1);
    const [{ usage_count }] = rows(
      await table(mia, "assessments.questions").select("usage_count").eq("id", question(1)),
    );
    assert.equal(usage_count, 1);
  });

  it("a question that is taken into an assessment is counted, and cannot be deleted", async (t) => {
    await restoring(
      t,
      { name: "assessments.assessment_items", match: { question_id: question(12) } },
      { name: "assessments.questions", match: { id: question(12) } },
    );
    const item = { assessment_id: ASSESSMENTS.quiz, question_id: question(12), display_order: 9 };
    rows(await table(backOffice, "assessments.assessment_items").insert(item), 201);
    const used = await table(backOffice, "assessments.questions")
      .select("usage_count")
      .eq("id", question(12))
      .single();
    assert.equal(rows(used).usage_count, 1);
    refused(await table(backOffice, "assessments.questions").delete().eq("id", question(12)), 409, "23503");
  });
});

describe("certificates", () => {
  it("imported ones get the hash they lack", async (t) => {
    await restoring(t, { name: "assessments.certificates", match: { user_id: mia.sub } });
    const imported = {
      user_id: mia.sub,
      course_id: COURSES.archived,
      serial_number: "AIF-2024-000099",
      verify_hash: "0".repeat(64),
      issued_at: "2024-12-24T12:00:00Z",
      passed: true,
    };
    rows(await table(backOffice, "assessments.certificates").insert(imported), 201);
    assert.equal(rows(await job("assessments.backfill_certificate_hashes")), 1);
    const [{ verify_hash }] = rows(await table(mia, "assessments.my_certificates").select("verify_hash"));
    const expected = await job("assessments.generate_verify_hash", {
      serial: imported.serial_number,
      user_id: mia.sub,
      issued_at: imported.issued_at,
    });
    assert.equal(verify_hash, rows(expected));
  });

  it("serial numbers follow one another, and hashes are SHA-256", async () => {
    const serial = async () => rows(await job("assessments.generate_certificate_serial"));
    const [first, second] = [await serial(), await serial()];
    assert.equal(Number(second.slice(-6)), Number(first.slice(-6)) + 1);
    const hash = await job("assessments.calculate_content_snapshot_hash", { content_snapshot: {} });
    assert.equal(rows(hash), "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    refused(await call(ada, "assessments.generate_certificate_serial"), 403, "42501");
  });
});

describe("points", () => {
  it("keys are forgotten after a while, and not before a day", async () => {
    assert.equal(rows(await job("gamification.cleanup_idempotency_ledger", { days: 36500 })), 0);
    refused(await job("gamification.cleanup_idempotency_ledger", { days: 0 }), 400, "22023");
  });

  it("a streak is days in a row up to now", async () => {
    assert.equal(rows(await job("gamification.update_streak", { user_id: mia.sub })), 0);
  });
});

describe("dashboards", () => {
  it("of points are for who views analytics", async () => {
    const metrics = (who) => table(who, "gamification.performance_metrics").select("metric, unit").order("metric");
    assert.deepEqual(
      rows(await metrics(mona)).map(({ metric }) => metric),
      ["credit_xp_calls", "credit_xp_p95", "index_scan_share", "unused_indexes"],
    );
    assert.deepEqual(rows(await metrics(mia)), []);
    refused(await table(anon, "gamification.dashboard_xp_metrics").select(), 401, "42501");
    assert.ok(Array.isArray(rows(await table(mona, "gamification.dashboard_xp_metrics").select())));
  });

  it("of learning are one's own", async () => {
    const days = await table(mia, "learn.daily_learning_time").select("day, events, seconds").order("day");
    assert.deepEqual(rows(days), [
      { day: "2025-01-15", events: 4, seconds: 107 },
      { day: "2025-02-20", events: 4, seconds: 216 },
    ]);
    assert.deepEqual(rows(await table(mia, "learn.my_recent_activity").select("lesson_title")), []);
    const open = await call(
      mia,
      "access.can_read_lesson",
      { user_id: mia.sub, lesson_id: lesson(12) },
      { get: true },
    );
    assert.equal(rows(open), true);
  });

  it("of edge cases have every category", async () => {
    const answer = await table(ada, "referrals.edge_case_testing_dashboard")
      .select("test_category, scenarios, status")
      .order("test_category");
    assert.deepEqual(
      rows(answer).map(({ test_category, scenarios, status }) => [test_category, scenarios, status]),
      [
        ["boundary_conditions", 3, "COMPLETE_EDGE_CASES_COVERED"],
        ["data_consistency", 2, "COMPLETE_EDGE_CASES_COVERED"],
        ["partition_management", 3, "COMPLETE_EDGE_CASES_COVERED"],
        ["race_conditions", 3, "COMPLETE_EDGE_CASES_COVERED"],
        ["salt_rotation", 2, "COMPLETE_EDGE_CASES_COVERED"],
      ],
    );
  });

  it("features are switched off by one of four measures only", async () => {
    const answer = await job("referrals.execute_automatic_rollback", {
      trigger_metric: "disk",
      trigger_value: 1,
      rollback_type: "panic",
    });
    assert.equal(rows(answer).error, "unknown_rollback_type");
    assert.equal(rows(await job("referrals.get_region_from_country", { country_code: "br" })), "LATAM");
  });
});
