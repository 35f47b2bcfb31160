-- The same rules as a person would write them for SQLite with all that ours answer: who fails, at which level, who cannot
-- be told for want of data (2), and as of any day, from the status and the agency of that day.

-- TR-02
SELECT h.id, CASE WHEN EXISTS (SELECT 1 FROM training t WHERE t.learner_id = h.id AND t.result IS NULL AND t.completed_on BETWEEN {y1} AND {d} AND (t.revoked_on IS NULL OR t.revoked_on > {d})) THEN 2 ELSE 10 END
  FROM host h WHERE (onboarded_on IS NULL OR onboarded_on <= {d}) AND (left_on IS NULL OR left_on > {d})
  AND CASE WHEN status_from <= {d} THEN status ELSE coalesce((SELECT value FROM past_status p WHERE p.subject_id = h.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1),
  (SELECT value FROM past_status p WHERE p.subject_id = h.id ORDER BY p.from_day LIMIT 1), status) END = 'active'
  AND coalesce(first_live_on, (SELECT min(CASE WHEN x.status = 'aired' THEN coalesce(x.started_at, x.planned_start) ELSE x.planned_start END) / 86400 FROM broadcast_hosts l JOIN broadcast x ON x.id = l.owner_id
  WHERE l.target_id = h.id AND x.status <> 'cancelled' AND CASE WHEN x.status = 'aired' THEN coalesce(x.started_at, x.planned_start) ELSE x.planned_start END < {end})) <= {d}
  AND NOT EXISTS (SELECT 1 FROM training t WHERE t.learner_id = h.id AND t.result = 'passed' AND t.completed_on BETWEEN {y1} AND {d} AND (t.revoked_on IS NULL OR t.revoked_on > {d}));
-- ID-03
SELECT id, CASE WHEN born IS NULL THEN 2 ELSE 10 END FROM (SELECT id, coalesce(birth_date, CASE WHEN id_number_valid = 1 THEN id_birth_date END) AS born, guardian_consent_on
  FROM host h WHERE (onboarded_on IS NULL OR onboarded_on <= {d}) AND (left_on IS NULL OR left_on > {d})
  AND CASE WHEN status_from <= {d} THEN status ELSE coalesce((SELECT value FROM past_status p WHERE p.subject_id = h.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1),
  (SELECT value FROM past_status p WHERE p.subject_id = h.id ORDER BY p.from_day LIMIT 1), status) END = 'active')
  WHERE born IS NULL OR born <= {b16} AND born > {b18} AND (guardian_consent_on IS NULL OR guardian_consent_on > {d});
-- IN-03
SELECT id, CASE WHEN cases >= 3 THEN 11 ELSE 10 END FROM (SELECT m.id, (SELECT count(*) FROM case_record c WHERE c.subject_id = m.id AND c.kind = 'penalty' AND c.category = 'false_publicity' AND c.occurred_at < {end}
  AND CASE WHEN c.decided_on > {d} THEN 'open' WHEN c.appeal = 'granted' THEN 'overturned' ELSE c.outcome END = 'substantiated'
  AND coalesce(CASE WHEN c.decided_on <= {d} THEN c.decided_on END, c.occurred_at / 86400) > {y2}) AS cases
  FROM merchant m WHERE (onboarded_on IS NULL OR onboarded_on <= {d}) AND (left_on IS NULL OR left_on > {d})
  AND CASE WHEN status_from <= {d} THEN status ELSE coalesce((SELECT value FROM past_status p WHERE p.subject_id = m.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1),
  (SELECT value FROM past_status p WHERE p.subject_id = m.id ORDER BY p.from_day LIMIT 1), status) END = 'active') WHERE cases >= 2;
-- CT-01
SELECT h.id, CASE WHEN EXISTS (SELECT 1 FROM contract c WHERE c.counterparty_id = h.id AND c.party_type = 'agency' AND +c.party_id = h.agency AND c.valid_from <= {d} AND (c.signed_on IS NULL OR c.signed_on <= {d}) AND (c.terminated_on IS NULL OR c.terminated_on > {d})
  AND (c.kind IN ('management', 'employment', 'labour_service') OR c.kind IS NULL) AND (c.state = 'in_force' OR c.state IS NULL) AND (c.valid_until_long = 1 OR c.auto_renew = 1 OR c.valid_until >= {d} OR c.valid_until IS NULL)) OR EXISTS (SELECT 1 FROM contract c WHERE c.party_id = h.id AND c.counterparty_type = 'agency' AND c.counterparty_id = h.agency AND c.valid_from <= {d} AND (c.signed_on IS NULL OR c.signed_on <= {d}) AND (c.terminated_on IS NULL OR c.terminated_on > {d})
  AND (c.kind IN ('management', 'employment', 'labour_service') OR c.kind IS NULL) AND (c.state = 'in_force' OR c.state IS NULL) AND (c.valid_until_long = 1 OR c.auto_renew = 1 OR c.valid_until >= {d} OR c.valid_until IS NULL)) THEN 2 ELSE 10 END
  FROM (SELECT h.id, CASE WHEN agency_from <= {d} THEN agency_id WHEN EXISTS (SELECT 1 FROM past_agency p WHERE p.subject_id = h.id AND p.from_day <= {d})
  THEN (SELECT p.agency_id FROM past_agency p WHERE p.subject_id = h.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1) WHEN EXISTS (SELECT 1 FROM past_agency p WHERE p.subject_id = h.id)
  THEN (SELECT p.agency_id FROM past_agency p WHERE p.subject_id = h.id ORDER BY p.from_day LIMIT 1) ELSE agency_id END AS agency
  FROM host h WHERE (onboarded_on IS NULL OR onboarded_on <= {d}) AND (left_on IS NULL OR left_on > {d})
  AND CASE WHEN status_from <= {d} THEN status ELSE coalesce((SELECT value FROM past_status p WHERE p.subject_id = h.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1),
  (SELECT value FROM past_status p WHERE p.subject_id = h.id ORDER BY p.from_day LIMIT 1), status) END = 'active') h
  WHERE h.agency IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contract c WHERE c.counterparty_id = h.id AND c.party_type = 'agency' AND +c.party_id = h.agency AND c.valid_from <= {d} AND (c.signed_on IS NULL OR c.signed_on <= {d}) AND (c.terminated_on IS NULL OR c.terminated_on > {d})
  AND c.kind IN ('management', 'employment', 'labour_service') AND c.state = 'in_force' AND (c.valid_until_long = 1 OR c.auto_renew = 1 OR c.valid_until >= {d})) AND NOT EXISTS (SELECT 1 FROM contract c WHERE c.party_id = h.id AND c.counterparty_type = 'agency' AND c.counterparty_id = h.agency AND c.valid_from <= {d} AND (c.signed_on IS NULL OR c.signed_on <= {d}) AND (c.terminated_on IS NULL OR c.terminated_on > {d})
  AND c.kind IN ('management', 'employment', 'labour_service') AND c.state = 'in_force' AND (c.valid_until_long = 1 OR c.auto_renew = 1 OR c.valid_until >= {d}));
-- ID-10
SELECT h.id, 10 FROM host h WHERE (onboarded_on IS NULL OR onboarded_on <= {d}) AND (left_on IS NULL OR left_on > {d})
  AND CASE WHEN status_from <= {d} THEN status ELSE coalesce((SELECT value FROM past_status p WHERE p.subject_id = h.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1),
  (SELECT value FROM past_status p WHERE p.subject_id = h.id ORDER BY p.from_day LIMIT 1), status) END = 'active'
  AND (NOT EXISTS (SELECT 1 FROM host_categories l WHERE l.owner_id = h.id) OR NOT EXISTS (SELECT 1 FROM host_domains l WHERE l.owner_id = h.id));
-- RV-02
SELECT m.id, 10 FROM merchant m WHERE (onboarded_on IS NULL OR onboarded_on <= {d}) AND (left_on IS NULL OR left_on > {d})
  AND CASE WHEN status_from <= {d} THEN status ELSE coalesce((SELECT value FROM past_status p WHERE p.subject_id = m.id AND p.from_day <= {d} ORDER BY p.from_day DESC LIMIT 1),
  (SELECT value FROM past_status p WHERE p.subject_id = m.id ORDER BY p.from_day LIMIT 1), status) END = 'active'
  AND EXISTS (SELECT 1 FROM review r WHERE r.merchant_id = m.id AND r.reviewed_at < {end} AND r.hidden = 1 AND r.hidden_reason IS NULL);
