// Who stands around the desk, and the rows of the demo that the tests name.

import { signedIn } from "../session.mjs";

const person = (number, email) => ({
  role: "authenticated",
  sub: `b0000000-0000-4000-8000-00000000000${number}`,
  email: `${email}@hospitality.test`,
});

/** An agent. */
export const karim = person(1, "karim");

/** An agent until yesterday: her role has expired. */
export const leila = person(2, "leila");

/** A supervisor. */
export const salma = person(3, "salma");

/** An administrator. */
export const youssef = person(4, "youssef");

/** The super_admin: looks after the installation, and reads no conversations. */
export const nadia = person(5, "nadia");

/** Signed in, with a profile and without a role. */
export const omar = person(6, "omar");

/** The id of the demo's conversation `number`, 1 to 8. */
export const conversation = (number) => `b4000000-0000-4000-8000-00000000000${number}`;

/** A table of the schema, as `who` reaches it. */
export const table = (who, name) => signedIn(who, "hospitality").from(name);

/** A function of the schema, called by `who`. */
export const call = (who, name, args, options) => signedIn(who, "hospitality").rpc(name, args, options);

/** Headers of a plain request that reads, and of one that writes. */
export const reading = { "Accept-Profile": "hospitality" };
export const writing = { "Content-Profile": "hospitality", "Content-Type": "application/json" };
