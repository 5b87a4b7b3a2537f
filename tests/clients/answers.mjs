// What a supabase-js call may come to: an answer with rows, or a refusal with a code.

import assert from "node:assert/strict";

/** The rows of an answer that must have succeeded with `status`. */
export function rows(answer, status = 200) {
  assert.equal(answer.error, null, JSON.stringify(answer.error));
  assert.equal(answer.status, status);
  return answer.data;
}

/** Asserts a refusal by its HTTP status and its code: a SQLSTATE, or one of the gateway's own. */
export function refused(answer, status, code) {
  assert.equal(answer.data, null, "a refusal carries no rows");
  assert.deepEqual({ status: answer.status, code: answer.error?.code }, { status, code });
  return answer.error;
}
