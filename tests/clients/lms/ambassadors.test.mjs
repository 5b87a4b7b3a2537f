// Ambassadors: programs, codes, and what their owners see and change.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import {
  ada,
  call,
  CODE,
  codesOf,
  mia,
  mona,
  paul,
  points,
  pointsOf,
  reading,
  restoring,
  table,
  vic,
} from "./platform.mjs";

describe("programs", () => {
  it("L30: strangers see those that run and are public", async () => {
    const answer = await table(anon, "referrals.programs")
      .select("program_key, commission_value")
      .order("commission_value");
    assert.deepEqual(rows(answer), [
      { program_key: "standard", commission_value: 10 },
      { program_key: "ambassador", commission_value: 15 },
      { program_key: "influencer", commission_value: 20 },
    ]);
    assert.equal(rows(await table(ada, "referrals.programs").select("id")).length, 5);
  });
});

describe("codes", () => {
  const generate = (who, args) =>
    call(who, "referrals.generate_referral_code", { program_key: "standard", ...args });

  it("L31: one makes one's own, in capitals, and has points for the first", async (t) => {
    await restoring(t, codesOf(mia), ...pointsOf(mia));
    const before = await points(mia);
    const made = rows(await generate(mia, { user_id: mia.sub, preferred_code: "mia-ia" }));
    assert.deepEqual(
      [made.success, made.code, made.code_type, made.program_key],
      [true, "MIA-IA", "vanity", "standard"],
    );
    assert.equal(await points(mia), before + 50);

    const another = rows(await generate(mia, { user_id: mia.sub }));
    assert.match(another.code, /^[0-9A-F]{10}$/);
    assert.equal(another.code_type, "generated");
    assert.equal(await points(mia), before + 50);
  });

  it("L31: nobody makes one for somebody else", async () => {
    refused(await generate(paul, { user_id: mia.sub, preferred_code: "mia-ia" }), 403, "42501");
    refused(await generate(anon, { user_id: mia.sub }), 401, "42501");
  });

  it("L31: not every code will do", async () => {
    const error = async (preferred_code) => rows(await generate(mia, { user_id: mia.sub, preferred_code })).error;
    assert.equal(await error("court"), "invalid_length");
    assert.equal(await error("deux mots"), "invalid_characters");
    assert.equal(await error("merde-2025"), "not_allowed");
    assert.equal(await error("paul2025"), "code_taken");
    const nowhere = await generate(mia, { user_id: mia.sub, program_key: "special" });
    assert.equal(rows(nowhere).error, "unknown_program");
  });

  it("L31: of two who want the same at once, one has it", async (t) => {
    await restoring(t, codesOf(mia), codesOf(vic), ...pointsOf(mia), ...pointsOf(vic));
    const answers = await Promise.all(
      [mia, vic].map((who) => generate(who, { user_id: who.sub, preferred_code: "au-premier" })),
    );
    assert.deepEqual(answers.map((answer) => rows(answer).success).sort(), [false, true]);
  });

  it("L33: one's own come with their program", async () => {
    const codes = (who) =>
      table(who, "referrals.referral_codes").select("code, total_clicks, programs(program_name)");
    assert.deepEqual(rows(await codes(paul)), [
      { code: "PAUL2025", total_clicks: 12, programs: { program_name: "Ambassadeurs" } },
    ]);
    assert.deepEqual(rows(await codes(mia)), []);
  });

  it("L33: referrals are for who sent, clicks for who views analytics", async () => {
    const referrals = (who) => table(who, "referrals.referrals").select("status, commission_amount_cents");
    assert.deepEqual(rows(await referrals(paul)), [{ status: "confirmed", commission_amount_cents: 149 }]);
    assert.deepEqual(rows(await referrals(mia)), []);
    const seen = async (who) => rows(await table(who, "referrals.tracking_clicks").select("id")).length;
    assert.deepEqual([await seen(paul), await seen(mia), await seen(mona)], [0, 0, 12]);
    const answer = await request(mona, "/tracking_clicks_default", { headers: reading("referrals") });
    assert.ok([403, 404].includes(answer.status));
  });

  it("L33: payouts come with what they pay for", async () => {
    const payouts = (who) =>
      table(who, "referrals.commission_payouts").select(
        "status, net_amount_cents, commission_payout_items(commission_amount_cents, commission_rate_percent)",
      );
    assert.deepEqual(rows(await payouts(paul)), [
      {
        status: "paid",
        net_amount_cents: 149,
        commission_payout_items: [{ commission_amount_cents: 149, commission_rate_percent: 15 }],
      },
    ]);
    assert.deepEqual(rows(await payouts(mona)), []);
  });

  it("L34: what surrounds a code can be changed, what it earned cannot", async (t) => {
    await restoring(t, codesOf(paul));
    const change = (columns) => table(paul, "referrals.referral_codes").update(columns).eq("code", CODE.code);
    refused(await change({ total_earnings_cents: 999999 }), 403, "42501");
    refused(await change({ total_clicks: 0 }), 403, "42501");
    rows(await change({ utm_source: "mail" }), 204);
    const [code] = rows(await table(paul, "referrals.referral_codes").select("utm_source, total_earnings_cents"));
    assert.deepEqual(code, { utm_source: "mail", total_earnings_cents: 149 });
  });

  it("L34: nor can one begin with earnings", async () => {
    const rich = {
      user_id: mia.sub,
      program_id: "dd000000-0000-4000-8000-000000000001",
      code: "RICHE-1",
      paid_earnings_cents: 1,
    };
    refused(await table(mia, "referrals.referral_codes").insert(rich), 403, "42501");
  });

  it("whether a code is good can be asked by everybody", async () => {
    const ask = (code) => call(anon, "referrals.validate_referral_code_stable", { code }, { get: true });
    assert.deepEqual(rows(await ask(" paul2025 ")), { valid: true, program_key: "ambassador", reason: null });
    assert.deepEqual(rows(await ask("NEPERSONNE")), { valid: false, program_key: null, reason: "unknown" });
  });
});
