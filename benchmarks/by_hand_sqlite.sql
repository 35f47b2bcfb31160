-- Some core rules as a person would write them for SQLite, two-valued, on the same file and indexes.

-- TR-02
SELECT h.id FROM host h WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d}
  AND coalesce(first_live_on, (SELECT min(coalesce(x.started_at, x.planned_start)) / 86400 FROM broadcast_hosts l JOIN broadcast x ON x.id = l.owner_id
  WHERE l.target_id = h.id AND x.status <> 'cancelled' AND coalesce(x.started_at, x.planned_start) < {end})) <= {d}
  AND NOT EXISTS (SELECT 1 FROM training t WHERE t.learner_id = h.id AND t.result = 'passed' AND t.completed_on BETWEEN {y1} AND {d} AND coalesce(t.revoked_on, 999999) > {d});
-- ID-03
SELECT id FROM host WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d}
  AND coalesce(birth_date, id_birth_date) <= {b16} AND coalesce(birth_date, id_birth_date) > {b18} AND coalesce(guardian_consent_on, 999999) > {d};
-- IN-03
SELECT m.id FROM merchant m WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d}
  AND (SELECT count(*) FROM case_record c WHERE c.subject_type = 'merchant' AND c.subject_id = m.id AND c.kind = 'penalty' AND c.category = 'false_publicity' AND c.occurred_at < {end}
  AND c.appeal <> 'granted' AND c.outcome = 'substantiated' AND coalesce(c.decided_on, c.occurred_at / 86400) BETWEEN {y2} + 1 AND {d}) >= 2;
-- CT-01
SELECT h.id FROM host h WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d} AND agency_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM contract c WHERE c.counterparty_type = 'host' AND c.counterparty_id = h.id AND c.party_type = 'agency' AND +c.party_id = h.agency_id
  AND c.kind IN ('management', 'employment', 'labour_service') AND c.state = 'in_force' AND c.valid_from <= {d} AND coalesce(c.signed_on, 0) <= {d} AND coalesce(c.terminated_on, 999999) > {d}
  AND (c.valid_until_long = 1 OR c.auto_renew = 1 OR c.valid_until >= {d}));
-- ID-10
SELECT h.id FROM host h WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d}
  AND (NOT EXISTS (SELECT 1 FROM host_categories l WHERE l.owner_id = h.id) OR NOT EXISTS (SELECT 1 FROM host_domains l WHERE l.owner_id = h.id));
-- RV-02
SELECT m.id FROM merchant m WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d}
  AND EXISTS (SELECT 1 FROM review r WHERE r.merchant_id = m.id AND r.reviewed_at < {end} AND r.hidden = 1 AND r.hidden_reason IS NULL);
