// Who studies here, and what the demo wrote down for them.

import { signedIn } from "../session.mjs";

const person = (number, name) => ({
  role: "authenticated",
  sub: `c0000000-0000-4000-8000-0000000000${number}`,
  email: `${name}@emotionscare.test`,
});

/** Has used everything. */
export const lea = person("01", "lea");

/** Has only just begun; Léa's buddy. */
export const hugo = person("02", "hugo");

/** Signed in, invited by Léa, and without a row anywhere. */
export const nina = person("ff", "nina");

/** Rows the tests name. */
export const CONVERSATIONS = {
  leasExams: "c2000000-0000-4000-8000-000000000001",
  hugos: "c3000000-0000-4000-8000-000000000001",
};

/** How many signals Léa has. The eighth and the tenth have expired. */
export const SIGNALS = 10;

/** Léa's signal `number`, 1 for the newest, by the arithmetic of the demo's own rows. */
export function signal(number) {
  const level = (number * 3) % 5;
  return {
    level,
    source_instrument: ["scan_camera", "SAM", "scan_sliders"][number % 3],
    emotion: ["joie", "calme", "fatigue", "stress", "tristesse"][level],
    valence: number === 7 ? null : [0.8, 0.4, 0, -0.4, -0.8][level],
  };
}

/** The id of item `number` of the programme. */
export const item = (number) => `c1000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** A table or view of the schema, as `who` reaches it. */
export const table = (who, name) => signedIn(who, "emotionscare").from(name);

/** Headers of a plain request that reads, and of one that writes. */
export const reading = { "Accept-Profile": "emotionscare" };
export const writing = { "Content-Profile": "emotionscare", "Content-Type": "application/json" };
