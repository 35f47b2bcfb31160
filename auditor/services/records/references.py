"""Whom a cell means: a code, a platform account, a full number, or a name that only one subject bears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, or_, select, union_all

from auditor.i18n import Message, said
from auditor.model.enums import words
from auditor.model.folding import folded_code
from auditor.model.identifiers import id_number_facts
from auditor.model.masking import masked_id
from auditor.model.tables import MAIN, VAULTS, subject

if TYPE_CHECKING:
    from auditor.services.records.coded import CodedRecords
    from auditor.services.records.lookups import Lookups

_BATCH = 900
_REMEMBERED = 50_000
_NAME_COLUMNS = {
    "host": ("stage_name",),
    "merchant": ("shop_name", "legal_name"),
    "agency": ("name",),
    "room": ("title",),
    "product": ("name",),
}
_SHOWN_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a reference means: its id and type; ``warning`` when only a name told."""

    id: int
    type: str
    warning: Message | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why a reference means nobody."""

    code: str
    message: Message


@dataclass(slots=True)
class References:
    """Resolves references on one connection; remembers what it found during one import."""

    connection: Connection
    _codes: dict[tuple[str, str], int] = field(default_factory=dict)
    _code_of: dict[int, str] = field(default_factory=dict)
    _lookups: Lookups | None = None
    _records: CodedRecords | None = None

    @property
    def records(self) -> CodedRecords:
        """Settles references to records that are named by a code."""
        if self._records is None:
            from auditor.services.records.coded import CodedRecords

            self._records = CodedRecords(self.connection)
        return self._records

    @property
    def lookups(self) -> Lookups:
        """Settles what is told by something other than a code."""
        if self._lookups is None:
            from auditor.services.records.lookups import Lookups

            self._lookups = Lookups(self)
        return self._lookups

    def changed(self) -> None:
        """Rows were written since: lookups read the store anew."""
        if self._lookups is not None:
            self._lookups.forget()

    def learn(self, kind: str, code: str, number: int) -> None:
        """A subject that was just created."""
        self._codes[kind, code] = number

    def bound(self) -> None:
        """Let go of what was remembered once it is much; all of it stands in the store."""
        if len(self._codes) > _REMEMBERED:
            self._codes.clear()
            self._code_of.clear()

    def prefetch(self, kinds: Sequence[str], raws: Iterable[str]) -> None:
        """Look up many codes at once; what is not a code is resolved singly later."""
        wanted = sorted({raw for raw in raws if any((kind, raw) not in self._codes for kind in kinds)})
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            statement = select(subject.c.type, subject.c.code, subject.c.id).where(
                subject.c.type.in_(kinds), subject.c.code.in_(part)
            )
            for kind, code, number in self.connection.execute(statement):
                self._codes[kind, code] = number

    def code_of(self, number: int) -> str:
        """The code of a subject that is stored."""
        if number not in self._code_of:
            statement = select(subject.c.code).where(subject.c.id == number)
            self._code_of[number] = self.connection.execute(statement).scalar_one()
        return self._code_of[number]

    def subject(self, raw: str, kinds: Sequence[str]) -> Found | NotFound:
        """The subject of one of these types that the text means."""
        text = folded_code(raw)
        hits = [(self._code(kind, text), kind) for kind in kinds]
        exact = [Found(number, kind) for number, kind in hits if number is not None]
        if not exact:
            exact = self._by_account(text, kinds) or self._by_number(text, kinds) or self._product(text, kinds)
        if not exact:
            return self.named(raw, kinds)
        if len(exact) > 1:
            return ambiguous(raw, [f"{found.type}:{self.code_of(found.id)}" for found in exact])
        return exact[0]

    def number_of(self, kind: str, code: str) -> int | None:
        """The id of the subject of that type and code, where one is stored."""
        return self._code(kind, code)

    def _code(self, kind: str, text: str) -> int | None:
        key = (kind, text)
        if key not in self._codes:
            statement = select(subject.c.id).where(subject.c.type == kind, subject.c.code == text)
            number = self.connection.execute(statement).scalar()
            if number is None:
                return None
            self._codes[key] = number
        return self._codes[key]

    def _by_account(self, text: str, kinds: Sequence[str]) -> list[Found]:
        platform, colon, account_id = text.partition(":")
        if not colon:
            platform, colon, account_id = text.partition("：")
        if not colon:
            return []
        code = next((w.code for w in words("platform") if platform in (w.code, w.zh, *w.aliases)), platform)
        account = MAIN["account"]
        statement = select(account.c.owner_id, account.c.owner_type).where(
            account.c.account_id == account_id, account.c.platform == code, account.c.owner_type.in_(kinds)
        )
        return [Found(number, kind) for number, kind in self.connection.execute(statement)]

    def _by_number(self, text: str, kinds: Sequence[str]) -> list[Found]:
        if len(text) != 18:
            return []
        number = text.upper()
        found: list[Found] = []
        for table, column in (("host", "id_number"), ("merchant", "person_id_number")):
            if table in kinds:
                vault = VAULTS[table]
                statement = select(vault.c.owner_id).where(vault.c[column] == number)
                found += [Found(i, table) for (i,) in self.connection.execute(statement)]
        for table in ("merchant", "agency"):
            if table in kinds and not found:
                main = MAIN[table]
                found += [
                    Found(i, table) for (i,) in self.connection.execute(select(main.c.id).where(main.c.uscc == number))
                ]
        return found

    def _product(self, text: str, kinds: Sequence[str]) -> list[Found]:
        if "product" not in kinds:
            return []
        product = MAIN["product"]
        return [
            Found(i, "product")
            for (i,) in self.connection.execute(select(product.c.id).where(product.c.code == text).limit(2))
        ]

    def named(self, raw: str, kinds: Sequence[str]) -> Found | NotFound:
        """The one subject of these types that bears the name; found so, it is warned of."""
        name = raw.strip()
        parts = []
        for kind in kinds:
            columns = _NAME_COLUMNS.get(kind, ())
            if columns:
                main = MAIN[kind]
                matches = or_(*(main.c[column] == name for column in columns))
                parts.append(select(main.c.id, main.c.code, func.coalesce(kind, "").label("kind")).where(matches))
        rows = self.connection.execute(union_all(*parts)).fetchmany(_SHOWN_CANDIDATES + 1) if parts else []
        if not rows:
            return NotFound(
                "unknown_reference",
                said(
                    "{raw} is neither stored nor in this file: import it first, or correct the code.", raw=_shown(name)
                ),
            )
        if len(rows) > 1:
            return ambiguous(name, [f"{row.kind}:{row.code}" for row in rows])
        warning = said("{raw} was found by its name: it means {code}.", raw=name, code=rows[0].code)
        return Found(rows[0].id, rows[0].kind, warning)


def _shown(raw: str) -> str:
    """A reference as messages repeat it: one that is a person's number is masked."""
    return masked_id(raw) if id_number_facts(folded_code(raw).upper()).valid else raw


def ambiguous(raw: str, candidates: list[str]) -> NotFound:
    """More than one is meant: the first few of them named."""
    shown = "、".join(candidates[:_SHOWN_CANDIDATES])
    return NotFound(
        "ambiguous_reference",
        said("{raw} means more than one: {candidates}. Write the code.", raw=_shown(raw), candidates=shown),
    )
