// Learning: progress is saved, events are added, and both belong to whoever learns.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, COURSES, lesson, mia, mona, paul, restoring, table, vic, writing } from "./platform.mjs";

const miasProgress = { name: "learn.user_progress", match: { user_id: mia.sub } };
const miasEvents = { name: "learn.lesson_analytics", match: { user_id: mia.sub } };

describe("progress", () => {
  const save = (who, row) =>
    table(who, "learn.user_progress").upsert(row, { onConflict: "user_id,lesson_id" }).select();
  const done = (person, number) => ({
    user_id: person.sub,
    lesson_id: lesson(number),
    status: "completed",
    completion_percentage: 100,
  });

  it("L12: saving a lesson again changes it and keeps what was not sent", async (t) => {
    await restoring(t, miasProgress);
    const [saved, ...others] = rows(await save(mia, done(mia, 12)));
    assert.deepEqual(others, []);
    assert.deepEqual([saved.status, saved.completion_percentage], ["completed", 100]);
    assert.deepEqual(saved.bookmarks, [{ at: 42, note: "à revoir" }]);
  });

  it("L12: saving a new one adds it, and says so", async (t) => {
    await restoring(t, miasProgress);
    const [saved] = rows(await save(mia, done(mia, 14)), 201);
    assert.equal(saved.lesson_id, lesson(14));
  });

  it("L12: nobody saves for somebody else", async () => {
    refused(await save(mia, done(paul, 12)), 403, "42501");
    refused(await save(anon, done(mia, 12)), 401, "42501");
  });

  it("L12: more than all is refused", async () => {
    const error = refused(await save(mia, { ...done(mia, 12), completion_percentage: 120 }), 400, "23514");
    assert.match(error.message, /user_progress_completion_percentage_check/);
  });

  it("L12: and so is a status there is not", async () => {
    refused(await save(mia, { ...done(mia, 12), status: "finished" }), 400, "22P02");
  });
});

describe("progress in a course", () => {
  const progress = (who) =>
    table(who, "learn.course_progress")
      .select("user_id, course_id, total_lessons, completed_lessons, progress_percentage, status")
      .order("user_id")
      .order("progress_percentage", { ascending: false });

  const MIAS = {
    user_id: mia.sub,
    course_id: COURSES.discover,
    total_lessons: 6,
    completed_lessons: 1,
    progress_percentage: 17,
    status: "in_progress",
  };

  it("L13: is one's own", async () => {
    assert.deepEqual(rows(await progress(mia)), [MIAS]);
    assert.deepEqual(rows(await progress(anon)), []);
  });

  it("L13: and everybody's for an admin", async () => {
    const of = (course_id, completed_lessons, progress_percentage, status) => ({
      user_id: paul.sub,
      course_id,
      total_lessons: 6,
      completed_lessons,
      progress_percentage,
      status,
    });
    assert.deepEqual(rows(await progress(ada)), [
      of(COURSES.discover, 6, 100, "completed"),
      of(COURSES.agents, 1, 17, "in_progress"),
      MIAS,
    ]);
  });

  it("lessons are counted over what one may see", async () => {
    const answer = await table(ada, "learn.lesson_completion_stats")
      .select("learners, completions, completion_rate")
      .eq("lesson_id", lesson(12));
    assert.deepEqual(rows(answer), [{ learners: 2, completions: 1, completion_rate: 50 }]);
  });
});

describe("events", () => {
  const pause = { lesson_id: lesson(12), event_type: "pause", event_data: { position: 42 } };

  it("L14: playing writes them, and need not say for whom", async (t) => {
    await restoring(t, miasEvents);
    const answer = await table(mia, "learn.lesson_analytics").insert(pause).select("user_id, event_type").single();
    assert.deepEqual(rows(answer, 201), { user_id: mia.sub, event_type: "pause" });
  });

  it("L14: with nothing but the event, as a plain request", async (t) => {
    await restoring(t, miasEvents);
    const answer = await request(mia, "/lesson_analytics", {
      method: "POST",
      headers: writing("learn"),
      body: JSON.stringify({ event_type: "pause", event_data: { position: 42 } }),
    });
    assert.equal(answer.status, 201);
    assert.equal(await answer.text(), "");
  });

  it("L14: certificates are not issued by saying so", async () => {
    const answer = await table(mia, "learn.lesson_analytics").insert({
      ...pause,
      event_type: "certificate_issued",
    });
    refused(answer, 403, "42501");
  });

  it("L14: nor does one write for somebody else, or as nobody", async () => {
    refused(await table(mia, "learn.lesson_analytics").insert({ ...pause, user_id: paul.sub }), 403, "42501");
    refused(await table(anon, "learn.lesson_analytics").insert({ ...pause, user_id: mia.sub }), 401, "42501");
  });

  it("L14: what happened is not rewritten", async () => {
    const answer = await table(mia, "learn.lesson_analytics")
      .update({ event_data: {} })
      .eq("user_id", mia.sub)
      .select();
    assert.deepEqual(rows(answer), []);
  });

  const paused = (who) =>
    table(who, "learn.lesson_analytics")
      .select("event_type, event_timestamp, user_id")
      .gt("event_data->>position", "30")
      .order("event_timestamp");

  it("L15: are found by what is in them; positions compare as text", async () => {
    assert.deepEqual(
      rows(await paused(mia)).map(({ event_type, user_id }) => [event_type, user_id]),
      [["complete", mia.sub]],
    );
  });

  it("L15: are everybody's for who views analytics", async () => {
    const people = new Set(rows(await paused(mona)).map(({ user_id }) => user_id));
    assert.deepEqual(people, new Set([mia.sub, paul.sub]));
    assert.deepEqual(rows(await paused(vic)), []);
  });

  it("of assessments are still found where they used to be, while the switch is on", async (t) => {
    const flag = { flag_key: "assessment_analytics_compat_views" };
    await restoring(t, { name: "util.feature_flags", match: flag });
    const compat = async () =>
      rows(await table(mona, "assessments.assessment_analytics_compat").select("id")).length;
    assert.equal(await compat(), 4);
    rows(await table(backOffice, "util.feature_flags").update({ is_enabled: false }).match(flag), 204);
    assert.equal(await compat(), 0);
  });
});

describe("old events", () => {
  it("move to the archive, and are gone from where they were", async (t) => {
    const event = "d3e00000-0000-4000-8000-0000000000ff";
    await restoring(
      t,
      { name: "learn.lesson_analytics", match: { id: event } },
      { name: "learn.lesson_analytics_archive", match: {}, added: true },
      { name: "util.job_queue", match: {}, added: true },
    );
    const old = { id: event, user_id: mia.sub, event_type: "start", event_timestamp: "2001-01-01T00:00:00Z" };
    rows(await table(backOffice, "learn.lesson_analytics").insert(old), 201);

    const { success, archived } = rows(
      await call(backOffice, "learn.cleanup_old_analytics", { retention_months: 240 }),
    );
    assert.deepEqual([success, archived], [true, 1]);
    assert.deepEqual(rows(await table(backOffice, "learn.lesson_analytics").select("id").eq("id", event)), []);
    const kept = rows(await table(mona, "learn.lesson_analytics_archive").select("event_type").eq("id", event));
    assert.deepEqual(kept, [{ event_type: "start" }]);
  });

  it("are for the back office to move", async () => {
    refused(await call(ada, "learn.cleanup_old_analytics", { retention_months: 240 }), 403, "42501");
  });

  it("the deprecated table stays until its date", async () => {
    const { success, error } = rows(await call(backOffice, "learn.cleanup_deprecated_analytics"));
    assert.deepEqual([success, error], [false, "not_due"]);
  });

  it("are too few for partitions", async () => {
    const { is_recommended, events } = rows(
      await call(backOffice, "learn.prepare_analytics_partitioning", {}, { get: true }),
    );
    assert.equal(is_recommended, false);
    assert.ok(events >= 19);
  });
});
