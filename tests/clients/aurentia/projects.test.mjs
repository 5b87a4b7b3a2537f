// Projects, with all that hangs on them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, victor } from "./people.mjs";
import { BANK, BETA, INSURER, NOVA, PORTAL, table } from "./companies.mjs";

describe("projects and what hangs on them", () => {
  it("A5: the active ones, with client, leader and the number of tasks", async () => {
    const answer = await table(alice, "projet")
      .select("nom, statut, client(nom, secteur), chef:profiles(nom, prenom), taches:tache(count)")
      .eq("statut", "ACTIF");
    assert.deepEqual(rows(answer), [
      {
        nom: "Refonte du portail client",
        statut: "ACTIF",
        client: { nom: "Banque du Littoral", secteur: "Banque" },
        chef: { nom: "Moreau", prenom: "Alice" },
        taches: [{ count: 6 }],
      },
    ]);
  });

  it("A6: budget and channel are objects, for a project has one of each", async () => {
    const answer = await table(alice, "projet")
      .select("nom, budget_projet(montant_total_vente, marge_cible_pct), project_channels(id, name)")
      .order("nom");
    const projects = rows(answer);
    assert.deepEqual(
      projects.map(({ nom, budget_projet }) => [nom, budget_projet]),
      [
        ["Entrepôt de données", { montant_total_vente: 60000, marge_cible_pct: 25 }],
        ["Migration comptable", { montant_total_vente: 95000.5, marge_cible_pct: 25 }],
        ["Refonte du portail client", { montant_total_vente: 120000, marge_cible_pct: 30 }],
      ],
    );
    for (const { nom, project_channels } of projects) {
      assert.equal(project_channels.name, nom);
      assert.match(project_channels.id, /^[0-9a-f-]{36}$/);
    }
  });

  it("A13: milestones in the order they are due, with their tasks and what has become of them", async () => {
    const answer = await table(bob, "milestones")
      .select("name, progress_percentage, milestone_tasks(weight, tache(nom, statut))")
      .eq("projet_id", PORTAL)
      .order("due_date")
      .order("id", { referencedTable: "milestone_tasks" });
    assert.deepEqual(rows(answer), [
      {
        name: "Cadrage validé",
        progress_percentage: 100,
        milestone_tasks: [{ weight: 1, tache: { nom: "Cadrage avec la banque", statut: "DONE" } }],
      },
      {
        name: "Espace client en recette",
        progress_percentage: 25,
        milestone_tasks: [
          { weight: 2, tache: { nom: "Maquettes de l'espace client", statut: "TODO" } },
          { weight: 3, tache: { nom: "Développement du service des contrats", statut: "IN_PROGRESS" } },
          { weight: 1, tache: { nom: "Authentification forte", statut: "IN_REVIEW" } },
          { weight: 2, tache: { nom: "Environnements de développement", statut: "DONE" } },
        ],
      },
    ]);
  });

  it("A13: tasks of a milestone cannot be embedded past the table between them, whose key is its own", async () => {
    refused(await table(bob, "milestones").select("name, tache(nom)"), 400, "PGRST200");
  });

  it("a milestone comes with the one it waits for, by either of two keys", async () => {
    const answer = await table(bob, "milestone_dependencies")
      .select(
        "milestone:milestones!milestone_dependencies_milestone_id_fkey(name)," +
          "after:milestones!milestone_dependencies_depends_on_id_fkey(name)",
      )
      .eq("milestone.projet_id", PORTAL)
      .not("milestone", "is", null);
    assert.deepEqual(rows(answer), [
      { milestone: { name: "Espace client en recette" }, after: { name: "Cadrage validé" } },
    ]);
  });
});

describe("beginning a project", () => {
  const project = { organization_id: NOVA, client_id: BANK, nom: "Coffre numérique", date_debut: "2025-03-03" };
  const begin = (person, columns = {}) => table(person, "projet").insert({ ...project, ...columns }).select();

  it("A7: an admin begins it, its channel opens, and both go together", async () => {
    const [begun] = rows(await begin(alice), 201);
    assert.equal(begun.statut, "ACTIF");
    const channel = () => table(alice, "project_channels").select("name, organization_id").eq("projet_id", begun.id);
    assert.deepEqual(rows(await channel()), [{ name: "Coffre numérique", organization_id: NOVA }]);

    rows(await table(alice, "projet").delete().eq("id", begun.id), 204);
    assert.deepEqual(rows(await channel()), []);
  });

  it("A7: nobody else does: not a consultant, not a member, not an admin of another company", async () => {
    for (const person of [bob, victor, chloe]) refused(await begin(person), 403, "42501");
  });

  it("A7: not an admin either, in another company", async () => {
    refused(await begin(alice, { organization_id: BETA }), 403, "42501");
  });

  it("A7: a name is given once in a company", async () => {
    const error = refused(await begin(alice, { nom: "Refonte du portail client" }), 409, "23505");
    assert.match(error.message, /projet_nom_organization_id_key/);
  });

  it("without a client there is none", async () => {
    refused(await begin(alice, { client_id: null }), 400, "23502");
  });

  it("a client that projects are done for stays", async () => {
    const error = refused(await table(alice, "client").delete().eq("id", INSURER), 409, "23503");
    assert.match(error.message, /projet_client_id_fkey/);
  });
});
