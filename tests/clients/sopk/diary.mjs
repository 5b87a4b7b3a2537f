// What the demo wrote into Sophie's diary. Days are counted from the newest one, for the database may have been
// loaded yesterday.

import { sophie } from "../people.mjs";
import { signedIn } from "../session.mjs";
import { rows } from "../answers.mjs";

/** How many days Sophie's diary has. */
export const DAYS = 31;

/** Rows the tests name. */
export const SOPHIES = {
  eveningBreathing: "56000000-0000-4000-8000-000000000002",
  unfinishedWalk: "58000000-0000-4000-8000-000000000002",
};

/** The newest day of Sophie's diary, `YYYY-MM-DD`. */
export async function today() {
  const answer = await signedIn(sophie, "sopk")
    .from("daily_symptoms")
    .select("date")
    .order("date", { ascending: false })
    .limit(1);
  return rows(answer)[0].date;
}

/** The day `days` before `date`; after it, when negative. */
export function before(date, days) {
  const DAY = 24 * 60 * 60 * 1000;
  return new Date(Date.parse(date) - days * DAY).toISOString().slice(0, 10);
}

/** What Sophie felt `daysAgo` days before the newest one, by the arithmetic of the demo's own rows. */
export function symptoms(date, daysAgo) {
  const day = DAYS - 1 - daysAgo;
  const flow = Math.max(0, 4 - (day % 28));
  const mood = 1 + ((day * 7) % 10);
  return {
    date: before(date, daysAgo),
    period_flow: flow,
    fatigue_level: flow + (day % 2),
    pain_level: Math.max(0, flow * 2 - 3),
    mood_score: mood,
    mood_emoji: ["😢", "😐", "🙂", "😊", "😄"][Math.floor((mood + 1) / 2) - 1],
  };
}
