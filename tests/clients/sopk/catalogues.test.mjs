// Catalogues: the same for every signed-in person, invisible to everybody else, and not theirs to write.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice, marie, sophie } from "../people.mjs";
import { signedIn } from "../session.mjs";
import { refused, rows } from "../answers.mjs";

describe("meals", () => {
  const vegetarianDinners = (person) =>
    signedIn(person, "sopk")
      .from("meal_suggestions")
      .select()
      .eq("category", "dinner")
      .contains("dietary_tags", ["vegetarian"])
      .order("prep_time_minutes", { ascending: true });

  it("S3: vegetarian dinners, the quickest first", async () => {
    const dinners = rows(await vegetarianDinners(sophie));
    assert.deepEqual(
      dinners.map(({ name, prep_time_minutes }) => [prep_time_minutes, name]),
      [
        [20, "Tofu sauté au brocoli et au sésame"],
        [25, "Curry de pois chiches aux épinards"],
        [28, "Quinoa aux champignons et aux châtaignes"],
        [30, "Velouté de lentilles corail"],
        [35, "Chili de haricots rouges au cacao"],
        [40, "Courgettes farcies au quinoa"],
      ],
    );
    for (const dinner of dinners) assert.ok(dinner.dietary_tags.includes("vegetarian"));
  });

  it("S3: Marie is offered the same dinners as Sophie", async () => {
    assert.deepEqual(rows(await vegetarianDinners(marie)), rows(await vegetarianDinners(sophie)));
  });

  it("S3: without an account nothing is offered", async () => {
    assert.deepEqual(rows(await vegetarianDinners(anon)), []);
  });

  it("S4: quinoa anywhere in the name, for the warm half of the year", async () => {
    const answer = await signedIn(sophie, "sopk")
      .from("meal_suggestions")
      .select("name, season")
      .ilike("name", "*quinoa*")
      .overlaps("season", ["spring", "summer"]);
    assert.deepEqual(
      rows(answer).map(({ name }) => name).sort(),
      [
        "Bol de quinoa, saumon et avocat",
        "Courgettes farcies au quinoa",
        "Salade de quinoa, pois chiches et concombre",
      ],
    );
  });
});

describe("recipes", () => {
  it("S11: quick recipes with a low glycemic index, and the grams of protein out of their JSON", async () => {
    const answer = await signedIn(sophie, "sopk")
      .from("recipes")
      .select("title, total_time_minutes, proteines:main_macros->protein")
      .lte("total_time_minutes", 30)
      .eq("glycemic_index_category", "low");
    const quickestFirst = (a, b) => a.total_time_minutes - b.total_time_minutes || a.proteines - b.proteines;
    assert.deepEqual(rows(answer).sort(quickestFirst), [
      { title: "Mousse au chocolat noir et à l'avocat", total_time_minutes: 10, proteines: 4 },
      { title: "Omelette roulée aux champignons", total_time_minutes: 18, proteines: 22 },
      { title: "Bol de quinoa, pois chiches et tahini", total_time_minutes: 30, proteines: 19 },
      { title: "Saumon en papillote aux poireaux", total_time_minutes: 30, proteines: 34 },
    ]);
  });

  it("S12: recipes whose ingredients hold quinoa", async () => {
    const answer = await signedIn(sophie, "sopk")
      .from("recipes")
      .select("title")
      .contains("ingredients", JSON.stringify([{ name: "quinoa" }]))
      .order("title");
    assert.deepEqual(rows(answer), [
      { title: "Bol de quinoa, pois chiches et tahini" },
      { title: "Salade tiède de quinoa, betterave et feta" },
    ]);
  });

  const soup = {
    title: "Soupe d'essai",
    category: "dinner",
    prep_time_minutes: 5,
    cook_time_minutes: 10,
    difficulty: "easy",
    ingredients: [{ name: "eau", quantity: "1l" }],
    instructions: [{ step: 1, instruction: "Faire bouillir.", duration_minutes: 10 }],
  };

  it("S13: even the back office cannot write the computed total", async () => {
    const answer = await signedIn(backOffice, "sopk").from("recipes").insert({ ...soup, total_time_minutes: 15 });
    refused(answer, 400, "428C9");
  });

  it("S13: without it the total is computed", async (t) => {
    const recipes = signedIn(backOffice, "sopk").from("recipes");
    const answer = await recipes.insert(soup).select("id, total_time_minutes").single();
    const { id, total_time_minutes } = rows(answer, 201);
    t.after(async () => rows(await recipes.delete().eq("id", id), 204));
    assert.equal(total_time_minutes, 15);
  });

  it("S13: Sophie cannot write a recipe at all", async () => {
    const error = refused(await signedIn(sophie, "sopk").from("recipes").insert(soup), 403, "42501");
    assert.match(error.message, /row-level security policy for table "recipes"/);
  });

  it("S13: nor change one, which goes unnoticed", async () => {
    const answer = await signedIn(sophie, "sopk")
      .from("recipes")
      .update({ servings: 100 }, { count: "exact" })
      .gt("servings", 0);
    assert.equal(rows(answer, 204), null);
    assert.equal(answer.count, 0);
  });
});

describe("breathing techniques", () => {
  it("S14: the longest first, with one phase out of their JSON pattern", async () => {
    const answer = await signedIn(sophie, "sopk")
      .from("breathing_techniques")
      .select("name, inhale:pattern_config->inhale, duration_seconds")
      .order("duration_seconds", { ascending: false });
    assert.deepEqual(rows(answer), [
      { name: "Cohérence Cardiaque", inhale: 5, duration_seconds: 300 },
      { name: "4-7-8 Relaxation", inhale: 4, duration_seconds: 240 },
    ]);
  });
});

describe("activities", () => {
  const againstFatigue = (person) =>
    signedIn(person, "sopk")
      .from("activity_sessions")
      .select("title, duration_minutes")
      .contains("recommended_for_symptoms", ["fatigue"])
      .lte("duration_minutes", 20)
      .contains("equipment_needed", ["none"])
      .order("duration_minutes");

  it("S18: what a tired person can do in twenty minutes with nothing at hand", async () => {
    assert.deepEqual(rows(await againstFatigue(sophie)), [
      { title: "Réveil articulaire", duration_minutes: 10 },
      { title: "Danse libre", duration_minutes: 15 },
    ]);
  });

  it("S18: without an account nothing is offered", async () => {
    assert.deepEqual(rows(await againstFatigue(anon)), []);
  });
});
