// What is one person's alone, table by table; and the companion, whose messages carry no owner.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { CONVERSATIONS, hugo, item, lea, nina, table, writing } from "./students.mjs";

describe("rows of one's own", () => {
  const numbers = {
    badges: [1, 0],
    chat_conversations: [2, 1],
    chat_messages: [5, 1],
    clinical_signals: [10, 3],
    emotions: [1, 0],
    journal_entries: [4, 0],
    medilinko_consultations: [1, 0],
    notifications: [2, 1],
    rituals: [1, 0],
    urge_gpt_queries: [1, 0],
    urgegpt_protocols: [1, 0],
    user_favorite_flashcards: [2, 0],
  };
  const count = async (who, name) =>
    (await table(who, name).select("*", { count: "exact", head: true })).count;

  for (const [name, [leas, hugos]] of Object.entries(numbers)) {
    it(`${name}: Léa has ${leas}, Hugo ${hugos}, others none, the back office all`, async () => {
      assert.equal(await count(lea, name), leas);
      assert.equal(await count(hugo, name), hugos);
      assert.equal(await count(nina, name), 0);
      assert.equal(await count(anon, name), 0);
      assert.equal(await count(backOffice, name), leas + hugos);
    });
  }

  const written = {
    chat_conversations: { title: "Essai" },
    emotions: { text: "Essai" },
    journal_entries: { content: "Essai" },
    medilinko_consultations: { motif: "Essai" },
    rituals: { title: "Essai", schedule: "0 7 * * *" },
    urge_gpt_queries: { query: "Essai" },
    urgegpt_protocols: { title: "Essai" },
    user_favorite_flashcards: { item_id: item(99) },
  };
  for (const [name, columns] of Object.entries(written)) {
    it(`${name}: Léa adds and deletes her own, and nobody else's`, async (t) => {
      const added = rows(await table(lea, name).insert({ ...columns, user_id: lea.sub }).select().single(), 201);
      t.after(async () => rows(await table(backOffice, name).delete().eq("id", added.id), 204));

      assert.deepEqual(rows(await table(hugo, name).delete().eq("id", added.id).select()), []);
      assert.deepEqual(rows(await table(lea, name).delete().eq("id", added.id).select()), [added]);
      refused(await table(lea, name).insert({ ...columns, user_id: hugo.sub }), 403, "42501");
      refused(await table(anon, name).insert({ ...columns, user_id: lea.sub }), 401, "42501");
    });
  }

  it("nor can a row be given away", async () => {
    const answer = await table(lea, "rituals").update({ user_id: hugo.sub }).eq("user_id", lea.sub);
    refused(answer, 403, "42501");
  });

  for (const name of ["badges", "notifications"]) {
    it(`${name}: are given by the back office, and by nobody to themselves`, async () => {
      const row = { user_id: lea.sub, ...(name === "badges" ? { name: "Essai" } : { title: "Essai" }) };
      refused(await table(lea, name).insert(row), 403, "42501");
      assert.deepEqual(rows(await table(lea, name).delete().eq("user_id", lea.sub).select()), []);
    });
  }

  it("a score beyond the scale is refused", async () => {
    refused(await table(lea, "emotions").insert({ user_id: lea.sub, score: 101 }), 400, "23514");
  });
});

describe("talking with the companion", () => {
  const conversations = (who, limit) =>
    table(who, "chat_conversations")
      .select("id, title, last_message, chat_messages(sender, text, timestamp)")
      .order("timestamp", { referencedTable: "chat_messages", ascending: false })
      .limit(limit, { referencedTable: "chat_messages" })
      .order("updated_at");

  it("E4: two conversations, each with its messages, the latest first", async () => {
    const [exams, sleep, ...others] = rows(await conversations(lea, 20));
    assert.deepEqual(others, []);
    assert.equal(exams.title, "Avant les partiels");
    assert.deepEqual(
      exams.chat_messages.map(({ sender, text }) => [sender, text]),
      [
        ["user", "Merci, je vais essayer ce soir."],
        ["assistant", "Et si vous travailliez par séances de vingt-cinq minutes ?"],
        ["user", "Je n'arrive pas à me concentrer."],
      ],
    );
    assert.equal(exams.last_message, exams.chat_messages[0].text);
    assert.equal(sleep.chat_messages.length, 2);
  });

  it("E4: a limit on messages counts in each conversation anew", async () => {
    const numbers = rows(await conversations(lea, 1)).map(({ chat_messages }) => chat_messages.length);
    assert.deepEqual(numbers, [1, 1]);
  });

  it("E4: Hugo sees his one", async () => {
    assert.deepEqual(rows(await conversations(hugo, 20)).map(({ title }) => title), ["Bonjour"]);
  });

  const say = (who, conversation_id) =>
    table(who, "chat_messages").insert({ conversation_id, sender: "user", text: "Bonjour" });

  it("E5: nobody speaks in somebody else's conversation", async () => {
    refused(await say(lea, CONVERSATIONS.hugos), 403, "42501");
    refused(await say(nina, CONVERSATIONS.leasExams), 403, "42501");
    refused(await say(anon, CONVERSATIONS.leasExams), 401, "42501");
  });

  it("E5: in one's own one does", async (t) => {
    const { id } = rows(await say(lea, CONVERSATIONS.leasExams).select("id").single(), 201);
    t.after(async () => rows(await table(lea, "chat_messages").delete().eq("id", id), 204));
    assert.deepEqual(rows(await table(hugo, "chat_messages").select("id").eq("id", id)), []);
  });

  it("E5: nor can a message be moved into somebody else's", async () => {
    const answer = await table(lea, "chat_messages")
      .update({ conversation_id: CONVERSATIONS.hugos })
      .eq("conversation_id", CONVERSATIONS.leasExams);
    refused(answer, 403, "42501");
  });
});

describe("the journal", () => {
  const about = (who, words) =>
    table(who, "journal_entries")
      .select("date, content, ai_feedback")
      .textSearch("content", words, { config: "french" })
      .order("date", { ascending: false });

  it("E16: is searched by words, whatever their form", async () => {
    const entries = rows(await about(lea, "stress"));
    assert.deepEqual(
      entries.map(({ content }) => content),
      [
        "Journée très stressante à l'hôpital, mais l'équipe était là.",
        "Le stress monte avant les partiels. Respirer aide.",
      ],
    );
    assert.equal(entries[1].ai_feedback, "Cinq minutes suffisent souvent.");
  });

  it("E16: by the one who writes it", async () => {
    assert.deepEqual(rows(await about(hugo, "stress")), []);
    assert.deepEqual(rows(await about(anon, "stress")), []);
  });
});

describe("protocols that were kept", () => {
  const kept = (who) => table(who, "urgegpt_protocols").select("title, urge_gpt_queries(query, created_at)");

  it("E17: come with the question they answer", async () => {
    const [protocol, ...others] = rows(await kept(lea));
    assert.deepEqual(others, []);
    assert.equal(protocol.title, "Douleur thoracique : premiers gestes");
    assert.equal(protocol.urge_gpt_queries.query, "Que faire en premier devant une douleur thoracique ?");
    assert.deepEqual(rows(await kept(hugo)), []);
  });

  it("E17: and stay when the question goes", async (t) => {
    const query = { user_id: hugo.sub, query: "Essai" };
    const { id: query_id } = rows(await table(hugo, "urge_gpt_queries").insert(query).select("id").single(), 201);
    const protocol = { user_id: hugo.sub, title: "Essai", query_id };
    rows(await table(hugo, "urgegpt_protocols").insert(protocol), 201);
    t.after(async () => rows(await table(hugo, "urgegpt_protocols").delete().eq("title", "Essai"), 204));
    rows(await table(hugo, "urge_gpt_queries").delete().eq("id", query_id), 204);
    assert.deepEqual(rows(await kept(hugo)), [{ title: "Essai", urge_gpt_queries: null }]);
  });
});

describe("notifications", () => {
  it("E15: are marked read all at once, one's own only", async (t) => {
    const unread = async (who) =>
      (await table(who, "notifications").select("*", { count: "exact", head: true }).is("read", false)).count;
    t.after(async () => rows(await table(lea, "notifications").update({ read: false }).is("read", true), 204));

    const answer = await request(lea, "/notifications?read=is.false", {
      method: "PATCH",
      headers: { ...writing, Prefer: "count=exact" },
      body: JSON.stringify({ read: true }),
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get("Content-Range"), "0-1/2");
    assert.equal(await unread(lea), 0);
    assert.equal(await unread(hugo), 1);
  });
});
