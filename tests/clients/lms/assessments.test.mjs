// Assessments: who sees which, and an attempt from its start to its submission.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import {
  ASSESSMENTS,
  attemptsOf,
  call,
  lesson,
  mia,
  mona,
  paul,
  points,
  question,
  restoring,
  table,
} from "./platform.mjs";

const start = (who, assessment_id) => call(who, "assessments.start_attempt", { assessment_id });
const submit = (who, attempt_id, responses) => call(who, "assessments.submit_attempt", { attempt_id, responses });

const RIGHT = { [question(1)]: "a", [question(2)]: "b", [question(3)]: ["b", "a"], [question(4)]: false };

describe("assessments", () => {
  const titles = async (who) => {
    const answer = await table(who, "assessments.assessments")
      .select("title, type, passing_score, assessment_items(display_order, questions(body, choices, points))")
      .order("title")
      .order("display_order", { referencedTable: "assessment_items" });
    return rows(answer);
  };

  it("L16: a member sees those of the course she may read, with their questions", async () => {
    const found = await titles(mia);
    assert.deepEqual(
      found.map(({ type }) => type),
      ["cert", "quiz"],
    );
    const [, quiz] = found;
    assert.deepEqual(
      quiz.assessment_items.map(({ display_order, questions }) => [
        display_order,
        questions.body,
        questions.points,
      ]),
      [
        [1, "De quoi un modèle apprend-il ?", 1],
        [2, "Que fait un modèle de langage ?", 1],
        [3, "Lesquelles sont des données personnelles ?", 2],
        [4, "Un modèle dit toujours vrai.", 1],
      ],
    );
  });

  it("L16: with premium the exam too; without an account only the preview's quiz", async () => {
    assert.deepEqual(
      (await titles(paul)).map(({ type }) => type),
      ["cert", "exam", "quiz"],
    );
    assert.deepEqual(
      (await titles(anon)).map(({ type }) => type),
      ["quiz"],
    );
  });

  it("L17: nobody reads the answers, not even who writes questions", async () => {
    for (const who of [mia, mona]) {
      const answer = await table(who, "assessments.questions").select("body, correct_answers");
      const error = refused(answer, 403, "42501");
      assert.match(error.message, /permission denied for table questions/);
    }
    refused(await table(mia, "assessments.questions").select("explanation"), 403, "42501");
    refused(await table(anon, "assessments.questions").select("correct_answers"), 401, "42501");
  });

  it("L17: nor asks about them in a filter", async () => {
    const answer = await table(mia, "assessments.questions").select("body").contains("correct_answers", '["a"]');
    refused(answer, 403, "42501");
  });

  it("the bank is counted by subject", async () => {
    const answer = await table(backOffice, "assessments.question_bank_stats")
      .select("questions, uses")
      .eq("category", "agents");
    assert.equal(
      rows(answer).reduce((sum, { questions }) => sum + questions, 0),
      4,
    );
  });
});

describe("an attempt", () => {
  it("L18: starts with frozen questions, a number and the server's deadline, and once", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const started = rows(await start(mia, ASSESSMENTS.quiz));
    assert.deepEqual([started.success, started.attempt_no, started.status], [true, 2, "in_progress"]);
    const seconds = (Date.parse(started.deadline) - Date.parse(started.started_at)) / 1000;
    assert.equal(seconds, 900);
    const { questions } = started.content_snapshot;
    assert.deepEqual(questions.map(({ question_id }) => question_id).sort(), Object.keys(RIGHT));
    for (const asked of questions) assert.ok(!("correct_answers" in asked) && !("explanation" in asked));

    const again = rows(await start(mia, ASSESSMENTS.quiz));
    assert.deepEqual([again.success, again.error], [false, "active_attempt_exists"]);
    assert.equal(again.active_attempt_id, started.attempt_id);
  });

  it("L18: two starts at the same moment make one", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const answers = await Promise.all(Array.from({ length: 6 }, () => start(mia, ASSESSMENTS.quiz)));
    const outcomes = answers.map((answer) => rows(answer).success);
    assert.equal(outcomes.filter(Boolean).length, 1);
  });

  it("L18: does not start behind the paywall", async () => {
    refused(await start(mia, ASSESSMENTS.exam), 403, "42501");
    refused(await start(anon, ASSESSMENTS.quiz), 401, "42501");
  });

  it("L18: a free preview opens the lesson, not its quiz", async (t) => {
    const id = "d6000000-0000-4000-8000-0000000000ff";
    await restoring(t, { name: "assessments.assessments", match: { id } });
    const quiz = { id, scope: "lesson", lesson_id: lesson(21), title: "Essai", type: "quiz", is_published: true };
    rows(await table(backOffice, "assessments.assessments").insert(quiz), 201);
    assert.equal(rows(await table(mia, "assessments.assessments").select("title").eq("id", id)).length, 1);
    refused(await start(mia, id), 403, "42501");
    const eligibility = rows(await call(mia, "assessments.check_attempt_eligibility", { assessment_id: id }));
    assert.equal(eligibility.reason, "access_denied");
    assert.equal(
      rows(await call(paul, "assessments.check_attempt_eligibility", { assessment_id: id })).eligible,
      true,
    );
  });

  it("L19: is graded when it is submitted, gives the same answer again, and its points once", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const before = await points(mia);
    const { attempt_id } = rows(await start(mia, ASSESSMENTS.quiz));
    const resumed = rows(await call(mia, "assessments.resume_attempt", { attempt_id }, { get: true }));
    assert.ok(resumed.seconds_left > 800 && resumed.seconds_left <= 900);

    const result = rows(await submit(mia, attempt_id, RIGHT));
    assert.deepEqual(
      [result.status, result.score, result.max_score, result.passed, result.xp],
      ["graded", 5, 5, true, 45],
    );
    // The quiz shows its answers once it is graded.
    assert.deepEqual(result.answers.find(({ question_id }) => question_id === question(3)).correct, ["a", "b"]);

    assert.deepEqual(rows(await submit(mia, attempt_id, {})), result);
    assert.equal(await points(mia), before + 45);

    const events = await table(mia, "learn.assessment_events").select("event_type").eq("attempt_id", attempt_id);
    assert.deepEqual(
      rows(events)
        .map(({ event_type }) => event_type)
        .sort(),
      ["assessment_graded", "assessment_start", "assessment_submit"],
    );
    const audit = await table(mona, "assessments.grading_audit")
      .select("action_type")
      .eq("attempt_id", attempt_id);
    assert.deepEqual(rows(audit), [{ action_type: "auto_graded" }]);
  });

  it("L19: a half right list is wrong, and missing answers are", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const { attempt_id } = rows(await start(mia, ASSESSMENTS.quiz));
    const result = rows(await submit(mia, attempt_id, { [question(1)]: "a", [question(3)]: ["a"] }));
    assert.deepEqual([result.score, result.passed, result.xp], [1, false, 5]);
  });

  it("L19: is nobody else's to submit", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const { attempt_id } = rows(await start(mia, ASSESSMENTS.quiz));
    refused(await submit(paul, attempt_id, RIGHT), 403, "42501");
    refused(await call(paul, "assessments.get_attempt_result", { attempt_id }), 403, "42501");
    refused(await call(paul, "assessments.abandon_attempt", { attempt_id }), 403, "42501");
  });

  it("L19: expires instead, when it is late", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const { attempt_id } = rows(await start(mia, ASSESSMENTS.quiz));
    const late = { deadline: "2025-01-01T00:00:00Z" };
    rows(await table(backOffice, "assessments.attempts").update(late).eq("id", attempt_id), 204);
    assert.equal(rows(await submit(mia, attempt_id, RIGHT)).error, "deadline_passed");
    const found = await table(mia, "assessments.my_attempts").select("status").eq("id", attempt_id).single();
    assert.equal(rows(found).status, "expired");
  });

  it("can be given up, and counts as used", async (t) => {
    await restoring(t, ...attemptsOf(mia));
    const { attempt_id } = rows(await start(mia, ASSESSMENTS.quiz));
    assert.equal(rows(await call(mia, "assessments.abandon_attempt", { attempt_id })).status, "abandoned");
    assert.equal(rows(await submit(mia, attempt_id, RIGHT)).error, "not_in_progress");
    const eligibility = rows(
      await call(mia, "assessments.check_attempt_eligibility", { assessment_id: ASSESSMENTS.quiz }),
    );
    assert.deepEqual([eligibility.eligible, eligibility.attempts_used, eligibility.attempts_left], [true, 2, 3]);
  });
});
