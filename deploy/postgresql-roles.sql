-- Roles for PostgreSQL, so that whoever checks the audit log is not whoever runs the service, and neither can rewrite it.
--
--   psql -v ON_ERROR_STOP=1 -f deploy/postgresql-roles.sql postgresql://owner@host/reportbot
--
-- Run it as the owner of the tables, after every `reportbot serve` or `reportbot doctor` of a new version has brought
-- them up to date (the owner alone may), and again whenever you like: it says everything anew. Give logins to them:
--   CREATE ROLE town LOGIN PASSWORD '...' IN ROLE reportbot_purge;        for REPORTBOT_DATABASE_URL: the service purges
--   CREATE ROLE anna LOGIN PASSWORD '...' IN ROLE reportbot_auditor;      for `reportbot audit verify`, on her machine
--
-- reportbot_service   reads and writes; to the audit log and to the history of cases it can only add
-- reportbot_purge     may also delete cases that have run out, with their history; the audit log stays
-- reportbot_auditor   reads the audit log and nothing else: no case, no report, no address
-- reportbot_backup    reads everything and writes nothing
--
-- SQLite has no roles: whoever may write to the file may do everything, its triggers stop only slips.
-- What roles cannot do: the owner of the tables and a superuser can do everything. What they do to the audit log is
-- found by `reportbot audit verify`, as long as they do not hold the key `audit` too; and with the key by a mailed head.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['reportbot_service', 'reportbot_purge', 'reportbot_auditor', 'reportbot_backup'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- it is there already
        END;
    END LOOP;
END
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, reportbot_service, reportbot_purge, reportbot_auditor, reportbot_backup;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO reportbot_service, reportbot_purge, reportbot_auditor, reportbot_backup;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO reportbot_service;
REVOKE INSERT, UPDATE, DELETE ON reportbot_version FROM reportbot_service;
REVOKE UPDATE, DELETE ON audit_entries, case_events FROM reportbot_service;
REVOKE DELETE ON audit_head, case_numbers, observed_days FROM reportbot_service;
REVOKE DELETE ON cases, reports, referrals FROM reportbot_service;

GRANT reportbot_service TO reportbot_purge;
GRANT DELETE ON case_events, cases, reports, referrals TO reportbot_purge;

GRANT SELECT ON audit_entries, audit_head, reportbot_version TO reportbot_auditor;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO reportbot_backup;
