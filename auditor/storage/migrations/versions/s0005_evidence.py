"""What further rules ask for gets its columns, all of them empty; no row of anybody's data is touched."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0005"
down_revision = "0004"

_COLUMNS = {
    "host": ("privacy_notice_on INTEGER", "privacy_basis TEXT", "privacy_basis_text TEXT"),
    "merchant": ("disclosure_changed_on INTEGER", "disclosure_reported_on INTEGER", "unreachable_on INTEGER"),
    "licence": ("renewal_applied_on INTEGER",),
    "product": ("ad_approval_until INTEGER", "lowest_price INTEGER"),
    "contract": ("likeness_consent_on INTEGER", "shifts_duty INTEGER"),
    "broadcast": (
        "script TEXT",
        "endorsed INTEGER",
        "use_evidence INTEGER",
        "top_prize INTEGER",
        "prize_changed INTEGER",
    ),
    "case_record": ("refusal_reason TEXT", "refusal_reason_text TEXT", "exemption_confirmed INTEGER"),
    "workspace": ("impact_assessed_on INTEGER", "privacy_audited_on INTEGER", "officer_filed_on INTEGER"),
}


def up(connection: Connection) -> None:
    """Add the columns to the tables and to those of their former rows; index what rules now look for."""
    for table, columns in _COLUMNS.items():
        for column in columns:
            for name in (table, f"{table}_history"):
                connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {column}")
    connection.exec_driver_sql(
        "CREATE INDEX ix_training_evidence ON training (evidence, completed_on) WHERE evidence IS NOT NULL"
    )
    connection.exec_driver_sql("CREATE INDEX cv_product_14 ON product (merchant_id, status, category, brand)")
