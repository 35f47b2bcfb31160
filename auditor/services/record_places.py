"""On whose profile a record stands: the subject it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.sheets import JUDGED
from auditor.model.tables import MAIN, subject
from auditor.services.context import Context
from auditor.services.verbs import Query

_OWNERS = {
    "licence": ("owner_id",),
    "training": ("learner_id",),
    "case": ("subject_id",),
    "contract": ("party_id", "counterparty_id"),
    "authorisation": ("merchant_id",),
    "product": ("merchant_id",),
    "review": ("merchant_id",),
    "account": ("owner_id",),
}
"""Object of the rule language to the columns that name whose record it is."""


@dataclass(frozen=True, slots=True)
class WhereRecord(Query[tuple[str, str]]):
    """The (type, code) of the subject whose profile shows the record with this object name and id.

    ``beside``: the subject one comes from; its own where the record stands on several profiles.
    """

    kind: str
    id: int
    beside: tuple[str, str] = ("", "")


def where_record(context: Context, connection: Connection, query: WhereRecord) -> tuple[str, str]:
    """Look the owner up. Raises CallerMistake where the record is gone, or stands on nobody's profile."""
    if query.kind in JUDGED:
        owners: list[int | None] = [query.id]
    else:
        owners = _owners(connection, query.kind, query.id)
    known = [one for one in owners if one is not None]
    found = [(kind, code) for kind, code in connection.execute(
        select(subject.c.type, subject.c.code).where(subject.c.id.in_(known)))]  # fmt: skip
    if not found:
        raise CallerMistake(
            said("The record is on file no more, or belongs to nobody."), said("Read the page again (F5).")
        )
    return query.beside if query.beside in found else found[0]


def _owners(connection: Connection, kind: str, number: int) -> list[int | None]:
    columns = _OWNERS.get(kind, ())
    if not columns:
        return []
    table = MAIN["case_record" if kind == "case" else kind]
    row = connection.execute(select(table).where(table.c.id == number)).mappings().first()
    if row is None:
        return []
    if row.get("owner_type") == "product":
        product = MAIN["product"]
        return [connection.execute(select(product.c.merchant_id).where(product.c.id == row["owner_id"])).scalar()]
    return [row[name] for name in columns]
