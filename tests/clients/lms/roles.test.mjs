// Roles: what they mean is public, who has them is not, and giving them is for admins.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, mia, mona, paul, restoring, table, vic } from "./platform.mjs";

const vicsRoles = [
  { name: "rbac.user_roles", match: { user_id: vic.sub } },
  { name: "rbac.role_grants_log", match: { user_id: vic.sub } },
];

describe("definitions", () => {
  it("L36: roles come with their permissions, through the table between", async () => {
    const answer = await table(anon, "rbac.roles")
      .select("role_name, permissions_count, permissions(permission_key)")
      .order("sort_order")
      .order("permission_key", { referencedTable: "permissions" });
    const roles = rows(answer);
    assert.deepEqual(
      roles.map(({ role_name, permissions_count, permissions }) => [
        role_name,
        permissions_count,
        permissions.length,
      ]),
      [
        ["admin", 19, 19],
        ["moderator", 8, 8],
        ["premium_member", 1, 1],
        ["member", 1, 1],
        ["visitor", 0, 0],
      ],
    );
    assert.deepEqual(roles[3].permissions, [{ permission_key: "assessments:read" }]);
  });

  it("are not to be written by members", async () => {
    refused(
      await table(mia, "rbac.permissions").insert({ permission_key: "x", domain: "x", action: "x" }),
      403,
      "42501",
    );
    const answer = await table(mia, "rbac.roles").update({ description: "…" }).eq("role_name", "member").select();
    assert.deepEqual(rows(answer), []);
  });
});

describe("who has which", () => {
  it("L36: is one's own to see, and an admin's", async () => {
    const held = (who) => table(who, "rbac.user_roles").select("expires_at, roles(role_name)");
    assert.deepEqual(rows(await held(mia)), [{ expires_at: null, roles: { role_name: "member" } }]);
    assert.deepEqual(rows(await held(anon)), []);
    assert.equal(rows(await held(ada)).length, 6);
  });

  it("permissions follow", async () => {
    const may = (who, permission_key) => call(who, "rbac.has_permission", { permission_key }, { get: true });
    assert.equal(rows(await may(mona, "content.publish")), true);
    assert.equal(rows(await may(mona, "manage_users")), false);
    assert.equal(rows(await may(anon, "content.publish")), false);
    const about = { user_id: mona.sub, permission_key: "assessments:grade" };
    assert.equal(rows(await call(anon, "rbac.has_permission", about, { get: true })), true);
    assert.equal(rows(await call(ada, "rbac.is_admin", {}, { get: true })), true);
  });

  it("all of a person's are between them and the admins", async () => {
    const permissions = (who) => call(who, "rbac.get_user_permissions", { user_id: mia.sub }, { get: true });
    const expected = { roles: ["member"], permissions: ["assessments:read"] };
    assert.deepEqual(rows(await permissions(mia)), expected);
    assert.deepEqual(rows(await permissions(ada)), expected);
    refused(await permissions(paul), 403, "42501");
  });
});

describe("giving and taking", () => {
  const grant = (who, user, args) =>
    call(who, "rbac.grant_role", { user_id: user.sub, role_name: "member", reason: "test", ...args });

  it("L37: an admin gives a role, which works and is logged", async (t) => {
    await restoring(t, ...vicsRoles);
    assert.equal(rows(await grant(ada, vic)).success, true);
    const held = rows(await table(vic, "rbac.user_roles").select("roles(role_name)"));
    assert.deepEqual(held.map(({ roles }) => roles.role_name).sort(), ["member", "visitor"]);
    const logged = await table(vic, "rbac.role_grants_log")
      .select("operation, performed_by, reason")
      .eq("reason", "test");
    assert.deepEqual(rows(logged), [{ operation: "GRANT", performed_by: ada.sub, reason: "test" }]);

    const taken = await call(ada, "rbac.revoke_role", { user_id: vic.sub, role_name: "member" });
    assert.equal(rows(taken).success, true);
    const may = await call(vic, "rbac.has_role", { user_id: vic.sub, role_name: "member" }, { get: true });
    assert.equal(rows(may), false);
  });

  it("L37: nobody else does, and no admin to themself", async () => {
    refused(await grant(mia, vic), 403, "42501");
    refused(await grant(mona, vic), 403, "42501");
    refused(await grant(ada, ada, { role_name: "moderator" }), 403, "42501");
    refused(await grant(anon, vic), 401, "42501");
  });

  it("L37: a role that ends has no effect after its end", async (t) => {
    await restoring(t, ...vicsRoles);
    rows(await grant(backOffice, vic, { role_name: "moderator", expires_at: "2025-01-01T00:00:00Z" }));
    const may = await call(vic, "rbac.has_permission", { permission_key: "content.publish" }, { get: true });
    assert.equal(rows(may), false);
  });

  it("L37: a role there is not is an answer", async () => {
    assert.equal(rows(await grant(ada, vic, { role_name: "emperor" })).error, "unknown_role");
    assert.equal(
      rows(await call(ada, "rbac.revoke_role", { user_id: vic.sub, role_name: "admin" })).error,
      "not_granted",
    );
  });
});
