"""Certificates on file as pages: what each says, the short record that its QR code carries, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from auditor.i18n import N_, Translator
from auditor.reporting.award_record import Record, record_text
from auditor.reporting.diplomas import document_of
from auditor.reporting.document import Diploma, Document
from auditor.reporting.facts import Recorded
from auditor.reporting.factsjson import digest, whole_json
from auditor.reporting.letterhead import Issuer
from auditor.reporting.speech import Speech, guarded

KIND = "awards"


@dataclass(frozen=True, slots=True)
class Coded:
    """A code or number, which is printed whole even where it looks like a telephone number."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class AwardShown:
    """One certificate as it is printed.

    ``name`` is the learner's public name (of the staff: theirs). ``valid_until`` None: no end, or (``endless`` false)
    none that is known. ``score`` None: it is not to be told. ``signature`` is over the record of the QR code.
    """

    number: Coded
    type: str
    code: str
    name: str
    course: Coded
    title: str
    version: str
    completed_on: date
    issued_on: date
    valid_from: date | None
    valid_until: date | None
    endless: bool
    hours: Decimal | None = None
    score: Decimal | None = None
    trainer: str = ""
    co_signer: str = ""
    replaces: Coded = Coded()
    revoked_on: date | None = None
    reason: str = ""
    replaced_by: Coded = Coded()
    signature: str = ""


@dataclass(frozen=True, slots=True)
class AwardsFacts:
    """Certificates to print together, the change that the workspace stood at, and the public key (hex) they bear."""

    workspace: str
    engine: str
    recorded: Recorded
    public: str
    certificates: tuple[AwardShown, ...]
    issuer: Issuer | None = None

    @property
    def organisation(self) -> str:
        """Who issues them."""
        return self.issuer.name if self.issuer is not None and self.issuer.name else self.workspace


def record_of(one: AwardShown, facts: AwardsFacts) -> str:
    """What is signed of a certificate: enough to hold a printed page against it, and a digest of all that it says."""
    bare = replace(one, signature="")
    told = digest(partial(whole_json, "award", bare))
    return record_text(
        Record(
            number=one.number.code,
            learner=f"{one.type}:{one.code}",
            name=guarded(one.name),
            course=one.course.code,
            version=one.version,
            title=guarded(one.title),
            completed_on=one.completed_on,
            issued_on=one.issued_on,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            endless=one.endless,
            revoked_on=one.revoked_on,
            organisation=guarded(facts.organisation),
            digest=told,
            public=facts.public,
        )
    )


def signed(facts: AwardsFacts, sign: Callable[[str], str]) -> AwardsFacts:
    """The same with each certificate's record signed."""
    done = tuple(replace(one, signature=sign(record_of(one, facts))) for one in facts.certificates)
    return replace(facts, certificates=done)


def awards_document(facts: AwardsFacts, translator: Translator) -> Document:
    """The document of certificates on file."""
    return document_of(KIND, facts, translator, lambda one, say: _page(one, facts, say))


def _page(one: AwardShown, facts: AwardsFacts, say: Speech) -> Diploma:
    tr = say.tr
    day = one.completed_on.isoformat()
    of = one.code if one.type != "staff" else ""
    return Diploma(
        title=tr.t("Certificate of training"),
        number=tr.t("No. {number}", number=one.number.code),
        name=say(one.name) or one.code,
        below=" · ".join(part for part in (say.word(one.type), of) if part),
        sentence=tr.t('has completed the training "{course}" on {day} and passed.', course=say(one.title), day=day),
        items=tuple(_items(one, facts, say)),
        parties=(
            tr.t("Organiser (seal)"),
            f"{tr.t('Trainer')} {say(one.trainer)}".strip(),
            f"{tr.t(N_('Co-signed by'))} {say(one.co_signer)}".strip(),
        ),
        scan=f"{record_of(one, facts)}\nsig {one.signature}",
        scan_word=tr.t(N_("Scan it, and check the text with: auditor verify")),
        key=f"award:{one.number.code}",
        watermark="" if one.revoked_on is None else tr.t(N_("REVOKED")),
        notice=_fallen(one, say),
    )


def _items(one: AwardShown, facts: AwardsFacts, say: Speech) -> Iterator[tuple[str, str]]:
    tr = say.tr
    course = one.course.code if not one.version else f"{one.course.code} · {say(one.version)}"
    yield tr.t(N_("Course and version")), course
    if one.hours is not None:
        yield tr.t("Hours of training"), say(one.hours)
    if one.score is not None:
        yield tr.t("Score"), say(one.score)
    yield tr.t(N_("Valid from")), (one.valid_from or one.completed_on).isoformat()
    yield tr.t("Valid until"), _end(one, tr)
    yield tr.t("Issued on"), one.issued_on.isoformat()
    if one.replaces.code:
        yield tr.t(N_("In place of")), one.replaces.code
    yield tr.t("Organiser"), say(facts.organisation)


def _end(one: AwardShown, tr: Translator) -> str:
    if one.valid_until is not None:
        return one.valid_until.isoformat()
    return tr.t("does not lapse") if one.endless else tr.t(N_("until further notice"))


def _fallen(one: AwardShown, say: Speech) -> str:
    """That it does not stand any more, and why."""
    if one.revoked_on is None:
        return ""
    told = [say.tr.t(N_("Revoked on {day}"), day=one.revoked_on.isoformat())]
    if one.reason:
        told.append(say(one.reason))
    if one.replaced_by.code:
        told.append(say.tr.t(N_("replaced by {number}"), number=one.replaced_by.code))
    return say.phrases(told)


def facts_from(told: Mapping[str, Any]) -> AwardsFacts:
    """The facts that a file carries, read back; ValueError, KeyError or TypeError where they are none of ours."""
    recorded = told["recorded"]
    issuer = told.get("issuer")
    return AwardsFacts(
        workspace=str(told["workspace"]),
        engine=str(told["engine"]),
        recorded=Recorded(
            int(recorded["change"]),
            datetime.fromisoformat(recorded["at"]),
            str(recorded["chain_head"]),
            str(recorded["identity"]),
        ),
        public=str(told["public"]),
        certificates=tuple(_shown(one) for one in told["certificates"]),
        issuer=None if issuer is None else Issuer(str(issuer["name"]), str(issuer["logo"]), int(issuer["change"])),
    )


_DAYS = ("completed_on", "issued_on", "valid_from", "valid_until", "revoked_on")
_DECIMALS = ("hours", "score")
_CODED = ("number", "course", "replaces", "replaced_by")
_TEXTS = ("type", "code", "name", "title", "version", "trainer", "co_signer", "reason", "signature")


def _shown(told: Mapping[str, Any]) -> AwardShown:
    values: dict[str, Any] = {name: str(told[name]) for name in _TEXTS}
    values |= {name: Coded(str(told[name]["code"])) for name in _CODED}
    values |= {name: None if told[name] is None else date.fromisoformat(told[name]) for name in _DAYS}
    values |= {name: None if told[name] is None else Decimal(str(told[name])) for name in _DECIMALS}
    return AwardShown(**values, endless=bool(told["endless"]))
