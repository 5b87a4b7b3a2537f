// Writing a diary. Whatever a test changes, it changes back: the suite can be run again on the same database.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { anon, marie, newcomer, sophie } from "../people.mjs";
import { request, signedIn } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { before, DAYS, SOPHIES, symptoms, today } from "./diary.mjs";

describe("saving a day", () => {
  let newest;
  beforeAll(async () => (newest = await today()));

  const days = (person) => signedIn(person, "sopk").from("daily_symptoms");
  const save = (person, row) => days(person).upsert(row, { onConflict: "user_id,date" }).select();
  const numberOfDays = async (person) => (await days(person).select("*", { count: "exact", head: true })).count;

  it("S5: saving today again changes the day and adds none", async (t) => {
    const { mood_score } = symptoms(newest, 0);
    t.after(async () => rows(await days(sophie).update({ mood_score }).eq("date", newest), 204));

    const [saved, ...others] = rows(await save(sophie, { user_id: sophie.sub, date: newest, mood_score: 8 }));
    assert.deepEqual(others, []);
    assert.equal(saved.mood_score, 8);
    assert.equal(saved.period_flow, symptoms(newest, 0).period_flow, "what was not sent stays");
    assert.equal(await numberOfDays(sophie), DAYS);
  });

  it("S5: saving a new day adds it, and says so", async (t) => {
    const tomorrow = before(newest, -1);
    t.after(async () => rows(await days(sophie).delete().eq("date", tomorrow), 204));

    const [saved] = rows(await save(sophie, { user_id: sophie.sub, date: tomorrow, mood_score: 8 }), 201);
    assert.equal(saved.date, tomorrow);
    assert.equal(await numberOfDays(sophie), DAYS + 1);
  });

  it("S5: nobody saves a day for somebody else", async () => {
    const error = refused(await save(sophie, { user_id: marie.sub, date: newest, mood_score: 8 }), 403, "42501");
    assert.match(error.message, /row-level security policy/);
    assert.equal(await numberOfDays(marie), 1);
  });

  it("S5: without an account nothing can be saved, and the answer asks for one", async () => {
    refused(await save(anon, { user_id: sophie.sub, date: newest, mood_score: 8 }), 401, "42501");

    const answer = await request(anon, "/daily_symptoms", {
      method: "POST",
      headers: { "Content-Profile": "sopk", "Content-Type": "application/json" },
      body: JSON.stringify({ user_id: sophie.sub, date: newest, mood_score: 8 }),
    });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get("WWW-Authenticate"), "Bearer");
  });

  it("S5: a date that is none is refused before anything is written", async () => {
    refused(await save(sophie, { user_id: sophie.sub, date: "hier", mood_score: 8 }), 400, "22007");
    assert.equal(await numberOfDays(sophie), DAYS);
  });

  it("S6: a mood beyond the scale is refused, and the day keeps its own", async () => {
    const error = refused(await days(sophie).update({ mood_score: 11 }).eq("date", newest), 400, "23514");
    assert.match(error.message, /daily_symptoms_mood_score_check/);

    const [day] = rows(await days(sophie).select("mood_score").eq("date", newest));
    assert.equal(day.mood_score, symptoms(newest, 0).mood_score);
  });

  it("S7: Marie deleting Sophie's diary deletes nothing", async () => {
    assert.deepEqual(rows(await days(marie).delete().eq("user_id", sophie.sub).select()), []);
    assert.equal(await numberOfDays(sophie), DAYS);
  });
});

describe("profiles", () => {
  it("S9: a newcomer cannot create their own profile", async () => {
    const answer = await signedIn(newcomer, "sopk").from("user_profiles").insert({ id: newcomer.sub });
    refused(answer, 403, "42501");
  });

  it("S9: whoever has one can change it, and the database dates the change", async (t) => {
    const profile = signedIn(sophie, "sopk").from("user_profiles");
    const change = (columns) => profile.update(columns).eq("id", sophie.sub).select().single();
    const [original] = rows(await profile.select("health_goals, updated_at"));
    t.after(async () => rows(await change({ health_goals: original.health_goals })));

    const changed = rows(await change({ health_goals: ["dormir"], updated_at: "2000-01-01" }));
    assert.deepEqual(changed.health_goals, ["dormir"]);
    assert.ok(Date.parse(changed.updated_at) > Date.parse(original.updated_at));
  });
});

describe("moods", () => {
  it("S17: a second mood for the same day is refused", async () => {
    const yesterday = before(await today(), 1);
    const answer = await signedIn(sophie, "sopk")
      .from("mood_entries")
      .insert({ user_id: sophie.sub, date: yesterday, primary_mood: "happy" });
    const error = refused(answer, 409, "23505");
    assert.match(error.message, /mood_entries_user_id_date_key/);
  });
});

describe("activities", () => {
  const finish = { completed: true, completed_at: "now" };
  const walk = (person, columns) =>
    signedIn(person, "sopk")
      .from("user_activity_tracking")
      .update(columns, { count: "exact" })
      .eq("id", SOPHIES.unfinishedWalk);

  it("S19: Marie finishing Sophie's walk changes nothing", async () => {
    const answer = await walk(marie, finish);
    assert.equal(rows(answer, 204), null);
    assert.equal(answer.count, 0);
  });

  it("S19: Sophie finishes her walk", async (t) => {
    t.after(async () => rows(await walk(sophie, { completed: false, completed_at: null }), 204));

    const answer = await walk(sophie, finish);
    assert.equal(rows(answer, 204), null);
    assert.equal(answer.count, 1);

    const found = await signedIn(sophie, "sopk")
      .from("user_activity_tracking")
      .select("completed, started_at, completed_at")
      .eq("id", SOPHIES.unfinishedWalk)
      .single();
    const { completed, started_at, completed_at } = rows(found);
    assert.equal(completed, true);
    assert.ok(!Number.isNaN(Date.parse(completed_at)), "the word now became a time");
    assert.notEqual(completed_at, started_at);
  });
});

describe("breathing sessions", () => {
  it("S23: a session that a mood points at cannot be deleted", async () => {
    const sessions = signedIn(sophie, "sopk").from("breathing_sessions");
    const error = refused(await sessions.delete().eq("id", SOPHIES.eveningBreathing), 409, "23503");
    assert.match(error.message, /mood_entries_related_breathing_session_id_fkey/);
    assert.equal(rows(await sessions.select("id").eq("id", SOPHIES.eveningBreathing)).length, 1);
  });
});
