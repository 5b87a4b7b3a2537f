// The paywall: tiers, rules and entitlements, and the media behind it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, COURSES, lesson, medium, mia, mona, paul, restoring, table, vic } from "./platform.mjs";

describe("media", () => {
  const media = (who) =>
    table(who, "media.assets")
      .select("id, access_level, upload_status, asset_variants(variant_type, quality_label)")
      .order("id");
  const numbers = async (who) => rows(await media(who)).map(({ id }) => Number(id.at(-1)));

  it("L3: strangers find what is public and ready, and what a free preview shows", async () => {
    assert.deepEqual(await numbers(anon), [1, 2, 7]);
  });

  it("L3: a member finds those of the course that takes an account, too", async () => {
    assert.deepEqual(await numbers(mia), [1, 2, 3, 7]);
  });

  it("L3: a premium member those of the other course, and what is premium only", async () => {
    assert.deepEqual(await numbers(paul), [1, 2, 3, 4, 5, 7]);
  });

  it("L3: who keeps content finds all, also what is not ready", async () => {
    assert.deepEqual(await numbers(ada), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(await numbers(mona), [1, 2, 3, 4, 5, 6, 7]);
  });

  it("L3: each with its three qualities", async () => {
    for (const asset of rows(await media(paul))) {
      const variants = asset.asset_variants.map(({ variant_type }) => variant_type).sort();
      assert.deepEqual(variants, ["medium", "source", "thumbnail"]);
    }
  });

  it("an address is signed for whoever may see the medium, and for nobody else", async () => {
    const signed = async (who, args) => rows(await call(who, "media.get_signed_url", args));
    const masterclass = { asset_id: medium(5), variant_type: "medium", expires_minutes: 5 };
    const url = new URL(await signed(paul, masterclass));
    assert.match(url.searchParams.get("signature"), /^[0-9a-f]{64}$/);
    const seconds = Number(url.searchParams.get("expires")) - Date.now() / 1000;
    assert.ok(seconds > 0 && seconds <= 301);
    assert.equal(await signed(mia, masterclass), null);
    assert.equal(await signed(paul, { asset_id: medium(5), variant_type: "low" }), null);
  });

  it("videos from before are brought in once", async (t) => {
    await restoring(
      t,
      { name: "content.lessons", match: { id: lesson(26) } },
      { name: "media.assets", match: {}, added: true },
    );
    refused(await call(ada, "media.migrate_legacy_video_urls"), 403, "42501");
    const first = rows(await call(backOffice, "media.migrate_legacy_video_urls"));
    assert.deepEqual(first, { success: true, migrated: 1, unknown_provider: 0 });
    assert.equal(rows(await call(backOffice, "media.migrate_legacy_video_urls")).migrated, 0);
    const answer = await table(paul, "content.lessons")
      .select("primary_media:media_assets(external_provider, external_id)")
      .eq("id", lesson(26))
      .single();
    assert.deepEqual(rows(answer).primary_media, { external_provider: "vimeo", external_id: "900000026" });
  });
});

describe("what is open to me", () => {
  const agents = async (who) => {
    const answer = await table(who, "access.my_course_access")
      .select("title, required_tier_key, can_access, access_method")
      .eq("course_id", COURSES.agents);
    const [{ required_tier_key, can_access, access_method }, ...others] = rows(answer);
    assert.deepEqual(others, []);
    assert.equal(required_tier_key, "premium");
    return [can_access, access_method];
  };

  it("L8: the premium course is, for who has premium", async () => {
    assert.deepEqual(await agents(anon), [false, "none"]);
    assert.deepEqual(await agents(mia), [false, "none"]);
    assert.deepEqual(await agents(paul), [true, "tier"]);
  });

  it("L8: it is for Mia as long as she holds that very course", async (t) => {
    await restoring(t, { name: "access.user_entitlements", match: { user_id: mia.sub } });
    const gift = { user_id: mia.sub, entitlement_type: "course_specific", entitlement_ref: COURSES.agents };
    rows(await table(ada, "access.user_entitlements").insert(gift), 201);
    assert.deepEqual(await agents(mia), [true, "entitlement"]);
  });

  it("lessons follow their course, except previews and exceptions", async () => {
    const open = async (who) => {
      const answer = await table(who, "access.my_lesson_access")
        .select("lesson_id, can_access")
        .order("lesson_id");
      return rows(answer)
        .filter(({ can_access }) => can_access)
        .map(({ lesson_id }) => Number(lesson_id.slice(-2)));
    };
    assert.deepEqual(await open(anon), [11, 21]);
    assert.deepEqual(await open(mia), [11, 12, 13, 14, 15, 21]);
    assert.deepEqual(await open(paul), [11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26]);
  });

  it("L9: one question for clients, with the reason", async () => {
    const ask = (who, args) => call(who, "access.user_can_access", args);
    const about = (person, resource_type, resource_id) => ({ user_id: person.sub, resource_type, resource_id });
    assert.deepEqual(rows(await ask(mia, about(mia, "lesson", lesson(21)))), {
      can_access: true,
      method: "free_preview",
    });
    assert.deepEqual(rows(await ask(mia, about(mia, "lesson", lesson(16)))), {
      can_access: false,
      method: "none",
    });
    assert.deepEqual(rows(await ask(mia, about(mia, "course", COURSES.discover))), {
      can_access: true,
      method: "tier",
    });
    refused(await ask(mia, about(paul, "course", COURSES.agents)), 403, "42501");
    assert.deepEqual(rows(await ask(ada, about(paul, "course", COURSES.agents))), {
      can_access: true,
      method: "tier",
    });
    refused(await ask(anon, about(mia, "course", COURSES.discover)), 401, "42501");
  });

  it("L10: a GET will do, for who asks and for strangers", async () => {
    const ask = (who, course_id) =>
      call(who, "access.can_read_course", { user_id: mia.sub, course_id }, { get: true });
    for (const who of [anon, mia]) assert.equal(rows(await ask(who, COURSES.agents)), false);
    assert.equal(rows(await ask(mia, COURSES.discover)), true);
  });

  it("L10: asking about Paul sees none of Paul's entitlements", async () => {
    const ask = (who) => call(who, "access.can_read_course", { user_id: paul.sub, course_id: COURSES.agents });
    assert.equal(rows(await ask(mia)), false);
    assert.equal(rows(await ask(paul)), true);
  });
});

describe("tiers and entitlements", () => {
  it("L11: everybody sees the four tiers, the lowest first", async () => {
    const answer = await table(anon, "access.tiers")
      .select("tier_key, monthly_price_cents, features")
      .order("sort_order");
    assert.deepEqual(
      rows(answer).map(({ tier_key, monthly_price_cents }) => [tier_key, monthly_price_cents]),
      [
        ["free", 0],
        ["basic", 990],
        ["premium", 2990],
        ["enterprise", 9990],
      ],
    );
  });

  it("L11: a person sees their entitlements, an admin all", async () => {
    const refs = async (who) => {
      const answer = await table(who, "access.user_entitlements")
        .select("entitlement_ref, status")
        .order("starts_at");
      return rows(answer).map(({ entitlement_ref, status }) => `${entitlement_ref} ${status}`);
    };
    assert.deepEqual(await refs(anon), []);
    assert.deepEqual(await refs(mia), ["basic expired"]);
    assert.deepEqual(await refs(ada), ["enterprise active", "premium active", "basic expired"]);
  });

  it("L11: nobody gives themself one", async () => {
    const gift = { user_id: vic.sub, entitlement_type: "tier", entitlement_ref: "premium" };
    refused(await table(vic, "access.user_entitlements").insert(gift), 403, "42501");
  });

  it("L11: nor changes a price", async () => {
    const answer = await table(mia, "access.tiers")
      .update({ monthly_price_cents: 0 })
      .eq("tier_key", "premium")
      .select();
    assert.deepEqual(rows(answer), []);
  });
});
