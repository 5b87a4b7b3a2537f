// The description of the API, as each kind of caller gets it.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { karim, reading } from "./desk.mjs";

const description = async (who) => {
  const answer = await request(who, "/", { headers: reading });
  assert.equal(answer.status, 200);
  return answer.json();
};

describe("the description of the schema", () => {
  let document;
  beforeAll(async () => (document = await description(karim)));

  it("has the schema's comment for a title", () => {
    assert.equal(document.info.title, "Hospitality");
    assert.match(document.info.description, /^Guest conversations, stays and webhooks/);
  });

  it("lists the eleven tables, and nothing of the queue", () => {
    assert.deepEqual(Object.keys(document.definitions).sort(), [
      "conversation_messages",
      "conversations",
      "document_embeddings",
      "guest",
      "profiles",
      "property",
      "reservation",
      "user_roles",
      "webhook_configs",
      "webhook_logs",
      "workflow_metrics",
    ]);
  });

  it("explains every table and every column", () => {
    for (const [table, { description, properties }] of Object.entries(document.definitions)) {
      assert.ok(description, table);
      for (const [column, property] of Object.entries(properties)) {
        assert.ok(property.description, `${table}.${column}`);
      }
    }
  });

  it("lists the values of an enum", () => {
    const { role } = document.definitions.user_roles.properties;
    assert.deepEqual(role.enum, ["agent", "superviseur", "administrateur", "super_admin"]);
  });

  it("offers each caller the functions they may execute", async () => {
    const functions = async (who) =>
      Object.keys((await description(who)).paths)
        .filter((path) => path.startsWith("/rpc/"))
        .sort();
    assert.deepEqual(await functions(anon), ["/rpc/has_role", "/rpc/is_staff"]);
    assert.deepEqual(await functions(karim), ["/rpc/assign_user_role", "/rpc/has_role", "/rpc/is_staff"]);
    assert.deepEqual(await functions(backOffice), [
      "/rpc/assign_user_role",
      "/rpc/cleanup_old_logs",
      "/rpc/has_role",
      "/rpc/is_staff",
      "/rpc/trigger_webhook_notification",
    ]);
  });
});
