// A diary row with what it points at: foreign keys, followed.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { marie, sophie } from "../people.mjs";
import { signedIn } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { before, today } from "./diary.mjs";

describe("embeds", () => {
  it("S10: each meal eaten comes with the suggestion it was, as an object", async () => {
    const newest = await today();
    const answer = await signedIn(sophie, "sopk")
      .from("user_meal_tracking")
      .select("date, meal_type, satisfaction_rating, meal:meal_suggestions(name, category)")
      .order("date", { ascending: false })
      .order("meal_type");
    assert.deepEqual(rows(answer), [
      {
        date: newest,
        meal_type: "breakfast",
        satisfaction_rating: 4,
        meal: { name: "Porridge d'avoine aux myrtilles", category: "breakfast" },
      },
      {
        date: before(newest, 1),
        meal_type: "dinner",
        satisfaction_rating: 4,
        meal: { name: "Curry de pois chiches aux épinards", category: "dinner" },
      },
      {
        date: before(newest, 1),
        meal_type: "lunch",
        satisfaction_rating: 5,
        meal: { name: "Salade de quinoa, pois chiches et concombre", category: "lunch" },
      },
      {
        date: before(newest, 2),
        meal_type: "snack",
        satisfaction_rating: 5,
        meal: { name: "Chocolat noir et noisettes", category: "snack" },
      },
      {
        date: before(newest, 4),
        meal_type: "dinner",
        satisfaction_rating: 3,
        meal: { name: "Courgettes farcies au quinoa", category: "dinner" },
      },
    ]);
  });

  it("S10: from the other side it is a list, and holds the reader's own rows only", async () => {
    const porridge = (person) =>
      signedIn(person, "sopk")
        .from("meal_suggestions")
        .select("name, user_meal_tracking(satisfaction_rating)")
        .ilike("name", "Porridge*")
        .single();
    assert.deepEqual(rows(await porridge(sophie)).user_meal_tracking, [{ satisfaction_rating: 4 }]);
    assert.deepEqual(rows(await porridge(marie)).user_meal_tracking, []);
  });

  it("S15: the sessions seen through to the end, with their technique", async () => {
    const newest = await today();
    const answer = await signedIn(sophie, "sopk")
      .from("breathing_sessions")
      .select("started_at, stress_before, stress_after, technique:breathing_techniques(name)")
      .is("completed", true)
      .order("started_at");
    const sessions = rows(answer).map(({ started_at, ...rest }) => ({
      at: new Date(started_at).toISOString(),
      ...rest,
    }));
    assert.deepEqual(sessions, [
      {
        at: `${before(newest, 1)}T07:30:00.000Z`,
        stress_before: 6,
        stress_after: 3,
        technique: { name: "Cohérence Cardiaque" },
      },
      {
        at: `${before(newest, 1)}T21:45:00.000Z`,
        stress_before: 8,
        stress_after: 4,
        technique: { name: "4-7-8 Relaxation" },
      },
    ]);
  });

  it("S16: an uneasy mood with its session and that session's technique, or null where there was none", async () => {
    const newest = await today();
    const answer = await signedIn(sophie, "sopk")
      .from("mood_entries")
      .select("date, primary_mood, seance:breathing_sessions(duration_seconds, technique:breathing_techniques(name))")
      .overlaps("emotion_tags", ["anxious", "irritable"])
      .order("date", { ascending: false });
    assert.deepEqual(rows(answer), [
      {
        date: before(newest, 1),
        primary_mood: "neutral",
        seance: { duration_seconds: 240, technique: { name: "4-7-8 Relaxation" } },
      },
      { date: before(newest, 3), primary_mood: "sad", seance: null },
    ]);
  });

  it("S16: two tables without a key between them cannot be embedded", async () => {
    const answer = await signedIn(sophie, "sopk").from("daily_symptoms").select("date, recipes(title)");
    refused(answer, 400, "PGRST200");
  });
});
