// The editorial workflow: drafts are written through tables, and moved on through functions.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, carl, COURSES, lesson, mia, mona, restoring, table } from "./platform.mjs";

const draft = (who) => ({ slug: "essai", title: "Essai", created_by: who.sub });
const outbox = { name: "gamification.notification_outbox", match: {}, added: true };
const course = (id) => ({ name: "content.courses", match: { id } });

describe("drafts", () => {
  it("L5: who may create content creates one, and it is a draft whatever they say", async (t) => {
    await restoring(t, { name: "content.courses", match: { slug: "essai" } });
    const answer = await table(mona, "content.courses")
      .insert({ ...draft(mona), is_published: true })
      .select("workflow_status, is_published, published_at, created_by")
      .single();
    assert.deepEqual(rows(answer, 201), {
      workflow_status: "draft",
      is_published: false,
      published_at: null,
      created_by: mona.sub,
    });
  });

  it("L5: a member does not", async () => {
    refused(await table(mia, "content.courses").insert(draft(mia)), 403, "42501");
  });

  it("L5: and a stranger is asked to sign in", async () => {
    refused(await table(anon, "content.courses").insert(draft(mia)), 401, "42501");
  });

  it("an author changes their draft", async (t) => {
    await restoring(t, course(COURSES.draft));
    const answer = await table(carl, "content.courses")
      .update({ estimated_duration: 95 })
      .eq("id", COURSES.draft)
      .select("estimated_duration");
    assert.deepEqual(rows(answer), [{ estimated_duration: 95 }]);
  });

  it("but not what they handed in", async () => {
    const answer = await table(carl, "content.courses").update({ title: "…" }).eq("id", COURSES.inReview).select();
    assert.deepEqual(rows(answer), []);
  });

  it("L6: and does not publish it by writing the status", async () => {
    const answer = await table(carl, "content.courses")
      .update({ workflow_status: "published" })
      .eq("id", COURSES.draft);
    const error = refused(answer, 403, "42501");
    assert.match(error.message, /row-level security policy/);
  });
});

describe("from draft to published", () => {
  it("L7: the author hands in, a reviewer approves, and everybody finds it", async (t) => {
    await restoring(t, course(COURSES.draft), outbox);
    const about = { type: "course", id: COURSES.draft };
    const found = async () =>
      rows(await table(anon, "content.courses").select("slug").eq("id", COURSES.draft)).length;

    const handedIn = rows(await call(carl, "content.submit_for_review", { ...about, comment: "Prêt." }));
    assert.deepEqual(handedIn, { success: true, ...about, from: "draft", to: "in_review" });
    const waiting = rows(
      await table(mona, "gamification.notification_outbox").select("notification_type, payload, status"),
    );
    assert.equal(waiting.length, 1);
    assert.equal(waiting[0].notification_type, "content_in_review");
    assert.equal(waiting[0].payload.comment, "Prêt.");

    const bySelf = rows(await call(carl, "content.approve_content", about));
    assert.deepEqual([bySelf.success, bySelf.error], [false, "not_allowed"]);
    assert.equal(await found(), 0);

    const approved = rows(await call(mona, "content.approve_content", about));
    assert.deepEqual([approved.success, approved.to], [true, "published"]);
    assert.equal(await found(), 1);
    const [published] = rows(
      await table(anon, "content.courses").select("is_published, published_at").eq("id", COURSES.draft),
    );
    assert.equal(published.is_published, true);
    assert.ok(published.published_at);

    const told = rows(await table(carl, "gamification.notification_outbox").select("notification_type"));
    assert.deepEqual(told, [{ notification_type: "content_published" }]);
  });

  it("L7: a step that there is not cannot be made", async () => {
    const answer = await call(ada, "content.archive_content", { type: "course", id: COURSES.draft });
    const { success, error } = rows(answer);
    assert.deepEqual([success, error], [false, "invalid_transition"]);
  });

  it("L7: a reviewer sends a lesson back, and nobody else does", async (t) => {
    await restoring(t, { name: "content.lessons", match: { id: lesson(41) } }, outbox);
    const about = { type: "lesson", id: lesson(41), comment: "Plus court." };
    assert.equal(rows(await call(mia, "content.reject_content", about)).error, "not_allowed");
    assert.equal(rows(await call(mona, "content.reject_content", about)).to, "draft");
  });

  it("L7: only admins archive, and the back office", async (t) => {
    await restoring(t, course(COURSES.discover), outbox);
    const about = { type: "course", id: COURSES.discover };
    assert.equal(rows(await call(mona, "content.archive_content", about)).error, "not_allowed");
    assert.equal(rows(await call(backOffice, "content.archive_content", about)).to, "archived");
  });

  it("what does not exist is not found, and what is neither course nor lesson is unknown", async () => {
    const id = "d1000000-0000-4000-8000-0000000000ff";
    assert.equal(rows(await call(mona, "content.approve_content", { type: "course", id })).error, "not_found");
    assert.equal(rows(await call(mona, "content.approve_content", { type: "tag", id })).error, "unknown_type");
  });

  it("strangers cannot call any of it", async () => {
    refused(await call(anon, "content.submit_for_review", { type: "course", id: COURSES.draft }), 401, "42501");
  });
});

describe("the editorial board", () => {
  const board = (who) => table(who, "content.workflow_dashboard").select("content_type, workflow_status");

  it("has courses and lessons of every status, for editors", async () => {
    const all = rows(await board(mona));
    assert.equal(all.filter(({ content_type }) => content_type === "course").length, 5);
    assert.equal(all.filter(({ content_type }) => content_type === "lesson").length, 16);
  });

  it("is not for strangers", async () => {
    refused(await board(anon), 401, "42501");
  });
});
