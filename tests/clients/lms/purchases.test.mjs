// Ambassadors: clicks, what is bought after them, and what becomes of the data.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import {
  ada,
  call,
  clicks,
  CODE,
  codesOf,
  mia,
  mona,
  paul,
  points,
  pointsOf,
  restoring,
  table,
  vic,
} from "./platform.mjs";

describe("clicks", () => {
  const click = (args) =>
    call(anon, "referrals.track_referral_click", { code: CODE.code, session_id: "s1", ...args });
  const total = async () =>
    rows(await table(paul, "referrals.referral_codes").select("total_clicks"))[0].total_clicks;

  it("L32: are counted, and kept without the address", async (t) => {
    await restoring(t, clicks, codesOf(paul));
    const answer = await click({ visitor_id: "v1", ip: "198.51.100.9", utm: { source: "x" } });
    assert.deepEqual(rows(answer), {
      success: true,
      code: "PAUL2025",
      program_key: "ambassador",
      landing_page_url: "https://lms.test/bienvenue",
    });
    assert.equal(await total(), 13);
    const [kept] = rows(await table(mona, "referrals.tracking_clicks").select().eq("visitor_id", "v1"));
    assert.match(kept.ip_address_hashed, /^[0-9a-f]{64}$/);
    assert.deepEqual([kept.utm_source, kept.utm_medium, kept.session_id], ["x", "social", "s1"]);
    assert.ok(!JSON.stringify(kept).includes("198.51.100"));
  });

  it("L32: are ten an hour from one network", async (t) => {
    await restoring(t, clicks, codesOf(paul));
    for (let number = 1; number <= 10; number++) {
      assert.equal(rows(await click({ visitor_id: `w${number}`, ip: `192.0.2.${number}` })).success, true);
    }
    assert.equal(rows(await click({ visitor_id: "w11", ip: "192.0.2.200" })).error, "rate_limited");
    assert.equal(rows(await click({ visitor_id: "w12", ip: "2001:db8::1" })).success, true);
    assert.equal(await total(), 23);
  });

  it("L32: are of codes that can be used", async () => {
    const { success, error, reason } = rows(await click({ code: "NEPERSONNE", visitor_id: "v1" }));
    assert.deepEqual([success, error, reason], [false, "invalid_code", "unknown"]);
  });

  it("L32: stop when they are switched off", async (t) => {
    const flag = { flag_key: "tracking_clicks_enabled" };
    await restoring(t, { name: "referrals.feature_flags", match: flag });
    const enabled = async () => rows(await call(anon, "referrals.check_flag_enabled", flag, { get: true }));
    assert.equal(await enabled(), true);
    rows(await table(ada, "referrals.feature_flags").update({ is_enabled: false }).match(flag), 204);
    assert.equal(await enabled(), false);
    assert.equal(rows(await click({ visitor_id: "v1" })).error, "tracking_disabled");
  });
});

describe("purchases", () => {
  const premium = "d5e00000-0000-4000-8000-0000000000ff";
  const convert = (who, args) =>
    call(who, "referrals.process_referral_conversion", {
      user_id: vic.sub,
      tier: "premium",
      amount: 2990,
      stripe_id: "sub_vic",
      entitlement_id: premium,
      ...args,
    });
  const everything = [
    { name: "referrals.referrals", match: {} },
    clicks,
    codesOf(paul),
    { name: "access.user_entitlements", match: { user_id: vic.sub } },
    ...pointsOf(paul),
  ];
  const subscribe = async () => {
    const entitlement = { id: premium, user_id: vic.sub, entitlement_type: "tier", entitlement_ref: "premium" };
    rows(await table(backOffice, "access.user_entitlements").insert(entitlement), 201);
  };
  const click = (code = CODE.code) =>
    call(anon, "referrals.track_referral_click", {
      code,
      visitor_id: "visitor-vic",
      session_id: "s2",
      ip: "203.0.113.50",
    });

  it("L35: are not for people to report", async () => {
    refused(await convert(paul), 403, "42501");
    refused(await convert(anon), 401, "42501");
  });

  it("L35: need an entitlement of the buyer to that tier", async (t) => {
    await restoring(t, ...everything);
    rows(await click());
    assert.equal(rows(await convert(backOffice)).error, "entitlement_required");
    await subscribe();
    assert.equal(rows(await convert(backOffice, { tier: "basic" })).error, "entitlement_required");
    assert.equal(rows(await convert(backOffice, { user_id: mia.sub })).error, "entitlement_required");
  });

  it("L35: are credited to the last touch, once, with commission and points", async (t) => {
    await restoring(t, ...everything);
    const before = await points(paul);
    rows(await click());
    await subscribe();
    const converted = rows(await convert(backOffice));
    assert.deepEqual(
      [converted.success, converted.code, converted.commission_amount_cents],
      [true, "PAUL2025", 449],
      "fifteen percent of 29.90",
    );
    assert.equal(await points(paul), before + 200);

    const again = rows(await convert(backOffice));
    assert.deepEqual([again.duplicate, again.referral_id], [true, converted.referral_id]);
    assert.equal(await points(paul), before + 200);
    const [code] = rows(
      await table(paul, "referrals.referral_codes").select(
        "total_conversions, pending_earnings_cents, total_earnings_cents",
      ),
    );
    assert.deepEqual(code, { total_conversions: 2, pending_earnings_cents: 449, total_earnings_cents: 598 });
    const [touched] = rows(
      await table(mona, "referrals.tracking_clicks").select("converted").eq("visitor_id", "visitor-vic"),
    );
    assert.equal(touched.converted, true);
  });

  it("L35: of one person count once per program and window", async (t) => {
    await restoring(t, ...everything);
    rows(await click());
    await subscribe();
    rows(await convert(backOffice));
    rows(await click());
    const error = refused(await convert(backOffice, { stripe_id: "sub_vic_2" }), 400, "23514");
    assert.match(error.message, /one_conversion_per_person/);
  });

  it("L35: of nobody's visitor are credited to nobody", async (t) => {
    await restoring(t, ...everything);
    await subscribe();
    assert.equal(rows(await convert(backOffice)).error, "no_attribution");
  });
});

describe("figures and data", () => {
  it("figures are one's own", async () => {
    const stats = (who) => call(who, "referrals.get_user_referral_stats", { user_id: paul.sub }, { get: true });
    const mine = rows(await stats(paul));
    assert.deepEqual(
      [mine.total_clicks, mine.total_conversions, mine.conversion_rate_percent, mine.paid_earnings_cents],
      [12, 1, 8.33, 149],
    );
    assert.deepEqual(
      mine.codes.map(({ code }) => code),
      ["PAUL2025"],
    );
    const theirs = rows(await stats(mia));
    assert.deepEqual([theirs.codes, theirs.total_clicks], [[], 0]);
  });

  it("a copy is given to its owner, and the request kept", async (t) => {
    await restoring(t, { name: "util.gdpr_requests", match: {}, added: true });
    const copy = (who) => call(who, "referrals.export_user_referral_data", { user_id: paul.sub });
    const document = rows(await copy(paul));
    assert.deepEqual(
      [document.referral_codes.length, document.referrals_made.length, document.commission_payouts.length],
      [1, 1, 1],
    );
    refused(await copy(mia), 403, "42501");
    const logged = await table(ada, "util.gdpr_requests").select("request_type").eq("user_id", paul.sub);
    assert.deepEqual(rows(logged), [{ request_type: "export" }]);
  });

  it("being forgotten is an admin's to do, in their own name", async (t) => {
    await restoring(
      t,
      { name: "referrals.referrals", match: {} },
      { name: "util.gdpr_requests", match: {}, added: true },
    );
    const forget = (who, requester) =>
      call(who, "referrals.anonymize_user_referral_data", { user_id: mia.sub, requester_id: requester.sub });
    refused(await forget(mia, mia), 403, "42501");
    refused(await forget(ada, mona), 403, "42501");
    assert.deepEqual(rows(await forget(ada, ada)), { success: true, referrals: 1, clicks: 0 });
    const [referral] = rows(
      await table(paul, "referrals.referrals").select("visitor_id, country_code, commission_amount_cents"),
    );
    assert.deepEqual(referral, { visitor_id: null, country_code: null, commission_amount_cents: 149 });
  });

  it("removal leaves what the books need", async (t) => {
    await restoring(
      t,
      codesOf(paul),
      { name: "referrals.referrals", match: {} },
      { name: "referrals.tracking_clicks", match: {}, onConflict: "id,clicked_at" },
      { name: "util.gdpr_requests", match: {}, added: true },
    );
    const answer = await call(ada, "referrals.delete_user_referral_data", {
      user_id: paul.sub,
      requester_id: ada.sub,
    });
    assert.deepEqual(rows(answer), { success: true, clicks: 12, referrals: 0, codes: 0 });
    assert.deepEqual(rows(await table(paul, "referrals.referral_codes").select("is_active")), [
      { is_active: false },
    ]);
    assert.equal(rows(await table(paul, "referrals.referrals").select("id")).length, 1);
  });
});
