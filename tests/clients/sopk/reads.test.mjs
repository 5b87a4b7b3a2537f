// Reading a diary: everybody asks the same question, and gets their own rows.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { anon, backOffice, marie, sophie } from "../people.mjs";
import { request, signedIn } from "../session.mjs";
import { rows } from "../answers.mjs";
import { before, DAYS, symptoms, today } from "./diary.mjs";

describe("the last thirty days", () => {
  let newest;
  beforeAll(async () => (newest = await today()));

  const lastDays = (person) =>
    signedIn(person, "sopk")
      .from("daily_symptoms")
      .select("date, period_flow, fatigue_level, pain_level, mood_score, mood_emoji")
      .gte("date", before(newest, 30))
      .order("date", { ascending: false });

  it("S1: Sophie reads her own month, newest day first", async () => {
    const expected = Array.from({ length: DAYS }, (_, daysAgo) => symptoms(newest, daysAgo));
    assert.deepEqual(rows(await lastDays(sophie)), expected);
  });

  it("S1: Marie reads her one day", async () => {
    const days = rows(await lastDays(marie));
    assert.deepEqual(days, [
      { date: newest, period_flow: 0, fatigue_level: 2, pain_level: 1, mood_score: 7, mood_emoji: "😊" },
    ]);
  });

  it("S1: without an account there is nothing to read, and that is no error", async () => {
    assert.deepEqual(rows(await lastDays(anon)), []);
  });

  it("S1: without any token the answer is the same", async () => {
    const answer = await request(null, "/daily_symptoms?select=date", { headers: { "Accept-Profile": "sopk" } });
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), []);
  });

  it("S1: the back office reads everybody's", async () => {
    assert.equal(rows(await lastDays(backOffice)).length, DAYS + 1);
  });
});

describe("pages of a diary", () => {
  it("S2: the second week comes with the number of all days", async () => {
    const newest = await today();
    const answer = await signedIn(sophie, "sopk")
      .from("daily_symptoms")
      .select("date, mood_score", { count: "exact" })
      .order("date", { ascending: false })
      .range(7, 13);

    const expected = [7, 8, 9, 10, 11, 12, 13].map((daysAgo) => {
      const { date, mood_score } = symptoms(newest, daysAgo);
      return { date, mood_score };
    });
    assert.deepEqual(rows(answer, 206), expected);
    assert.equal(answer.count, DAYS);
  });

  it("S2: Content-Range says which part of the whole it is", async () => {
    const answer = await request(
      sophie,
      "/daily_symptoms?select=date,mood_score&order=date.desc&limit=7&offset=7",
      { headers: { "Accept-Profile": "sopk", Prefer: "count=exact" } },
    );
    assert.equal(answer.status, 206);
    assert.equal(answer.headers.get("Content-Range"), `7-13/${DAYS}`);
    assert.equal(answer.headers.get("Preference-Applied"), "count=exact");
    assert.equal((await answer.json()).length, 7);
  });

  it("S2: the days can be counted without reading one", async () => {
    const answer = await signedIn(sophie, "sopk")
      .from("daily_symptoms")
      .select("*", { count: "exact", head: true });
    assert.equal(answer.error, null);
    assert.equal(answer.status, 200);
    assert.equal(answer.count, DAYS);
  });

  it("S2: a page beyond the last day is refused", async () => {
    const answer = await request(sophie, "/daily_symptoms?select=date&limit=7&offset=700", {
      headers: { "Accept-Profile": "sopk", Prefer: "count=exact" },
    });
    assert.equal(answer.status, 416);
    assert.equal(answer.headers.get("Content-Range"), `*/${DAYS}`);
    assert.equal((await answer.json()).code, "PGRST103");
  });
});

describe("the profile", () => {
  const profile = (person) => signedIn(person, "sopk").from("user_profiles").select("*");

  it("S8: Sophie reads her own profile and no other", async () => {
    const [own, ...others] = rows(await profile(sophie));
    assert.deepEqual(others, []);
    assert.equal(own.id, sophie.sub);
    assert.equal(`${own.first_name} ${own.last_name}`, "Sophie Martin");
    assert.equal(own.sopk_diagnosis_date, "2022-03-15");
    assert.deepEqual(own.privacy_settings, {});
    assert.equal(own.onboarding_completed, false);
  });

  it("S8: asked for one object, it is one object", async () => {
    const own = rows(await profile(sophie).single());
    assert.equal(own.id, sophie.sub);
  });

  it("S8: without an account there is no profile", async () => {
    assert.deepEqual(rows(await profile(anon)), []);
  });
});
