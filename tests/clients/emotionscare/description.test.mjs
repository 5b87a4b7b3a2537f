// The description of the API: twenty-nine tables and a view, names with spaces among them.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { lea, reading } from "./students.mjs";

const description = async (who) => {
  const answer = await request(who, "/", { headers: reading });
  assert.equal(answer.status, 200);
  return answer.json();
};

describe("the description of the schema", () => {
  let document;
  beforeAll(async () => (document = await description(lea)));

  it("has the schema's comment for a title", () => {
    assert.equal(document.info.title, "EmotionsCare");
    assert.match(document.info.description, /^The programme of medical studies/);
  });

  it("lists all of it", () => {
    const names = Object.keys(document.definitions);
    assert.equal(names.length, 30);
    for (const name of ["Digital Medicine", "official_content_cache new", "my_emotion_trend", "urgegpt_protocols"]) {
      assert.ok(names.includes(name), name);
      assert.ok(document.paths[`/${name}`], `/${name}`);
    }
  });

  it("explains every table and every column", () => {
    for (const [table, { description, properties }] of Object.entries(document.definitions)) {
      assert.ok(description, table);
      for (const [column, property] of Object.entries(properties)) {
        assert.ok(property.description, `${table}.${column}`);
      }
    }
  });

  it("offers Léa no function, and the back office its one", async () => {
    const functions = ({ paths }) => Object.keys(paths).filter((path) => path.startsWith("/rpc/"));
    assert.deepEqual(functions(document), []);
    assert.deepEqual(functions(await description(backOffice)), ["/rpc/purge_expired_signals"]);
  });
});
