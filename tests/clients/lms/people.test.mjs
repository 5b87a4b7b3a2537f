// People: what they show, what they keep to themselves, and what they can ask for.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, carl, mia, mona, paul, restoring, table } from "./platform.mjs";

describe("profiles", () => {
  const profiles = (who) =>
    table(who, "public.profiles")
      .select("username, display_name, profile_links(link_type, url)")
      .is("is_public", true)
      .order("username");

  it("L38: strangers see public ones, with their public links", async () => {
    assert.deepEqual(rows(await profiles(anon)), [
      {
        username: "carl",
        display_name: "Carl Weber",
        profile_links: [{ link_type: "github", url: "https://github.com/carl-weber-example" }],
      },
      {
        username: "mona",
        display_name: "Mona Haddad",
        profile_links: [{ link_type: "website", url: "https://mona.example" }],
      },
      {
        username: "paul",
        display_name: "Paul Martin",
        profile_links: [{ link_type: "twitter", url: "https://twitter.example/paulm" }],
      },
    ]);
  });

  it("L38: one's own links are all there", async () => {
    const [mine] = rows(await profiles(carl));
    assert.deepEqual(
      mine.profile_links.map(({ link_type }) => link_type),
      ["github", "linkedin"],
    );
  });

  it("L38: addresses are not for strangers", async () => {
    refused(await table(anon, "public.profiles").select("username, email"), 401, "42501");
    const [own] = rows(await table(mia, "public.profiles").select("email").eq("id", mia.sub));
    assert.equal(own.email, mia.email);
  });

  it("L38: one's own is seen and changed, others' are not", async (t) => {
    await restoring(t, { name: "public.profiles", match: { id: mia.sub } });
    const change = (who) =>
      table(who, "public.profiles").update({ bio: "Bonjour." }).eq("id", mia.sub).select("bio");
    assert.deepEqual(rows(await change(paul)), []);
    assert.deepEqual(rows(await change(mia)), [{ bio: "Bonjour." }]);
    assert.equal(rows(await table(ada, "public.profiles").select("id")).length, 6);
    assert.equal(rows(await table(mia, "public.profiles").select("id")).length, 4);
  });

  it("L38: a closed one is hidden, and stays", async (t) => {
    await restoring(t, { name: "public.profiles", match: { id: paul.sub } });
    const close = (who) => call(who, "public.soft_delete_profile", { profile_id: paul.sub });
    refused(await close(mia), 403, "42501");
    assert.equal(rows(await close(paul)).success, true);
    assert.deepEqual(
      rows(await profiles(anon)).map(({ username }) => username),
      ["carl", "mona"],
    );
  });
});

describe("settings and consents", () => {
  it("L39: settings are one's own", async () => {
    const settings = (who) => table(who, "public.user_settings").select("user_id, learning");
    assert.deepEqual(rows(await settings(mia)), [{ user_id: mia.sub, learning: { weekly_goal_minutes: 90 } }]);
    assert.deepEqual(rows(await settings(anon)), []);
    assert.equal(rows(await settings(ada)).length, 5);
    refused(await table(mia, "public.user_settings").insert({ user_id: mona.sub }), 403, "42501");
  });

  it("consents are given and not rewritten", async (t) => {
    await restoring(t, { name: "public.user_consents", match: { user_id: mia.sub } });
    const consents = table(mia, "public.user_consents");
    const given = { user_id: mia.sub, consent_type: "analytics", consent_version: "2025-01", granted: true };
    rows(await consents.insert(given), 201);
    refused(await consents.insert(given), 409, "23505");
    assert.deepEqual(rows(await consents.update({ granted: false }).eq("consent_type", "analytics").select()), []);
    assert.equal(rows(await consents.select("id")).length, 3);
    assert.equal(rows(await table(mona, "public.user_consents").select("id")).length, 6);
  });
});

describe("a copy of one's data", () => {
  const copy = (who) => call(who, "util.export_user_data", { user_id: mia.sub });

  it("L41: is one document, and the request is kept", async (t) => {
    await restoring(t, { name: "util.gdpr_requests", match: { user_id: mia.sub } });
    const document = rows(await copy(mia));
    assert.equal(document.profile.email, mia.email);
    assert.deepEqual(
      [document.progress.length, document.consents.length, document.attempts.length, document.xp.events.length],
      [3, 2, 1, 6],
    );
    assert.ok(!("content_snapshot" in document.attempts[0]));
    const logged = await table(ada, "util.gdpr_requests")
      .select("status")
      .match({ user_id: mia.sub, request_type: "export" });
    assert.equal(rows(logged).length, 2);
  });

  it("L41: is nobody else's, except an admin's to give", async (t) => {
    await restoring(t, { name: "util.gdpr_requests", match: { user_id: mia.sub } });
    refused(await copy(paul), 403, "42501");
    refused(await copy(anon), 401, "42501");
    assert.equal(rows(await copy(ada)).success, true);
  });
});
