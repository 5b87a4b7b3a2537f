// Certificates: verified by anybody, taken back by admins, and issued anew.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { request } from "../session.mjs";
import { refused, rows } from "../answers.mjs";
import {
  ada,
  ATTEMPTS,
  call,
  CERTIFICATE,
  COURSES,
  mia,
  mona,
  paul,
  points,
  pointsOf,
  restoring,
  table,
  writing,
} from "./platform.mjs";

const hash = async () => {
  const answer = await table(paul, "assessments.my_certificates")
    .select("verify_hash")
    .eq("id", CERTIFICATE)
    .single();
  return rows(answer).verify_hash;
};

describe("verifying", () => {
  /** Asks from an address of its own, so that no other test's questions count. */
  const verify = async (certificate_hash, address) => {
    const answer = await request(anon, "/rpc/verify_certificate_public", {
      method: "POST",
      headers: { ...writing("public"), "X-Forwarded-For": `${address}, 10.0.0.1` },
      body: JSON.stringify({ certificate_hash }),
    });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const asked = (client_ip) => ({ name: "public.certificate_verification_logs", match: { client_ip } });
  const log = async (address) => {
    const answer = await table(ada, "public.certificate_verification_logs")
      .select("success, error_message")
      .eq("client_ip", address)
      .order("created_at");
    return rows(answer);
  };

  it("L23: a stranger learns the name, the course and whether it holds, and no more", async (t) => {
    await restoring(t, asked("203.0.113.10"));
    assert.deepEqual(await verify(await hash(), "203.0.113.10"), {
      recipient_name: "Paul Martin",
      course_title: "Découvrir l'IA",
      revocation_status: "valid",
    });
    assert.deepEqual(await log("203.0.113.10"), [{ success: true, error_message: null }]);
  });

  it("L23: what is no hash is an error, what is nobody's is not found, and both are written down", async (t) => {
    await restoring(t, asked("203.0.113.11"));
    assert.deepEqual(await verify("abc", "203.0.113.11"), { success: false, error: "invalid_format" });
    assert.deepEqual(await verify("0".repeat(64), "203.0.113.11"), { success: false, error: "not_found" });
    assert.deepEqual(await log("203.0.113.11"), [
      { success: false, error_message: "invalid_format" },
      { success: false, error_message: "not_found" },
    ]);
  });

  it("L23: the hundred and first question of an hour is refused, from that address alone", async (t) => {
    await restoring(t, asked("203.0.113.12"), asked("203.0.113.13"));
    const questions = Array.from({ length: 100 }, () => ({ client_ip: "203.0.113.12", success: false }));
    rows(await table(backOffice, "public.certificate_verification_logs").insert(questions), 201);
    assert.deepEqual(await verify(await hash(), "203.0.113.12"), { success: false, error: "rate_limited" });
    assert.equal((await verify(await hash(), "203.0.113.13")).revocation_status, "valid");
    const limited = await table(mona, "public.certificate_verification_rate_limit")
      .select("requests_last_hour, is_rate_limited")
      .eq("client_ip", "203.0.113.12");
    assert.deepEqual(rows(limited), [{ requests_last_hour: 101, is_rate_limited: true }]);
  });

  it("L23: writes, and so is no GET", async () => {
    const answer = await request(anon, `/rpc/verify_certificate_public?certificate_hash=${await hash()}`, {
      headers: { "Accept-Profile": "public" },
    });
    assert.equal(answer.status, 405);
  });

  it("who asked is for who views analytics", async () => {
    assert.deepEqual(rows(await table(mia, "public.certificate_verification_logs").select()), []);
    refused(await table(anon, "public.certificate_verification_rate_limit").select(), 401, "42501");
  });
});

describe("certificates as rows", () => {
  it("are one's own, and everybody's for who views analytics", async () => {
    const serials = async (who) => {
      const answer = await table(who, "assessments.certificates").select(
        "serial_number, certificate_revocations(reason)",
      );
      return rows(answer);
    };
    const pauls = [{ serial_number: "AIF-2025-000001", certificate_revocations: [] }];
    assert.deepEqual(await serials(paul), pauls);
    assert.deepEqual(await serials(mona), pauls);
    assert.deepEqual(await serials(mia), []);
  });

  it("are not to be written", async () => {
    const answer = await table(paul, "assessments.certificates").update({ score: 4 }).eq("id", CERTIFICATE);
    refused(answer, 403, "42501");
  });
});

describe("taking one back", () => {
  const revoke = (who, reason = "Une autre personne a répondu.") =>
    call(who, "assessments.revoke_certificate", { certificate_id: CERTIFICATE, reason });
  const issue = (who) =>
    call(who, "assessments.issue_certificate", {
      course_id: COURSES.discover,
      attempt_id: ATTEMPTS.paulsCertification,
    });
  const everything = [
    { name: "assessments.certificates", match: { user_id: paul.sub } },
    { name: "assessments.certificate_revocations", match: {}, added: true },
    { name: "assessments.grading_audit", match: {}, added: true },
    { name: "learn.lesson_analytics", match: { user_id: paul.sub }, added: true },
    ...pointsOf(paul),
  ];

  it("L24: takes its points too, once, and makes room for another", async (t) => {
    await restoring(t, ...everything);
    const before = await points(paul);

    assert.equal(rows(await revoke(ada)).already_revoked, false);
    assert.equal(await points(paul), before - 250, "100 for passing and 150 for the certificate");
    assert.equal(rows(await revoke(ada)).already_revoked, true);
    assert.equal(await points(paul), before - 250);
    const mine = await table(paul, "assessments.my_certificates").select("id, is_revoked");
    assert.deepEqual(rows(mine), [{ id: CERTIFICATE, is_revoked: true }]);

    const issued = rows(await issue(ada));
    assert.deepEqual([issued.success, issued.duplicate], [true, false]);
    assert.notEqual(issued.certificate_id, CERTIFICATE);
    assert.match(issued.serial_number, /^AIF-\d{4}-\d{6}$/);
    assert.match(issued.verify_hash, /^[0-9a-f]{64}$/);
    assert.equal(await points(paul), before);

    const again = rows(await issue(paul));
    assert.deepEqual([again.duplicate, again.certificate_id], [true, issued.certificate_id]);
    assert.equal(await points(paul), before);

    const alerts = rows(await call(backOffice, "gamification.check_integrity_alerts"));
    assert.deepEqual(alerts, { status: "HEALTHY", alerts: [] });
  });

  it("L24: is for admins, and takes a reason", async () => {
    refused(await revoke(mona), 403, "42501");
    refused(await revoke(paul), 403, "42501");
    const error = refused(await revoke(ada, "non"), 400, "23514");
    assert.match(error.message, /revocation_reason_length/);
  });

  it("L24: one is issued for a passed certification of that course, to its author", async () => {
    refused(await issue(mia), 403, "42501");
    const of = (attempt_id, course_id) => call(paul, "assessments.issue_certificate", { course_id, attempt_id });
    assert.equal(rows(await of(ATTEMPTS.paulsExam, COURSES.agents)).error, "not_passed");
    assert.equal(rows(await of(ATTEMPTS.paulsCertification, COURSES.agents)).error, "wrong_course");
  });
});

describe("self-tests", () => {
  it("all pass, and leave nothing behind", async () => {
    const people = async () =>
      (await table(backOffice, "public.profiles").select("id", { count: "exact", head: true })).count;
    const before = await people();
    const { passed, checks } = rows(await call(ada, "assessments.final_validation_checks"));
    assert.ok(passed, JSON.stringify(checks));
    assert.equal(checks.length, 7);
    assert.equal(await people(), before);
  });

  it("the report is healthy", async () => {
    const report = rows(await call(ada, "assessments.system_health_report", {}, { get: true }));
    assert.equal(report.status, "HEALTHY");
    assert.deepEqual([report.lifecycle.graded, report.lifecycle.needs_review], [2, 1]);
  });

  it("both are for admins", async () => {
    refused(await call(mona, "assessments.final_validation_checks"), 403, "42501");
    refused(await call(mia, "assessments.system_health_report"), 403, "42501");
    refused(await call(anon, "assessments.test_xp_reversal_idempotence"), 401, "42501");
  });
});
