// Organizations come and go by the back office: with a slug of their own, and with all they have.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { alice, bob, victor } from "./people.mjs";
import { NOVA, table } from "./companies.mjs";

const found = (columns) => table(backOffice, "organizations").insert(columns).select("id, slug");
const close = async (id) => rows(await table(backOffice, "organizations").delete().eq("id", id), 204);

/** Founds an organization for the length of test `t`. */
async function founded(t, columns) {
  const [organization] = rows(await found(columns), 201);
  t.after(() => close(organization.id));
  return organization;
}

describe("founding an organization", () => {
  it("A23: gives it a slug made from its name", async (t) => {
    const { slug } = await founded(t, { name: "Société Générale d'Études" });
    assert.equal(slug, "societe-generale-d-etudes");
  });

  it("A23: or the one that was asked for", async (t) => {
    const { slug } = await founded(t, { name: "Société Générale d'Études", slug: "sge-2025" });
    assert.equal(slug, "sge-2025");
  });

  it("A23: if it is one", async () => {
    for (const slug of ["AB", "ab", "sge_2025", "été", "x".repeat(51)]) {
      refused(await found({ name: "Société Générale d'Études", slug }), 400, "23514");
    }
    refused(await found({ name: "Encore Nova", slug: "nova-conseil" }), 409, "23505");
  });

  it("A23: is not for people, admins or not", async () => {
    refused(await table(alice, "organizations").insert({ name: "Alice et Cie" }), 403, "42501");
    refused(await table(bob, "organizations").insert({ name: "Bob et Cie" }), 403, "42501");
  });

  it("a name that was taken gets a number", async (t) => {
    assert.equal((await founded(t, { name: "Nova Conseil" })).slug, "nova-conseil-2");
    assert.equal((await founded(t, { name: "Nova, Conseil !" })).slug, "nova-conseil-3");
  });

  it("a name too short, too long or in no Latin letter at all gets a slug nevertheless", async (t) => {
    assert.equal((await founded(t, { name: "É" })).slug, "e-org");
    assert.equal((await founded(t, { name: "株式会社" })).slug, "org");

    const long = "Conseil ".repeat(10);
    const first = await founded(t, { name: long });
    assert.equal(first.slug, "conseil-conseil-conseil-conseil-conseil-conseil-co");
    const second = await founded(t, { name: long });
    assert.equal(second.slug, "conseil-conseil-conseil-conseil-conseil-conseil-2");
  });

  it("of many with one name, founded at once, each gets its own", async () => {
    // Each request founds several, which keeps the others waiting long enough to be there at the same time.
    const twins = Array.from({ length: 20 }, () => ({ name: "Les Jumeaux" }));
    const answers = await Promise.all(Array.from({ length: 4 }, () => found(twins)));
    const all = answers.flatMap((answer) => rows(answer, 201));
    rows(await table(backOffice, "organizations").delete().in("id", all.map(({ id }) => id)), 204);

    const slugs = new Set(all.map(({ slug }) => slug));
    assert.equal(slugs.size, 80);
    assert.ok(slugs.has("les-jumeaux") && slugs.has("les-jumeaux-2") && slugs.has("les-jumeaux-80"));
  });
});

describe("closing an organization", () => {
  it("A24: takes all it has along, and nothing of the others", async () => {
    const [{ id: organization_id }] = rows(await found({ name: "Éphémère" }), 201);
    const add = async (name, columns) =>
      rows(await table(backOffice, name).insert(columns).select("id").single(), 201).id;
    const own = (name, columns) => add(name, { organization_id, ...columns });

    await own("user_organizations", { user_id: victor.sub, role: "CLIENT" });
    await own("join_codes", { code: "EPHEMERE", role: "MEMBER", created_by: victor.sub });
    const client_id = await own("client", { nom: "Personne" });
    const projet_id = await own("projet", { client_id, nom: "Rien", date_debut: "2025-01-01" });
    const livrable_id = await own("livrable", { projet_id, nom: "Rien" });
    const tache_id = await own("tache", { projet_id, livrable_id, nom: "Rien", profile_responsable_id: victor.sub });
    const time = { start_date: "2025-01-01", due_date: "2025-01-02" };
    const milestone_id = await own("milestones", { projet_id, name: "Fin", ...time });
    await add("milestone_tasks", { milestone_id, tache_id });
    const day = { projet_id, tache_id, profile_id: victor.sub, date: "2025-01-01", heures_travaillees: 1 };
    await own("temps_passe", day);
    const risk = { projet_id, horizon_jours: 1, type_risque: "DELAI" };
    const prediction_id = await own("prediction_risque", risk);
    await own("recommandation_action", { projet_id, prediction_id });
    const channel_id = await own("organization_channels", { name: "general", created_by: victor.sub });
    const message = { channel_id, channel_type: "organization", sender_id: victor.sub, content: "Adieu" };
    const message_id = await own("channel_messages", message);
    await add("message_reactions", { message_id, profile_id: victor.sub, emoji: "👋" });
    await own("direct_messages", { sender_id: victor.sub, recipient_id: victor.sub, content: "Adieu" });

    const novasTasks = async () => rows(await table(alice, "tache").select("id").eq("organization_id", NOVA)).length;
    const before = await novasTasks();
    await close(organization_id);

    const left = async (name, column, value) => rows(await table(backOffice, name).select("id").eq(column, value));
    for (const name of [
      "user_organizations", "join_codes", "client", "projet", "livrable", "tache", "milestones", "temps_passe",
      "prediction_risque", "recommandation_action", "organization_channels", "project_channels", "channel_messages",
      "direct_messages",
    ]) {
      assert.deepEqual(await left(name, "organization_id", organization_id), [], name);
    }
    assert.deepEqual(await left("milestone_tasks", "milestone_id", milestone_id), []);
    assert.deepEqual(await left("message_reactions", "message_id", message_id), []);
    assert.equal(await novasTasks(), before);
  });

  it("A24: is not for people: their request finds nothing to close", async () => {
    assert.deepEqual(rows(await table(alice, "organizations").delete().eq("id", NOVA).select()), []);
  });
});
