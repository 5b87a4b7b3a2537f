// Operations: what runs the platform, and who may look.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anon, backOffice } from "../people.mjs";
import { refused, rows } from "../answers.mjs";
import { ada, call, mia, mona, restoring, table } from "./platform.mjs";

describe("tables of operations", () => {
  const count = async (who, name) => rows(await table(who, name).select("*")).length;

  it("L40: switches are for whoever is signed in, jobs and migrations are not", async () => {
    assert.equal(await count(mia, "util.feature_flags"), 4);
    assert.equal(await count(mia, "util.job_queue"), 0);
    assert.equal(await count(mia, "util.migrations_meta"), 0);
    assert.equal(await count(anon, "util.feature_flags"), 0);
  });

  it("L40: the back office has all, an admin all but jobs", async () => {
    assert.equal(await count(backOffice, "util.feature_flags"), 4);
    assert.equal(await count(backOffice, "util.job_queue"), 4);
    assert.equal(await count(backOffice, "util.migrations_meta"), 8);
    assert.equal(await count(ada, "util.feature_flags"), 4);
    assert.equal(await count(ada, "util.job_queue"), 0);
    assert.equal(await count(ada, "util.migrations_meta"), 8);
  });

  it("measurements are for who views analytics", async () => {
    assert.equal(await count(mona, "util.slo_definitions"), 16);
    assert.equal(await count(mona, "util.index_usage_history"), 243);
    assert.equal(await count(mia, "util.slo_definitions"), 0);
  });

  it("salts are for nobody, not even the back office", async () => {
    refused(await table(ada, "util.daily_salts").select(), 403, "42501");
    refused(await table(backOffice, "util.daily_salts").select(), 403, "42501");
  });

  it("figures about the database itself are for the back office", async () => {
    refused(await table(ada, "public.index_usage_analytics").select(), 403, "42501");
    assert.ok(rows(await table(backOffice, "public.index_usage_analytics").select("indexname")).length > 300);
  });

  it("the machinery of the ambassadors' system is for who manages it", async () => {
    const operations = [
      ["performance_monitoring_config", 6],
      ["error_budget_tracking", 5],
      ["geo_region_mapping", 31],
      ["attribution_rules", 5],
      ["atomic_conversion_config", 1],
      ["drift_prevention_rules", 4],
      ["load_test_configurations", 5],
      ["edge_case_test_configs", 13],
      ["edge_case_test_results", 13],
      ["feature_flags", 6],
    ];
    for (const [name, expected] of operations) {
      assert.equal(await count(ada, `referrals.${name}`), expected, name);
      assert.equal(await count(mona, `referrals.${name}`), 0, name);
    }
  });

  it("a rate is computed, and never sent", async () => {
    const budget = {
      time_window: "daily",
      service_name: "essai",
      window_start: "2025-01-01",
      window_end: "2025-01-02",
    };
    const answer = await table(ada, "referrals.error_budget_tracking").insert({
      ...budget,
      error_rate_percent: 0,
    });
    refused(answer, 400, "428C9");
    const [analytics] = rows(
      await table(ada, "referrals.error_budget_tracking")
        .select("error_rate_percent")
        .eq("service_name", "analytics"),
    );
    assert.equal(analytics.error_rate_percent, 0.8224);
  });
});

describe("objectives", () => {
  const record = (who, measured_value) =>
    call(who, "util.record_slo_measurement", { slo_key: "credit_xp_p95", measured_value });
  const measured = [
    { name: "util.slo_measurements", match: { slo_key: "credit_xp_p95" }, added: true },
    { name: "util.slo_alerts", match: { slo_key: "credit_xp_p95" }, added: true },
  ];

  it("a measurement beyond its threshold raises an alert, and shows on the board", async (t) => {
    await restoring(t, ...measured);
    const status = async () => {
      const answer = await table(mona, "util.slo_dashboard")
        .select("health_status, status_icon")
        .eq("slo_key", "credit_xp_p95");
      return rows(answer)[0];
    };
    assert.deepEqual(await status(), { health_status: "HEALTHY", status_icon: "🟢" });
    assert.deepEqual(rows(await record(backOffice, 280)), {
      success: true,
      slo_key: "credit_xp_p95",
      is_violation: false,
      alert_level: "WARNING",
    });
    assert.deepEqual(await status(), { health_status: "WARNING", status_icon: "🟡" });
    assert.deepEqual(rows(await record(backOffice, 500)).alert_level, "CRITICAL");
    assert.deepEqual(await status(), { health_status: "CRITICAL", status_icon: "🔴" });
    const report = rows(await call(ada, "util.generate_slo_health_report", {}, { get: true }));
    assert.deepEqual([report.status, report.objectives], ["CRITICAL", 16]);
  });

  it("are measured by the back office", async () => {
    refused(await record(ada, 1), 403, "42501");
    refused(await call(mona, "util.generate_slo_health_report"), 403, "42501");
  });
});

describe("the ambassadors' system", () => {
  const summary = async (who) => rows(await table(who, "referrals.system_health_summary").select());

  it("has a summary, for who manages it", async () => {
    const [health, ...others] = await summary(ada);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [
        health.global_status,
        health.dpia_status,
        health.open_anomalies,
        health.default_partition_rows,
        health.flags_enabled,
      ],
      ["DEGRADED", "COMPLIANT", 1, 0, 5],
    );
    assert.equal(Object.keys(health).length, 18);
    assert.deepEqual(await summary(mia), []);
  });

  it("has its rules and edge cases covered", async () => {
    const status = (name) => call(ada, `referrals.${name}`, {}, { get: true });
    assert.equal(rows(await status("check_business_rules_status")).status, "ALL_RULES_ACTIVE");
    const edge = rows(await status("validate_edge_cases_status"));
    assert.deepEqual([edge.status, edge.scenarios], ["COMPLETE_EDGE_CASES_COVERED", 13]);
    assert.equal(rows(await status("get_error_budget_status")).length, 5);
    assert.equal(rows(await table(ada, "referrals.business_rules_summary").select()).length, 10);
    const monitor = rows(await table(ada, "referrals.drift_prevention_monitor").select("status"));
    assert.deepEqual(new Set(monitor.map(({ status }) => status)), new Set(["DRIFT_PROTECTION_ACTIVE"]));
    refused(await call(mona, "referrals.get_error_budget_status"), 403, "42501");
  });

  it("is tested for personal data", async (t) => {
    await restoring(t, { name: "referrals.dpia_test_results", match: {}, added: true });
    const found = rows(await call(backOffice, "referrals.check_dpia_compliance"));
    assert.deepEqual([found.status, found.violations, found.tests.length], ["COMPLIANT", 0, 3]);
  });

  it("reduces places to their region, and addresses to their network", async () => {
    const ask = (name, args) => call(backOffice, `referrals.${name}`, args);
    assert.deepEqual(rows(await ask("minimize_geo_data", { country_code: "fr", city: "Lyon" })), {
      country_code: "FR",
      city_region: "EU-WEST",
    });
    assert.equal(rows(await ask("truncate_ip_to_network", { ip: "203.0.113.77" })), "203.0.113.0/24");
    const [one, other, elsewhere] = await Promise.all(
      ["203.0.113.1", "203.0.113.2", "203.0.114.1"].map(async (ip) =>
        rows(await ask("hash_ip_daily_salt", { ip })),
      ),
    );
    assert.equal(one, other);
    assert.notEqual(one, elsewhere);
  });

  it("is scanned for anomalies, and a broken counter is noticed once", async (t) => {
    await restoring(
      t,
      { name: "referrals.system_anomalies", match: {}, added: true },
      { name: "referrals.referral_codes", match: { code: "PAUL2025" } },
    );
    const scan = async () => rows(await call(backOffice, "referrals.scan_for_anomalies"));
    const quiet = await scan();
    assert.deepEqual([quiet.detectors, quiet.opened], [13, []]);
    rows(
      await table(backOffice, "referrals.referral_codes").update({ total_clicks: 3 }).eq("code", "PAUL2025"),
      204,
    );
    assert.deepEqual((await scan()).opened, [{ metric_name: "click_counters_below_clicks", severity: "medium" }]);
    assert.deepEqual((await scan()).opened, []);
    const board = await table(ada, "referrals.admin_anomalies_dashboard")
      .select("priority, open_same_type")
      .eq("metric_name", "click_counters_below_clicks");
    assert.deepEqual(rows(board), [{ priority: 3, open_same_type: 1 }]);
  });

  it("switches itself off when it is too slow, and says what it was before", async (t) => {
    await restoring(
      t,
      { name: "referrals.feature_flags", match: {} },
      { name: "referrals.rollback_execution_log", match: {}, key: "rollback_id", added: true },
      { name: "util.rpc_latency_log", match: {}, added: true },
    );
    const check = async () => rows(await call(backOffice, "referrals.check_performance_thresholds"));
    assert.deepEqual((await check()).rollbacks, []);
    const slow = { schema_name: "referrals", function_name: "track_referral_click", duration_ms: 900 };
    rows(await table(backOffice, "util.rpc_latency_log").insert(slow), 201);
    const checked = await check();
    assert.ok(checked.exceeded.some(({ metric_name }) => metric_name === "p95_response_time"));
    assert.deepEqual(
      checked.rollbacks.map(({ actions }) => actions),
      [["tracking_clicks_enabled: on, 50 %"]],
    );
    const [logged] = rows(
      await table(ada, "referrals.rollback_execution_log")
        .select("rollback_type, rollback_config")
        .order("rollback_id", { ascending: false })
        .limit(1),
    );
    assert.equal(logged.rollback_type, "traffic_throttle");
    assert.deepEqual(logged.rollback_config.tracking_clicks_enabled, {
      is_enabled: true,
      rollout_percentage: 100,
    });
  });

  it("has its months, made ahead", async () => {
    const upkeep = rows(await call(backOffice, "referrals.maintain_tracking_partitions"));
    assert.deepEqual(upkeep, { success: true, created: [], moved_from_default: 0 });
    assert.equal(rows(await call(backOffice, "referrals.check_default_partition")).status, "HEALTHY");
  });
});

describe("dashboards", () => {
  it("of operations have something to say", async () => {
    for (const view of [
      "slo_dashboard",
      "index_recommendations",
      "function_latency_summary",
      "storage_growth",
      "retention_overview",
      "gdpr_overview",
      "migration_overview",
    ]) {
      assert.ok(rows(await table(mona, `util.${view}`).select()).length > 0, view);
      assert.deepEqual(rows(await table(mia, `util.${view}`).select()), [], view);
      refused(await table(anon, `util.${view}`).select(), 401, "42501");
    }
    assert.equal(rows(await table(backOffice, "util.failed_jobs").select()).length, 1);
    assert.equal(rows(await table(ada, "util.flag_overview").select()).length, 10);
    assert.equal(rows(await table(mona, "referrals.slo_metrics").select()).length, 10);
  });

  it("of media are for creators and for who keeps content", async () => {
    const stats = (who) =>
      table(who, "media.video_engagement_stats").select("views, completion_rate, popular_variant");
    const welcome = await stats(mona).eq("asset_id", "d4000000-0000-4000-8000-000000000001");
    assert.deepEqual(rows(welcome), [{ views: 2, completion_rate: 100, popular_variant: "medium" }]);
    assert.deepEqual(rows(await stats(mia)), []);
    const providers = rows(
      await table(mona, "media.admin_dashboard").select("external_provider, assets, processing"),
    );
    assert.equal(
      providers.reduce((sum, { assets }) => sum + assets, 0),
      7,
    );
    assert.deepEqual(rows(await table(mia, "media.admin_dashboard").select()), []);
  });

  it("of assessments see collisions and slow functions", async () => {
    assert.deepEqual(rows(await table(ada, "assessments.idempotence_collision_alerts").select()), []);
    assert.deepEqual(rows(await table(ada, "assessments.rpc_latency_alerts").select()), []);
  });

  it("say how far a migration is", async () => {
    const answer = await call(backOffice, "util.check_migration_readiness", {
      migration_key: "assessment_analytics_to_lesson_analytics",
    });
    const { status, can_roll_back, can_remove_old } = rows(answer);
    assert.deepEqual([status, can_roll_back, can_remove_old], ["completed", true, false]);
  });
});
