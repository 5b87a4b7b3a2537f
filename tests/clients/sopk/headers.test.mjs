// What stands in the headers, and supabase-js keeps to itself.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { marie, sophie } from "../people.mjs";
import { request, signedIn } from "../session.mjs";
import { rows } from "../answers.mjs";
import { before, SOPHIES, symptoms, today } from "./diary.mjs";

const reading = { "Accept-Profile": "sopk" };
const writing = { "Content-Profile": "sopk", "Content-Type": "application/json" };

describe("headers of a read", () => {
  it("name the schema, the type, the range and what the answer varies on", async () => {
    const answer = await request(sophie, "/user_profiles?select=first_name", { headers: reading });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("Content-Type"), "application/json; charset=utf-8");
    assert.equal(answer.headers.get("Content-Profile"), "sopk");
    assert.equal(answer.headers.get("Content-Range"), "0-0/*");
    assert.equal(answer.headers.get("Content-Location"), "/user_profiles?select=first_name");
    assert.equal(answer.headers.get("Vary"), "Accept, Prefer, Range");
    assert.equal(await answer.text(), '[{"first_name":"Sophie"}]');
  });

  it("a Range header is a page", async () => {
    const answer = await request(sophie, "/daily_symptoms?select=date&order=date", {
      headers: { ...reading, Range: "0-6" },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("Content-Range"), "0-6/*");
    assert.equal((await answer.json()).length, 7);
  });

  it("an empty diary has an empty range", async () => {
    const answer = await request(marie, "/user_meal_tracking", { headers: { ...reading, Prefer: "count=exact" } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("Content-Range"), "*/0");
    assert.equal(await answer.text(), "[]");
  });
});

describe("headers of a write", () => {
  it("S5: an upsert says which preferences it followed", async (t) => {
    const newest = await today();
    const { mood_score } = symptoms(newest, 0);
    const diary = signedIn(sophie, "sopk").from("daily_symptoms");
    t.after(async () => rows(await diary.update({ mood_score }).eq("date", newest), 204));

    const answer = await request(sophie, "/daily_symptoms?on_conflict=user_id,date&select=mood_score", {
      method: "POST",
      headers: { ...writing, Prefer: "resolution=merge-duplicates,return=representation" },
      body: JSON.stringify({ user_id: sophie.sub, date: newest, mood_score: 8 }),
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("Preference-Applied"), "resolution=merge-duplicates, return=representation");
    assert.equal(answer.headers.get("Content-Range"), "*/*");
    assert.equal(await answer.text(), '[{"mood_score":8}]');
  });

  it("S19: an update counts the rows it reached, and sends none", async () => {
    const patch = (person) =>
      request(person, `/user_activity_tracking?id=eq.${SOPHIES.unfinishedWalk}`, {
        method: "PATCH",
        headers: { ...writing, Prefer: "count=exact" },
        body: JSON.stringify({ completed: false }),
      });

    const own = await patch(sophie);
    assert.equal(own.status, 204);
    assert.equal(own.headers.get("Content-Range"), "0-0/1");
    assert.equal(own.headers.get("Content-Type"), null);

    const others = await patch(marie);
    assert.equal(others.status, 204);
    assert.equal(others.headers.get("Content-Range"), "*/0");
  });

  it("an insert can answer with the place of the new row alone", async (t) => {
    const meals = signedIn(sophie, "sopk").from("user_meal_tracking");
    const date = before(await today(), 20);
    t.after(async () => rows(await meals.delete().eq("date", date), 204));

    const answer = await request(sophie, "/user_meal_tracking", {
      method: "POST",
      headers: { ...writing, Prefer: "return=headers-only" },
      body: JSON.stringify({ user_id: sophie.sub, date, meal_type: "snack" }),
    });
    assert.equal(answer.status, 201);
    assert.equal(await answer.text(), "");
    const [row] = rows(await meals.select("id").eq("date", date));
    assert.equal(answer.headers.get("Location"), `/user_meal_tracking?id=eq.${row.id}`);
  });

  it("of a list with one row refused, nothing is left", async () => {
    const refusedWrite = await request(sophie, "/user_meal_tracking", {
      method: "POST",
      headers: writing,
      body: JSON.stringify([
        { user_id: sophie.sub, date: "2020-01-01", meal_type: "snack" },
        { user_id: marie.sub, date: "2020-01-01", meal_type: "snack" },
      ]),
    });
    assert.equal(refusedWrite.status, 403);
    const meals = signedIn(sophie, "sopk").from("user_meal_tracking");
    assert.deepEqual(rows(await meals.select("id").eq("date", "2020-01-01")), []);
  });
});

describe("headers of an error", () => {
  it("say that it is JSON, and name its code", async () => {
    const answer = await request(sophie, "/user_daily_summary", { headers: reading });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("Content-Type"), "application/json; charset=utf-8");
    assert.match(answer.headers.get("Proxy-Status"), /error=42501$/);
    assert.deepEqual(Object.keys(await answer.json()), ["code", "details", "hint", "message"]);
  });
});
