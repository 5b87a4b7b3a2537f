// Many companies in one database: what is whose, table by table.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, diane, oscar, stranger, victor } from "./people.mjs";
import { BETA, NOVA, table } from "./companies.mjs";

describe("organizations", () => {
  const organizations = async (person) =>
    rows(await table(person, "organizations").select("id, name, slug").order("name"));
  const nova = { id: NOVA, name: "Nova Conseil", slug: "nova-conseil" };
  const beta = { id: BETA, name: "Bêta Systèmes", slug: "beta-systemes" };

  it("A1: everybody sees those they are a member of", async () => {
    assert.deepEqual(await organizations(alice), [nova]);
    assert.deepEqual(await organizations(bob), [nova]);
    assert.deepEqual(await organizations(chloe), [beta]);
    assert.deepEqual(await organizations(victor), [beta, nova]);
  });

  it("A1: who is a member of none, or has no token, sees none", async () => {
    assert.deepEqual(await organizations(stranger), []);
    assert.deepEqual(await organizations(anon), []);
  });

  it("an admin changes their own, a consultant none", async (t) => {
    const describeNova = (person, description) =>
      table(person, "organizations").update({ description }).eq("id", NOVA).select("description");
    const [{ description }] = rows(await table(alice, "organizations").select("description").eq("id", NOVA));
    t.after(async () => rows(await describeNova(alice, description)));

    assert.deepEqual(rows(await describeNova(oscar, "Conseil.")), [{ description: "Conseil." }]);
    assert.deepEqual(rows(await describeNova(bob, "À moi.")), []);
    assert.deepEqual(rows(await describeNova(chloe, "À moi.")), []);
  });
});

describe("memberships", () => {
  it("A21: Victor's two, each with its organization", async () => {
    const answer = await table(victor, "user_organizations")
      .select("role, organizations(name)")
      .eq("user_id", victor.sub)
      .order("joined_at");
    assert.deepEqual(rows(answer), [
      { role: "MEMBER", organizations: { name: "Nova Conseil" } },
      { role: "MEMBER", organizations: { name: "Bêta Systèmes" } },
    ]);
  });

  it("come with the person, by the key to the profile", async () => {
    const answer = await table(diane, "user_organizations")
      .select("role, profiles(prenom)")
      .eq("organization_id", NOVA)
      .order("joined_at")
      .order("role", { ascending: false });
    assert.deepEqual(rows(answer), [
      { role: "OWNER", profiles: { prenom: "Oscar" } },
      { role: "ADMIN", profiles: { prenom: "Alice" } },
      { role: "CONSULTANT", profiles: { prenom: "Bob" } },
      { role: "CONSULTANT", profiles: { prenom: "Diane" } },
      { role: "MEMBER", profiles: { prenom: "Victor" } },
    ]);
  });

  it("are an admin's to give and take, in their own organization only", async (t) => {
    const membership = { user_id: chloe.sub, organization_id: NOVA, role: "CONSULTANT" };
    const herMembership = () => table(alice, "user_organizations").delete().eq("user_id", chloe.sub);
    t.after(async () => rows(await herMembership().eq("organization_id", NOVA), 204));

    refused(await table(bob, "user_organizations").insert(membership), 403, "42501");
    refused(await table(chloe, "user_organizations").insert(membership), 403, "42501");
    refused(await table(alice, "user_organizations").insert({ ...membership, organization_id: BETA }), 403, "42501");
    rows(await table(alice, "user_organizations").insert(membership), 201);
    refused(await table(alice, "user_organizations").insert(membership), 409, "23505");
  });

  it("know six roles, and no other", async () => {
    const promote = (role) =>
      table(alice, "user_organizations").update({ role }).eq("user_id", oscar.sub).select("role");
    refused(await promote("KING"), 400, "23514");
    assert.deepEqual(rows(await promote("OWNER")), [{ role: "OWNER" }], "a check on fewer would have refused this one");
  });

  it("nobody promotes themselves", async () => {
    const answer = await table(bob, "user_organizations").update({ role: "OWNER" }).eq("user_id", bob.sub).select();
    assert.deepEqual(rows(answer), []);
  });
});

describe("every table", () => {
  let tables;
  beforeAll(async () => {
    const answer = await request(backOffice, "/", { headers: { "Accept-Profile": "aurentia" } });
    tables = Object.entries((await answer.json()).definitions).map(([name, { properties }]) => ({
      name,
      ofOrganization: "organization_id" in properties,
    }));
    assert.equal(tables.length, 34);
  });

  const all = (person, name) => table(person, name).select();

  it("has rows of Nova Conseil, which the back office sees", async () => {
    for (const { name, ofOrganization } of tables) {
      const found = ofOrganization ? all(backOffice, name).eq("organization_id", NOVA) : all(backOffice, name);
      assert.notDeepEqual(rows(await found), [], name);
    }
  });

  it("is empty for anon, and for whoever is a member of nothing", async () => {
    for (const { name } of tables) {
      assert.deepEqual(rows(await all(anon, name)), [], name);
      assert.deepEqual(rows(await all(stranger, name)), [], name);
    }
  });

  it("refuses a row from anon, and asks for an account", async () => {
    for (const { name, ofOrganization } of tables) {
      const row = ofOrganization ? { organization_id: NOVA } : {};
      refused(await table(anon, name).insert(row), 401, "42501");
    }
  });

  it("has no row of Nova Conseil for Chloé", async () => {
    for (const { name, ofOrganization } of tables) {
      if (name === "organizations") continue;
      const found = ofOrganization ? all(chloe, name).eq("organization_id", NOVA) : all(chloe, name);
      assert.deepEqual(rows(await found), [], name);
    }
  });

  it("has no row of Bêta Systèmes for Alice", async () => {
    for (const { name } of tables.filter((found) => found.ofOrganization)) {
      assert.deepEqual(rows(await all(alice, name).eq("organization_id", BETA)), [], name);
    }
  });

  it("refuses a row for Nova Conseil from its consultants, and from the admin of another company", async () => {
    for (const { name } of tables.filter((found) => found.ofOrganization)) {
      refused(await table(bob, name).insert({ organization_id: NOVA }), 403, "42501");
      refused(await table(chloe, name).insert({ organization_id: NOVA }), 403, "42501");
    }
  });
});
