// People: what they know, whom they report to, and what they may change about themselves.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, diane, victor } from "./people.mjs";
import { BETA, NOVA, table } from "./companies.mjs";

describe("people and what hangs on them", () => {
  it("A16: a contract is an object, or null; skills are filtered inside their list", async () => {
    const answer = await table(alice, "profiles")
      .select("nom, prenom, consultant_details(job_title, statut), profile_competences(niveau, competence(nom))")
      .gte("profile_competences.niveau", 3)
      .order("niveau", { referencedTable: "profile_competences", ascending: false })
      .order("nom");
    assert.deepEqual(rows(answer), [
      { nom: "Lefèvre", prenom: "Oscar", consultant_details: null, profile_competences: [] },
      {
        nom: "Moreau",
        prenom: "Alice",
        consultant_details: null,
        profile_competences: [
          { niveau: 5, competence: { nom: "Gestion de projet" } },
          { niveau: 3, competence: { nom: "SQL" } },
        ],
      },
      { nom: "Nguyen", prenom: "Victor", consultant_details: null, profile_competences: [] },
      {
        nom: "Petit",
        prenom: "Bob",
        consultant_details: { job_title: "Développeur Java", statut: "ON_MISSION" },
        profile_competences: [{ niveau: 4, competence: { nom: "Java" } }],
      },
      {
        nom: "Roux",
        prenom: "Diane",
        consultant_details: { job_title: "Ingénieure de données", statut: "AVAILABLE" },
        profile_competences: [{ niveau: 5, competence: { nom: "SQL" } }],
      },
    ]);
  });

  it("A17: skills with the people who have them, past the table between them", async () => {
    const answer = await table(alice, "competence")
      .select("nom, profiles(nom)")
      .order("nom")
      .order("nom", { referencedTable: "profiles" });
    assert.deepEqual(rows(answer), [
      { nom: "Gestion de projet", profiles: [{ nom: "Moreau" }] },
      { nom: "Java", profiles: [{ nom: "Petit" }, { nom: "Roux" }] },
      { nom: "SQL", profiles: [{ nom: "Moreau" }, { nom: "Petit" }, { nom: "Roux" }] },
    ]);
  });

  it("A18: an organization is reached two ways, so the way has to be named", async () => {
    const error = refused(await table(alice, "profiles").select("nom, organizations(name)"), 300, "PGRST201");
    assert.match(error.hint, /organizations!profiles_organization_id_fkey/);
    assert.deepEqual(error.details.map(({ cardinality }) => cardinality).sort(), ["many-to-many", "many-to-one"]);

    const answer = await table(alice, "profiles")
      .select("nom, organizations!profiles_organization_id_fkey(name)")
      .eq("id", bob.sub);
    assert.deepEqual(rows(answer), [{ nom: "Petit", organizations: { name: "Nova Conseil" } }]);
  });

  it("A19: Bob with his manager, who is in the same table", async () => {
    const answer = await table(bob, "profiles").select("nom, manager:manager_id(prenom, nom)").eq("id", bob.sub);
    assert.deepEqual(rows(answer), [{ nom: "Petit", manager: { prenom: "Alice", nom: "Moreau" } }]);
  });

  it("A19: and Alice with those who report to her", async () => {
    const answer = await table(bob, "profiles")
      .select("nom, team:profiles!manager_id(prenom)")
      .eq("id", alice.sub)
      .order("prenom", { referencedTable: "team" });
    assert.deepEqual(rows(answer), [{ nom: "Moreau", team: [{ prenom: "Bob" }, { prenom: "Diane" }] }]);
  });
});

describe("who sees whom", () => {
  const seen = async (person) =>
    rows(await table(person, "profiles").select("prenom").order("prenom")).map(({ prenom }) => prenom);

  it("one's colleagues, by their main organization", async () => {
    assert.deepEqual(await seen(diane), ["Alice", "Bob", "Diane", "Oscar", "Victor"]);
    assert.deepEqual(await seen(chloe), ["Chloé"]);
    assert.deepEqual(await seen(victor), ["Alice", "Bob", "Chloé", "Diane", "Oscar", "Victor"]);
  });
});

describe("changing oneself", () => {
  const change = (person, columns, id = person.sub) =>
    table(person, "profiles").update(columns).eq("id", id).select("status, phone, role");

  it("is for oneself only", async (t) => {
    t.after(async () => rows(await change(bob, { status: "online", phone: null })));
    assert.deepEqual(rows(await change(bob, { status: "away", phone: "+33 1 99 00 00 03" })), [
      { status: "away", phone: "+33 1 99 00 00 03", role: "CONSULTANT" },
    ]);
    assert.deepEqual(rows(await change(alice, { status: "offline" }, bob.sub)), []);
  });

  it("does not go as far as one's rank or company", async () => {
    refused(await change(bob, { role: "OWNER" }), 403, "42501");
    refused(await change(bob, { organization_id: BETA }), 403, "42501");
    refused(await change(bob, { manager_id: null }), 403, "42501");
  });

  it("knows three states", async () => {
    refused(await change(bob, { status: "asleep" }), 400, "22P02");
  });

  it("does not make new people, nor unmake any", async () => {
    const newcomer = { id: victor.sub, email: "x@aurentia.test", nom: "X", prenom: "Y", organization_id: NOVA };
    refused(await table(alice, "profiles").insert(newcomer), 403, "42501");
    assert.deepEqual(rows(await table(alice, "profiles").delete().eq("id", bob.sub).select()), []);
  });
});
