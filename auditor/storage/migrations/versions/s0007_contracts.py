"""What rules ask of a contract lies in its indexes, by either party; no row is touched."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0007"
down_revision = "0006"

_INDEXES = (
    (
        "cv_contract_4",
        (
            "counterparty_id, kind, state, valid_from, valid_until, valid_until_long, auto_renew, "
            "terminated_on, signed_on, party_type, party_id, counterparty_type, shifts_duty"
        ),
    ),
    (
        "cv_contract_5",
        (
            "party_id, kind, state, valid_from, valid_until, valid_until_long, auto_renew, "
            "terminated_on, signed_on, party_type, counterparty_id, counterparty_type, shifts_duty"
        ),
    ),
)


def up(connection: Connection) -> None:
    """Make both anew: contracts were read one by one from all over the file."""
    for name, columns in _INDEXES:
        connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(f"CREATE INDEX {name} ON contract ({columns})")
