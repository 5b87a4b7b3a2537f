// The description of the API: written by nobody, read out of the schema's comments and the caller's grants.

import assert from "node:assert/strict";
import { before as beforeAll, describe, it } from "node:test";
import { backOffice, sophie } from "../people.mjs";
import { request } from "../session.mjs";

const description = async (person) => {
  const answer = await request(person, "/", { headers: { "Accept-Profile": "sopk" } });
  assert.equal(answer.status, 200);
  return answer.json();
};

describe("the description of the schema", () => {
  let document;
  beforeAll(async () => (document = await description(sophie)));

  it("has the schema's comment for a title", () => {
    assert.equal(document.info.title, "SOPK Agent");
    assert.match(document.info.description, /^Diary and guidance for people living with PCOS/);
  });

  it("lists the ten tables and the view that Sophie may reach", () => {
    assert.deepEqual(Object.keys(document.definitions).sort(), [
      "activity_sessions",
      "breathing_sessions",
      "breathing_techniques",
      "daily_symptoms",
      "meal_suggestions",
      "mood_entries",
      "my_daily_summary",
      "recipes",
      "user_activity_tracking",
      "user_meal_tracking",
      "user_profiles",
    ]);
  });

  it("explains every table and every column", () => {
    for (const [table, { description, properties }] of Object.entries(document.definitions)) {
      assert.ok(description, table);
      for (const [column, property] of Object.entries(properties)) {
        assert.ok(property.description, `${table}.${column}`);
      }
    }
    const { period_flow } = document.definitions.daily_symptoms.properties;
    assert.equal(period_flow.description, "Menstrual flow, 0 (none) to 4 (very heavy).");
  });

  it("offers Sophie no function, and the back office its one", async () => {
    const functions = ({ paths }) => Object.keys(paths).filter((path) => path.startsWith("/rpc/"));
    assert.deepEqual(functions(document), []);
    assert.deepEqual(functions(await description(backOffice)), ["/rpc/refresh_user_daily_summary_now"]);
  });
});
