"""How telling a pair is: every value of both sides held against the other's, what agrees and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select, text

from auditor.i18n import N_, Message, said
from auditor.model.folding import folded_name
from auditor.model.masking import is_masked, masked_value
from auditor.model.tables import MAIN, VAULTS
from auditor.monitor import Monitor
from auditor.services.duplicates.shared import Pair
from auditor.services.duplicates.similar import alike, sound_of
from auditor.services.records.names import NAMES

_BATCH = 400

_WORDS: dict[str, str] = {
    "id_number": N_("same ID number {value}"),
    "person_id_number": N_("same operator's ID number {value}"),
    "uscc": N_("same credit code {value}"),
    "linked_uscc": N_("one's credit code is linked to the other"),
    "phone": N_("same telephone {value}"),
    "account": N_("same account name {value} on a platform"),
    "real_name": N_("same real name {value}"),
    "birth_date": N_("same day of birth"),
    "representative": N_("same representative {value}"),
    "legal_name": N_("same firm {value}"),
    "name": N_("same name {value}"),
    "sound": N_("names that sound alike: {value}"),
    "similar": N_("similar names: {value}"),
    "not_id_number": N_("the ID numbers differ"),
    "not_uscc": N_("the credit codes differ"),
    "not_birth_date": N_("the days of birth differ"),
    "not_real_name": N_("the real names differ"),
}

_POINTS: dict[str, int] = {
    "id_number": 90,
    "person_id_number": 50,
    "uscc": 50,
    "linked_uscc": 20,
    "phone": 45,
    "account": 40,
    "real_name": 20,
    "birth_date": 15,
    "representative": 20,
    "legal_name": 25,
    "name": 30,
    "sound": 15,
    "similar": 10,
    "not_id_number": -60,
    "not_uscc": -40,
    "not_birth_date": -30,
    "not_real_name": -30,
}
_ONE_AGENCY = 90
_NAMES_ONLY = frozenset({"name", "sound", "similar"})
_OF_THE_FIRM = frozenset({"uscc", "linked_uscc", "representative", "legal_name", "person_id_number"})
_FIRM_ALONE = 60
"""The most that belonging to one firm can bring: a firm may run several shops."""
_NAMES_ALONE = 40
"""The most that a likeness of names alone can bring: weak."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair: number, code, shown name, status, group; nothing personal."""

    id: int
    code: str
    name: str
    status: str
    unit: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What agrees (or differs): its code and the value, masked where it is personal."""

    code: str
    value: str = ""

    @property
    def message(self) -> Message:
        """In words."""
        return Message(_WORDS[self.code], {"value": self.value} if self.value else {})


Judged = tuple[str, Side, Side, tuple[Reason, ...], tuple[Reason, ...], int]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stored of one subject, as far as it is compared."""

    row: Mapping[str, Any]
    vault: Mapping[str, Any]
    accounts: frozenset[str]
    linked: frozenset[str]


def scored(connection: Connection, pairs: Sequence[Pair], monitor: Monitor) -> Iterator[Judged]:
    """Each pair with its reasons and points; what nothing but a name speaks for and a number against is left out."""
    for start in range(0, len(pairs), _BATCH):
        monitor.step(start, len(pairs), said("Weighing pairs"))
        batch = pairs[start : start + _BATCH]
        for kind in {pair.kind for pair in batch}:
            wanted = [pair for pair in batch if pair.kind == kind]
            known = _known(connection, kind, {number for pair in wanted for number in (pair.one, pair.other)})
            for pair in wanted:
                judged = _judged(kind, known[pair.one], known[pair.other])
                if judged is not None:
                    yield judged


def _judged(kind: str, one: _Known, other: _Known) -> Judged | None:
    agreeing, against = list(_agreeing(kind, one, other)), list(_against(kind, one, other))
    firm = sum(_POINTS[reason.code] for reason in agreeing if kind == "merchant" and reason.code in _OF_THE_FIRM)
    score = sum(_points(kind, reason.code) for reason in (*agreeing, *against)) - max(0, firm - _FIRM_ALONE)
    if {reason.code for reason in agreeing} <= _NAMES_ONLY:
        score = min(score, _NAMES_ALONE)
    if score <= 0 or not agreeing:
        return None
    return kind, _side(kind, one.row), _side(kind, other.row), tuple(agreeing), tuple(against), score


def _points(kind: str, code: str) -> int:
    # A firm may run several shops, but it is one agency.
    return _ONE_AGENCY if (kind, code) == ("agency", "uscc") else _POINTS[code]


def _agreeing(kind: str, one: _Known, other: _Known) -> Iterator[Reason]:
    for name in ("id_number", "person_id_number", "phone", "real_name", "representative"):
        value = one.vault.get(name)
        if value and value == other.vault.get(name) and not is_masked(value):
            yield Reason(name, masked_value(name, value))
    uscc, second = one.row.get("uscc"), other.row.get("uscc")
    if uscc and uscc == second and not is_masked(uscc):
        yield Reason("uscc", uscc)
    if uscc in other.linked or second in one.linked or one.linked & other.linked:
        yield Reason("linked_uscc")
    for handle in sorted(one.accounts & other.accounts)[:1]:
        yield Reason("account", handle)
    if one.row.get("birth_date") is not None and one.row.get("birth_date") == other.row.get("birth_date"):
        yield Reason("birth_date")
    legal = one.row.get("legal_name_folded")
    if legal and legal == other.row.get("legal_name_folded"):
        yield Reason("legal_name", str(one.row["legal_name"]))
    yield from _names(str(one.row[NAMES[kind][0]] or ""), str(other.row[NAMES[kind][0]] or ""))


def _names(one: str, other: str) -> Iterator[Reason]:
    first, second = folded_name(one), folded_name(other)
    if not first or not second:
        return
    shown = f"{one} / {other}"
    if first == second:
        yield Reason("name", one)
    elif sound_of(first) == sound_of(second):
        yield Reason("sound", shown)
    elif alike(first, second, sound_of(first), sound_of(second)):
        yield Reason("similar", shown)


def _against(kind: str, one: _Known, other: _Known) -> Iterator[Reason]:
    def differ(values: Callable[[_Known], Any]) -> bool:
        first, second = values(one), values(other)
        return bool(first) and bool(second) and first != second and not is_masked(f"{first}{second}")

    if kind == "host" and differ(lambda known: known.vault.get("id_number")):
        yield Reason("not_id_number")
    if differ(lambda known: known.vault.get("real_name")):
        yield Reason("not_real_name")
    if differ(lambda known: known.row.get("uscc")):
        yield Reason("not_uscc")
    if differ(lambda known: known.row.get("birth_date")):
        yield Reason("not_birth_date")


def _side(kind: str, row: Mapping[str, Any]) -> Side:
    name = str(row[NAMES[kind][0]] or row["code"])
    return Side(row["id"], row["code"], name, row["status"], row["unit"] or "")


def _known(connection: Connection, kind: str, ids: set[int]) -> dict[int, _Known]:
    main, vault = MAIN[kind], VAULTS[kind]
    rows = _rows(connection, main, "id", ids)
    kept = _rows(connection, vault, "owner_id", ids)
    listed = ", ".join(map(str, sorted(ids)))
    accounts = _gathered(
        connection,
        f"SELECT owner_id, lower(account_id) FROM account WHERE owner_id IN ({listed}) AND owner_type = '{kind}'",
    )
    linked: dict[int, set[str]] = {}
    if kind == "merchant":
        linked = _gathered(
            connection, f"SELECT owner_id, value FROM merchant_linked_usccs WHERE owner_id IN ({listed})"
        )
    return {
        number: _Known(
            row, kept.get(number, {}), frozenset(accounts.get(number, ())), frozenset(linked.get(number, ()))
        )
        for number, row in rows.items()
    }


def _rows(connection: Connection, table: Table, key: str, ids: set[int]) -> dict[int, dict[str, Any]]:
    found = connection.execute(select(table).where(table.c[key].in_(ids))).mappings()
    return {row[key]: {str(name): value for name, value in row.items()} for row in found}


def _gathered(connection: Connection, sql: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for number, value in connection.execute(text(sql)):
        found.setdefault(number, set()).add(value)
    return found
