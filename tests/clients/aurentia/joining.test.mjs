// Joining an organization with a code, alone and in a crowd.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, diane, oscar, stranger } from "./people.mjs";
import { BETA, call, NOVA, table } from "./companies.mjs";

const join = (person, p_code) => call(person, "accept_join_code", { p_code });
const leave = async (admin, person, organization) =>
  rows(
    await table(admin, "user_organizations").delete().eq("user_id", person.sub).eq("organization_id", organization),
    204,
  );
const uses = async (admin, code) =>
  rows(await table(admin, "join_codes").select("uses").eq("code", code).single()).uses;

/** Makes a code of Bêta Systèmes for the length of test `t`. */
async function codeOf(t, code, columns) {
  const row = { organization_id: BETA, code, role: "MEMBER", created_by: chloe.sub, ...columns };
  rows(await table(chloe, "join_codes").insert(row), 201);
  t.after(async () => rows(await table(chloe, "join_codes").delete().eq("code", code), 204));
}

/** Makes so many codes of Bêta Systèmes for the length of test `t` that changing them all takes a while. */
async function manyCodes(t) {
  const row = { organization_id: BETA, role: "MEMBER", created_by: chloe.sub };
  const codes = Array.from({ length: 2000 }, (_, number) => ({ ...row, code: `BETA-FOULE-${number}` }));
  rows(await table(chloe, "join_codes").insert(codes), 201);
  t.after(async () => rows(await table(chloe, "join_codes").delete().like("code", "BETA-FOULE-*"), 204));
}

describe("joining with a code", () => {
  const organizations = async (person) =>
    rows(await table(person, "organizations").select("name").order("name")).map(({ name }) => name);

  it("A25: Chloé joins Nova Conseil, and then sees both", async (t) => {
    assert.deepEqual(await organizations(chloe), ["Bêta Systèmes"]);
    const before = await uses(alice, "NOVA-2025");
    t.after(async () => {
      await leave(alice, chloe, NOVA);
      rows(await table(alice, "join_codes").update({ uses: before }).eq("code", "NOVA-2025"), 204);
    });

    assert.equal(rows(await join(chloe, "NOVA-2025")), NOVA);
    assert.deepEqual(await organizations(chloe), ["Bêta Systèmes", "Nova Conseil"]);
    assert.equal(await uses(alice, "NOVA-2025"), before + 1);

    const [membership] = rows(
      await table(chloe, "user_organizations").select("role").eq("user_id", chloe.sub).eq("organization_id", NOVA),
    );
    assert.equal(membership.role, "MEMBER", "what the code says, and not what Chloé is elsewhere");
  });

  it("A25: a member is told where they are, stays what they are, and uses nothing up", async () => {
    const before = await uses(alice, "NOVA-2025");
    assert.equal(rows(await join(bob, "NOVA-2025")), NOVA);
    assert.equal(await uses(alice, "NOVA-2025"), before);
    const [{ role }] = rows(await table(bob, "user_organizations").select("role").eq("user_id", bob.sub));
    assert.equal(role, "CONSULTANT");
  });

  it("A25: an unknown code is refused", async () => {
    const error = refused(await join(chloe, "NOVA-1925"), 400, "22023");
    assert.equal(error.message, "Unknown join code");
  });

  it("A25: so is one that has expired", async (t) => {
    await codeOf(t, "BETA-HIER", { expires_at: "yesterday" });
    assert.equal(refused(await join(bob, "BETA-HIER"), 400, "22023").message, "This join code has expired");
    assert.deepEqual(await organizations(bob), ["Nova Conseil"]);
  });

  it("A25: and one that is used up", async (t) => {
    await codeOf(t, "BETA-ZERO", { max_uses: 0 });
    assert.equal(refused(await join(bob, "BETA-ZERO"), 400, "22023").message, "This join code has been used up");
  });

  it("a code for two lets two in, however many come at once", async (t) => {
    await codeOf(t, "BETA-DEUX", { max_uses: 2, role: "MANAGER" });
    await manyCodes(t);
    const crowd = [alice, oscar, bob, diane];
    t.after(() => Promise.all(crowd.map((person) => leave(chloe, person, BETA))));

    // While all codes are being changed this one is held, and those who would have trickled in meet at the door.
    const change = table(chloe, "join_codes").update({ expires_at: "tomorrow" }).eq("organization_id", BETA);
    const [changed, ...answers] = await Promise.all([change, ...crowd.map((person) => join(person, "BETA-DEUX"))]);
    rows(changed, 204);
    const [inside, outside] = [answers.filter(({ error }) => !error), answers.filter(({ error }) => error)];
    assert.deepEqual(inside.map((answer) => rows(answer)), [BETA, BETA]);
    for (const answer of outside) refused(answer, 400, "22023");

    const managers = await table(chloe, "user_organizations")
      .select("user_id")
      .eq("organization_id", BETA)
      .eq("role", "MANAGER");
    assert.equal(rows(managers).length, 2);
    assert.equal(await uses(chloe, "BETA-DEUX"), 2);
  });

  it("one person, many times at once, joins once", async (t) => {
    await codeOf(t, "BETA-TOUS", {});
    t.after(() => leave(chloe, diane, BETA));
    const answers = await Promise.all(Array.from({ length: 6 }, () => join(diane, "BETA-TOUS")));
    for (const answer of answers) assert.equal(rows(answer), BETA);
    assert.equal(await uses(chloe, "BETA-TOUS"), 1);
  });
});

describe("who may join", () => {
  it("not anon, who is asked for an account", async () => {
    refused(await join(anon, "NOVA-2025"), 401, "42501");
  });

  it("not the back office, which is nobody", async () => {
    refused(await join(backOffice, "NOVA-2025"), 403, "42501");
  });

  it("not a token without a person", async () => {
    const error = refused(await join({ role: "authenticated" }, "NOVA-2025"), 403, "42501");
    assert.equal(error.message, "Joining an organization takes an account");
  });

  it("not a person without an account", async () => {
    refused(await join(stranger, "NOVA-2025"), 409, "23503");
  });

  it("not by a request that only reads", async () => {
    const answer = await request(bob, "/rpc/accept_join_code?p_code=NOVA-2025", {
      headers: { "Accept-Profile": "aurentia" },
    });
    assert.equal(answer.status, 405);
    assert.equal((await answer.json()).code, "25006");
  });
});

describe("codes", () => {
  it("are an admin's to make, for newcomers and managers only", async () => {
    const code = { organization_id: NOVA, code: "NOVA-ADMIN", created_by: bob.sub };
    refused(await table(bob, "join_codes").insert({ ...code, role: "MEMBER" }), 403, "42501");
    refused(await table(alice, "join_codes").insert({ ...code, role: "ADMIN" }), 400, "23514");
  });
});

describe("asking where one is", () => {
  it("my_org_ids answers with one's organizations, or those where one is something", async () => {
    assert.deepEqual(rows(await call(alice, "my_org_ids")), [NOVA]);
    assert.deepEqual(rows(await call(alice, "my_org_ids", { roles: ["ADMIN", "OWNER"] })), [NOVA]);
    assert.deepEqual(rows(await call(bob, "my_org_ids", { roles: ["ADMIN", "OWNER"] })), []);
    assert.deepEqual(rows(await call(anon, "my_org_ids")), []);
  });

  it("and only reads, so GET will do", async () => {
    const answer = await request(bob, "/rpc/my_group_ids", { headers: { "Accept-Profile": "aurentia" } });
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), ["aa100000-0000-4000-8000-000000000001"]);
  });
});
