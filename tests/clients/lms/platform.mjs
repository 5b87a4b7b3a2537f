// The people of the platform, the rows of the demo that the tests name, and putting things back.

import { backOffice } from "../people.mjs";
import { signedIn } from "../session.mjs";
import { rows } from "../answers.mjs";

const person = (number, name) => ({
  role: "authenticated",
  sub: `d0000000-0000-4000-8000-00000000000${number}`,
  email: `${name}@lms.test`,
});

/** An admin. */
export const ada = person(1, "ada");

/** A moderator: reviews content and grades attempts. */
export const mona = person(2, "mona");

/** A member, and author of three courses. */
export const carl = person(3, "carl");

/** A premium member and an ambassador. */
export const paul = person(4, "paul");

/** A member on the free tier. */
export const mia = person(5, "mia");

/** Has an account, and has done nothing yet. */
export const vic = person(6, "vic");

/** The demo's courses: two published, a draft, one in review and one archived. */
export const COURSES = {
  discover: "d1000000-0000-4000-8000-000000000001",
  agents: "d1000000-0000-4000-8000-000000000002",
  draft: "d1000000-0000-4000-8000-000000000003",
  inReview: "d1000000-0000-4000-8000-000000000004",
  archived: "d1000000-0000-4000-8000-000000000005",
};

/** The demo's lesson `number`: 11 to 16 of the first course, 21 to 26 of the second, and so on. */
export const lesson = (number) => `d3000000-0000-4000-8000-0000000000${number}`;

/** The demo's medium `number`, 1 to 7. */
export const medium = (number) => `d4000000-0000-4000-8000-00000000000${number}`;

/** The quiz of the first course's preview, the exam of the second course, the certification of the first. */
export const ASSESSMENTS = {
  quiz: "d6000000-0000-4000-8000-000000000001",
  exam: "d6000000-0000-4000-8000-000000000002",
  certification: "d6000000-0000-4000-8000-000000000003",
};

/** The demo's question `number`, 1 to 12. */
export const question = (number) => `d7000000-0000-4000-8000-0000000000${String(number).padStart(2, "0")}`;

/** Mia's quiz, Paul's exam that waits for a person, and his certification. */
export const ATTEMPTS = {
  miasQuiz: "d8000000-0000-4000-8000-000000000001",
  paulsExam: "d8000000-0000-4000-8000-000000000002",
  paulsCertification: "d8000000-0000-4000-8000-000000000003",
};

/** Paul's certificate. */
export const CERTIFICATE = "d9000000-0000-4000-8000-000000000001";

/** Paul's code, in the table and as it is printed. */
export const CODE = { id: "da000000-0000-4000-8000-000000000001", code: "PAUL2025" };

/** A table or view of a schema, as `who` reaches it: `table(mia, "learn.user_progress")`. */
export const table = (who, name) => {
  const [schema, relation] = name.split(".");
  return signedIn(who, schema).from(relation);
};

/** A function of a schema, called by `who`. */
export const call = (who, name, args, options) => {
  const [schema, routine] = name.split(".");
  return signedIn(who, schema).rpc(routine, args, options);
};

/** Headers of a plain request that reads, and of one that writes. */
export const reading = (schema) => ({ "Accept-Profile": schema });
export const writing = (schema) => ({ "Content-Profile": schema, "Content-Type": "application/json" });

/**
 * Puts tables back after a test, in the order given. Of each, the rows that `match` is about: those that were added are
 * removed, and, unless rows are only ever `added` there, the others are written as they were.
 */
export async function restoring(t, ...kept) {
  const before = [];
  for (const { name, match, key = "id" } of kept) {
    const found = rows(await table(backOffice, name).select().match(match));
    before.push({ found, keys: found.map((row) => row[key]) });
  }
  t.after(async () => {
    for (const [place, { name, match, key = "id", onConflict = key, added = false }] of kept.entries()) {
      const { found, keys } = before[place];
      const strangers = table(backOffice, name).delete().match(match).not(key, "is", null);
      rows(await (keys.length === 0 ? strangers : strangers.not(key, "in", `(${keys.join(",")})`)), 204);
      if (!added && found.length > 0) {
        const answer = await table(backOffice, name).upsert(found, { onConflict });
        rows(answer, answer.status);
      }
    }
  });
}

/** What a person's points are made of, for `restoring`. */
export const pointsOf = ({ sub }) => [
  { name: "gamification.xp_events", match: { user_id: sub }, added: true },
  { name: "gamification.idempotency_ledger", match: { user_id: sub }, added: true },
  { name: "gamification.notification_outbox", match: { user_id: sub }, added: true },
  { name: "gamification.user_xp", match: { user_id: sub }, key: "user_id" },
];

/** What starting, submitting and grading leave behind for somebody, for `restoring`. */
export const attemptsOf = (person) => [
  { name: "assessments.attempts", match: { user_id: person.sub } },
  { name: "assessments.grading_audit", match: {}, added: true },
  { name: "learn.lesson_analytics", match: { user_id: person.sub }, added: true },
  ...pointsOf(person),
];

/** The codes of an ambassador, and all clicks, for `restoring`. */
export const codesOf = ({ sub }) => ({ name: "referrals.referral_codes", match: { user_id: sub } });
export const clicks = { name: "referrals.tracking_clicks", match: {}, added: true };

/** Points a person has now. */
export async function points({ sub }) {
  const found = rows(await table(backOffice, "gamification.user_xp").select("total_xp").eq("user_id", sub));
  return found[0]?.total_xp ?? 0;
}
