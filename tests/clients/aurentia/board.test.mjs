// The Kanban board: reading a column of it, moving a card, searching.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, diane, victor } from "./people.mjs";
import { BETA, FURNACES, MOCKUPS, PORTAL, table } from "./companies.mjs";

describe("a column of the board", () => {
  const column = async (person, project, statut) =>
    rows(
      await table(person, "tache")
        .select("id, nom, priority, position, tags, responsable:profiles(id, nom, prenom, avatar_url)")
        .eq("projet_id", project)
        .eq("statut", statut)
        .order("position", { ascending: true }),
    );

  it("A2: the portal's tasks to do, from the top, with who does them if anybody does", async () => {
    const expected = [
      {
        id: MOCKUPS,
        nom: "Maquettes de l'espace client",
        priority: "high",
        position: 0,
        tags: ["ux", "front"],
        responsable: { id: bob.sub, nom: "Petit", prenom: "Bob", avatar_url: null },
      },
      {
        id: "a5000000-0000-4000-8000-000000000102",
        nom: "Choisir le prestataire de paiement",
        priority: "medium",
        position: 1,
        tags: [],
        responsable: null,
      },
    ];
    assert.deepEqual(await column(alice, PORTAL, "TODO"), expected);
    assert.deepEqual(await column(bob, PORTAL, "TODO"), expected);
    assert.deepEqual(await column(chloe, PORTAL, "TODO"), []);
  });

  it("A2: a person whose main organization is another is not seen, though their task is", async () => {
    const [task] = await column(chloe, FURNACES, "TODO");
    assert.equal(task.nom, "Développement du tableau de bord");
    assert.equal(task.responsable, null);
    const [own] = await column(victor, FURNACES, "TODO");
    assert.equal(own.responsable.prenom, "Victor");
  });

  it("a word that is no column of the board is refused, not found empty", async () => {
    refused(await table(alice, "tache").select().eq("statut", "BLOCKED"), 400, "22P02");
  });
});

describe("moving a card", () => {
  const move = (person, columns) => table(person, "tache").update(columns).eq("id", MOCKUPS).select();
  const card = async () => rows(await table(alice, "tache").select().eq("id", MOCKUPS).single());
  const goBack = async () => rows(await move(alice, { statut: "TODO", position: 0 }));

  for (const [name, person] of [["Alice, who is an admin,", alice], ["Bob, who does the task,", bob]]) {
    it(`A3: ${name} moves it, and the database dates the move`, async (t) => {
      t.after(goBack);
      const original = await card();
      const [moved, ...others] = rows(await move(person, { statut: "IN_PROGRESS", position: 2 }));
      assert.deepEqual(others, []);
      assert.equal(moved.statut, "IN_PROGRESS");
      assert.equal(moved.position, 2);
      assert.ok(Date.parse(moved.updated_at) > Date.parse(original.updated_at));
      assert.equal(moved.created_at, original.created_at);
    });
  }

  it("A3: Diane, who sees it, moves nothing; nor does Chloé, who does not", async () => {
    const original = await card();
    assert.deepEqual(rows(await move(diane, { statut: "DONE" })), []);
    assert.deepEqual(rows(await move(chloe, { statut: "DONE" })), []);
    assert.deepEqual(await card(), original);
  });

  it("A4: to a column that does not exist is refused", async () => {
    refused(await move(alice, { statut: "BLOCKED" }), 400, "22P02");
  });

  it("A4: a priority that milestones have, and tasks have not, is refused", async () => {
    const error = refused(await move(alice, { priority: "critical" }), 400, "23514");
    assert.match(error.message, /tache_priority_check/);
  });

  it("Bob cannot hand his task over, nor take it out of the company", async () => {
    refused(await move(bob, { profile_responsable_id: diane.sub }), 403, "42501");
    refused(await move(bob, { organization_id: BETA }), 403, "42501");

    const everyTask = table(bob, "tache").update({ organization_id: BETA });
    refused(await everyTask.eq("profile_responsable_id", bob.sub), 403, "42501");
  });

  it("nor make a task, or unmake one", async () => {
    const { organization_id, projet_id } = await card();
    const task = { organization_id, projet_id, nom: "Pause", profile_responsable_id: bob.sub };
    refused(await table(bob, "tache").insert(task), 403, "42501");
    assert.deepEqual(rows(await table(bob, "tache").delete().eq("id", MOCKUPS).select()), []);
  });

  it("a computed column cannot be sent", async () => {
    refused(await move(alice, { recherche: "'tout'" }), 400, "428C9");
  });
});

describe("searching the tasks", () => {
  const found = async (person, words) => {
    const answer = await table(person, "tache")
      .select("nom")
      .textSearch("recherche", words, { type: "plain", config: "french" })
      .order("nom");
    return rows(answer).map(({ nom }) => nom);
  };

  it("A20: a word is found in names and descriptions, without accents where it was written so", async () => {
    assert.deepEqual(await found(alice, "developpement"), ["Authentification forte"]);
  });

  it("A20: in all its forms, and in tasks without a description", async () => {
    assert.deepEqual(await found(alice, "développements"), [
      "Chargement quotidien",
      "Développement du service des contrats",
      "Environnements de développement",
    ]);
  });

  it("A20: in one's own organizations only", async () => {
    assert.deepEqual(await found(chloe, "développement"), ["Développement du tableau de bord"]);
    assert.equal((await found(victor, "développement")).length, 4);
  });

  it("A20: every word has to be there", async () => {
    assert.deepEqual(await found(alice, "contrat pagination"), ["Développement du service des contrats"]);
    assert.deepEqual(await found(alice, "contrat comptable"), []);
  });

  it("by label, where all labels are there", async () => {
    const answer = table(alice, "tache").select("nom").contains("tags", ["données", "recette"]);
    assert.deepEqual(rows(await answer), [{ nom: "Contrôle de la balance" }]);
  });
});
