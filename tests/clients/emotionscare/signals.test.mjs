// Clinical signals: measured, read back, averaged, and forgotten in time.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request, signedIn } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { hugo, lea, nina, reading, signal, SIGNALS, table } from "./students.mjs";

const HOUR = 60 * 60 * 1000;

describe("the last week", () => {
  let newest;
  beforeAll(async () => {
    const answer = await table(lea, "clinical_signals").select("created_at").order("created_at").limit(100);
    newest = Date.parse(rows(answer).at(-1).created_at);
  });

  const lastWeek = (who) =>
    table(who, "clinical_signals")
      .select("level, source_instrument, emotion:metadata->>emotion, valence:metadata->valence")
      .eq("domain", "emotional")
      .gte("created_at", new Date(newest - 7 * 24 * HOUR).toISOString())
      .order("created_at", { ascending: false });

  it("E1: Léa reads her own signals, the newest first, with two values out of their JSON", async () => {
    const expected = [1, 2, 3, 4, 5, 6, 7, 8].map(signal);
    assert.deepEqual(rows(await lastWeek(lea)), expected);
  });

  it("E1: Hugo reads his", async () => {
    assert.deepEqual(
      rows(await lastWeek(hugo)).map(({ level, valence }) => [level, valence]),
      [
        [1, 0.25],
        [2, 0],
        [3, -0.25],
      ],
    );
  });

  it("E1: without an account, or without a signal, there is nothing", async () => {
    assert.deepEqual(rows(await lastWeek(anon)), []);
    assert.deepEqual(rows(await lastWeek(nina)), []);
  });

  it("E2: intense ones that still count", async () => {
    const answer = await table(lea, "clinical_signals")
      .select("level, summary:metadata->>summary")
      .or("expires_at.is.null,expires_at.gt.now")
      .gte("level", 3)
      .order("created_at", { ascending: false });
    assert.deepEqual(rows(answer), [
      { level: 3, summary: "Mesure 1" },
      { level: 4, summary: "Mesure 3" },
      { level: 3, summary: "Mesure 6" },
    ]);
  });
});

describe("measuring", () => {
  const measured = (columns) => ({
    user_id: lea.sub,
    source_instrument: "SAM",
    level: 2,
    window_type: "instant",
    module_context: "scan",
    ...columns,
  });
  const measure = (who, columns) => table(who, "clinical_signals").insert(measured(columns));

  it("a signal is stored with what was left out", async (t) => {
    const answer = await measure(lea, { metadata: { valence: 0.1 } }).select("id, domain, expires_at").single();
    const { id, ...rest } = rows(answer, 201);
    t.after(async () => rows(await table(lea, "clinical_signals").delete().eq("id", id), 204));
    assert.deepEqual(rest, { domain: "emotional", expires_at: null });
  });

  const impossible = {
    "a level beyond the scale": [{ level: 5 }, "level"],
    "an instrument nobody knows": [{ source_instrument: "webcam" }, "source_instrument"],
    "a domain nobody measures": [{ domain: "physical" }, "domain"],
    "a window of another kind": [{ window_type: "week" }, "window_type"],
    "a part of the application that is none": [{ module_context: "music" }, "module_context"],
  };
  for (const [what, [columns, column]] of Object.entries(impossible)) {
    it(`E3: ${what} is refused`, async () => {
      const error = refused(await measure(lea, columns), 400, "23514");
      assert.match(error.message, new RegExp(`clinical_signals_${column}_check`));
    });
  }

  it("nobody measures for somebody else", async () => {
    refused(await measure(lea, { user_id: hugo.sub }), 403, "42501");
    refused(await measure(anon, {}), 401, "42501");
  });
});

describe("the trend", () => {
  const trend = (who) =>
    table(who, "my_emotion_trend").select().order("day", { ascending: false }).limit(30);
  const own = async (who) =>
    rows(await table(who, "clinical_signals").select("created_at, level, valence:metadata->valence"));

  const dayOf = ({ created_at }) => new Date(created_at).toISOString().slice(0, 10);
  const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** What the view should say about `signals`, newest day first. */
  function expected(signals) {
    const days = [...new Set(signals.map(dayOf))].sort().reverse();
    return days.map((day) => {
      const ofDay = signals.filter((one) => dayOf(one) === day);
      const valences = ofDay.map(({ valence }) => valence).filter((valence) => valence !== null);
      return {
        day,
        signals: ofDay.length,
        avg_level: average(ofDay.map(({ level }) => level)),
        avg_valence: valences.length > 0 ? average(valences) : null,
      };
    });
  }

  /** The view rounds to two decimals. */
  function assertAlike(found, wanted) {
    const rounded = (value) => (value === null ? null : Number(value.toFixed(2)));
    const round = (row) => ({ ...row, avg_level: rounded(row.avg_level), avg_valence: rounded(row.avg_valence) });
    assert.deepEqual(found, wanted.map(round));
  }

  for (const [name, who] of Object.entries({ Léa: lea, Hugo: hugo })) {
    it(`E18: ${name}'s days are made of ${name}'s signals only`, async () => {
      assertAlike(rows(await trend(who)), expected(await own(who)));
    });
  }

  it("E18: Léa's holds all of hers, and a signal without valence breaks nothing", async () => {
    const days = rows(await trend(lea));
    assert.equal(days.reduce((sum, { signals }) => sum + signals, 0), SIGNALS);
  });

  it("E18: nobody's is empty", async () => {
    assert.deepEqual(rows(await trend(anon)), []);
  });
});

describe("forgetting", () => {
  const purge = (who) => signedIn(who, "emotionscare").rpc("purge_expired_signals");
  const all = async () => rows(await table(backOffice, "clinical_signals").select().order("id"));

  it("what has expired is deleted, and counted", async (t) => {
    const signals = await all();
    const expired = signals.filter(({ expires_at }) => expires_at !== null && Date.parse(expires_at) <= Date.now());
    assert.ok(expired.length >= 2, "the two of the demo");
    t.after(async () => {
      const restore = { onConflict: "id", ignoreDuplicates: true };
      rows(await table(backOffice, "clinical_signals").upsert(expired, restore), 201);
    });

    assert.equal(rows(await purge(backOffice)), expired.length);
    assert.deepEqual(await all(), signals.filter((one) => !expired.includes(one)));
    assert.equal(rows(await purge(backOffice)), 0);
  });

  it("not by people", async () => {
    refused(await purge(lea), 403, "42501");
    refused(await purge(anon), 401, "42501");
  });

  it("and not on GET, which only reads", async () => {
    const answer = await request(backOffice, "/rpc/purge_expired_signals", { headers: reading });
    assert.equal(answer.status, 405);
  });
});
