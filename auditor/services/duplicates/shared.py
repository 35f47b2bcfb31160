"""Pairs that share a value: found by grouping, so that the work grows with the rows and not with their square."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, groupby

from sqlalchemy import Connection, text

KINDS = ("host", "merchant", "agency")
"""Types whose duplicates are looked for."""

MOST_BEARERS = 8
"""A value that more bear (an agency's telephone, a common name) tells nobody apart: its pairs are not formed."""

MOST_PAIRS = 100_000

_GROUPS: dict[str, tuple[str, ...]] = {
    "host": (
        "SELECT id_number, owner_id FROM host_vault WHERE id_number <> ''",
        "SELECT phone, owner_id FROM host_vault WHERE phone <> ''",
        """SELECT v.real_name || '|' || h.birth_date, v.owner_id FROM host_vault v JOIN host h ON h.id = v.owner_id
        WHERE v.real_name <> '' AND h.birth_date IS NOT NULL""",
    ),
    "merchant": (
        "SELECT uscc, id FROM merchant WHERE uscc <> ''",
        "SELECT person_id_number, owner_id FROM merchant_vault WHERE person_id_number <> ''",
        "SELECT phone, owner_id FROM merchant_vault WHERE phone <> ''",
        "SELECT representative, owner_id FROM merchant_vault WHERE representative <> ''",
        "SELECT legal_name_folded, id FROM merchant WHERE legal_name_folded <> ''",
        """SELECT value, owner_id FROM merchant_linked_usccs UNION
        SELECT uscc, id FROM merchant WHERE uscc IN (SELECT value FROM merchant_linked_usccs)""",
    ),
    "agency": (
        "SELECT uscc, id FROM agency WHERE uscc <> ''",
        "SELECT phone, owner_id FROM agency_vault WHERE phone <> ''",
    ),
}
"""Per type the SQL of (value, id): what two subjects may share."""

_ACCOUNTS = "SELECT DISTINCT lower(account_id), owner_id FROM account WHERE owner_type = '{kind}'"


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two subjects of a type by their numbers, the lower one first."""

    kind: str
    one: int
    other: int


@dataclass(slots=True)
class Pairs:
    """Pairs found so far, each once; ``common`` counts values borne by too many to tell anybody apart."""

    common: int = 0
    capped: bool = False
    _found: dict[Pair, None] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def add(self, kind: str, one: int, other: int) -> None:
        """A pair, in whatever order."""
        if len(self._found) >= MOST_PAIRS:
            self.capped = True
        elif one != other:
            self._found[Pair(kind, min(one, other), max(one, other))] = None

    def group(self, kind: str, bearers: list[int]) -> None:
        """Everybody who bears one value."""
        if len(bearers) > MOST_BEARERS:
            self.common += 1
            return
        for one, other in combinations(bearers, 2):
            self.add(kind, one, other)


def shared_values(connection: Connection, kind: str, found: Pairs) -> None:
    """Add the pairs of a type that share a number, a telephone, an account, a person or a firm's name."""
    for source in (*_GROUPS[kind], _ACCOUNTS.format(kind=kind)):
        sql = (
            f"WITH found (value, id) AS ({source}) SELECT value, id FROM found WHERE value IN "
            "(SELECT value FROM found GROUP BY value HAVING count(*) > 1) ORDER BY value, id"
        )
        rows = connection.execution_options(yield_per=5_000).execute(text(sql))
        for value, bearers in groupby(rows, key=lambda row: row[0]):
            if "**" not in value:
                found.group(kind, [row[1] for row in bearers])
