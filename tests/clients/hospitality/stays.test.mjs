// Colleagues, houses, guests and documents: read by staff, and invisible to everybody else.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { conversation, karim, leila, nadia, omar, table, youssef } from "./desk.mjs";

describe("colleagues", () => {
  const inCasablanca = (who) =>
    table(who, "profiles")
      .select("first_name, profile_type")
      .contains("geographical_zones", ["casablanca_centre"])
      .is("is_active", true)
      .order("first_name");

  it("H14: staff finds who works in the centre of Casablanca", async () => {
    assert.deepEqual(rows(await inCasablanca(karim)), [
      { first_name: "Karim", profile_type: "agent" },
      { first_name: "Salma", profile_type: "superviseur" },
    ]);
  });

  it("H14: a zone that is none is refused", async () => {
    const answer = await table(karim, "profiles").select("first_name").contains("geographical_zones", ["paris"]);
    refused(answer, 400, "22P02");
  });

  it("H14: somebody without a role sees themselves only", async () => {
    const everybody = async (who) => rows(await table(who, "profiles").select("first_name"));
    assert.deepEqual(await everybody(omar), [{ first_name: "Omar" }]);
    assert.deepEqual(await everybody(leila), [{ first_name: "Leila" }]);
    assert.deepEqual(await everybody(anon), []);
    assert.equal((await everybody(nadia)).length, 6);
  });

  it("everybody changes their own profile, and no other", async (t) => {
    const rename = (who, whose, phone) =>
      table(who, "profiles").update({ phone }).eq("user_id", whose.sub).select("phone, profile_type");
    t.after(async () => rows(await rename(omar, omar, null)));
    assert.deepEqual(rows(await rename(omar, omar, "+212600000006")), [
      { phone: "+212600000006", profile_type: "agent" },
    ]);
    assert.deepEqual(rows(await rename(omar, karim, "+212600000006")), []);
    assert.deepEqual(rows(await rename(youssef, karim, "+212600000006")), []);
    refused(await table(omar, "profiles").update({ user_id: karim.sub }).eq("user_id", omar.sub), 403, "42501");
  });

  it("calling oneself an administrator makes nobody one", async (t) => {
    const call = (profile_type) =>
      table(omar, "profiles").update({ profile_type }).eq("user_id", omar.sub).select("profile_type");
    t.after(async () => rows(await call("agent")));
    assert.deepEqual(rows(await call("super_admin")), [{ profile_type: "super_admin" }]);
    assert.deepEqual(rows(await table(omar, "webhook_configs").select("name")), []);
  });
});

describe("houses", () => {
  const withWifi = (who) =>
    table(who, "property")
      .select("name, address, latitude, longitude")
      .eq("status", "active")
      .contains("amenities", { wifi: true })
      .order("name");

  it("H15: staff finds the ones that are open and have wifi", async () => {
    assert.deepEqual(rows(await withWifi(karim)), [
      {
        name: "Appartement Corniche",
        address: "48 boulevard de la Corniche, Casablanca",
        latitude: 33.5953,
        longitude: -7.6656,
      },
      {
        name: "Riad Yasmine",
        address: "12 derb Sidi Bouloukat, Médina, Marrakech",
        latitude: 31.6258,
        longitude: -7.9892,
      },
    ]);
  });

  it("H15: nobody else finds one", async () => {
    for (const someone of [omar, leila, anon]) assert.deepEqual(rows(await withWifi(someone)), []);
  });

  it("H15: with the stays in them, two levels deep", async () => {
    const answer = await table(karim, "property")
      .select("name, reservation(status, guest(first_name))")
      .eq("name", "Appartement Corniche")
      .order("check_in", { referencedTable: "reservation" })
      .single();
    assert.deepEqual(rows(answer).reservation, [
      { status: "confirmed", guest: { first_name: "Klaus" } },
      { status: "confirmed", guest: { first_name: "Javier" } },
    ]);
  });

  it("nobody adds a house or a stay but the back office", async () => {
    const org_id = "b0000000-0000-4000-8000-0000000000f0";
    refused(await table(youssef, "property").insert({ org_id, name: "Essai", address: "Essai" }), 403, "42501");
    refused(await table(anon, "guest").insert({ org_id }), 401, "42501");
  });

  it("a stay ends after it begins", async () => {
    const backwards = {
      org_id: "b0000000-0000-4000-8000-0000000000f0",
      property_id: "b1000000-0000-4000-8000-000000000001",
      guest_id: "b2000000-0000-4000-8000-000000000001",
      check_in: "2030-01-02",
      check_out: "2030-01-02",
    };
    refused(await table(backOffice, "reservation").insert(backwards), 400, "23514");
  });
});

describe("guests", () => {
  it("H16: with their conversations and their stays", async () => {
    const answer = await table(karim, "guest")
      .select("first_name, conversations(id, state), reservation(check_in)")
      .eq("country", "FR")
      .order("id", { referencedTable: "conversations" });
    const [claire, ...others] = rows(answer);
    assert.deepEqual(others, []);
    assert.equal(claire.first_name, "Claire");
    assert.deepEqual(
      claire.conversations.map(({ id }) => id),
      [conversation(1), conversation(7)],
    );
    assert.equal(claire.reservation.length, 2);
  });

  it("H16: the super_admin sees the guest, and not what was said", async () => {
    const answer = await table(nadia, "guest").select("first_name, conversations(id)").eq("country", "FR").single();
    assert.deepEqual(rows(answer), { first_name: "Claire", conversations: [] });
  });
});

describe("documents", () => {
  const answers = (who) =>
    table(who, "document_embeddings")
      .select("document_id, content")
      .eq("document_type", "faq")
      .order("document_id");

  it("H20: staff reads the answers to frequent questions", async () => {
    const documents = rows(await answers(karim));
    assert.deepEqual(documents.map(({ document_id }) => document_id), ["faq-animaux", "faq-arrivee", "faq-transfert"]);
    assert.equal(documents[0].content, "Les animaux ne sont pas admis.");
  });

  it("H20: others do not", async () => {
    for (const someone of [omar, anon]) assert.deepEqual(rows(await answers(someone)), []);
  });
});
