"""Trainings that were passed, a page each on the paper of certificates; each says that it is none that was signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from auditor.i18n import N_, Translator
from auditor.reporting.diplomas import document_of
from auditor.reporting.document import Diploma, Document
from auditor.reporting.facts import Recorded, Said
from auditor.reporting.letterhead import Issuer
from auditor.reporting.speech import Speech


@dataclass(frozen=True, slots=True)
class Certificate:
    """One passed training. ``name`` is the learner's public name; ``valid_until`` None: it does not lapse."""

    number: str
    type: str
    code: str
    name: str
    course: str
    title: Said
    completed_on: date
    valid_until: date | None = None
    hours: Decimal | None = None
    score: Decimal | None = None
    topics: tuple[Said, ...] = ()
    organiser: str = ""
    trainer: str = ""
    award: str = ""
    """The number of the certificate that stands for it; empty: none was issued."""

    @property
    def seal(self) -> str:
        """The first half of a SHA-256 over what the certificate says; the QR code carries it."""
        told = f"{self.number}\n{self.type}\n{self.code}\n{self.course}\n{self.completed_on.isoformat()}"
        return hashlib.sha256(told.encode("utf-8")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CertificatesFacts:
    """Certificates to print together, and the change that the workspace stood at."""

    workspace: str
    engine: str
    recorded: Recorded
    certificates: tuple[Certificate, ...]
    issuer: Issuer | None = None


def certificates(facts: CertificatesFacts, translator: Translator) -> Document:
    """The document of certificates of trainings that were passed."""
    return document_of("certificates", facts, translator, lambda one, say: _diploma(one, facts, say))


def _diploma(one: Certificate, facts: CertificatesFacts, say: Speech) -> Diploma:
    tr = say.tr
    title = say(one.title)
    day = one.completed_on.isoformat()
    items = [(tr.t("Course code"), one.course)]
    if one.hours is not None:
        items.append((tr.t("Hours of training"), say(one.hours)))
    if one.score is not None:
        items.append((tr.t("Score"), say(one.score)))
    if one.topics:
        items.append((tr.t("Topics"), say.join([say(topic) for topic in one.topics])))
    until = one.valid_until.isoformat() if one.valid_until else tr.t("does not lapse")
    items.append((tr.t("Valid until"), until))
    issuer = facts.issuer.name if facts.issuer else ""
    items.append((tr.t("Organiser"), say(one.organiser or issuer or facts.workspace)))
    return Diploma(
        title=tr.t(N_("Statement of training")),
        number=tr.t("No. {number}", number=one.number),
        name=say(one.name) or one.code,
        below=f"{say.word(one.type)} · {one.code}",
        sentence=tr.t(N_('completed the training "{course}" on {day} and passed.'), course=title, day=day),
        items=tuple(items),
        parties=(tr.t("Organiser (seal)"), f"{tr.t('Trainer')} {say(one.trainer)}".strip(), tr.t("Date")),
        scan=f"AUDITOR-CERTIFICATE {one.number} {one.type}:{one.code} {one.course} {day} {one.seal}",
        scan_word=tr.t("Scan to look it up in the workspace"),
        key=f"certificate:{one.number}",
        notice=_unsigned(one, tr),
    )


def _unsigned(one: Certificate, tr: Translator) -> str:
    """What this page is not."""
    if one.award:
        return tr.t(N_("Not signed: from the training records. The signed certificate is {number}."), number=one.award)
    return tr.t(N_("Not a signed certificate: from the training records; no certificate was issued for it."))
