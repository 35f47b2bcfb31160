"""Whether a certificate is what it says: from the file or the scanned code alone, and with the workspace what became
of it since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import Message, Translator, said
from auditor.model.tables import HISTORY, MAIN, subject
from auditor.monitor import Monitor
from auditor.reporting.award import KIND, AwardsFacts, awards_document, facts_from, record_of
from auditor.reporting.award_record import Scanned, fingerprint, scanned, who_is
from auditor.reporting.verify import carried_facts, told_alike
from auditor.services.context import Context
from auditor.services.training.awards import Award, AwardOf, award_of
from auditor.services.training.signing import is_signed, keys_ever
from auditor.services.verbs import Job, Query

Whose = Literal["ours", "given", "unknown"]
Answer = Literal["stands", "fallen", "unvouched", "false"]
_BIGGEST = 1 << 14
"""A scanned record has a few hundred characters."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What one certificate proves.

    ``answer``: it stands today; it is genuine and stands no more (or not yet); nobody here vouches for its key; or it
    is none. ``key``: this workspace's, the one given, or another. ``known``: what became of it was looked up; without
    that a revocation cannot be seen. ``why`` says it in a sentence.
    """

    number: str
    learner: str
    course: str
    answer: Answer
    key: Whose
    fingerprint: str
    known: bool
    why: Message


@dataclass(frozen=True, slots=True)
class Proved:
    """Of each certificate in the file what it proves; ``where``: what of the pages is not as it was written."""

    proofs: tuple[Proof, ...]
    where: Message | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing in it is false."""
        return self.where is None and all(one.answer != "false" for one in self.proofs)

    @property
    def stands(self) -> bool:
        """Whether every certificate in it stands today."""
        return self.whole and all(one.answer == "stands" for one in self.proofs)


@dataclass(frozen=True, slots=True)
class CheckAwards(Job[Proved]):
    """Check a file of certificates against itself and this workspace; ``key``: a public key (hex) that is trusted."""

    path: Path
    key: str = ""


@dataclass(frozen=True, slots=True)
class CheckRecord(Query[Proved]):
    """Check what a scanner read off a certificate."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Trust:
    """By what keys and records are judged: without a workspace by ``given`` alone."""

    day: date
    given: str
    ours: frozenset[str] = frozenset()
    context: Context | None = None
    connection: Connection | None = None

    def key(self, line: str) -> tuple[Whose, str]:
        """Whose key has this fingerprint, and the key where it is known."""
        for public in self.ours:
            if fingerprint(public) == line:
                return "ours", public
        if self.given and fingerprint(self.given) == line:
            return "given", self.given
        return "unknown", ""


def check_awards(context: Context, job: CheckAwards, monitor: Monitor, who: str) -> Proved:
    """With the workspace at hand."""
    with context.store.reading() as connection:
        trust = _Trust(context.today, job.key, keys_ever(connection), context, connection)
        return _file(job.path, trust, monitor)


def check_record(context: Context, connection: Connection, query: CheckRecord) -> Proved:
    """With the workspace at hand."""
    trust = _Trust(context.today, query.key, keys_ever(connection), context, connection)
    return _record(query.text, trust)


def file_alone(path: Path, day: date, monitor: Monitor, key: str = "") -> Proved:
    """Check a file of certificates with no workspace at hand."""
    return _file(path, _Trust(day, key), monitor)


def record_alone(text: str, day: date, key: str = "") -> Proved:
    """Check a scanned record with no workspace at hand."""
    return _record(text, _Trust(day, key))


def is_awards(path: Path) -> bool:
    """Whether a report file is one of certificates that bear records; CallerMistake where it is no report of ours."""
    return carried_facts(path)[1].get("kind") == KIND


def record_in(path: Path) -> str | None:
    """The text of a file that holds a scanned record, and no PDF."""
    try:
        with path.open("rb") as file:
            content = file.read(_BIGGEST)
    except OSError:
        return None
    if content.startswith(b"%PDF"):
        return None
    text = content.decode("utf-8", "replace")
    return text if scanned(text) is not None else None


def _file(path: Path, trust: _Trust, monitor: Monitor) -> Proved:
    from auditor.reporting.logo_again import logo_in

    language, told = carried_facts(path)
    try:
        facts = facts_from(told)
        picture = logo_in(path)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
        return Proved((), said("the facts attached are not those of certificates"))
    if facts.issuer is not None and picture is not None:
        facts = replace(facts, issuer=replace(facts.issuer, picture=picture))
    proofs = tuple(_shown(one, facts, trust) for one in facts.certificates)
    document = awards_document(facts, Translator("en" if language.startswith("en") else "zh"))
    return Proved(proofs, told_alike(path, document, monitor))


def _shown(one: Any, facts: AwardsFacts, trust: _Trust) -> Proof:
    """The record made again from what the file tells: any other word in the file gives another record."""
    found = scanned(f"{record_of(one, facts)}\nsig {one.signature}")
    assert found is not None
    return _proof(found, trust, facts.public)


def _record(text: str, trust: _Trust) -> Proved:
    found = scanned(text)
    if found is None:
        raise CallerMistake(
            said("This is no record of a certificate."), said("It begins with AUDITOR AWARD 1 and ends with sig ….")
        )
    return Proved((_proof(found, trust, ""),))


def _proof(found: Scanned, trust: _Trust, public: str) -> Proof:
    mark = found.lines.get("key", "")
    whose, key = trust.key(mark)
    key = key or public
    told = (found.lines.get("no", ""), found.lines.get("who", ""), found.lines.get("course", ""))
    if whose == "unknown" and not key:
        why = said("The key {key} is not known here: nothing can be said of its signature.", key=mark)
        return Proof(*told, "unvouched", whose, mark, known=False, why=why)
    if fingerprint(key) != mark or not is_signed(found.text, found.signature, key):
        why = said("The signature is not over what it says: it was altered, or made up.")
        return Proof(*told, "false", whose, mark, known=False, why=why)
    if whose == "unknown":
        why = said(
            "It is whole, and signed with the key {key}, for which nobody vouches here: ask the issuer for the key's "
            "fingerprint.", key=mark,
        )  # fmt: skip
        return Proof(*told, "unvouched", whose, mark, known=False, why=why)
    if whose == "ours":
        return _looked_up(found, trust, told, mark)
    answer, why = _by_days(found, trust.day)
    return Proof(*told, answer, whose, mark, known=False, why=why)


def _by_days(found: Scanned, day: date) -> tuple[Answer, Message]:
    """What can be told without the issuer's workspace."""
    revoked, begun, until = found.day("revoked"), found.day("valid"), found.day("valid", 1)
    if revoked is not None:
        return "fallen", said("It was printed as revoked on {day}.", day=revoked.isoformat())
    if begun is not None and day < begun:
        return "fallen", said("Genuine; in force from {day} on.", day=begun.isoformat())
    if until is not None and day > until:
        return "fallen", said("Genuine; lapsed on {day}.", day=until.isoformat())
    return "stands", said(
        "Genuine, and in force by its days. Whether it was revoked since it was printed only the issuer's workspace "
        "can tell."
    )


def _looked_up(found: Scanned, trust: _Trust, told: tuple[str, str, str], mark: str) -> Proof:
    """What became of it, from the workspace whose key it bears."""
    assert trust.context is not None
    assert trust.connection is not None
    try:
        one = award_of(trust.context, trust.connection, AwardOf(told[0])).award
    except CallerMistake:
        why = said("This workspace's key signed it, and the workspace holds no such certificate: it was taken back.")
        return Proof(*told, "fallen", "ours", mark, known=True, why=why)
    differs = _differs(trust.connection, found, one)
    if differs is not None:
        return Proof(*told, "false", "ours", mark, known=True, why=differs)
    stands = one.stands(trust.day)
    return Proof(*told, "stands" if stands == "in_force" else "fallen", "ours", mark, known=True, why=_now(one, stands))


def _differs(connection: Connection, found: Scanned, one: Award) -> Message | None:
    """A number that an undo took back and that an import gave to somebody else bears another record."""
    learner = found.lines.get("who", "")
    whom = {who_is(f"{one.learner_type}:{each}") for each in _called(connection, one)}
    same = any(learner == each or learner.startswith(f"{each} ") for each in whom)
    days = (found.day("done") == one.completed_on, found.day("issued") == one.issued_on)
    if same and all(days):
        return None
    return said(
        "The workspace has another certificate under this number: for {whom}.",
        whom=f"{one.learner_type}:{one.learner}",
    )


def _called(connection: Connection, one: Award) -> set[str]:
    """The learner's code and those it was for before: merging people and giving new codes change no paper."""
    main, past = MAIN["award"], HISTORY["award"]
    number = connection.execute(select(main.c.id).where(main.c.number == one.number)).scalar_one()
    columns = [(table.c.learner_id, table.c.learner_name, table.c.id) for table in (main, past)]
    versions = [row for told in columns for row in connection.execute(select(*told[:2]).where(told[2] == number))]
    ids = {row.learner_id for row in versions if row.learner_id is not None}
    names = {row.learner_name for row in versions if row.learner_name is not None}
    for table in (subject, HISTORY["subject"]):
        names.update(connection.execute(select(table.c.code).where(table.c.id.in_(ids))).scalars())
    return names


def _now(one: Award, stands: str) -> Message:
    if stands in ("revoked", "replaced"):
        day = "" if one.revoked_on is None else one.revoked_on.isoformat()
        if one.replaced_by:
            return said(
                "Genuine, and revoked on {day} ({why}); {number} took its place.",
                day=day, why=one.revoke_reason, number=one.replaced_by,
            )  # fmt: skip
        return said("Genuine, and revoked on {day}: {why}", day=day, why=one.revoke_reason)
    if stands == "lapsed":
        return said("Genuine; lapsed on {day}.", day=str(one.valid_until))
    if stands == "not_yet":
        return said("Genuine; in force from {day} on.", day=str(one.valid_from or one.issued_on))
    return said("Genuine, and in force today; it was not revoked.")
