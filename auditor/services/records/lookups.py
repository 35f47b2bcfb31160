"""Whom a foreign file means without a code: by account, name, masked name and phone tail, title; and new codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from auditor.i18n import Message, said
from auditor.model.enums import words
from auditor.model.folding import folded_code, folded_name
from auditor.model.lookups import Compared, Lookup, NewCode
from auditor.model.masking import agrees, is_masked, masked_id, masked_name, masked_phone
from auditor.model.tables import MAIN, VAULTS, subject
from auditor.services.records.references import Found, NotFound, References

_BATCH = 500
_REMEMBERED = 20_000
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
"""What an attempt's time is as evidence."""
_TAILS = {"phone_tail": "phone", "id_tail": "id_number"}
_MASKS = {"real_name": masked_name, "phone": masked_phone, "id_number": masked_id, "person_id_number": masked_id}


@dataclass(frozen=True, slots=True)
class _Person:
    """A host as the vault knows him."""

    id: int
    values: Mapping[str, str | None]


@dataclass(slots=True)
class Lookups:
    """Settles lookups and new codes on one connection; remembers the new codes of one import."""

    references: References
    _people: dict[tuple[str, str], list[_Person]] = field(default_factory=dict)
    """By (phone_tail, its text) and the like, for the rows at hand."""
    _accounts: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    """(platform, owner, its type) of the accounts of an id, where there are any."""
    _values: dict[tuple[str, int, str], str | None] = field(default_factory=dict)
    """What is stored, by (type, id, field)."""
    _titles: dict[str, int | NotFound] = field(default_factory=dict)
    _attempts: dict[tuple[int, int, int], dict[int, str]] = field(default_factory=dict)
    """The evidence by number of the attempts of (learner, course, day)."""
    _given: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Codes given in this import by (type, field, text)."""
    _known: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """What was told in this import of those met, by (type, code)."""
    _next: dict[tuple[str, str], Iterator[int]] = field(default_factory=dict)

    @property
    def _connection(self) -> Connection:
        return self.references.connection

    def forget(self) -> None:
        """Let go of what was read of the store, which may have changed since."""
        self._people.clear()
        self._accounts.clear()
        self._values.clear()
        self._titles.clear()
        self._attempts.clear()

    def prefetch(self, lookups: Sequence[Lookup]) -> None:
        """Look up whom a batch of rows means, and what it is to be compared with, all at once."""
        if len(self._people) + len(self._accounts) + len(self._values) + len(self._attempts) > _REMEMBERED:
            self.forget()
        self._prefetch_people(lookups)
        self._prefetch_accounts(lookups)

    def _prefetch_accounts(self, lookups: Sequence[Lookup]) -> None:
        told = {folded_code(dict(one.told)["account_id"]) for one in lookups if one.by == "account"}
        account = MAIN["account"]
        for part in _parts(sorted(told - self._accounts.keys())):
            statement = select(
                account.c.account_id, account.c.platform, account.c.owner_id, account.c.owner_type
            ).where(account.c.account_id.in_(part))
            for account_id, platform, number, kind in self._connection.execute(statement):
                self._accounts.setdefault(account_id, []).append((platform, number, kind))
        fields = {one.field for lookup in lookups for one in lookup.compare}
        owners = [(kind, number) for text in told for _, number, kind in self._accounts.get(text, ())]
        for kind in dict.fromkeys(kind for kind, _ in owners):
            numbers = sorted({number for of, number in owners if of == kind})
            for name in fields:
                self._prefetch_values(kind, name, [n for n in numbers if (kind, n, name) not in self._values])

    def _prefetch_values(self, kind: str, name: str, numbers: Sequence[int]) -> None:
        statement = _value_of(kind, name)
        if statement is None:
            return
        for part in _parts(numbers):
            for number, value in self._connection.execute(statement, {"ids": part}):
                self._values[kind, number, name] = None if value is None else str(value)

    def _prefetch_people(self, lookups: Sequence[Lookup]) -> None:
        """Find people in one pass over the vault for each length of tail."""
        wanted: dict[tuple[str, int], set[str]] = defaultdict(set)
        for one in lookups:
            name, text = _telling(one) if one.by == "person" else ("", "")
            if name and (name, text) not in self._people:
                wanted[name, len(text)].add(text)
        for (name, length), texts in wanted.items():
            self._people.update({(name, text): [] for text in texts})
            for person, shown in self._found_by(name, length, sorted(texts)):
                self._people[name, shown].append(person)

    def _found_by(self, name: str, length: int, texts: Sequence[str]) -> Iterator[tuple[_Person, str]]:
        vault = VAULTS["host"]
        column = vault.c[_TAILS.get(name, name)]
        told = func.substr(column, func.length(column) - length + 1, length) if name in _TAILS else column
        for part in _parts(texts):
            statement: Select[Any] = (
                select(vault.c.owner_id, vault.c.real_name, vault.c.phone, vault.c.id_number, told.label("told"))
                .where(func.length(column) >= length, told.in_(part))
                .order_by(vault.c.owner_id)
            )
            for row in self._connection.execute(statement):
                values = {"real_name": row.real_name, "phone": row.phone, "id_number": row.id_number}
                yield _Person(row.owner_id, values), row.told

    def subject(self, lookup: Lookup, kinds: Sequence[str]) -> Found | NotFound:
        """The subject of one of these types that is meant."""
        told = dict(lookup.told)
        if lookup.by == "code":
            return self.references.subject(told["code"], kinds)
        if lookup.by == "account":
            return self._by_account(told, kinds)
        if lookup.by == "name":
            return self.references.named(told["name"], kinds)
        return self._person(lookup) if "host" in kinds else _nobody(lookup)

    def _by_account(self, told: Mapping[str, str], kinds: Sequence[str]) -> Found | NotFound:
        account_id = folded_code(told["account_id"])
        if account_id not in self._accounts:
            self._prefetch_accounts([Lookup("account", tuple(told.items()))])
        platform = told.get("platform", "")
        wanted = _platform(platform)
        found_by = self._accounts.get(account_id, ())
        owners = {n: kind for on, n, kind in found_by if kind in kinds and (not platform or on == wanted)}
        texts = _accounts(platform, account_id) if self._given else ()
        for code in filter(None, (self._given.get((kind, "account", text)) for kind in kinds for text in texts)):
            found = self.references.subject(code, kinds)
            if isinstance(found, Found):
                owners.setdefault(found.id, found.type)
        shown = f"{platform}:{account_id}" if platform else account_id
        if not owners:
            message = said("The account {account} is not among the accounts: import it first.", account=shown)
            return NotFound("unknown_reference", message)
        if len(owners) > 1:
            return self._more(shown, [(kind, number) for number, kind in owners.items()])
        ((number, kind),) = owners.items()
        return Found(number, kind)

    def _person(self, lookup: Lookup) -> Found | NotFound:
        name, text = _telling(lookup)
        if not name:
            return _nobody(lookup)
        if (name, text) not in self._people:
            self.prefetch([lookup])
        fitting = [one for one in self._people.get((name, text), ()) if self._fits(one, lookup)]
        if not fitting:
            return _nobody(lookup)
        if len(fitting) > 1:
            return self._more(_shown(lookup), [("host", one.id) for one in fitting])
        return Found(fitting[0].id, "host")

    def _fits(self, person: _Person, lookup: Lookup) -> bool:
        for name, text in lookup.told:
            if name == "stage_name":
                if not agrees(text, str(self._value("host", person.id, "stage_name") or "")):
                    return False
                continue
            stored = person.values[_TAILS.get(name, name)]
            if not stored or is_masked(stored):
                return False
            if not (stored.endswith(folded_code(text)) if name in _TAILS else _agree(text, stored)):
                return False
        return True

    def _more(self, shown: str, candidates: Sequence[tuple[str, int]]) -> NotFound:
        listed = "、".join(f"{kind}:{self.references.code_of(number)}" for kind, number in candidates[:5])
        message = said("{raw} means more than one: {candidates}. Write the code.", raw=shown, candidates=listed)
        return NotFound("ambiguous_reference", message)

    def disagreement(self, found: Found, compared: Compared) -> Message | None:
        """What to say where a compared text is not what is stored of the one who was found."""
        stored = self._value(found.type, found.id, compared.field)
        if stored is None or agrees(compared.text, stored) or folded_name(compared.text) == folded_name(stored):
            return None
        mask = _MASKS.get(compared.field)
        shown = mask(compared.text) if mask and not is_masked(compared.text) else compared.text
        return said(
            "{text} disagrees with what is stored of {code}.", text=shown, code=self.references.code_of(found.id)
        )

    def _value(self, kind: str, number: int, name: str) -> str | None:
        key = (kind, number, name)
        if key not in self._values:
            self._prefetch_values(kind, name, [number])
        return self._values.setdefault(key, None)

    def course(self, lookup: Lookup) -> int | NotFound:
        """The course of that title."""
        title = dict(lookup.told).get("title", "")
        if title not in self._titles:
            self._titles[title] = self._titled(title)
        return self._titles[title]

    def _titled(self, title: str) -> int | NotFound:
        table = MAIN["course"]
        numbers = list(self._connection.execute(select(table.c.id).where(table.c.title == title).limit(2)).scalars())
        if len(numbers) == 1:
            return int(numbers[0])
        if numbers:
            return NotFound("ambiguous_reference", said("More than one course has the title {title}.", title=title))
        return NotFound("unknown_course", said("No course has the title {title}: add it to the courses.", title=title))

    def attempt(self, whose: tuple[int, int, int], time: str, wanted: int) -> tuple[int, bool]:
        """The number of an attempt (learner, course, day) of that time, and whether the time is its evidence.

        One that is stored with this time keeps its number; else it is the wanted one, unless that has another time.
        """
        if whose not in self._attempts:
            table = MAIN["training"]
            statement = select(table.c.attempt, table.c.evidence).where(
                table.c.learner_id == whose[0], table.c.course_id == whose[1], table.c.completed_on == whose[2]
            )
            self._attempts[whose] = {row.attempt: row.evidence or "" for row in self._connection.execute(statement)}
        known = self._attempts[whose]
        number = next((number for number, evidence in known.items() if evidence == time), 0)
        if not number:
            number = max(known) + 1 if _TIME.fullmatch(known.get(wanted, "")) else wanted
        written = not known.get(number) or known[number] == time
        known.setdefault(number, time)
        if written:
            known[number] = time
        return number, written

    def code(self, kind: str, new: NewCode) -> str | NotFound:
        """The code of whoever is told of, else the next free one of that shape; told again, the same again."""
        told = [(name, text) for name, text in new.by if not is_masked(text)]
        if not told:
            message = said("{text} is masked: nobody can be told by it. Add a column that identifies.", text=new.shown)
            return NotFound("not_identified", message)
        found = self._code_of(kind, told)
        if found is None:
            found = self._free(kind, new)
        if isinstance(found, str):
            known = self._known.setdefault((kind, found), {})
            for name, text in told:
                self._given.setdefault((kind, name, text), found)
                known.setdefault(name, text)
        return found

    def _code_of(self, kind: str, told: Sequence[tuple[str, str]]) -> str | NotFound | None:
        """Who is known by the first of these texts that anybody is known by; an earlier one may speak against it."""
        for at, (name, text) in enumerate(told):
            given = self._given.get((kind, name, text))
            if given is not None and self._may_be(kind, given, told[:at]):
                return given
            numbers = self._numbers(kind, name, text)
            if at:
                numbers = [n for n in numbers if all(self._open(kind, n, *pair) for pair in told[:at])]
            if len(numbers) > 1:
                return self._more(text, [(kind, number) for number in numbers])
            if numbers:
                return self.references.code_of(numbers[0])
        return None

    def _may_be(self, kind: str, code: str, earlier: Sequence[tuple[str, str]]) -> bool:
        """Whether one who was met in this import can be the one with these texts as well."""
        known = self._known.get((kind, code), {})
        if any(known.get(name, text) != text for name, text in earlier):
            return False
        number = self.references.number_of(kind, code) if earlier else None
        return number is None or all(self._open(kind, number, *pair) for pair in earlier)

    def _open(self, kind: str, number: int, name: str, text: str) -> bool:
        """Whether what is stored lets somebody be the one with this text: nothing stands there, or it agrees."""
        stored = None if name == "account" else self._value(kind, number, name)
        return not stored or agrees(stored, text)

    def _numbers(self, kind: str, name: str, text: str) -> list[int]:
        main, vault = MAIN[kind], VAULTS.get(kind)
        if name == "account" and kind != "room":
            platform, _, account_id = text.rpartition(":")
            told = {"account_id": account_id, "platform": platform}
            found = self._by_account(told, (kind,))
            return [found.id] if isinstance(found, Found) else []
        if vault is not None and name in vault.c:
            statement = select(vault.c.owner_id).where(vault.c[name] == text)
        else:
            statement = select(main.c.id).where(main.c[name] == text)
        return list(self._connection.execute(statement.limit(6)).scalars())

    def _free(self, kind: str, new: NewCode) -> str:
        if (kind, new.prefix) not in self._next:
            pattern = re.compile(rf"{re.escape(new.prefix)}([0-9]{{1,15}})")
            like = subject.c.code.startswith(new.prefix, autoescape=True)
            codes = self._connection.execute(select(subject.c.code).where(subject.c.type == kind, like)).scalars()
            highest = max((int(one[1]) for code in codes if (one := pattern.fullmatch(code))), default=0)
            self._next[kind, new.prefix] = iter(range(highest + 1, 10**16))
        return f"{new.prefix}{next(self._next[kind, new.prefix]):0{new.digits}d}"


def _parts(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))


@cache
def _value_of(kind: str, name: str) -> Select[Any] | None:
    """(id, value) of a field of subjects ``ids``, wherever it is kept; None where there is no such field."""
    main, vault = MAIN[kind], VAULTS.get(kind)
    if name in main.c:
        return select(main.c.id, main.c[name]).where(main.c.id.in_(bindparam("ids", expanding=True)))
    if vault is not None and name in vault.c:
        return select(vault.c.owner_id, vault.c[name]).where(vault.c.owner_id.in_(bindparam("ids", expanding=True)))
    return None


@cache
def _platform(text: str) -> str:
    return next((one.code for one in words("platform") if text in (one.code, one.zh, *one.aliases)), text)


def _telling(lookup: Lookup) -> tuple[str, str]:
    """What a person is looked for by: a whole number before a tail, an identity number before a phone."""
    told = {name: folded_code(text) for name, text in lookup.told if not is_masked(text)}
    for name in ("id_number", "phone", "id_tail", "phone_tail"):
        if told.get(name):
            return name, told[name].upper()
    return "", ""


def _agree(text: str, stored: str) -> bool:
    return agrees(text, stored) or folded_name(text) == folded_name(stored)


def _accounts(platform: str, account_id: str) -> tuple[str, ...]:
    return (f"{platform}:{account_id}", f"{_platform(platform)}:{account_id}") if platform else (account_id,)


def _shown(lookup: Lookup) -> str:
    """What a file says of a person, for messages: names masked, numbers too."""
    masks = [(_MASKS.get(name), text) for name, text in lookup.told]
    return " ".join(mask(text) if mask and not is_masked(text) else text for mask, text in masks)


def _nobody(lookup: Lookup) -> NotFound:
    message = said("{text} fits no host that is stored: correct it, or import the host first.", text=_shown(lookup))
    return NotFound("unknown_reference", message)
