// The dashboard: a stored summary of everybody's days that people read through a view of their own.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice, marie, sophie } from "../people.mjs";
import { signedIn } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { before, DAYS, today } from "./diary.mjs";

const lastWeek = (person) =>
  signedIn(person, "sopk")
    .from("my_daily_summary")
    .select("date, meals_tracked, breathing_sessions")
    .order("date", { ascending: false })
    .limit(7);

describe("one's own summary", () => {
  it("S20: a day's meals and sessions are counted, not multiplied by one another", async () => {
    const newest = await today();
    const counts = [[1, 0], [2, 2], [1, 0], [0, 1], [1, 0], [0, 0], [0, 0]];
    const expected = counts.map(([meals_tracked, breathing_sessions], daysAgo) => ({
      date: before(newest, daysAgo),
      meals_tracked,
      breathing_sessions,
    }));
    assert.deepEqual(rows(await lastWeek(sophie)), expected);
  });

  it("S20: Marie's has her one day, and nobody's is empty", async () => {
    assert.equal(rows(await lastWeek(marie)).length, 1);
    assert.deepEqual(rows(await lastWeek(anon)), []);
  });

  it("S20: a meal written down now is in it at once, and gone with the meal", async (t) => {
    const newest = await today();
    const meals = signedIn(sophie, "sopk").from("user_meal_tracking");
    const mealsOfToday = async () => rows(await lastWeek(sophie))[0].meals_tracked;

    const meal = { user_id: sophie.sub, date: newest, meal_type: "snack" };
    const { id } = rows(await meals.insert(meal).select("id").single(), 201);
    let forgotten = false;
    t.after(async () => forgotten || rows(await meals.delete().eq("id", id), 204));

    assert.equal(await mealsOfToday(), 2);
    rows(await meals.delete().eq("id", id), 204);
    forgotten = true;
    assert.equal(await mealsOfToday(), 1);
  });
});

describe("everybody's summary", () => {
  const everybody = (person) => signedIn(person, "sopk").from("user_daily_summary").select();

  it("S21: is refused to people, for row level security could not part it", async () => {
    const error = refused(await everybody(sophie), 403, "42501");
    assert.match(error.message, /permission denied for materialized view user_daily_summary/);
  });

  it("S21: and to strangers, who are asked to sign in", async () => {
    refused(await everybody(anon), 401, "42501");
  });

  it("S21: the back office has it all", async () => {
    assert.equal(rows(await everybody(backOffice)).length, DAYS + 1);
  });
});
