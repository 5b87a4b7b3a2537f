// The description of the API: written by nobody, read out of the schema's comments and the caller's grants.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { request } from "../session.mjs";
import { anon } from "../people.mjs";
import { alice } from "./people.mjs";

const description = async (person) => {
  const answer = await request(person, "/", { headers: { "Accept-Profile": "aurentia" } });
  assert.equal(answer.status, 200);
  return answer.json();
};

describe("the description of the schema", () => {
  let document;
  beforeAll(async () => (document = await description(alice)));

  it("has the schema's comment for a title", () => {
    assert.equal(document.info.title, "Aurentia ESN");
    assert.match(document.info.description, /^Projects, consultants, budgets and conversations/);
  });

  it("explains every table and every column", () => {
    assert.equal(Object.keys(document.definitions).length, 34);
    for (const [table, { description, properties }] of Object.entries(document.definitions)) {
      assert.ok(description, table);
      for (const [column, property] of Object.entries(properties)) {
        assert.ok(property.description, `${table}.${column}`);
      }
    }
    const { priority, organization_id } = document.definitions.tache.properties;
    assert.equal(priority.description, "low, medium, high or urgent.");
    assert.match(organization_id.description, /^The organization it belongs to\./);
  });

  it("names the words of an enum", () => {
    const { statut } = document.definitions.tache.properties;
    assert.deepEqual(statut.enum, ["TODO", "IN_PROGRESS", "IN_REVIEW", "DONE"]);
    assert.equal(statut.default, "TODO");
  });

  it("offers the functions that one may execute", async () => {
    const functions = ({ paths }) => Object.keys(paths).filter((path) => path.startsWith("/rpc/")).sort();
    assert.deepEqual(functions(document), ["/rpc/accept_join_code", "/rpc/my_group_ids", "/rpc/my_org_ids"]);
    assert.deepEqual(functions(await description(anon)), ["/rpc/my_group_ids", "/rpc/my_org_ids"]);
  });
});
