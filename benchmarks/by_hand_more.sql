-- Rules that came later, as a person would write them for DuckDB, on the views of by_hand.sql and some more.
-- {y3} {y5} {b10} the day three years, five years, ten years before.

-- views
CREATE OR REPLACE TEMP VIEW a AS SELECT * FROM agency WHERE status = 'active';
CREATE OR REPLACE TEMP VIEW bound AS SELECT *, state = 'in_force' AND valid_from <= {d} AND coalesce(terminated_on, 999999) > {d} AS running,
  valid_until_long = 1 OR coalesce(auto_renew, 0) = 1 OR valid_until >= {d} AS lasting FROM contract WHERE coalesce(signed_on, 0) <= {d};
CREATE OR REPLACE TEMP VIEW party AS SELECT *, party_id AS own, counterparty_type AS other_type, counterparty_id AS other FROM bound UNION ALL
  SELECT *, counterparty_id, party_type, party_id FROM bound;
CREATE OR REPLACE TEMP VIEW eff AS SELECT *, occurred_at // 86400 AS occurred_day FROM c WHERE outcome_then = 'substantiated';
CREATE OR REPLACE TEMP VIEW anybody AS SELECT id FROM h UNION ALL SELECT id FROM m UNION ALL SELECT id FROM a;
CREATE OR REPLACE TEMP VIEW learnt AS SELECT DISTINCT learner_id FROM (SELECT p.learner_id, t.value FROM training p JOIN training_topics t ON t.owner_id = p.id
  WHERE result = 'passed' AND completed_on BETWEEN {y1} AND {d} AND coalesce(revoked_on, 999999) > {d} UNION ALL
  SELECT p.learner_id, t.value FROM training p JOIN course_topics t ON t.owner_id = p.course_id WHERE result = 'passed' AND completed_on BETWEEN {y1} AND {d}
  AND coalesce(revoked_on, 999999) > {d} AND p.id NOT IN (SELECT owner_id FROM training_topics)) WHERE value IN ('trade', 'infosec', 'quality', 'consumer', 'platform_rules');
CREATE OR REPLACE TEMP VIEW barred AS SELECT subject_id AS id FROM c WHERE sanction IN ('blacklist', 'no_reregister') AND outcome_then NOT IN ('unsubstantiated', 'malicious', 'overturned')
  AND coalesce(sanction_from, decided_day) <= {d} AND (sanction_until_long = 1 OR coalesce(sanction_until, {d}) >= {d});
CREATE OR REPLACE TEMP VIEW living AS SELECT id FROM host WHERE (coalesce(onboarded_on, 0) <= {d} AND coalesce(left_on, 999999) > {d} AND status <> 'left') OR status = 'blacklisted' OR id IN (SELECT id FROM barred);
CREATE OR REPLACE TEMP VIEW given AS SELECT g.*, g.state = 'in_force' AND g.valid_from <= {d} AND (g.valid_until_long = 1 OR g.valid_until >= {d}) AS in_force,
  g.state = 'in_force' AND g.valid_from <= {d} AND (g.valid_until_long = 1 OR coalesce(g.valid_until, {d}) >= {d}) AS possible
  FROM authorisation g JOIN merchant mm ON mm.id = g.merchant_id WHERE g.grantee_folded IN (mm.legal_name_folded, mm.shop_name_folded, lower(mm.code), lower(mm.uscc));
CREATE OR REPLACE TEMP VIEW session AS SELECT t.*, coalesce(t.result = 'refused', false) OR coalesce(t.completed_on < t.started_on, false) OR coalesce(t.hours * 10 < k.hours * 6, false) AS poor,
  strpos(evidence, '.') > 0 OR strpos(evidence, '/') > 0 OR length(evidence) >= 32 AS file FROM training t JOIN course k ON k.id = t.course_id WHERE completed_on <= {d};
CREATE OR REPLACE TEMP VIEW copied AS SELECT DISTINCT s.id FROM session s JOIN training o ON o.evidence = s.evidence AND o.learner_id <> s.learner_id
  AND NOT (o.course_id = s.course_id AND o.completed_on = s.completed_on) AND o.completed_on <= {d} WHERE s.file;

-- TR-05
SELECT DISTINCT s.learner_id FROM session s WHERE s.learner_id IN (SELECT id FROM h) AND s.completed_on >= {y1} AND (s.poor OR s.id IN (SELECT id FROM copied))
  AND NOT EXISTS (SELECT 1 FROM session u WHERE u.learner_id = s.learner_id AND u.course_id = s.course_id AND u.completed_on > s.completed_on AND u.result = 'passed'
  AND coalesce(u.revoked_on, 999999) > {d} AND NOT u.poor AND u.id NOT IN (SELECT id FROM copied));
-- TR-06
SELECT id FROM m WHERE id IN (SELECT owner_id FROM merchant_roles WHERE value = 'operator') AND id NOT IN (SELECT learner_id FROM learnt);
-- TR-08
SELECT id FROM a WHERE id NOT IN (SELECT learner_id FROM learnt);
-- TR-09
SELECT id FROM a WHERE id IN (SELECT agency_id FROM host WHERE status = 'active') AND id NOT IN (SELECT x.agency_id FROM host x JOIN training t ON t.learner_id = x.id
  WHERE x.status = 'active' AND x.agency_id IS NOT NULL AND t.completed_on BETWEEN {y1} AND {d});
-- LI-09
SELECT DISTINCT merchant_id FROM product p WHERE merchant_id IN (SELECT id FROM m) AND status = 'active' AND category IN ('food_health', 'food_fsmp', 'device_2', 'device_3', 'drug_otc', 'pesticide', 'veterinary')
  AND (ad_approval_no IS NULL OR ad_approval_until < {d});
-- LI-11
SELECT id FROM m WHERE id IN (SELECT owner_id FROM merchant_categories WHERE value IN ('tobacco', 'drug_rx', 'drug_special', 'food_barred', 'pesticide_restricted'))
  OR id IN (SELECT merchant_id FROM product WHERE status = 'active' AND category IN ('tobacco', 'drug_rx', 'drug_special', 'food_barred', 'pesticide_restricted'));
-- LI-14
SELECT id FROM a WHERE id IN (SELECT own FROM party WHERE kind = 'management' AND running AND lasting AND counterparty_type = 'host')
  AND (agents < 3 OR signed_hosts > agents * 100 OR id NOT IN (SELECT owner_id FROM lic WHERE owner_type = 'agency' AND kind = 'performance_permit' AND (in_force OR maybe)));
-- LI-16
SELECT id FROM b WHERE id IN (SELECT owner_id FROM broadcast_categories WHERE value IN ('tobacco', 'drug_rx', 'drug_special', 'food_barred', 'pesticide_restricted'))
  OR id IN (SELECT l.owner_id FROM broadcast_products l JOIN broadcast_merchants s ON s.owner_id = l.owner_id JOIN product p ON p.merchant_id = s.target_id AND p.code = l.value
  WHERE p.category IN ('tobacco', 'drug_rx', 'drug_special', 'food_barred', 'pesticide_restricted'));
-- ID-09
SELECT id FROM h WHERE id IN (SELECT v.owner_id FROM host_vault v JOIN host_vault o ON o.id_number = v.id_number AND o.owner_id <> v.owner_id WHERE strpos(v.id_number, '*') = 0 AND o.owner_id IN (SELECT id FROM living))
  OR id IN (SELECT v.owner_id FROM host_vault v JOIN host_vault o ON o.phone = v.phone AND o.owner_id <> v.owner_id WHERE strpos(v.phone, '*') = 0 AND o.owner_id IN (SELECT id FROM living))
  OR id IN (SELECT v.owner_id FROM host_vault v JOIN merchant_vault o ON o.person_id_number = v.id_number JOIN merchant x ON x.id = o.owner_id
  WHERE strpos(v.id_number, '*') = 0 AND (x.status = 'blacklisted' OR x.id IN (SELECT id FROM barred)));
-- IN-04
SELECT DISTINCT k.subject_id FROM eff k JOIN broadcast_hosts l ON l.target_id = k.subject_id JOIN broadcast x ON x.id = l.owner_id WHERE k.subject_id IN (SELECT id FROM h) AND k.kind = 'penalty'
  AND k.category = 'false_ad_endorsement' AND decided_day > {y3} AND x.status <> 'cancelled' AND x.endorsed = 1
  AND CASE WHEN x.status = 'aired' THEN coalesce(x.started_at, x.planned_start) ELSE x.planned_start END // 86400 > decided_day
  AND DATE '1970-01-01' + CAST(CASE WHEN x.status = 'aired' THEN coalesce(x.started_at, x.planned_start) ELSE x.planned_start END // 86400 AS INTEGER)
  < DATE '1970-01-01' + CAST(decided_day AS INTEGER) + INTERVAL 3 YEAR;
-- IN-05
SELECT subject_id FROM eff WHERE subject_id IN (SELECT id FROM m) AND kind = 'penalty' AND category = 'ip_trademark' AND decided_day > {y5} GROUP BY 1;
-- IN-06
SELECT subject_id FROM eff WHERE subject_id IN (SELECT id FROM m) AND kind = 'penalty' AND category = 'food_safety' AND decided_day > {y1} GROUP BY 1 HAVING count(*) >= 2;
-- IN-07
SELECT id FROM m WHERE abnormal_listing = 1 OR dishonest_listing = 1 OR id IN (SELECT subject_id FROM eff WHERE kind = 'penalty' AND coalesce(sanction, '') <> 'warning' AND decided_day > {y3});
-- IN-08
SELECT w.subject_id FROM (SELECT subject_id, count(*) FILTER (occurred_day > {d} - 30) AS now, count(*) FILTER (occurred_day <= {d} - 30) AS before FROM eff
  WHERE kind = 'complaint' AND occurred_day > {d} - 120 GROUP BY 1 HAVING now >= 10) w LEFT JOIN (SELECT target_id, sum(orders) AS orders FROM (SELECT target_id, owner_id FROM broadcast_hosts UNION ALL
  SELECT target_id, owner_id FROM broadcast_merchants) l JOIN broadcast x ON x.id = l.owner_id WHERE x.status = 'aired' AND coalesce(x.started_at, x.planned_start) // 86400 > {d} - 30 GROUP BY 1) o ON o.target_id = w.subject_id
  WHERE (w.subject_id IN (SELECT id FROM h) OR w.subject_id IN (SELECT id FROM m)) AND (now * 1000 > orders * 3 OR now * 90 > before * 60);
-- IN-12
SELECT id FROM anybody WHERE id IN (SELECT subject_id FROM eff WHERE kind = 'infraction' AND decided_day > {d} - 365) AND (
  id IN (SELECT k.subject_id FROM eff k JOIN eff j ON j.subject_id = k.subject_id AND j.category = k.category AND (j.code <> k.code OR j.platform <> k.platform) AND j.kind = 'infraction' AND j.occurred_day <= k.occurred_day AND k.occurred_day - j.occurred_day < 90
  WHERE k.kind = 'infraction' AND k.category <> 'other' AND k.occurred_day > {d} - 90)
  OR id IN (SELECT subject_id FROM eff WHERE kind = 'infraction' AND decided_day > {d} - 365 AND {d} > decided_day + 15 AND corrective_action IS NULL AND coalesce(corrected_on, 999999) > {d}));
-- IN-15
SELECT DISTINCT subject_id FROM eff WHERE kind = 'penalty' AND coalesce(sanction, '') <> 'warning' AND decided_day > {y3} AND (subject_id IN (SELECT id FROM h) OR subject_id IN (SELECT id FROM a));
-- BR-04
SELECT DISTINCT subject_id FROM c WHERE subject_id IN (SELECT id FROM m) AND ((outcome_then = 'substantiated' AND category = 'counterfeit' AND coalesce(corrected_on, 999999) > {d} AND decided_day > {y1})
  OR (kind = 'ip_report' AND outcome_then = 'open' AND coalesce(closed_at, {end}) >= {end}));
-- BR-06
SELECT DISTINCT p.merchant_id FROM product p JOIN m ON m.id = p.merchant_id JOIN given g ON g.merchant_id = p.merchant_id AND g.brand = p.brand AND g.in_force WHERE p.status = 'active'
  AND NOT EXISTS (SELECT 1 FROM given n LEFT JOIN authorisation_categories k ON k.owner_id = n.id WHERE n.merchant_id = p.merchant_id AND n.brand = p.brand AND n.possible AND (k.value IS NULL OR k.value = p.category))
  AND (p.merchant_id, p.brand) NOT IN (SELECT owner_id, brand FROM marked WHERE brand IS NOT NULL);
-- BR-07
SELECT DISTINCT b.id FROM b JOIN broadcast_brands l ON l.owner_id = b.id JOIN room r ON r.id = b.room_id
  WHERE EXISTS (SELECT 1 FROM broadcast_merchants s JOIN given g ON g.merchant_id = s.target_id WHERE s.owner_id = b.id AND g.brand = l.value AND g.in_force)
  AND NOT EXISTS (SELECT 1 FROM broadcast_merchants s JOIN given g ON g.merchant_id = s.target_id LEFT JOIN authorisation_platforms k ON k.owner_id = g.id
  WHERE s.owner_id = b.id AND g.brand = l.value AND g.possible AND (k.value IS NULL OR k.value = r.platform))
  AND NOT EXISTS (SELECT 1 FROM broadcast_merchants s JOIN merchant x ON x.id = s.target_id JOIN lic k ON k.owner_type = 'merchant' AND k.owner_id = x.id AND k.kind = 'trademark_certificate'
  WHERE s.owner_id = b.id AND k.brand = l.value AND k.in_force AND (k.holder_uscc IS NULL OR k.holder_uscc = x.uscc OR EXISTS (SELECT 1 FROM merchant_linked_usccs u WHERE u.owner_id = x.id AND u.value = k.holder_uscc)));
-- CT-02
SELECT DISTINCT a.id FROM a JOIN party p ON p.own = a.id AND p.other_type = 'merchant' JOIN (SELECT owner_id, count(DISTINCT value) FILTER (value IN ('host_management', 'content', 'quality', 'consumer')) AS topics
  FROM contract_topics GROUP BY 1) t ON t.owner_id = p.id WHERE p.running AND p.lasting AND p.kind IN ('promotion', 'operation', 'selection') AND topics < 4;
-- CT-03
SELECT DISTINCT a.id FROM a JOIN party p ON p.own = a.id AND p.other_type = 'merchant' JOIN merchant x ON x.id = p.other WHERE p.running AND p.lasting AND p.kind = 'selection'
  AND (coalesce(x.identity_verified_on, 999999) > {d} OR x.id IN (SELECT merchant_id FROM product WHERE status = 'active' AND (coalesce(selected_on, 999999) > {d} OR selection IS NULL OR selection <> 'passed'
  OR (category = 'ccc_product' AND ccc_no IS NULL) OR test_report_until < {d})));
-- CT-04
SELECT id FROM h WHERE presenter IN ('avatar', 'ai') AND id NOT IN (SELECT own FROM party WHERE likeness_consent_on IS NOT NULL AND running AND coalesce(lasting, true));
-- CT-05
SELECT DISTINCT own FROM party WHERE running AND lasting AND shifts_duty = 1 AND own IN (SELECT id FROM anybody);
-- CT-06
SELECT DISTINCT b.id FROM b JOIN broadcast_hosts l ON l.owner_id = b.id JOIN host x ON x.id = l.target_id AND x.agency_id IS NOT NULL JOIN room r ON r.id = b.room_id
  WHERE r.operator_id IN (SELECT own FROM party WHERE other_type = 'agency')
  AND NOT EXISTS (SELECT 1 FROM party p WHERE p.own = r.operator_id AND p.other_type = 'agency' AND p.other = x.agency_id AND CASE WHEN b.start // 86400 < {d} THEN
  p.valid_from <= b.start // 86400 AND (p.valid_until_long = 1 OR p.auto_renew = 1 OR coalesce(p.valid_until, {d}) >= b.start // 86400) AND coalesce(p.signed_on, 0) <= b.start // 86400
  AND (coalesce(p.terminated_on, 999999) > {d} OR p.terminated_on > b.start // 86400) ELSE p.running AND coalesce(p.lasting, true) END);
-- RC-01
SELECT id FROM m WHERE id IN (SELECT operator_id FROM room WHERE status = 'active') AND disclosure_checked_on + 90 < {d};
-- RV-01
SELECT DISTINCT subject_id FROM eff WHERE category IN ('fake_reviews', 'data_fraud') AND decided_day > {y1}
  AND (subject_id IN (SELECT id FROM m) OR subject_id IN (SELECT id FROM a) OR subject_id IN (SELECT id FROM room WHERE status = 'active'));
-- RV-05
SELECT id FROM b WHERE endorsed = 1 AND (use_evidence = 0 OR id IN (SELECT owner_id FROM broadcast_categories WHERE value IN ('food_health', 'device_2', 'device_3', 'drug_otc'))
  OR EXISTS (SELECT 1 FROM broadcast_hosts l JOIN host x ON x.id = l.target_id WHERE l.owner_id = b.id AND CASE WHEN b.start IS NULL THEN x.birth_date > {b10}
  ELSE DATE '1970-01-01' + CAST(x.birth_date AS INTEGER) > DATE '1970-01-01' + CAST(b.start // 86400 AS INTEGER) - INTERVAL 10 YEAR END));
-- RV-06
SELECT DISTINCT merchant_id FROM product WHERE merchant_id IN (SELECT id FROM m) AND status = 'active' AND list_price > lowest_price;
-- RV-07
SELECT id FROM b WHERE top_prize > 5000000 OR prize_changed = 1;
-- PV-01
SELECT id FROM h WHERE (privacy_notice_on IS NULL) <> (privacy_basis IS NULL);
