-- Who may call what. Closed first, then opened by name. Trigger functions need no grant: only the creation of a trigger
-- asks for one. Where a function is for admins, it is open to whoever is signed in and looks for itself.

revoke all
    on all functions in schema
        public, content, access, learn, assessments, gamification, referrals, rbac, media, util
    from public, anon, authenticated, service_role;

-- Everybody -----------------------------------------------------------------------------------------------------------
-- Policies call the first of these as whoever asks; without them, every read by anon would fail.

grant execute on function
    rbac.has_permission(uuid, text),
    rbac.has_permission(text),
    rbac.has_role(uuid, text),
    rbac.is_admin(),
    access.can_read_course(uuid, uuid),
    access.can_read_lesson(uuid, uuid),
    gamification.calculate_level_from_xp(integer),
    referrals.track_referral_click(text, text, text, inet, text, jsonb),
    referrals.validate_referral_code_stable(text),
    referrals.check_flag_enabled(text),
    public.verify_certificate_public(text)
    to anon, authenticated, service_role;

grant execute on function media.get_signed_url(uuid, text, integer) to anon, authenticated;

-- People who are signed in --------------------------------------------------------------------------------------------

grant execute on function
    assessments.start_attempt(uuid),
    assessments.resume_attempt(uuid),
    assessments.submit_attempt(uuid, jsonb, uuid),
    assessments.abandon_attempt(uuid),
    assessments.get_attempt_result(uuid),
    assessments.check_attempt_eligibility(uuid),
    assessments.grade_attempt_manual(uuid, numeric, jsonb),
    assessments.verify_content_snapshot_integrity(uuid),
    assessments.revoke_certificate(uuid, text),
    assessments.test_xp_reversal_idempotence(),
    assessments.test_certificate_scope_constraints(),
    assessments.test_content_snapshot_integrity(),
    assessments.test_revocation_reissuance_cycle(),
    assessments.system_health_report(),
    assessments.final_validation_checks(),
    gamification.get_my_xp(),
    referrals.get_user_referral_stats(uuid),
    referrals.export_user_referral_data(uuid, text),
    referrals.anonymize_user_referral_data(uuid, uuid),
    referrals.delete_user_referral_data(uuid, uuid, boolean),
    rbac.get_user_permissions(uuid),
    util.export_user_data(uuid),
    public.soft_delete_profile(uuid)
    to authenticated;

-- They, and the back office -------------------------------------------------------------------------------------------

grant execute on function
    content.transition_workflow_status(text, uuid, text, text),
    content.submit_for_review(text, uuid, text),
    content.approve_content(text, uuid, text),
    content.reject_content(text, uuid, text),
    content.archive_content(text, uuid, text),
    access.user_can_access(uuid, text, uuid),
    assessments.enqueue_for_manual_review(uuid),
    assessments.issue_certificate(uuid, uuid),
    assessments.calculate_content_snapshot_hash(jsonb),
    referrals.generate_referral_code(uuid, text, text),
    referrals.get_error_budget_status(),
    referrals.check_business_rules_status(),
    referrals.validate_edge_cases_status(),
    rbac.grant_role(uuid, text, timestamptz, text),
    rbac.revoke_role(uuid, text, text),
    util.generate_slo_health_report()
    to authenticated, service_role;

-- The back office -----------------------------------------------------------------------------------------------------

grant execute on function
    learn.cleanup_old_analytics(integer),
    learn.prepare_analytics_partitioning(),
    learn.cleanup_deprecated_analytics(),
    assessments.detect_content_corruption(boolean, integer),
    assessments.backfill_certificate_hashes(),
    assessments.recalculate_question_usage(),
    assessments.expire_overdue_attempts(),
    assessments.generate_certificate_serial(),
    assessments.generate_verify_hash(text, uuid, timestamptz),
    gamification.credit_xp(uuid, text, text, jsonb, text),
    gamification.maintain_partitions(),
    gamification.verify_partition_health(),
    gamification.check_integrity_alerts(),
    gamification.update_streak(uuid),
    gamification.cleanup_idempotency_ledger(integer),
    gamification.process_notification_outbox(integer),
    referrals.process_referral_conversion(uuid, text, integer, text, uuid),
    referrals.maintain_tracking_partitions(),
    referrals.check_default_partition(),
    referrals.get_region_from_country(text),
    referrals.minimize_geo_data(text, text),
    referrals.hash_ip_daily_salt(inet),
    referrals.truncate_ip_to_network(inet),
    referrals.check_dpia_compliance(),
    referrals.scan_for_anomalies(),
    referrals.check_performance_thresholds(),
    referrals.execute_automatic_rollback(text, numeric, text),
    media.migrate_legacy_video_urls(),
    util.record_slo_measurement(text, numeric, jsonb),
    util.check_migration_readiness(text)
    to service_role;
