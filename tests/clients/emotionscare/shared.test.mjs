// What people have in common: posts, buddies, groups and invitations.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { hugo, lea, nina, table } from "./students.mjs";

describe("posts", () => {
  const wall = (who) =>
    table(who, "posts")
      .select("content, date, auteur:profiles(name, avatar_url), comments(content, date, profiles(name))")
      .order("date", { ascending: false })
      .order("date", { referencedTable: "comments" })
      .limit(10);

  it("E6: with their author, and comments with theirs", async () => {
    const posts = rows(await wall(lea)).map(({ date, comments, ...rest }) => ({
      ...rest,
      comments: comments.map(({ content, profiles }) => `${profiles.name}: ${content}`),
    }));
    const author = { name: "Léa Moreau", avatar_url: "avatars/lea.png" };
    assert.deepEqual(posts, [
      {
        content: "La cohérence cardiaque avant un examen : cinq minutes qui changent tout.",
        auteur: author,
        comments: ["Hugo Petit: J'essaie demain."],
      },
      {
        content: "Qui révise la cardiologie ce week-end ?",
        auteur: { name: "Hugo Petit", avatar_url: null },
        comments: ["Léa Moreau: Moi, samedi matin à la bibliothèque."],
      },
      {
        content: "Première garde terminée. Fatiguée, mais fière.",
        auteur: author,
        comments: ["Hugo Petit: Bravo ! Repose-toi bien.", "Léa Moreau: Merci Hugo."],
      },
    ]);
  });

  it("E6: the same for everybody who is signed in, and for nobody else", async () => {
    assert.deepEqual(rows(await wall(hugo)), rows(await wall(lea)));
    assert.deepEqual(rows(await wall(nina)), rows(await wall(lea)));
    assert.deepEqual(rows(await wall(anon)), []);
  });

  it("a post takes its comments along", async (t) => {
    const post = { user_id: lea.sub, content: "Essai" };
    const { id } = rows(await table(lea, "posts").insert(post).select("id").single(), 201);
    t.after(async () => rows(await table(backOffice, "posts").delete().eq("id", id), 204));
    rows(await table(hugo, "comments").insert({ post_id: id, user_id: hugo.sub, content: "Essai" }), 201);

    assert.deepEqual(rows(await table(hugo, "posts").delete().eq("id", id).select()), [], "it is not Hugo's");
    assert.equal(rows(await table(lea, "posts").delete().eq("id", id).select("id")).length, 1);
    assert.deepEqual(rows(await table(hugo, "comments").select("id").eq("post_id", id)), []);
  });

  it("nobody writes under somebody else's name, or changes what was written", async () => {
    refused(await table(lea, "posts").insert({ user_id: hugo.sub, content: "Essai" }), 403, "42501");
    refused(await table(anon, "posts").insert({ user_id: lea.sub, content: "Essai" }), 401, "42501");
    const changed = await table(lea, "posts").update({ reactions: 1000 }).eq("user_id", lea.sub).select();
    assert.deepEqual(rows(changed), []);
  });

  it("somebody without a profile has nothing to sign with", async () => {
    refused(await table(nina, "posts").insert({ user_id: nina.sub, content: "Essai" }), 409, "23503");
  });
});

describe("profiles", () => {
  it("are seen by everybody who is signed in", async () => {
    const names = async (who) => rows(await table(who, "profiles").select("name, badges(name)").order("name"));
    assert.deepEqual(await names(lea), [
      { name: "Hugo Petit", badges: [] },
      { name: "Léa Moreau", badges: [{ name: "Sept jours" }] },
    ]);
    assert.deepEqual(
      (await names(hugo)).map(({ badges }) => badges),
      [[], []],
      "but badges are one's own",
    );
    assert.deepEqual(await names(anon), []);
  });

  it("are changed by their owner", async (t) => {
    const change = (who, preferences) =>
      table(who, "profiles").update({ preferences }).eq("id", hugo.sub).select("preferences");
    t.after(async () => rows(await change(hugo, {})));
    assert.deepEqual(rows(await change(hugo, { theme: "sombre" })), [{ preferences: { theme: "sombre" } }]);
    assert.deepEqual(rows(await change(lea, {})), []);
  });
});

describe("buddies", () => {
  it("E19: both see that they are", async () => {
    const buddies = (who) =>
      table(who, "buddies")
        .select("user_id, buddy_user_id")
        .or(`user_id.eq.${lea.sub},buddy_user_id.eq.${lea.sub}`);
    const pair = [{ user_id: lea.sub, buddy_user_id: hugo.sub }];
    assert.deepEqual(rows(await buddies(lea)), pair);
    assert.deepEqual(rows(await buddies(hugo)), pair);
    assert.deepEqual(rows(await buddies(nina)), []);
    assert.deepEqual(rows(await buddies(anon)), []);
  });

  it("nobody is their own", async () => {
    const alone = { user_id: lea.sub, buddy_user_id: lea.sub };
    refused(await table(backOffice, "buddies").insert(alone), 400, "23514");
    refused(await table(lea, "buddies").insert({ ...alone, buddy_user_id: hugo.sub }), 403, "42501");
  });
});

describe("groups", () => {
  it("E14: are known to their members", async () => {
    const withLea = (who) => table(who, "groups").select("name, topic").contains("members", [lea.sub]);
    const group = [{ name: "Les externes du lundi", topic: "Gestion du stress" }];
    assert.deepEqual(rows(await withLea(lea)), group);
    assert.deepEqual(rows(await withLea(hugo)), group);
    assert.deepEqual(rows(await withLea(nina)), []);
    assert.deepEqual(rows(await withLea(anon)), []);
  });
});

describe("invitations", () => {
  const pending = (who) => table(who, "invitations").select("email, status, expires_at").eq("status", "pending");

  it("E13: are seen by who invited", async () => {
    const [invitation, ...others] = rows(await pending(lea));
    assert.deepEqual(others, []);
    assert.equal(invitation.email, nina.email);
    assert.deepEqual(rows(await pending(hugo)).map(({ email }) => email), ["paul@emotionscare.test"]);
  });

  it("E13: and by who is invited, who has no account yet", async () => {
    assert.deepEqual(rows(await pending(nina)).map(({ email }) => email), [nina.email]);
    assert.deepEqual(rows(await pending({ ...nina, email: "autre@emotionscare.test" })), []);
    assert.deepEqual(rows(await pending(anon)), []);
  });

  it("E13: a status that is none is refused", async () => {
    const error = refused(await table(lea, "invitations").select().eq("status", "refused"), 400, "22P02");
    assert.match(error.message, /invitation_status: "refused"/);
  });

  it("a token is made up for each", async (t) => {
    const invite = { email: "essai@emotionscare.test", invited_by: lea.sub };
    refused(await table(lea, "invitations").insert(invite), 403, "42501");
    const made = await table(backOffice, "invitations").insert([invite, invite]).select("id, token, status");
    t.after(async () => rows(await table(backOffice, "invitations").delete().eq("email", invite.email), 204));
    const [one, other] = rows(made, 201);
    assert.match(one.token, /^[0-9a-f]{64}$/);
    assert.notEqual(one.token, other.token);
    assert.equal(one.status, "pending");
  });
});
