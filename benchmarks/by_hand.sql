-- The core rules as a person would write them for DuckDB, one statement a rule: the ids of the subjects that fail.
-- {d} the day, {end} the second of its end, {y1} {y2} {m5} the day one year, two years, five months before,
-- {b16} {b18} the last birthday of somebody who is 16, 18; {new_year} the first day of the year.

-- views
CREATE OR REPLACE TEMP VIEW h AS SELECT * FROM host WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d};
CREATE OR REPLACE TEMP VIEW m AS SELECT * FROM merchant WHERE status = 'active' AND coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d};
CREATE OR REPLACE TEMP VIEW b AS SELECT *, CASE WHEN status = 'aired' THEN coalesce(started_at, planned_start) ELSE planned_start END AS start,
  CASE WHEN identity_reported_at < {end} THEN identity_reported_at END AS reported, CASE WHEN reviewed_at < {end} THEN reviewed_at END AS reviewed FROM broadcast
  WHERE status = 'planned' OR (status = 'aired' AND coalesce(started_at, planned_start) >= {end} - 90 * 86400 AND coalesce(started_at, planned_start) < {end});
CREATE OR REPLACE TEMP VIEW live AS SELECT h.*, coalesce(first_live_on, f.day) AS first_live FROM h LEFT JOIN (
  SELECT target_id, min(CASE WHEN x.status = 'aired' THEN coalesce(started_at, planned_start) ELSE planned_start END // 86400) AS day
  FROM broadcast_hosts l JOIN broadcast x ON x.id = l.owner_id WHERE x.status <> 'cancelled'
  AND CASE WHEN x.status = 'aired' THEN coalesce(started_at, planned_start) ELSE planned_start END < {end} GROUP BY 1) f ON f.target_id = h.id;
CREATE OR REPLACE TEMP VIEW passed AS SELECT * FROM training WHERE learner_type = 'host' AND result = 'passed' AND completed_on <= {d} AND coalesce(revoked_on, 999999) > {d};
CREATE OR REPLACE TEMP VIEW valid AS SELECT p.* FROM passed p JOIN course c ON c.id = p.course_id WHERE CASE WHEN valid_until_long = 1 THEN true
  WHEN valid_until IS NOT NULL THEN valid_until >= {d} WHEN c.valid_months IS NULL THEN true
  ELSE date_diff('day', DATE '1970-01-01', CAST(DATE '1970-01-01' + CAST(completed_on AS INTEGER) + to_months(CAST(c.valid_months AS INTEGER)) AS DATE)) >= {d} END;
CREATE OR REPLACE TEMP VIEW seen AS SELECT l.*, k.level, coalesce(k.no_term, false) OR (l.kind = 'business_licence' AND mm.entity_type = 'sole_trader') AS no_term,
  l.kind = 'food_production' AND l.holder_uscc IS NOT NULL AND l.holder_uscc <> coalesce(mm.uscc, '') AND NOT EXISTS
  (SELECT 1 FROM merchant_linked_usccs u WHERE u.owner_id = l.owner_id AND u.value = l.holder_uscc) AS alien,
  (state = 'in_force' OR (state IN ('revoked', 'cancelled') AND ended_on > {d})) AND coalesce(ended_on, 999999) > {d} AND coalesce(valid_from, 0) <= {d} AS running,
  valid_until IS NULL AND valid_until_long = 0 AND NOT (coalesce(k.no_term, false) OR (l.kind = 'business_licence' AND coalesce(mm.entity_type, '') = 'sole_trader')) AS endless
  FROM licence l LEFT JOIN licence_kind k ON k.kind = l.kind LEFT JOIN merchant mm ON l.owner_type = 'merchant' AND mm.id = l.owner_id WHERE coalesce(issued_on, 0) <= {d};
CREATE OR REPLACE TEMP VIEW lic AS SELECT *, running AND NOT endless AND (valid_until_long = 1 OR valid_until IS NULL OR valid_until >= {d}) AS in_force, running AND endless AS maybe FROM seen;
CREATE OR REPLACE TEMP VIEW c AS SELECT *, CASE WHEN decided_on > {d} THEN 'open' WHEN appeal = 'granted' THEN 'overturned' ELSE outcome END AS outcome_then,
  CASE WHEN decided_on <= {d} THEN decided_on ELSE occurred_at // 86400 END AS decided_day,
  coalesce(CASE WHEN accepted_at < {end} THEN accepted_at END, occurred_at) AS asked,
  coalesce(CASE WHEN first_response_at < {end} THEN first_response_at END, CASE WHEN closed_at < {end} THEN closed_at END) AS answered,
  CASE WHEN refunded_on <= {d} THEN refunded_on END AS refunded FROM case_record WHERE occurred_at < {end};
CREATE OR REPLACE TEMP VIEW stopped AS SELECT subject_type, subject_id FROM c WHERE sanction IN ('suspend', 'ban_live', 'close', 'blacklist', 'no_reregister', 'revoke_commerce', 'expel')
  AND outcome_then NOT IN ('unsubstantiated', 'malicious', 'overturned') AND coalesce(sanction_from, decided_day) <= {d} AND (sanction_until_long = 1 OR coalesce(sanction_until, {d}) >= {d});
CREATE OR REPLACE TEMP VIEW deal AS SELECT * FROM contract WHERE state = 'in_force' AND valid_from <= {d} AND coalesce(signed_on, 0) <= {d} AND coalesce(terminated_on, 999999) > {d}
  AND (valid_until_long = 1 OR coalesce(auto_renew, 0) = 1 OR valid_until >= {d});
CREATE OR REPLACE TEMP VIEW own AS SELECT l.*, m.uscc FROM lic l JOIN m ON m.id = l.owner_id WHERE l.owner_type = 'merchant';
CREATE OR REPLACE TEMP VIEW onfile AS SELECT o.owner_id, a.category, bool_or(o.in_force) AS held, bool_or(o.maybe) AS maybe
  FROM own o JOIN accepted_kind a ON a.kind = o.kind WHERE NOT o.alien GROUP BY ALL;
CREATE OR REPLACE TEMP VIEW granted AS SELECT a.*, a.state = 'in_force' AND a.valid_from <= {d} AND (a.valid_until_long = 1 OR a.valid_until >= {d}) AS in_force,
  a.state = 'in_force' AND a.valid_from <= {d} AND a.valid_until IS NULL AND a.valid_until_long = 0 AS maybe
  FROM authorisation a JOIN m ON m.id = a.merchant_id WHERE a.grantee_folded IN (m.legal_name_folded, m.shop_name_folded, lower(m.code), lower(m.uscc));
CREATE OR REPLACE TEMP VIEW traded AS SELECT l.owner_id AS id, l.value AS brand FROM merchant_brands l JOIN m ON m.id = l.owner_id UNION
  SELECT merchant_id, brand FROM granted WHERE valid_from <= {d} AND (valid_until_long = 1 OR valid_until > {d} - 180) AND merchant_id NOT IN (SELECT owner_id FROM merchant_brands);
CREATE OR REPLACE TEMP VIEW marked AS SELECT owner_id, brand FROM own o WHERE kind = 'trademark_certificate' AND in_force AND (holder_uscc IS NULL OR holder_uscc = uscc
  OR EXISTS (SELECT 1 FROM merchant_linked_usccs u WHERE u.owner_id = o.owner_id AND u.value = holder_uscc));
CREATE OR REPLACE TEMP VIEW ending AS SELECT l.* FROM lic l WHERE l.in_force AND l.valid_until_long = 0 AND l.valid_until <= {d} + 90;
CREATE OR REPLACE TEMP VIEW succeeded AS SELECT DISTINCT e.id FROM ending e JOIN lic s ON s.owner_type = e.owner_type AND s.owner_id = e.owner_id AND s.id <> e.id
  WHERE s.state = 'in_force' AND coalesce(s.ended_on, 999999) > {d} AND s.valid_from <= e.valid_until + 1 AND (s.valid_until_long = 1 OR s.valid_until > e.valid_until OR (s.valid_until IS NULL AND s.no_term)) AND s.alien = e.alien
  AND CASE WHEN e.level = 'product' OR e.alien THEN s.number = e.number OR s.renews = e.number ELSE s.kind = e.kind END;

-- TR-01
SELECT id FROM live WHERE first_live <= {d} AND first_live >= 20485 AND NOT EXISTS (SELECT 1 FROM passed p WHERE p.learner_id = live.id AND p.completed_on <= live.first_live);
-- TR-02
SELECT id FROM live WHERE first_live <= {d} AND id NOT IN (SELECT learner_id FROM passed WHERE completed_on >= {y1});
-- TR-03
SELECT id FROM h WHERE id IN (SELECT owner_id FROM host_categories l JOIN food f ON f.code = l.value) AND id NOT IN (
  SELECT v.learner_id FROM valid v JOIN training_topics t ON t.owner_id = v.id WHERE t.value = 'food' UNION ALL
  SELECT v.learner_id FROM valid v JOIN course_topics t ON t.owner_id = v.course_id WHERE t.value = 'food' AND v.id NOT IN (SELECT owner_id FROM training_topics));
-- TR-04
SELECT id FROM live WHERE first_live <= {d} AND id NOT IN (SELECT learner_id FROM (
  SELECT v.learner_id, t.value FROM valid v JOIN training_topics t ON t.owner_id = v.id UNION ALL
  SELECT v.learner_id, t.value FROM valid v JOIN course_topics t ON t.owner_id = v.course_id WHERE v.id NOT IN (SELECT owner_id FROM training_topics))
  WHERE value IN ('trade', 'infosec', 'quality', 'consumer', 'platform_rules') GROUP BY 1 HAVING count(DISTINCT value) = 5);
-- LI-01
SELECT id FROM m WHERE NOT (entity_type = 'person' AND licence_exemption IS NOT NULL) AND (entity_type = 'person' OR uscc IS NULL OR coalesce(uscc_valid, 1) = 0
  OR id NOT IN (SELECT owner_id FROM own WHERE kind = 'business_licence' AND (in_force OR maybe)));
-- LI-02
SELECT DISTINCT m.id FROM m JOIN merchant_categories l ON l.owner_id = m.id JOIN (SELECT DISTINCT category FROM accepted_kind) n ON n.category = l.value
  LEFT JOIN onfile f ON f.owner_id = m.id AND f.category = l.value WHERE f.owner_id IS NULL;
-- LI-03
SELECT DISTINCT f.owner_id FROM onfile f JOIN merchant_categories l ON l.owner_id = f.owner_id AND l.value = f.category WHERE NOT f.held AND NOT f.maybe;
-- LI-04
SELECT DISTINCT e.owner_id FROM ending e WHERE e.id NOT IN (SELECT id FROM succeeded) AND (e.owner_id IN (SELECT id FROM h) OR e.owner_id IN (SELECT id FROM m)
  OR e.owner_id IN (SELECT id FROM agency WHERE status = 'active'));
-- LI-05
SELECT DISTINCT owner_id FROM own o WHERE in_force AND level = 'entity' AND NOT (alien AND kind = 'food_production') AND holder_uscc IS NOT NULL
  AND holder_uscc <> uscc AND strpos(uscc, '*') = 0 AND NOT EXISTS (SELECT 1 FROM merchant_linked_usccs u WHERE u.owner_id = o.owner_id AND u.value = holder_uscc);
-- LI-13
SELECT DISTINCT h.id FROM h JOIN host_domains l ON l.owner_id = h.id JOIN qualification q ON q.domain = l.value
  WHERE NOT EXISTS (SELECT 1 FROM lic WHERE owner_type = 'host' AND owner_id = h.id AND lic.kind = q.kind AND (in_force OR maybe));
-- ID-01
SELECT id FROM host WHERE coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d} AND has_id_number = 1 AND id_number_masked = 0 AND id_type IN ('resident_id', 'hk_macao_residence', 'tw_residence')
  AND (id_number_valid = 0 OR birth_date <> id_birth_date OR sex <> id_sex);
-- ID-02
SELECT id FROM h WHERE coalesce(birth_date, id_birth_date) > {b16};
-- ID-03
SELECT id FROM h WHERE coalesce(birth_date, id_birth_date) <= {b16} AND coalesce(birth_date, id_birth_date) > {b18} AND coalesce(guardian_consent_on, 999999) > {d};
-- ID-04
SELECT id FROM h WHERE has_real_name = 0 OR has_id_number = 0 OR has_phone = 0 OR residence IS NULL OR occupation IS NULL OR id IN (SELECT l.owner_id FROM host_domains l JOIN qualification q ON q.domain = l.value
  WHERE NOT EXISTS (SELECT 1 FROM seen WHERE owner_type = 'host' AND owner_id = l.owner_id AND seen.kind = q.kind));
-- ID-05
SELECT id FROM m WHERE identity_verified_on < {m5};
-- ID-06
SELECT id FROM h WHERE identity_verified_on < {m5};
-- ID-10
SELECT id FROM h WHERE id NOT IN (SELECT owner_id FROM host_categories) OR id NOT IN (SELECT owner_id FROM host_domains);
-- ID-11
SELECT id FROM m WHERE id NOT IN (SELECT owner_id FROM merchant_categories);
-- IN-01
SELECT id FROM (SELECT id, status, 'host' AS kind, onboarded_on, left_on FROM host UNION ALL SELECT id, status, 'merchant', onboarded_on, left_on FROM merchant) s
  WHERE coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d} AND (status = 'blacklisted' OR (status IN ('active', 'suspended') AND id IN (SELECT subject_id FROM stopped WHERE subject_type IN ('host', 'merchant'))));
-- IN-02
SELECT DISTINCT subject_id FROM c WHERE outcome_then = 'substantiated' AND decided_day BETWEEN {new_year} AND {d} AND (subject_id IN (SELECT id FROM h) OR subject_id IN (SELECT id FROM m))
  GROUP BY subject_id, platform, scheme HAVING sum(points) >= 300;
-- IN-03
SELECT subject_id FROM c WHERE subject_type = 'merchant' AND kind = 'penalty' AND category = 'false_publicity' AND outcome_then = 'substantiated' AND decided_day > {y2} AND subject_id IN (SELECT id FROM m)
  GROUP BY 1 HAVING count(*) >= 2;
-- IN-09
SELECT DISTINCT subject_id FROM c WHERE subject_type = 'merchant' AND kind = 'complaint' AND asked // 86400 > {d} - 90 AND outcome_then NOT IN ('malicious', 'overturned') AND subject_id IN (SELECT id FROM m)
  AND coalesce(answered, {end}) - asked > 172800;
-- IN-10
SELECT DISTINCT subject_id FROM c WHERE subject_type = 'merchant' AND outcome_then NOT IN ('unsubstantiated', 'malicious', 'overturned') AND goods_returned_on <= {d} AND (refunded IS NULL OR refunded > {d} - 90)
  AND subject_id IN (SELECT id FROM m) AND coalesce(refunded, {d}) > goods_returned_on + 7;
-- BR-02
SELECT DISTINCT t.id FROM traded t LEFT JOIN (SELECT merchant_id, brand, bool_or(in_force) AS held, bool_or(maybe) AS maybe, max(CASE WHEN in_force THEN CASE WHEN valid_until_long = 1 THEN 999999 ELSE valid_until END END) AS last
  FROM granted GROUP BY ALL) g ON g.merchant_id = t.id AND g.brand = t.brand WHERE (t.id, t.brand) NOT IN (SELECT owner_id, brand FROM marked WHERE brand IS NOT NULL)
  AND ((NOT coalesce(g.held, false) AND NOT coalesce(g.maybe, false)) OR (g.held AND g.last <= {d} + 30
  AND NOT EXISTS (SELECT 1 FROM granted n WHERE n.merchant_id = t.id AND n.brand = t.brand AND n.state = 'in_force' AND n.valid_from <= g.last + 1 AND (n.valid_until_long = 1 OR n.valid_until > g.last))));
-- CT-01
SELECT id FROM h WHERE agency_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deal WHERE kind IN ('management', 'employment', 'labour_service') AND party_type = 'agency' AND party_id = h.agency_id
  AND counterparty_type = 'host' AND counterparty_id = h.id);
-- RV-02
SELECT id FROM m WHERE id IN (SELECT merchant_id FROM review WHERE reviewed_at < {end} AND hidden = 1 AND hidden_reason IS NULL);
-- ID-07
SELECT id FROM b WHERE reported > start OR (reported IS NULL AND status = 'aired');
-- RC-02
SELECT DISTINCT b.id FROM b JOIN broadcast_merchants l ON l.owner_id = b.id JOIN room r ON r.id = b.room_id WHERE l.target_id <> r.operator_id AND (seller_shown = 0 OR link_hops > 1);
-- RC-03
SELECT id FROM b WHERE reviewed > start OR (reviewed IS NULL AND status = 'aired');
-- RC-04
SELECT id FROM b WHERE status = 'aired' AND ended_at < {end} AND (DATE '1970-01-01' + CAST(recording_kept_until AS INTEGER)) < (DATE '1970-01-01' + CAST(ended_at // 86400 AS INTEGER) + INTERVAL 3 YEAR);
-- RV-08
SELECT b.id FROM b LEFT JOIN broadcast_hosts l ON l.owner_id = b.id AND l.ordinal = 0 LEFT JOIN host x ON x.id = l.target_id WHERE coalesce(b.presenter, x.presenter, 'human') IN ('avatar', 'ai') AND ai_label = 0;
