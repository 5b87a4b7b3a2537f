// What the demo wrote for the two companies, and the way to it.

import { signedIn } from "../session.mjs";
import { rows } from "../answers.mjs";

/** Nova Conseil and Bêta Systèmes. */
export const NOVA = "a1000000-0000-4000-8000-000000000001";
export const BETA = "a1000000-0000-4000-8000-000000000002";

/** Nova Conseil's clients. */
export const BANK = "a2000000-0000-4000-8000-000000000001";
export const INSURER = "a2000000-0000-4000-8000-000000000002";

/** Nova Conseil's active project, and Bêta Systèmes' only one. */
export const PORTAL = "a3000000-0000-4000-8000-000000000001";
export const FURNACES = "a3000000-0000-4000-8000-000000000004";

/** The first card of the portal's board: Bob's, to do. */
export const MOCKUPS = "a5000000-0000-4000-8000-000000000101";

/** The group chat of Alice and Bob. */
export const STEERING = "aa100000-0000-4000-8000-000000000001";

/** A table of the schema, as `person`. */
export function table(person, name) {
  return signedIn(person, "aurentia").from(name);
}

/** A function of the schema, called by `person`. */
export function call(person, name, args) {
  return signedIn(person, "aurentia").rpc(name, args);
}

/** Id of the channel that was opened with a project, as `person` finds it. */
export async function channelOf(person, project) {
  return rows(await table(person, "project_channels").select("id").eq("projet_id", project).single()).id;
}
