"""What all documents of certificates share: a page each, a foot that says what they are not, the facts within."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from auditor.i18n import Translator
from auditor.reporting.document import Diploma, Document
from auditor.reporting.facts import Recorded
from auditor.reporting.factsjson import digest, whole_json
from auditor.reporting.letterhead import Issuer
from auditor.reporting.sections import phrases
from auditor.reporting.speech import Speech

Shown_co = TypeVar("Shown_co", covariant=True)


class Facts(Protocol[Shown_co]):
    """Certificates to print together."""

    @property
    def workspace(self) -> str: ...
    @property
    def recorded(self) -> Recorded: ...
    @property
    def issuer(self) -> Issuer | None: ...
    @property
    def certificates(self) -> tuple[Shown_co, ...]: ...


def document_of(
    kind: str, facts: Facts[Shown_co], translator: Translator, page: Callable[[Shown_co, Speech], Diploma]
) -> Document:
    """The document of certificates, a page each; the same facts give the same document."""
    say, tr = Speech(translator), translator
    parts = partial(whole_json, kind, facts)
    stamp = tr.t("change {n}", n=facts.recorded.change)
    return Document(
        title=tr.t("Certificates of training"),
        subject=tr.t("{n} certificates", n=len(facts.certificates)),
        language=tr.language,
        dated=facts.recorded.at,
        running=say(facts.workspace),
        footer=tr.t("A certificate of internal training; it replaces no qualification that the law asks for."),
        stamp=f"{stamp} · {tr.t('digest {digest}', digest=digest(parts)[:16])}",
        phrases=phrases(say),
        blocks=lambda: (page(one, say) for one in facts.certificates),
        facts=parts,
        issuer=facts.issuer,
    )
