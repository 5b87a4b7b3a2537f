// Roles: who has one, who gives one, and how far being told reaches.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { call, karim, leila, nadia, omar, reading, salma, table, youssef } from "./desk.mjs";

const conversationsSeenBy = async (who) => rows(await table(who, "conversations").select("id")).length;
const rolesOf = async (who) =>
  rows(await table(backOffice, "user_roles").select("role, is_active").eq("user_id", who.sub).order("role"));

describe("asking for a role", () => {
  const hasRole = (who, whose, role, options) =>
    call(who, "has_role", { _user_id: whose.sub, _role: role }, options);

  it("H11: an agent has theirs, and no other", async () => {
    assert.equal(rows(await hasRole(karim, karim, "agent")), true);
    assert.equal(rows(await hasRole(karim, karim, "superviseur")), false);
  });

  it("H11: anybody may ask about anybody, signed in or not", async () => {
    assert.equal(rows(await hasRole(omar, youssef, "administrateur")), true);
    assert.equal(rows(await hasRole(anon, karim, "agent")), true);
  });

  it("H11: a role that has expired is none", async () => {
    assert.equal(rows(await hasRole(leila, leila, "agent")), false);
    const [role] = rows(await table(leila, "user_roles").select("is_active, expires_at"));
    assert.equal(role.is_active, true, "it was not taken away, it ended");
    assert.ok(Date.parse(role.expires_at) < Date.now());
  });

  it("H11: on GET as well, for it only reads", async () => {
    assert.equal(rows(await hasRole(karim, karim, "agent", { get: true })), true);
    const answer = await request(karim, `/rpc/has_role?_user_id=${leila.sub}&_role=agent`, { headers: reading });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), "false");
  });

  it("H11: a role that is none of the four is refused", async () => {
    const error = refused(await hasRole(karim, karim, "boss"), 400, "22P02");
    assert.match(error.message, /app_role: "boss"/);
  });

  it("being staff is having any of them", async () => {
    const isStaff = async (who) => rows(await call(who, "is_staff"));
    for (const member of [karim, salma, youssef, nadia]) assert.equal(await isStaff(member), true);
    for (const outsider of [leila, omar, anon]) assert.equal(await isStaff(outsider), false);
  });
});

describe("giving a role", () => {
  const assign = (who, role, columns = {}) =>
    call(who, "assign_user_role", { _user_id: omar.sub, _role: role, _assigned_by: who.sub, ...columns });
  const takeAway = (t) =>
    t.after(async () => rows(await table(backOffice, "user_roles").delete().eq("user_id", omar.sub), 204));

  it("H12: an administrator makes somebody an agent, who sees the conversations from then on", async (t) => {
    takeAway(t);
    assert.equal(await conversationsSeenBy(omar), 0);
    assert.equal(rows(await assign(youssef, "agent"), 204), null);
    assert.equal(await conversationsSeenBy(omar), 8);

    const [role] = rows(await table(omar, "user_roles").select("role, is_active, assigned_by, expires_at"));
    assert.deepEqual(role, { role: "agent", is_active: true, assigned_by: youssef.sub, expires_at: null });
  });

  it("H12: so does the super_admin, and so does the back office", async (t) => {
    takeAway(t);
    rows(await assign(nadia, "agent"), 204);
    rows(await assign(backOffice, "superviseur", { _assigned_by: nadia.sub }), 204);
    assert.deepEqual(await rolesOf(omar), [
      { role: "agent", is_active: false },
      { role: "superviseur", is_active: true },
    ]);
  });

  it("H12: the new role takes the old one's place, and the old one can come back", async (t) => {
    takeAway(t);
    rows(await assign(youssef, "agent"), 204);
    rows(await assign(youssef, "superviseur"), 204);
    rows(await assign(youssef, "agent"), 204);
    assert.deepEqual(await rolesOf(omar), [
      { role: "agent", is_active: true },
      { role: "superviseur", is_active: false },
    ]);
  });

  it("H12: a role may end by itself", async (t) => {
    takeAway(t);
    rows(await assign(youssef, "agent", { _expires_at: "2020-01-01T00:00:00Z" }), 204);
    assert.equal(await conversationsSeenBy(omar), 0);
  });

  for (const [who, someone] of Object.entries({ "an agent": karim, "a supervisor": salma, "the person": omar })) {
    it(`H12: ${who} gives none`, async () => {
      const error = refused(await assign(someone, "super_admin"), 403, "42501");
      assert.match(error.message, /only an administrator/);
      assert.deepEqual(await rolesOf(omar), []);
    });
  }

  it("H12: strangers cannot even ask", async () => {
    const error = refused(await assign(anon, "super_admin", { _assigned_by: youssef.sub }), 401, "42501");
    assert.match(error.message, /permission denied for function assign_user_role/);
  });

  it("H12: nobody writes the table instead", async () => {
    const row = { user_id: omar.sub, role: "super_admin" };
    refused(await table(omar, "user_roles").insert(row), 403, "42501");
    refused(await table(youssef, "user_roles").insert(row), 403, "42501");
    const prolonged = await table(leila, "user_roles").update({ expires_at: null }).eq("user_id", leila.sub).select();
    assert.deepEqual(rows(prolonged), []);
  });

  it("somebody without a profile cannot be given one", async () => {
    const nobody = "b0000000-0000-4000-8000-0000000000ff";
    refused(await assign(youssef, "agent", { _user_id: nobody }), 409, "23503");
  });
});

describe("reading roles", () => {
  const roles = (who) => table(who, "user_roles").select("role, is_active, expires_at");

  it("H13: one's own, or none", async () => {
    assert.deepEqual(rows(await roles(karim)), [{ role: "agent", is_active: true, expires_at: null }]);
    assert.deepEqual(rows(await roles(salma)), [{ role: "superviseur", is_active: true, expires_at: null }]);
    assert.deepEqual(rows(await roles(omar)), []);
    assert.deepEqual(rows(await roles(anon)), []);
  });

  it("H13: everybody's, for who gives them", async () => {
    for (const administrator of [youssef, nadia]) {
      const names = rows(await roles(administrator)).map(({ role }) => role);
      assert.deepEqual(names.sort(), ["administrateur", "agent", "agent", "super_admin", "superviseur"]);
    }
  });

  it("H13: with the person, and from the person", async () => {
    const answer = await table(youssef, "profiles")
      .select("first_name, user_roles(role)")
      .in("user_id", [nadia.sub, omar.sub])
      .order("first_name");
    assert.deepEqual(rows(answer), [
      { first_name: "Nadia", user_roles: [{ role: "super_admin" }] },
      { first_name: "Omar", user_roles: [] },
    ]);
  });
});
