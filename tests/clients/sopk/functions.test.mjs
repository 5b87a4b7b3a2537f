// Functions: every one in the schema is an endpoint, and who may execute it decides.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice, sophie } from "../people.mjs";
import { request, signedIn } from "../session.mjs";
import { refused, rows } from "../answers.mjs";

const call = (person, name, args) => signedIn(person, "sopk").rpc(name, args);

describe("writing policies", () => {
  const args = { table_name: "daily_symptoms" };

  it("S22: is not for people", async () => {
    const error = refused(await call(sophie, "create_user_rls_policies", args), 403, "42501");
    assert.match(error.message, /permission denied for function create_user_rls_policies/);
  });

  it("S22: not for strangers, who are asked to sign in", async () => {
    refused(await call(anon, "create_user_rls_policies", args), 401, "42501");
  });

  it("S22: and not for the back office either", async () => {
    refused(await call(backOffice, "create_user_rls_policies", args), 403, "42501");
  });
});

describe("refreshing the summary", () => {
  it("is a job of the back office, and answers with nothing", async () => {
    assert.equal(rows(await call(backOffice, "refresh_user_daily_summary_now"), 204), null);
  });

  it("is not for people", async () => {
    refused(await call(sophie, "refresh_user_daily_summary_now"), 403, "42501");
  });

  it("does not happen on GET, which only reads", async () => {
    const answer = await request(backOffice, "/rpc/refresh_user_daily_summary_now", {
      headers: { "Accept-Profile": "sopk" },
    });
    assert.equal(answer.status, 405);
    assert.equal((await answer.json()).code, "25006");
  });
});

describe("functions that are no endpoints", () => {
  it("a trigger function cannot be called", async () => {
    refused(await call(backOffice, "set_updated_at"), 404, "PGRST202");
  });

  it("nor one of another schema", async () => {
    refused(await call(sophie, "uid"), 404, "PGRST202");
  });
});
