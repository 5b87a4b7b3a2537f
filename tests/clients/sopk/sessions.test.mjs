// Tokens: who is believed, and what is never exposed to anybody.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backOffice, sophie } from "../people.mjs";
import { request, signedIn, tokenOf, withToken } from "../session.mjs";
import { sign } from "../token.mjs";
import { refused } from "../answers.mjs";

const profileWith = (token) => withToken(token, "sopk").from("user_profiles").select();

describe("tokens", () => {
  it("an expired one is refused", async () => {
    const tenMinutesAgo = Math.floor(Date.now() / 1000) - 600;
    const error = refused(await profileWith(tokenOf({ ...sophie, exp: tenMinutesAgo })), 401, "PGRST303");
    assert.equal(error.message, "JWT expired");
  });

  it("one signed with another secret is refused", async () => {
    const forged = sign(sophie, "another secret, and quite long enough to be one");
    refused(await profileWith(forged), 401, "PGRST301");
  });

  it("one that was tampered with is refused", async () => {
    const [header, , signature] = tokenOf(sophie).split(".");
    const promoted = Buffer.from(JSON.stringify({ ...sophie, role: "service_role" })).toString("base64url");
    refused(await profileWith(`${header}.${promoted}.${signature}`), 401, "PGRST301");
  });

  it("one that names a role of the database, but not of the gateway, is refused", async () => {
    refused(await profileWith(tokenOf({ ...sophie, role: "pg_read_all_data" })), 403, "42501");
  });
});

describe("what is not exposed", () => {
  for (const schema of ["auth", "extensions"]) {
    it(`the schema ${schema}, even to the back office`, async () => {
      refused(await signedIn(backOffice, schema).from("users").select(), 406, "PGRST106");
    });
  }

  it("a table that does not exist, though a likely name is suggested", async () => {
    const answer = await request(sophie, "/daily_symptom", { headers: { "Accept-Profile": "sopk" } });
    assert.equal(answer.status, 404);
    const error = await answer.json();
    assert.equal(error.code, "PGRST205");
    assert.equal(error.hint, "Perhaps you meant the table 'sopk.daily_symptoms'");
  });
});
