// The list of conversations: one request for everything a screen shows, and the four ways of not seeing it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { rows } from "../answers.mjs";
import { conversation, karim, leila, nadia, omar, reading, salma, table, writing, youssef } from "./desk.mjs";

const overview = (who) =>
  table(who, "conversations")
    .select(
      `id, state, priority, subject, last_message_at, guest(first_name, last_name, country),
       reservation(check_in, check_out, property(name)),
       conversation_messages(sender_type, message_content, created_at)`,
    )
    .order("created_at", { referencedTable: "conversation_messages", ascending: true })
    .order("last_message_at", { ascending: false });

describe("the list of conversations", () => {
  it("H1: has all eight, the latest message first", async () => {
    const subjects = rows(await overview(karim)).map(({ subject }) => subject);
    assert.deepEqual(subjects, [
      "Code d'accès du riad",
      "Climatisation en panne",
      "Transfert depuis l'aéroport",
      "Villa avec piscine en juillet",
      "Séminaire de trois jours",
      "Arrivée tardive",
      "Objet oublié",
      "Animaux acceptés ?",
    ]);
  });

  it("H1: each with its guest, its stay and that stay's house, and what was said, in order", async () => {
    const [first, , , withoutStay] = rows(await overview(karim));
    assert.deepEqual(first.guest, { first_name: "Claire", last_name: "Lefèvre", country: "FR" });
    assert.deepEqual(first.reservation.property, { name: "Riad Yasmine" });
    const nights = (Date.parse(first.reservation.check_out) - Date.parse(first.reservation.check_in)) / 86_400_000;
    assert.equal(nights, 4);
    assert.deepEqual(
      first.conversation_messages.map(({ sender_type, message_content }) => [sender_type, message_content]),
      [
        ["guest", "Bonjour, nous arrivons ce soir et n'avons pas reçu le code."],
        ["chatbot", "Bonjour Claire, je transmets votre demande à un agent."],
        ["guest", "Notre vol atterrit à 19 h."],
        ["guest", "C'est urgent, merci !"],
      ],
    );
    assert.equal(first.conversation_messages.at(-1).created_at, first.last_message_at);
    assert.equal(withoutStay.reservation, null);
  });

  it("H1: has thirty messages in all", async () => {
    const numbers = rows(await overview(karim)).map((one) => one.conversation_messages.length);
    assert.equal(numbers.reduce((sum, number) => sum + number), 30);
  });

  for (const [who, someone] of Object.entries({ "a supervisor": salma, "an administrator": youssef })) {
    it(`H1: is the same for ${who}`, async () => {
      assert.deepEqual(rows(await overview(someone)), rows(await overview(karim)));
    });
  }

  const outsiders = {
    "somebody without a role": omar,
    "somebody whose role has expired": leila,
    "the super_admin": nadia,
    "nobody in particular": anon,
  };
  for (const [who, someone] of Object.entries(outsiders)) {
    it(`H1: is empty for ${who}`, async () => {
      assert.deepEqual(rows(await overview(someone)), []);
    });
  }

  it("H1: is whole for the back office", async () => {
    assert.equal(rows(await overview(backOffice)).length, 8);
  });
});

describe("finding a conversation", () => {
  it("H2: by state, channel and tag", async () => {
    const answer = await table(karim, "conversations")
      .select("id, subject")
      .eq("state", "NOUVELLE")
      .in("channel_type", ["whatsapp", "airbnb"])
      .contains("tags", ["urgent"]);
    assert.deepEqual(rows(answer), [{ id: conversation(1), subject: "Code d'accès du riad" }]);
  });

  it("H2: each of the three narrows it down", async () => {
    const count = async (query) => {
      const answer = await request(karim, `/conversations?select=id&${query}`, { headers: reading });
      return (await answer.json()).length;
    };
    assert.equal(await count("state=eq.NOUVELLE"), 3);
    assert.equal(await count("channel_type=in.(whatsapp,airbnb)"), 3);
    assert.equal(await count("tags=cs.{urgent}"), 3);
    assert.equal(await count("state=eq.NOUVELLE&channel_type=in.(whatsapp,airbnb)"), 2);
    assert.equal(await count("state=eq.NOUVELLE&tags=cs.{urgent}"), 2);
  });

  it("H3: by who answers, with their name", async () => {
    const answer = await table(karim, "conversations")
      .select("id, subject, agent:profiles(first_name, last_name)")
      .eq("assigned_agent_id", karim.sub)
      .order("id");
    const agent = { first_name: "Karim", last_name: "Benali" };
    assert.deepEqual(rows(answer), [
      { id: conversation(4), subject: "Climatisation en panne", agent },
      { id: conversation(5), subject: "Séminaire de trois jours", agent },
      { id: conversation(7), subject: "Objet oublié", agent },
    ]);
  });
});

describe("taking a conversation over", () => {
  const takeOver = (who) =>
    table(who, "conversations")
      .update({ state: "EN_COURS", assigned_agent_id: karim.sub })
      .eq("id", conversation(2))
      .select();
  const state = async () => {
    const answer = await table(backOffice, "conversations")
      .select("state, assigned_agent_id, updated_at")
      .eq("id", conversation(2))
      .single();
    return rows(answer);
  };

  it("H17: changes it, and dates the change", async (t) => {
    const original = await state();
    const putBack = { state: original.state, assigned_agent_id: original.assigned_agent_id };
    t.after(async () => rows(await table(backOffice, "conversations").update(putBack).eq("id", conversation(2)), 204));

    const [changed, ...others] = rows(await takeOver(karim));
    assert.deepEqual(others, []);
    assert.equal(changed.id, conversation(2));
    assert.equal(changed.state, "EN_COURS");
    assert.equal(changed.assigned_agent_id, karim.sub);
    assert.ok(Date.parse(changed.updated_at) > Date.parse(original.updated_at));
  });

  for (const [who, someone] of Object.entries({ "without a role": omar, "whose role has expired": leila })) {
    it(`H17: somebody ${who} finds nothing to change`, async () => {
      const before = await state();
      assert.deepEqual(rows(await takeOver(someone)), []);
      assert.deepEqual(await state(), before);
    });
  }

  it("H17: nor does the super_admin, who is staff and may not see it", async () => {
    assert.deepEqual(rows(await takeOver(nadia)), []);
  });

  it("H17: an agent nobody knows is refused", async () => {
    const answer = await request(karim, `/conversations?id=eq.${conversation(2)}`, {
      method: "PATCH",
      headers: writing,
      body: JSON.stringify({ assigned_agent_id: "b0000000-0000-4000-8000-0000000000ff" }),
    });
    assert.equal(answer.status, 409);
    assert.equal((await answer.json()).code, "23503");
  });

  it("nobody opens a conversation, and nobody deletes one, but the back office", async () => {
    const opened = await request(youssef, "/conversations", {
      method: "POST",
      headers: writing,
      body: JSON.stringify({ channel_type: "web" }),
    });
    assert.equal(opened.status, 403);
    assert.deepEqual(rows(await table(youssef, "conversations").delete().eq("id", conversation(8)).select()), []);
  });

  it("and not even the back office deletes one in which something was said", async () => {
    const answer = await table(backOffice, "conversations").delete().eq("id", conversation(8));
    assert.equal(answer.status, 409);
    assert.equal(answer.error.code, "23503");
    assert.match(answer.error.message, /conversation_messages_conversation_id_fkey/);
  });
});
