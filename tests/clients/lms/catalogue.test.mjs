// The catalogue: what everybody finds, and what only authors, reviewers and editors do.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, carl, mia, mona, paul, table } from "./platform.mjs";

const PUBLISHED = ["agents-en-production", "decouvrir-ia"];
const ALL = [...PUBLISHED, "ecrire-des-consignes", "parler-aux-donnees", "premiers-chatbots"];

describe("courses", () => {
  const courses = (who) =>
    table(who, "content.courses").select("slug, title, difficulty").order("published_at", { ascending: false });

  it("L1: strangers find the published ones, the newest first", async () => {
    assert.deepEqual(rows(await courses(anon)), [
      { slug: "agents-en-production", title: "Des agents en production", difficulty: "advanced" },
      { slug: "decouvrir-ia", title: "Découvrir l'IA", difficulty: "beginner" },
    ]);
  });

  const seen = {
    "a member": [mia, PUBLISHED],
    "their author": [carl, ALL],
    "an editor": [mona, ALL],
    "an admin": [ada, ALL],
  };
  for (const [who, [person, slugs]] of Object.entries(seen)) {
    it(`L1: ${who} finds ${slugs.length}`, async () => {
      assert.deepEqual(
        rows(await courses(person))
          .map(({ slug }) => slug)
          .sort(),
        slugs,
      );
    });
  }

  it("the views for older clients say the same", async () => {
    const answer = await table(anon, "content.courses_published").select(
      "slug, is_published, computed_is_published",
    );
    for (const course of rows(answer))
      assert.deepEqual([course.is_published, course.computed_is_published], [true, true]);
    assert.equal(rows(await table(anon, "content.lessons_published").select("id")).length, 12);
  });
});

describe("a course and all that is in it", () => {
  const whole = (who) =>
    table(who, "content.courses")
      .select(
        `title, modules(title, module_order, lessons(title, lesson_order, type, is_free_preview,
           primary_media:media_assets(asset_type, duration_seconds)))`,
      )
      .eq("slug", "agents-en-production")
      .order("module_order", { referencedTable: "modules" })
      .order("lesson_order", { referencedTable: "modules.lessons" })
      .single();

  it("L2: comes in order, two modules of three lessons each", async () => {
    const { title, modules } = rows(await whole(mia));
    assert.equal(title, "Des agents en production");
    assert.deepEqual(
      modules.map((module) => [module.module_order, module.title, ...module.lessons.map((one) => one.title)]),
      [
        [1, "Construire", "Qu'est-ce qu'un agent ?", "Donner des outils", "Masterclass : évaluer"],
        [2, "Mettre en service", "Garde-fous", "Faites le point", "Mise en service"],
      ],
    );
  });

  const media = async (who) => rows(await whole(who)).modules[0].lessons.map((one) => one.primary_media);

  it("L2: on the free tier the previewed medium is there, the others are null", async () => {
    assert.deepEqual(await media(mia), [{ asset_type: "video", duration_seconds: 180 }, null, null]);
  });

  it("L2: without an account too", async () => {
    assert.deepEqual(await media(anon), [{ asset_type: "video", duration_seconds: 180 }, null, null]);
  });

  it("L2: with premium they are all there", async () => {
    assert.deepEqual(await media(paul), [
      { asset_type: "video", duration_seconds: 180 },
      { asset_type: "video", duration_seconds: 780 },
      { asset_type: "video", duration_seconds: 3600 },
    ]);
  });
});

describe("tags and people", () => {
  const beginners = (select) =>
    table(anon, "content.courses").select(select).eq("category", "ia").eq("difficulty", "beginner");

  it("L4: a course has its tags, through the table between, and its instructor", async () => {
    const answer = await beginners(
      "title, tags(name), instructor:people!courses_instructor_id_fkey(display_name)",
    ).order("name", { referencedTable: "tags" });
    assert.deepEqual(rows(answer), [
      {
        title: "Découvrir l'IA",
        tags: [{ name: "Intelligence artificielle" }, { name: "Sans code" }, { name: "Éthique" }],
        instructor: { display_name: "Carl Weber" },
      },
    ]);
  });

  it("L4: a person may have written it or teach it, so which has to be said", async () => {
    const error = refused(await beginners("title, people(display_name)"), 300, "PGRST201");
    const relationships = error.details.map(({ relationship }) => relationship.split(" ")[0]).sort();
    assert.deepEqual(relationships, ["courses_created_by_fkey", "courses_instructor_id_fkey"]);
  });

  it("L4: and from the other side, a tag has the courses that one may see", async () => {
    const answer = (who) =>
      table(who, "content.tags").select("slug, courses(slug)").eq("slug", "sans-code").single();
    const slugs = async (who) =>
      rows(await answer(who))
        .courses.map(({ slug }) => slug)
        .sort();
    assert.deepEqual(await slugs(anon), ["decouvrir-ia"]);
    assert.deepEqual(await slugs(carl), ["decouvrir-ia", "ecrire-des-consignes", "premiers-chatbots"]);
  });
});
