// Access tokens, signed here rather than by a sign-in service: HS256 is a header, a payload and one HMAC.

import { createHmac } from "node:crypto";

const HOUR = 3600;

/** Signs `claims` with `secret`. An `exp` among the claims replaces the hour a token lasts by default. */
export function sign(claims, secret) {
  const header = { alg: "HS256", typ: "JWT" };
  const payload = { exp: Math.floor(Date.now() / 1000) + HOUR, ...claims };
  const signed = `${encode(header)}.${encode(payload)}`;
  const signature = createHmac("sha256", secret).update(signed).digest("base64url");
  return `${signed}.${signature}`;
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
