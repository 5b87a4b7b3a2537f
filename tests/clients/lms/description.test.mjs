// The descriptions of the ten schemas: written by nobody, read out of their comments and the caller's grants.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { ada, mia, reading } from "./platform.mjs";

const description = async (person, schema) => {
  const answer = await request(person, "/", { headers: reading(schema) });
  assert.equal(answer.status, 200);
  return answer.json();
};

const SCHEMAS = {
  public: ["people", 6],
  content: ["courses", 10],
  access: ["the paywall", 6],
  learn: ["learning", 9],
  assessments: ["assessments", 14],
  gamification: ["points and levels", 15],
  referrals: ["ambassadors", 26],
  rbac: ["roles and permissions", 5],
  media: ["media", 4],
  util: ["operations", 26],
};

describe("the description of", () => {
  for (const [schema, [subject, relations]] of Object.entries(SCHEMAS)) {
    it(`${schema} has a title, and explains every relation and column an admin may reach`, async () => {
      const { info, definitions } = await description(ada, schema);
      assert.equal(info.title, `AI Foundations: ${subject}`);
      assert.equal(Object.keys(definitions).length, relations, Object.keys(definitions).join(", "));
      for (const [relation, { description, properties }] of Object.entries(definitions)) {
        assert.ok(description, relation);
        for (const [column, property] of Object.entries(properties)) {
          assert.ok(property.description, `${relation}.${column}`);
        }
      }
    });
  }

  it("gamification has events, and none of their months", async () => {
    const { definitions } = await description(backOffice, "gamification");
    assert.deepEqual(
      Object.keys(definitions).filter((name) => name.startsWith("xp_events")),
      ["xp_events"],
    );
  });

  it("assessments names the words of an enum, and hides the answers", async () => {
    const { definitions } = await description(mia, "assessments");
    assert.deepEqual(definitions.attempts.properties.status.enum, [
      "in_progress",
      "submitted",
      "graded",
      "needs_review",
      "abandoned",
      "expired",
    ]);
  });

  it("functions has those one may execute", async () => {
    const functions = async (who, schema) =>
      Object.keys((await description(who, schema)).paths)
        .filter((path) => path.startsWith("/rpc/"))
        .sort();
    assert.deepEqual(await functions(anon, "referrals"), [
      "/rpc/check_flag_enabled",
      "/rpc/track_referral_click",
      "/rpc/validate_referral_code_stable",
    ]);
    assert.deepEqual(await functions(anon, "public"), ["/rpc/verify_certificate_public"]);
    assert.deepEqual(await functions(mia, "content"), [
      "/rpc/approve_content",
      "/rpc/archive_content",
      "/rpc/reject_content",
      "/rpc/submit_for_review",
      "/rpc/transition_workflow_status",
    ]);
    assert.ok((await functions(backOffice, "gamification")).includes("/rpc/credit_xp"));
    assert.ok(!(await functions(ada, "gamification")).includes("/rpc/credit_xp"));
  });
});
