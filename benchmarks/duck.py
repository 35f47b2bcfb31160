"""The reference of the audit: rules as hand-written SQL on DuckDB's own columnar file, one thread."""

from __future__ import annotations

import csv
import re
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from auditor.model.catalogue import categories, licence_kinds, qualifications
from auditor.model.types import day_of
from auditor.services.demo.edges import shifted

BY_HAND = (Path(__file__).with_name("by_hand.sql"), Path(__file__).with_name("by_hand_more.sql"))

COLUMNS: dict[str, str] = {
    "host": "id status onboarded_on left_on first_live_on birth_date sex id_type id_number_valid id_number_masked "
    "id_birth_date id_sex has_real_name has_id_number has_phone residence occupation agency_id identity_verified_on "
    "guardian_consent_on presenter privacy_notice_on privacy_basis",
    "host_vault": "owner_id id_number phone",
    "host_categories": "owner_id value",
    "host_domains": "owner_id value",
    "merchant": "id code status onboarded_on left_on entity_type uscc uscc_valid legal_name_folded shop_name_folded "
    "licence_exemption identity_verified_on abnormal_listing dishonest_listing disclosure_checked_on",
    "merchant_vault": "owner_id person_id_number",
    "merchant_roles": "owner_id value",
    "merchant_categories": "owner_id value",
    "merchant_brands": "owner_id value",
    "merchant_linked_usccs": "owner_id value",
    "agency": "id status agents signed_hosts",
    "room": "id status platform operator_id",
    "course": "id valid_months hours",
    "course_topics": "owner_id value",
    "licence": "id owner_type owner_id kind number holder_uscc brand issued_on valid_from valid_until "
    "valid_until_long state ended_on renews",
    "authorisation": "id merchant_id brand grantee_folded valid_from valid_until valid_until_long state",
    "authorisation_categories": "owner_id value",
    "authorisation_platforms": "owner_id value",
    "product": "id merchant_id code brand category status ccc_no ad_approval_no ad_approval_until test_report_until "
    "list_price lowest_price selection selected_on",
    "training": "id learner_type learner_id course_id started_on completed_on result hours valid_until "
    "valid_until_long revoked_on evidence",
    "training_topics": "owner_id value",
    "contract": "id party_type party_id counterparty_type counterparty_id kind valid_from valid_until valid_until_long "
    "auto_renew terminated_on signed_on state likeness_consent_on shifts_duty",
    "contract_topics": "owner_id value",
    "broadcast": "id room_id status planned_start started_at ended_at identity_reported_at reviewed_at presenter "
    "ai_label seller_shown link_hops recording_kept_until orders endorsed use_evidence top_prize prize_changed",
    "broadcast_brands": "owner_id value",
    "broadcast_categories": "owner_id value",
    "broadcast_products": "owner_id value",
    "broadcast_hosts": "owner_id ordinal target_id",
    "broadcast_merchants": "owner_id target_id",
    "case_record": "code subject_type subject_id kind category platform scheme occurred_at accepted_at "
    "first_response_at closed_at outcome decided_on appeal points sanction sanction_from sanction_until "
    "sanction_until_long goods_returned_on refunded_on corrective_action corrected_on",
    "review": "merchant_id reviewed_at hidden hidden_reason",
}
"""The columns that these rules read, by table."""


def export(store: Path, out: Path) -> None:
    """Copy those columns of a workspace into a DuckDB file of their own, rows in the order they were entered."""
    import duckdb
    from sqlcipher3 import dbapi2

    source = dbapi2.connect(f"file:{store}?mode=ro", uri=True)
    out.unlink(missing_ok=True)
    target = duckdb.connect(str(out))
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        for table, listed in COLUMNS.items():
            names = listed.split()
            types = {row[1]: row[2] for row in source.execute(f'PRAGMA table_info("{table}")')}
            declared = ", ".join(f"'{n}': '{'BIGINT' if types[n] == 'INTEGER' else 'VARCHAR'}'" for n in names)
            path = Path(folder) / f"{table}.csv"
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows(source.execute(f'SELECT {", ".join(names)} FROM "{table}"'))
            target.execute(
                f"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', header=false, columns={{{declared}}})"
            )
            path.unlink()
    _words(target)
    target.execute("CHECKPOINT")
    target.close()
    source.close()


def _words(target: Any) -> None:
    """The pack's data as small tables."""
    target.execute("CREATE TABLE licence_kind (kind VARCHAR, level VARCHAR, no_term BOOLEAN)")
    target.executemany(
        "INSERT INTO licence_kind VALUES (?, ?, ?)", [(k.code, k.level, k.no_term) for k in licence_kinds()]
    )
    target.execute("CREATE TABLE accepted_kind (category VARCHAR, kind VARCHAR)")
    pairs = [(c.code, kind) for c in categories() for kind in c.accepted]
    target.executemany("INSERT INTO accepted_kind VALUES (?, ?)", pairs)
    target.execute("CREATE TABLE food (code VARCHAR)")
    target.executemany("INSERT INTO food VALUES (?)", [(c.code,) for c in categories() if c.food])
    target.execute("CREATE TABLE qualification (domain VARCHAR, kind VARCHAR)")
    pairs = [(q.domain, kind) for q in qualifications() for kind in q.kinds]
    target.executemany("INSERT INTO qualification VALUES (?, ?)", pairs)


@dataclass(frozen=True, slots=True)
class ByHand:
    """The statements of the SQL file for one day: the views first, then one a rule."""

    views: str
    rules: dict[str, str]


def by_hand(today: date, *files: Path) -> ByHand:
    """The hand-written SQL with the day's numbers put in."""
    day = day_of(today)
    numbers = {
        "d": day,
        "end": (day + 1) * 86_400,
        "y1": shifted(day, -12),
        "y2": shifted(day, -24),
        "m5": shifted(day, -5),
        "b16": shifted(day, -16 * 12),
        "b18": shifted(day, -18 * 12),
        "b10": shifted(day, -10 * 12),
        "y3": shifted(day, -36),
        "y5": shifted(day, -60),
        "new_year": day_of(today.replace(month=1, day=1)),
    }
    views, rules = "", dict[str, str]()
    for file in files or BY_HAND:
        text = re.sub(r"\{(\w+)\}", lambda found: str(numbers[found[1]]), file.read_text(encoding="utf-8"))
        parts = re.split(r"^-- ([A-Z]{2}-\d\d|views)$", text, flags=re.MULTILINE)
        named = dict(zip(parts[1::2], parts[2::2], strict=True))
        views += named.pop("views", "")
        rules |= {rule: sql.strip().rstrip(";") for rule, sql in named.items()}
    return ByHand(views, rules)


def failing(file: Path, today: date) -> dict[str, int]:
    """Failing subjects by rule, on one thread; ids are summed so that nothing is skipped."""
    import duckdb

    sql = by_hand(today)
    connection = duckdb.connect(str(file), read_only=True, config={"threads": 1})
    connection.execute(sql.views)
    counted: dict[str, int] = {}
    for rule, statement in sql.rules.items():
        found = connection.execute(f"SELECT count(*), sum(q.id) FROM ({statement}) q(id)").fetchone()
        assert found is not None
        counted[rule] = int(found[0])
    connection.close()
    return counted


def failing_by_rule(file: Path, today: date) -> dict[str, set[int]]:
    """The subjects that fail, by rule."""
    import duckdb

    sql = by_hand(today)
    connection = duckdb.connect(str(file), read_only=True, config={"threads": 1})
    connection.execute(sql.views)
    found = {
        rule: {int(row[0]) for row in connection.execute(statement).fetchall()} for rule, statement in sql.rules.items()
    }
    connection.close()
    return found
