// Attempts as rows, and grading by a person.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import {
  ASSESSMENTS,
  ATTEMPTS,
  attemptsOf,
  call,
  mia,
  mona,
  paul,
  points,
  restoring,
  table,
  vic,
} from "./platform.mjs";

describe("attempts as rows", () => {
  const attempts = (who) =>
    table(who, "assessments.attempts")
      .select("id, attempt_no, status, score, max_score, assessments(title)")
      .order("created_at", { ascending: false });

  it("L20: are one's own", async () => {
    assert.deepEqual(rows(await attempts(mia)), [
      {
        id: ATTEMPTS.miasQuiz,
        attempt_no: 1,
        status: "graded",
        score: 4,
        max_score: 5,
        assessments: { title: "Quiz : les idées" },
      },
    ]);
    assert.deepEqual(rows(await attempts(vic)), []);
  });

  it("L20: and everybody's for graders", async () => {
    assert.deepEqual(
      rows(await attempts(mona)).map(({ id }) => id),
      [ATTEMPTS.paulsExam, ATTEMPTS.paulsCertification, ATTEMPTS.miasQuiz],
    );
  });

  it("L22: are not to be written", async () => {
    const answer = await table(mia, "assessments.attempts").update({ score: 100 }).eq("id", ATTEMPTS.miasQuiz);
    const error = refused(answer, 403, "42501");
    assert.match(error.message, /permission denied for table attempts/);
    refused(await table(mia, "assessments.attempts").delete().eq("id", ATTEMPTS.miasQuiz), 403, "42501");
    assert.equal(rows(await attempts(mia))[0].score, 4);
  });

  it("their questions are as they were", async () => {
    const intact = (who) =>
      call(who, "assessments.verify_content_snapshot_integrity", { attempt_id: ATTEMPTS.miasQuiz });
    assert.equal(rows(await intact(mia)), true);
    assert.equal(rows(await intact(mona)), true);
    refused(await intact(paul), 403, "42501");
    assert.deepEqual(
      rows(await call(backOffice, "assessments.detect_content_corruption", { check_all: true })),
      [],
    );
  });
});

describe("grading by a person", () => {
  const grade = (who, score) =>
    call(who, "assessments.grade_attempt_manual", {
      attempt_id: ATTEMPTS.paulsExam,
      score,
      feedback: { note: "ok" },
    });

  it("L21: a grader grades, the author is told and has points, and a log says who", async (t) => {
    await restoring(t, ...attemptsOf(paul));
    const before = await points(paul);
    const result = rows(await grade(mona, 8));
    assert.deepEqual(
      [result.status, result.score, result.passed, result.needs_review, result.feedback],
      ["graded", 8, true, false, { note: "ok" }],
    );
    // The exam does not show its answers.
    assert.equal(result.answers, null);
    assert.equal(await points(paul), before + 75);
    assert.deepEqual(rows(await grade(mona, 8)), result);
    assert.equal(await points(paul), before + 75);

    const logged = await table(mona, "assessments.grading_audit")
      .select("action_type, performed_by, new_state")
      .eq("attempt_id", ATTEMPTS.paulsExam)
      .eq("action_type", "manual_graded");
    assert.deepEqual(rows(logged), [
      {
        action_type: "manual_graded",
        performed_by: mona.sub,
        new_state: { status: "graded", score: 8, needs_review: false },
      },
    ]);
    const told = await table(paul, "gamification.notification_outbox")
      .select("payload")
      .eq("notification_type", "attempt_graded");
    assert.equal(rows(told).length, 1);
  });

  it("L21: correcting a grade is logged as that", async (t) => {
    await restoring(t, ...attemptsOf(paul));
    rows(await grade(mona, 6));
    assert.equal(rows(await grade(mona, 7)).passed, true);
    const logged = await table(mona, "assessments.grading_audit")
      .select("action_type")
      .eq("attempt_id", ATTEMPTS.paulsExam)
      .eq("action_type", "score_changed");
    assert.equal(rows(logged).length, 1);
  });

  it("L21: nobody else grades, and no score is beyond the scale", async () => {
    refused(await grade(mia, 8), 403, "42501");
    refused(await grade(paul, 10), 403, "42501");
    assert.equal(rows(await grade(mona, 11)).error, "score_out_of_range");
  });

  it("whoever was graded can ask for a second look", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const ask = (who) => call(who, "assessments.enqueue_for_manual_review", { attempt_id: ATTEMPTS.miasQuiz });
    refused(await ask(paul), 403, "42501");
    assert.deepEqual(rows(await ask(mia)), {
      success: true,
      attempt_id: ATTEMPTS.miasQuiz,
      status: "needs_review",
    });
    const board = await table(mona, "assessments.attempt_lifecycle_dashboard")
      .select("graded, needs_review")
      .eq("assessment_id", ASSESSMENTS.quiz)
      .maybeSingle();
    assert.deepEqual(rows(board), { graded: 0, needs_review: 1 });
  });
});
