// Scores, predictions and advice: numbers, and JSON among them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe } from "./people.mjs";
import { NOVA, PORTAL, table } from "./companies.mjs";

describe("health scores", () => {
  it("A14: the latest of a project", async () => {
    const latest = (person) =>
      table(person, "score_sante_projet")
        .select("date_analyse, score_global, couleur_risque")
        .eq("projet_id", PORTAL)
        .order("date_analyse", { ascending: false })
        .limit(1);
    assert.deepEqual(rows(await latest(bob)), [
      { date_analyse: "2025-03-15", score_global: 52, couleur_risque: "ORANGE" },
    ]);
    assert.deepEqual(rows(await latest(chloe)), []);
  });

  it("the latest of every project, in one request", async () => {
    const answer = await table(bob, "projet")
      .select("nom, score_sante_projet(score_global)")
      .order("nom")
      .order("date_analyse", { referencedTable: "score_sante_projet", ascending: false })
      .limit(1, { referencedTable: "score_sante_projet" });
    assert.deepEqual(
      rows(answer).map(({ nom, score_sante_projet }) => [nom, score_sante_projet]),
      [
        ["Entrepôt de données", [{ score_global: 40 }]],
        ["Migration comptable", [{ score_global: 92 }]],
        ["Refonte du portail client", [{ score_global: 52 }]],
      ],
    );
  });

  it("beyond the scale is refused", async () => {
    const score = { organization_id: NOVA, projet_id: PORTAL, date_analyse: "2025-04-15", couleur_risque: "VERT" };
    refused(await table(alice, "score_sante_projet").insert({ ...score, score_global: 101 }), 400, "23514");
  });
});

describe("predictions", () => {
  it("A15: the likely ones about money and time, with a number from the JSON they were made from", async () => {
    const answer = await table(alice, "prediction_risque")
      .select("type_risque, probabilite_pct, burn:metriques_source->>burn_rate, projet(nom)")
      .gte("probabilite_pct", 70)
      .in("type_risque", ["BUDGET", "DELAI"])
      .order("probabilite_pct");
    assert.deepEqual(rows(answer), [
      { type_risque: "DELAI", probabilite_pct: 70, burn: "1.04", projet: { nom: "Migration comptable" } },
      { type_risque: "BUDGET", probabilite_pct: 78, burn: "1.31", projet: { nom: "Refonte du portail client" } },
      { type_risque: "DELAI", probabilite_pct: 95, burn: "0", projet: { nom: "Entrepôt de données" } },
    ]);
  });

  it("a prediction without reasons has the usual one", async () => {
    const answer = await table(alice, "prediction_risque")
      .select("justification")
      .eq("type_risque", "BUDGET")
      .lt("probabilite_pct", 50);
    assert.deepEqual(rows(answer), [{ justification: "Prédiction générée automatiquement" }]);
  });

  it("come with the advice that answers them", async () => {
    const answer = await table(bob, "prediction_risque")
      .select("type_risque, recommandation_action!inner(statut, premiere:recommandations->0->>action)")
      .contains("recommandation_action.recommandations", JSON.stringify([{ action: "renforcer l'équipe" }]));
    assert.deepEqual(rows(answer), [
      {
        type_risque: "RESSOURCES",
        recommandation_action: [{ statut: "ACCEPTEE", premiere: "renforcer l'équipe" }],
      },
    ]);
  });
});
