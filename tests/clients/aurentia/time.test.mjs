// Hours: everybody logs their own, an admin judges them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, diane } from "./people.mjs";
import { BETA, FURNACES, NOVA, PORTAL, table } from "./companies.mjs";

describe("logging hours", () => {
  const day = { organization_id: NOVA, projet_id: PORTAL, date: "2025-03-03", heures_travaillees: 7 };
  const log = (person, columns) => table(person, "temps_passe").insert({ ...day, ...columns }).select();
  const forget = async () => rows(await table(alice, "temps_passe").delete().eq("date", day.date), 204);

  it("A8: Bob logs his own, and they wait to be validated", async (t) => {
    t.after(forget);
    const [logged] = rows(await log(bob, { profile_id: bob.sub }), 201);
    assert.equal(logged.validation_statut, "EN_ATTENTE");
    assert.equal(logged.heures_travaillees, 7);
  });

  it("A8: fewer than none are refused", async () => {
    const error = refused(await log(bob, { profile_id: bob.sub, heures_travaillees: -1 }), 400, "23514");
    assert.match(error.message, /temps_passe_heures_travaillees_check/);
  });

  it("A8: Diane's are hers to log", async () => {
    refused(await log(bob, { profile_id: diane.sub }), 403, "42501");
  });

  it("validated ones cannot be logged, nor any in another company", async () => {
    refused(await log(bob, { profile_id: bob.sub, validation_statut: "VALIDE" }), 403, "42501");
    refused(await log(bob, { profile_id: bob.sub, organization_id: BETA, projet_id: FURNACES }), 403, "42501");
  });

  it("Bob corrects them until Alice has validated them", async (t) => {
    t.after(forget);
    const [{ id }] = rows(await log(bob, { profile_id: bob.sub }), 201);
    const change = (person, columns) =>
      table(person, "temps_passe").update(columns).eq("id", id).select("heures_travaillees, validation_statut");

    assert.deepEqual(rows(await change(bob, { heures_travaillees: 6.5 })), [
      { heures_travaillees: 6.5, validation_statut: "EN_ATTENTE" },
    ]);
    refused(await change(bob, { validation_statut: "VALIDE" }), 403, "42501");
    refused(await change(bob, { organization_id: BETA }), 403, "42501");
    assert.deepEqual(rows(await change(diane, { heures_travaillees: 0 })), []);

    rows(await change(alice, { validation_statut: "VALIDE" }));
    assert.deepEqual(rows(await change(bob, { heures_travaillees: 12 })), []);
    assert.deepEqual(rows(await table(bob, "temps_passe").delete().eq("id", id).select()), []);
  });
});

describe("reading hours", () => {
  const january = (person) =>
    table(person, "temps_passe")
      .select("date, heures_travaillees, profiles(nom)")
      .eq("projet_id", PORTAL)
      .gte("date", "2025-01-01")
      .lte("date", "2025-01-31")
      .order("date");

  const bobs = ["06", "07", "08", "09", "10", "13", "14", "15", "16", "17"].map((date, day) => ({
    date: `2025-01-${date}`,
    heures_travaillees: 7 + (day % 3) * 0.5,
    profiles: { nom: "Petit" },
  }));
  const dianes = [
    { date: "2025-01-24", heures_travaillees: 4, profiles: { nom: "Roux" } },
    { date: "2025-01-31", heures_travaillees: 5, profiles: { nom: "Roux" } },
  ];

  it("A9: a month of a project, everybody's", async () => {
    assert.deepEqual(rows(await january(alice)), [...bobs, ...dianes]);
    assert.deepEqual(rows(await january(diane)), [...bobs, ...dianes], "members read it all");
    assert.deepEqual(rows(await january(chloe)), []);
  });

  it("A9: one person's", async () => {
    assert.deepEqual(rows(await january(alice).eq("profile_id", diane.sub)), dianes);
  });
});
