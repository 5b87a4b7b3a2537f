// A person's way to the gateway: through supabase-js, or bare where supabase-js hides what came back.

import { createClient } from "@supabase/supabase-js";
import { anon } from "./people.mjs";
import { sign } from "./token.mjs";

const url = setting("ROWGATE_URL");
const secret = setting("ROWGATE_JWT_SECRET");
const anonKey = sign(anon, secret);

/** A supabase-js client of `schema`, signed in as `person`. */
export function signedIn(person, schema) {
  return withToken(tokenOf(person), schema);
}

/** The same with a token of one's own making. */
export function withToken(token, schema) {
  return createClient(url, anonKey, {
    db: { schema },
    accessToken: async () => token,
    realtime: { transport: NoSocket },
  });
}

/** The token the sign-in service would give `person`. */
export function tokenOf(person) {
  return sign(person, secret);
}

/**
 * One plain HTTP request below `/rest/v1`, as `person`, or without any token when `person` is null.
 * `path` begins with a slash; `init` is what `fetch` takes.
 */
export function request(person, path, init = {}) {
  const headers = new Headers(init.headers);
  if (person !== null) headers.set("Authorization", `Bearer ${tokenOf(person)}`);
  return fetch(`${url}/rest/v1${path}`, { ...init, headers });
}

/** supabase-js asks for a WebSocket as soon as it is created; older Node has none, and nothing here opens one. */
class NoSocket {
  constructor() {
    throw new Error("these tests speak HTTP only");
  }
}

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it must describe the gateway under test`);
  return value.replace(/\/$/, "");
}
