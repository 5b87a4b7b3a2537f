// One application, ten schemas: an embed may lead from one into another, along a foreign key, and row level security of
// the other schema holds there too. PostgREST embeds within one schema only; what its clients ask for still works.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, COURSES, lesson, mia, mona, paul, table } from "./platform.mjs";

describe("a course and its people", () => {
  const course = (who, select) => table(who, "content.courses").select(select).eq("id", COURSES.discover).single();

  it("has its author and its instructor from `public`, each by its key", async () => {
    const answer = await course(
      anon,
      `title, author:profiles!courses_created_by_fkey(username, display_name),
       instructor:profiles!courses_instructor_id_fkey(username)`,
    );
    assert.deepEqual(rows(answer), {
      title: "Découvrir l'IA",
      author: { username: "mona", display_name: "Mona Haddad" },
      instructor: { username: "carl" },
    });
  });

  it("has to be told which of the two, as within a schema", async () => {
    const error = refused(await course(anon, "title, profiles(username)"), 300, "PGRST201");
    const relationships = error.details.map(({ relationship }) => relationship.split(" ")[0]).sort();
    assert.deepEqual(relationships, ["courses_created_by_fkey", "courses_instructor_id_fkey"]);
  });

  it("does not show columns that the other schema keeps", async () => {
    refused(await course(anon, "title, author:profiles!courses_created_by_fkey(email)"), 401, "42501");
  });

  it("does not show a profile that is not public", async () => {
    const progress = (who) =>
      table(who, "learn.user_progress").select("profiles(username)").eq("user_id", mia.sub).limit(1);
    assert.deepEqual(rows(await progress(mia)), [{ profiles: { username: "mia" } }]);
    assert.deepEqual(rows(await progress(ada)), [{ profiles: { username: "mia" } }]);
    assert.deepEqual(rows(await progress(paul)), []);
  });

  it("asks for what it takes, from `access`", async () => {
    const answer = await table(anon, "content.courses")
      .select("slug, course_access_rules(access_type, tiers(tier_key, monthly_price_cents))")
      .eq("id", COURSES.agents)
      .single();
    const { course_access_rules } = rows(answer);
    const [rule] = [course_access_rules].flat();
    assert.deepEqual(rule, { access_type: "tier", tiers: { tier_key: "premium", monthly_price_cents: 2990 } });
  });
});

describe("a lesson and its medium", () => {
  const media = (who) =>
    table(who, "content.lessons")
      .select("lesson_order, primary_media:assets(title, access_level, asset_variants(variant_type))")
      .in("id", [lesson(21), lesson(22), lesson(23)])
      .order("lesson_order")
      .order("variant_type", { referencedTable: "primary_media.asset_variants" });
  const titles = async (who) => rows(await media(who)).map(({ primary_media }) => primary_media?.title ?? null);

  it("has it from `media`, where the paywall lets it", async () => {
    assert.deepEqual(await titles(anon), ["Aperçu : qu'est-ce qu'un agent ?", null, null]);
    assert.deepEqual(await titles(mia), ["Aperçu : qu'est-ce qu'un agent ?", null, null]);
    assert.deepEqual(await titles(paul), [
      "Aperçu : qu'est-ce qu'un agent ?",
      "Donner des outils à un agent",
      "Masterclass : évaluer",
    ]);
  });

  it("and goes on within that schema", async () => {
    const [preview] = rows(await media(anon));
    assert.deepEqual(preview.primary_media.asset_variants, [
      { variant_type: "medium" },
      { variant_type: "source" },
      { variant_type: "thumbnail" },
    ]);
  });

  it("is found from the medium's side as well", async () => {
    const answer = await table(mia, "media.assets")
      .select("title, lessons(title, modules(title, courses(slug)))")
      .eq("id", "d4000000-0000-4000-8000-000000000003")
      .single();
    assert.deepEqual(rows(answer).lessons, [
      { title: "Comment un modèle apprend", modules: { title: "Comprendre", courses: { slug: "decouvrir-ia" } } },
    ]);
  });
});

describe("what people did, and where", () => {
  it("progress has its lesson, module and course", async () => {
    const answer = await table(mia, "learn.user_progress")
      .select("status, lessons(title, modules(courses(slug)))")
      .eq("lesson_id", lesson(12))
      .single();
    assert.deepEqual(rows(answer), {
      status: "in_progress",
      lessons: { title: "Comment un modèle apprend", modules: { courses: { slug: "decouvrir-ia" } } },
    });
  });

  it("an attempt has its assessment and that one's course, for its author and the graders", async () => {
    const exams = (who) =>
      table(who, "assessments.attempts")
        .select(
          "status, assessments!inner(title, courses(slug)), author:profiles!attempts_user_id_fkey(display_name)",
        )
        .eq("assessments.type", "exam");
    const expected = [
      {
        status: "needs_review",
        assessments: { title: "Examen : agents en production", courses: { slug: "agents-en-production" } },
        author: { display_name: "Paul Martin" },
      },
    ];
    assert.deepEqual(rows(await exams(paul)), expected);
    assert.deepEqual(rows(await exams(mia)), []);
  });

  it("points have their owner", async () => {
    const answer = await table(ada, "gamification.user_xp")
      .select("total_xp, profiles(username)")
      .order("total_xp");
    assert.deepEqual(rows(answer), [
      { total_xp: 62, profiles: { username: "carl" } },
      { total_xp: 66, profiles: { username: "mia" } },
      { total_xp: 658, profiles: { username: "paul" } },
    ]);
  });

  it("a referral has who sent, who was sent, and what was bought", async () => {
    const answer = await table(ada, "referrals.referrals")
      .select(
        `status, referral_codes(code), referrer:profiles!referrals_referrer_id_fkey(username),
         referred:profiles!referrals_referred_id_fkey(username), user_entitlements(entitlement_ref, status)`,
      )
      .single();
    assert.deepEqual(rows(answer), {
      status: "confirmed",
      referral_codes: { code: "PAUL2025" },
      referrer: { username: "paul" },
      referred: { username: "mia" },
      user_entitlements: { entitlement_ref: "basic", status: "expired" },
    });
  });

  it("two tables without a key between them cannot be embedded, whatever their schemas", async () => {
    refused(await table(mona, "content.tags").select("name, profiles(username)"), 400, "PGRST200");
  });
});
