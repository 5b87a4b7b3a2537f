// One message: stored, shown on top of its conversation, and told to the outside. Whatever a test writes, the back
// office takes away again.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import { conversation, karim, leila, nadia, omar, reading, salma, table, writing, youssef } from "./desk.mjs";

const OTHERS_TEXT = "Le ventilateur est là, merci.";

const reply = (who, columns = {}) => ({
  conversation_id: conversation(4),
  sender_id: who.sub,
  sender_type: "agent",
  message_content: "Bonne soirée, Klaus.",
  ...columns,
});

const lastMessage = async () => {
  const answer = await table(karim, "conversations")
    .select("last_message_at, last_message_content")
    .eq("id", conversation(4))
    .single();
  return rows(answer);
};

const logsOf = async (message) => {
  const answer = await table(youssef, "webhook_logs")
    .select("event_type, attempt_number, response_status, payload, webhook_configs(name)")
    .eq("payload->>message_id", message);
  return rows(answer);
};

/** Takes away what a test may have written since now, and puts the conversation's last message back. */
async function afterwards(t) {
  const original = await lastMessage();
  t.after(async () => {
    const written = rows(
      await table(backOffice, "conversation_messages")
        .delete()
        .eq("message_content", reply(karim).message_content)
        .select("id"),
    );
    for (const { id } of written) {
      rows(await table(backOffice, "webhook_logs").delete().eq("payload->>message_id", id), 204);
    }
    rows(await table(backOffice, "conversations").update(original).eq("id", conversation(4)), 204);
  });
}

describe("writing a message", () => {
  it("H4: stores it, and makes it the last of its conversation", async (t) => {
    await afterwards(t);
    assert.equal((await lastMessage()).last_message_content, OTHERS_TEXT);

    const message = rows(await table(karim, "conversation_messages").insert(reply(karim)).select().single(), 201);
    assert.equal(message.message_type, "text");
    assert.equal(message.is_internal, false);
    assert.deepEqual(message.metadata, {});
    assert.deepEqual(await lastMessage(), {
      last_message_at: message.created_at,
      last_message_content: message.message_content,
    });
  });

  it("H4: logs one notification, for the webhook in use", async (t) => {
    await afterwards(t);
    const message = rows(await table(karim, "conversation_messages").insert(reply(karim)).select().single(), 201);
    const [log, ...others] = await logsOf(message.id);
    assert.deepEqual(others, []);
    assert.deepEqual(log, {
      event_type: "message_created",
      attempt_number: 1,
      response_status: null,
      payload: {
        message_id: message.id,
        conversation_id: conversation(4),
        sender_type: "agent",
        message_content: message.message_content,
        created_at: log.payload.created_at,
      },
      webhook_configs: { name: "conversation-update" },
    });
    assert.equal(Date.parse(log.payload.created_at), Date.parse(message.created_at));
  });

  it("H4: logs nothing while the webhook is switched off, and stores the message all the same", async (t) => {
    await afterwards(t);
    const switchWebhook = async (is_active) =>
      rows(await table(youssef, "webhook_configs").update({ is_active }).eq("name", "conversation-update"), 204);
    await switchWebhook(false);
    t.after(() => switchWebhook(true));

    const message = rows(await table(karim, "conversation_messages").insert(reply(karim)).select().single(), 201);
    assert.deepEqual(await logsOf(message.id), []);
  });

  it("H4: does not need the row back", async (t) => {
    await afterwards(t);
    assert.equal(rows(await table(salma, "conversation_messages").insert(reply(salma)), 201), null);
    assert.equal((await lastMessage()).last_message_content, reply(salma).message_content);
  });

  it("H4: an old message, imported late, stays below the newer one", async (t) => {
    await afterwards(t);
    const before = await lastMessage();
    const old = reply(karim, { created_at: "2020-01-01T00:00:00Z" });
    rows(await table(karim, "conversation_messages").insert(old), 201);
    assert.deepEqual(await lastMessage(), before);
  });

  for (const [who, someone] of Object.entries({ "without a role": omar, "whose role has expired": leila })) {
    it(`H4: is refused to somebody ${who}`, async () => {
      const before = await lastMessage();
      refused(await table(someone, "conversation_messages").insert(reply(someone)), 403, "42501");
      assert.deepEqual(await lastMessage(), before);
    });
  }

  it("H4: is refused to strangers, who are asked to sign in", async () => {
    refused(await table(anon, "conversation_messages").insert(reply(karim)), 401, "42501");
  });

  it("H4: is refused under somebody else's name", async () => {
    refused(await table(karim, "conversation_messages").insert(reply(salma)), 403, "42501");
  });

  it("H4: the super_admin may write, but not into what they would then have to read", async () => {
    const answer = await table(nadia, "conversation_messages").insert(reply(nadia)).select();
    refused(answer, 403, "42501");
  });

  it("H5: is refused in a conversation that does not exist", async () => {
    const nowhere = reply(karim, { conversation_id: "b4000000-0000-4000-8000-0000000000ff" });
    const error = refused(await table(karim, "conversation_messages").insert(nowhere), 409, "23503");
    assert.match(error.message, /conversation_messages_conversation_id_fkey/);
  });

  it("what was said stays said", async () => {
    const messages = () => table(youssef, "conversation_messages");
    const changed = await messages().update({ message_content: "…" }).eq("conversation_id", conversation(4)).select();
    assert.deepEqual(rows(changed), []);
    assert.deepEqual(rows(await messages().delete().eq("conversation_id", conversation(4)).select()), []);
  });
});

describe("reading messages", () => {
  const shown = async (who, number) => {
    const path =
      `/conversation_messages?conversation_id=eq.${conversation(number)}&is_internal=is.false` +
      "&select=sender_name,message_content,created_at&order=created_at";
    const answer = await request(who, path, { headers: reading });
    assert.equal(answer.status, 200);
    return answer.json();
  };

  it("H6: what the guest may see leaves the notes among staff out", async () => {
    const messages = await shown(karim, 4);
    assert.deepEqual(
      messages.map(({ sender_name, message_content }) => `${sender_name}: ${message_content}`),
      [
        "Klaus: La climatisation ne marche plus depuis hier soir.",
        "Karim: Désolé, Klaus. J'envoie un technicien ce matin.",
        "Klaus: Il est passé, mais il manque une pièce.",
        "Karim: La pièce arrive demain. Un ventilateur est en route.",
        `Klaus: ${OTHERS_TEXT}`,
      ],
    );
  });

  it("H6: there are two notes, and staff sees them", async () => {
    const answer = await table(karim, "conversation_messages").select("sender_name").is("is_internal", true);
    assert.deepEqual(rows(answer), [{ sender_name: "Karim" }, { sender_name: "Karim" }]);
  });

  it("H6: who may not see a conversation sees none of its messages", async () => {
    for (const outsider of [omar, leila, nadia, anon]) assert.deepEqual(await shown(outsider, 4), []);
  });

  it("five of them were written by no person", async () => {
    const answer = await table(karim, "conversation_messages")
      .select("sender_type", { count: "exact" })
      .is("is_automated", true);
    assert.equal(answer.count, 5);
    assert.deepEqual([...new Set(rows(answer).map(({ sender_type }) => sender_type))].sort(), ["chatbot", "system"]);
  });

  it("H4: a write without the message's text is refused, and names what is missing", async () => {
    const answer = await request(karim, "/conversation_messages", {
      method: "POST",
      headers: writing,
      body: JSON.stringify({ conversation_id: conversation(4), sender_id: karim.sub, sender_type: "agent" }),
    });
    assert.equal(answer.status, 400);
    const error = await answer.json();
    assert.equal(error.code, "23502");
    assert.match(error.message, /message_content/);
  });
});
