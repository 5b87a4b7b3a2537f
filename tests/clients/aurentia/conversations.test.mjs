// Who reads what was said, and who may say something.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { refused, rows } from "../answers.mjs";
import { alice, bob, chloe, diane, oscar, victor } from "./people.mjs";
import { BETA, channelOf, NOVA, PORTAL, STEERING, table } from "./companies.mjs";

describe("direct messages", () => {
  const from = (sender, recipient) => `and(sender_id.eq.${sender.sub},recipient_id.eq.${recipient.sub})`;
  const letters = async (person, columns) =>
    rows(
      await table(person, "direct_messages")
        .select(columns)
        .or(`${from(alice, bob)},${from(bob, alice)}`)
        .order("created_at"),
    );

  const hinted =
    "content, created_at, sender:profiles!direct_messages_sender_id_fkey(prenom)," +
    "recipient:profiles!direct_messages_recipient_id_fkey(prenom)";

  it("A10: Alice and Bob read what they wrote each other, with both names", async () => {
    const expected = [
      ["Alice", "Bob", "Tu peux prendre les maquettes ?"],
      ["Bob", "Alice", "Oui, dès lundi."],
      ["Alice", "Bob", "Merci. L'authentification est en relecture ?"],
      ["Bob", "Alice", "Depuis hier soir."],
    ];
    for (const person of [alice, bob]) {
      const read = (await letters(person, hinted)).map(({ sender, recipient, content }) => [
        sender.prenom,
        recipient.prenom,
        content,
      ]);
      assert.deepEqual(read, expected);
    }
  });

  it("A10: nobody else does: not a colleague, not the owner of the company", async () => {
    for (const person of [diane, oscar, victor, chloe]) assert.deepEqual(await letters(person, hinted), []);
  });

  it("A10: of two keys to the same table, one has to be named", async () => {
    const error = refused(await table(alice, "direct_messages").select("content, profiles(prenom)"), 300, "PGRST201");
    assert.match(error.hint, /profiles!direct_messages_recipient_id_fkey/);
    assert.match(error.hint, /profiles!direct_messages_sender_id_fkey/);
  });

  const write = (person, columns) =>
    table(person, "direct_messages").insert({ organization_id: NOVA, content: "Bonjour", ...columns });

  it("nobody writes in somebody else's name, or to somebody outside the company", async () => {
    refused(await write(bob, { sender_id: alice.sub, recipient_id: diane.sub }), 403, "42501");
    refused(await write(bob, { sender_id: bob.sub, recipient_id: chloe.sub }), 403, "42501");
    refused(await write(bob, { sender_id: bob.sub, recipient_id: victor.sub, organization_id: BETA }), 403, "42501");
  });

  it("a letter is marked as read by whom it is for, and rewritten by nobody", async (t) => {
    const unread = "aa500000-0000-4000-8000-000000000005";
    const change = (person, columns) =>
      table(person, "direct_messages").update(columns).eq("id", unread).select("content, read_at");
    t.after(async () => rows(await change(alice, { read_at: null })));

    const [read] = rows(await change(alice, { read_at: "now" }));
    assert.ok(!Number.isNaN(Date.parse(read.read_at)));
    refused(await change(alice, { content: "Tout va bien." }), 403, "42501");
    refused(await change(alice, { sender_id: bob.sub }), 403, "42501");
    assert.deepEqual(rows(await change(diane, { read_at: null })), []);
    assert.deepEqual(rows(await change(bob, { read_at: null })), []);
  });
});

describe("channels", () => {
  const messages = async (person, channel, type) =>
    rows(
      await table(person, "channel_messages")
        .select("content, created_at, sender:profiles(prenom)")
        .eq("channel_id", channel)
        .eq("channel_type", type)
        .order("created_at", { ascending: false })
        .limit(50),
    ).map(({ sender, content }) => [sender.prenom, content]);

  it("A11: the project's is read by the whole company, the newest first", async () => {
    const channel = await channelOf(alice, PORTAL);
    for (const person of [alice, bob, victor]) {
      assert.deepEqual(await messages(person, channel, "project"), [
        ["Diane", "Le service des contrats répond, sans pagination encore."],
        ["Bob", "Les environnements sont prêts."],
        ["Alice", "Bienvenue sur le portail."],
      ]);
    }
    assert.deepEqual(await messages(chloe, channel, "project"), []);
  });

  it("a group's is read by its members", async () => {
    const said = [
      ["Bob", "J'apporte les chiffres."],
      ["Alice", "Comité jeudi à dix heures. Le budget d'abord."],
    ];
    assert.deepEqual(await messages(alice, STEERING, "group"), said);
    assert.deepEqual(await messages(bob, STEERING, "group"), said);
    for (const person of [diane, oscar, chloe]) assert.deepEqual(await messages(person, STEERING, "group"), []);
  });

  it("a group itself is seen by its members", async () => {
    const groups = (person) =>
      table(person, "group_chats").select("name, group_chat_members(profiles(prenom))").order("joined_at", {
        referencedTable: "group_chat_members",
      });
    const members = [{ profiles: { prenom: "Alice" } }, { profiles: { prenom: "Bob" } }];
    assert.deepEqual(rows(await groups(bob)), [{ name: "Pilotage du portail", group_chat_members: members }]);
    assert.deepEqual(rows(await groups(oscar)), []);
  });

  const post = (person, columns) =>
    table(person, "channel_messages")
      .insert({ organization_id: NOVA, sender_id: person.sub, content: "Un test.", ...columns })
      .select("id, channel_type");

  it("members post where they read, and nowhere else", async () => {
    const channel_id = await channelOf(alice, PORTAL);
    refused(await post(diane, { channel_id: STEERING, channel_type: "group" }), 403, "42501");
    refused(await post(chloe, { channel_id, channel_type: "project" }), 403, "42501");
    refused(await post(diane, { channel_id, channel_type: "project", sender_id: bob.sub }), 403, "42501");
    refused(await post(alice, { channel_id: STEERING, channel_type: "shout" }), 400, "23514");
  });

  it("the sender corrects a message; it stays where it was", async (t) => {
    const id = "aa300000-0000-4000-8000-000000000013";
    const correct = (person, columns) =>
      table(person, "channel_messages").update(columns).eq("id", id).select("content, edited_at");
    const [original] = rows(await table(diane, "channel_messages").select("content, edited_at").eq("id", id));
    t.after(async () => rows(await correct(diane, original)));

    const [corrected] = rows(await correct(diane, { content: "Le service des contrats pagine.", edited_at: "now" }));
    assert.equal(corrected.content, "Le service des contrats pagine.");
    assert.notEqual(corrected.edited_at, null);
    refused(await correct(diane, { channel_id: STEERING, channel_type: "group" }), 403, "42501");
    assert.deepEqual(rows(await correct(alice, { content: "Non." })), []);
  });
});

describe("reactions", () => {
  const react = (person, message_id, emoji) =>
    table(person, "message_reactions").insert({ message_id, profile_id: person.sub, emoji });
  const inProject = "aa300000-0000-4000-8000-000000000012";
  const inGroup = "aa300000-0000-4000-8000-000000000004";

  it("come with the message, and are seen by whoever sees it", async () => {
    const faces = (person) => table(person, "message_reactions").select("emoji").order("id");
    assert.deepEqual(rows(await faces(bob)).map(({ emoji }) => emoji), ["🎉", "👍", "👍", "🙏"]);
    assert.deepEqual(rows(await faces(diane)).map(({ emoji }) => emoji), ["🎉", "👍", "👍"]);
    assert.deepEqual(rows(await faces(chloe)), []);
  });

  it("one puts and takes back one's own, once each", async () => {
    rows(await react(bob, inProject, "🚀"), 201);
    refused(await react(bob, inProject, "🚀"), 409, "23505");
    rows(await table(bob, "message_reactions").delete().eq("emoji", "🚀"), 204);
    assert.deepEqual(rows(await table(bob, "message_reactions").delete().eq("profile_id", diane.sub).select()), []);
  });

  it("not under what one cannot see", async () => {
    refused(await react(diane, inGroup, "👀"), 403, "42501");
    refused(await react(chloe, inProject, "👀"), 403, "42501");
  });
});
