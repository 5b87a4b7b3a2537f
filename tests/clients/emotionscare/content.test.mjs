// The programme, open to everybody; content for people with an account; and two tables with a space in their name.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { hugo, item, lea, reading, table, writing } from "./students.mjs";

describe("the programme", () => {
  it("E7: items with the situations and the medicines that go with them", async () => {
    const answer = await table(anon, "edn_items")
      .select("item_number, title, specialty, starting_situations(title), therapeutic_classes(name)")
      .eq("specialty", "Cardiologie")
      .order("item_number")
      .order("situation_number", { referencedTable: "starting_situations" })
      .order("name", { referencedTable: "therapeutic_classes" });
    const items = rows(answer).map(({ item_number, starting_situations, therapeutic_classes }) => ({
      item_number,
      situations: starting_situations.map(({ title }) => title),
      medicines: therapeutic_classes.map(({ name }) => name),
    }));
    assert.deepEqual(items, [
      { item_number: 221, situations: ["Douleur thoracique"], medicines: ["Antiagrégants plaquettaires"] },
      {
        item_number: 230,
        situations: ["Douleur thoracique", "Dyspnée"],
        medicines: ["Antiagrégants plaquettaires", "Bêtabloquants"],
      },
      { item_number: 232, situations: ["Dyspnée"], medicines: ["Bêtabloquants"] },
      { item_number: 234, situations: ["Dyspnée"], medicines: ["Bêtabloquants"] },
    ]);
  });

  it("E7: and the other way round", async () => {
    const answer = await table(anon, "starting_situations")
      .select("title, edn_items(item_number)")
      .eq("situation_number", 118)
      .order("item_number", { referencedTable: "edn_items" })
      .single();
    assert.deepEqual(
      rows(answer).edn_items.map(({ item_number }) => item_number),
      [98, 99, 340],
    );
  });

  it("E8: about pain, as far as there is a recommendation", async () => {
    const about = table(anon, "edn_items").select("item_number, title").ilike("title", "*douleur*");
    assert.deepEqual(rows(await about.is("has_recommendation", true)), [
      { item_number: 230, title: "Douleur thoracique aiguë" },
    ]);
  });

  it("all of it is the same for everybody", async () => {
    const tables = {
      edn_items: 8,
      starting_situations: 4,
      therapeutic_classes: 3,
      item_situation_relations: 9,
      item_therapeutic_relations: 8,
      ecos_situations_complete: 3,
      urgent_protocols: 3,
    };
    for (const [name, number] of Object.entries(tables)) {
      for (const who of [anon, lea]) {
        const { count } = await table(who, name).select("*", { count: "exact", head: true });
        assert.equal(count, number, name);
      }
    }
  });

  it("E20: only the back office adds to it", async (t) => {
    const added = { item_number: 9999, title: "Essai" };
    t.after(async () => rows(await table(backOffice, "edn_items").delete().eq("item_number", 9999), 204));
    refused(await table(lea, "edn_items").insert(added), 403, "42501");
    refused(await table(anon, "edn_items").insert(added), 401, "42501");
    rows(await table(backOffice, "edn_items").insert(added), 201);
    const twice = await table(backOffice, "edn_items").insert(added);
    refused(twice, 409, "23505");
  });
});

describe("favourites", () => {
  const favourites = (who) => table(who, "user_favorite_flashcards");

  it("E9: come with their item", async () => {
    const list = (who) => favourites(who).select("id, edn_items(item_number, title)").order("created_at");
    assert.deepEqual(
      rows(await list(lea)).map(({ edn_items }) => edn_items.item_number),
      [230, 340],
    );
    assert.deepEqual(rows(await list(hugo)), []);
  });

  it("E10: once is enough", async () => {
    const again = { user_id: lea.sub, item_id: item(230) };
    refused(await favourites(lea).insert(again), 409, "23505");
    const ignored = await favourites(lea)
      .upsert(again, { onConflict: "user_id,item_id", ignoreDuplicates: true })
      .select();
    assert.deepEqual(rows(ignored, 201), []);
    assert.equal(rows(await favourites(lea).select("id")).length, 2);
  });

  it("E10: an item that does not exist is nobody's favourite", async () => {
    refused(await favourites(lea).insert({ user_id: lea.sub, item_id: item(9998) }), 409, "23503");
  });
});

describe("official content", () => {
  it("E12: is found by its identifier, in a table whose name has a space", async () => {
    const answer = await request(
      lea,
      "/official_content_cache%20new?identifier=eq.IC-221&select=content_type,content",
      { headers: reading },
    );
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), [{ content_type: "item", content: { rang: "A", version: 2 } }]);
  });

  it("E12: by supabase-js too", async () => {
    const cached = (who) =>
      table(who, "official_content_cache new").select("content_type, content").eq("identifier", "SD-161");
    assert.deepEqual(rows(await cached(hugo)), [
      { content_type: "situation", content: { famille: "Douleur", version: 2 } },
    ]);
    assert.deepEqual(rows(await cached(anon)), []);
  });

  it("the older cache, and what was generated, are for people with an account as well", async () => {
    for (const name of ["official_content_cache", "ai_generated_content"]) {
      assert.equal(rows(await table(lea, name).select("id")).length, 2, name);
      assert.deepEqual(rows(await table(anon, name).select("id")), [], name);
      refused(await table(lea, name).insert({}), 403, "42501");
    }
  });

  it("a copy is about an item or a situation, never both, never neither", async () => {
    const copies = table(backOffice, "official_content_cache");
    refused(await copies.insert({ item_number: 98, situation_number: 118 }), 400, "23514");
    refused(await copies.insert({ source_url: "https://programme.emotionscare.test" }), 400, "23514");
  });
});

describe("registering for Digital Medicine", () => {
  const registration = { name: "Essai", email: "inscription@emotionscare.test" };
  const withdraw = (t) =>
    t.after(async () => {
      rows(await table(backOffice, "Digital Medicine").delete().eq("email", registration.email), 204);
    });
  const register = (who, answerWith) =>
    request(who, "/Digital%20Medicine", {
      method: "POST",
      headers: { ...writing, Prefer: `return=${answerWith}` },
      body: JSON.stringify(registration),
    });

  it("E11: anybody may, and gets nothing back", async (t) => {
    withdraw(t);
    const answer = await register(anon, "minimal");
    assert.equal(answer.status, 201);
    assert.equal(await answer.text(), "");
    const [row] = rows(await table(backOffice, "Digital Medicine").select("name").eq("email", registration.email));
    assert.deepEqual(row, { name: "Essai" });
  });

  it("E11: by supabase-js too", async (t) => {
    withdraw(t);
    assert.equal(rows(await table(lea, "Digital Medicine").insert(registration), 201), null);
  });

  it("E11: asked for the row, it is refused, and nothing is written", async () => {
    for (const [who, status] of [[anon, 401], [lea, 403]]) {
      const answer = await register(who, "representation");
      assert.equal(answer.status, status);
      assert.equal((await answer.json()).code, "42501");
    }
    const found = await table(backOffice, "Digital Medicine").select("id").eq("email", registration.email);
    assert.deepEqual(rows(found), []);
  });

  it("E11: who registered is for the back office to know", async () => {
    assert.deepEqual(rows(await table(anon, "Digital Medicine").select()), []);
    assert.deepEqual(rows(await table(lea, "Digital Medicine").select()), []);
    assert.equal(rows(await table(backOffice, "Digital Medicine").select()).length, 1);
  });
});
