"""The sections that a run report and a dossier share: method and sources, grounds, signatures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time

from auditor.reporting.document import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    KeyValues,
    Line,
    Notice,
    Paragraph,
    Phrases,
    Row,
    Signatures,
    Table,
    Tone,
)
from auditor.reporting.facts import Basis, Method, PackUsed
from auditor.reporting.speech import Speech

_ALWAYS = frozenset({"method"})
"""Sections that no choice leaves out: without its sources an answer is worth nothing."""


def paper(
    say: Speech,
    method: Method,
    digest: str,
    *,
    title: str,
    about: str,
    running: str,
    blocks: Callable[[], Iterable[Block]],
    facts: Callable[[], Iterable[bytes]],
) -> Document:
    """The document of answers that were found by a method: who issues it, its day, and what stands on every page."""
    return Document(
        title=title,
        subject=about,
        language=say.tr.language,
        dated=dated(method),
        running=running,
        footer=disclaimer(say),
        stamp=stamp(say, method, digest),
        phrases=phrases(say),
        blocks=blocks,
        facts=facts,
        issuer=method.issuer,
    )


def numbered(blocks: Iterable[Block], chosen: frozenset[str] | None) -> Iterator[Block]:
    """The blocks of the chosen sections (keys of their headings; None: all), numbered in their order."""
    count, kept = 0, True
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            kept = chosen is None or block.key in chosen | _ALWAYS
            count += kept
            block = Heading(f"{count}  {block.text}", block.key)
        if kept:
            yield block


def method_blocks(say: Speech, method: Method, digest: str) -> Iterator[Block]:
    """How the answers came about, so that somebody else can come to the same: packs, parameters, days, record."""
    tr = say.tr
    yield KeyValues(tuple(method_items(say, method, digest)))
    yield Heading(tr.t("Rule packs"), "packs", 2)
    packs = tuple(Row((_pack_name(say, pack), pack.version, (Line(pack.sha256, Tone.QUIET),))) for pack in method.packs)
    yield Table(
        (Column(tr.t("Rule pack"), points=120), Column(tr.t("Version"), points=60), Column("SHA-256")),
        lambda: packs,
        tr.t("No rule pack was in force."),
    )
    if method.params:
        yield Heading(tr.t("Parameters in force"), "parameters", 2)
        yield _params(say, method)
    yield Heading(tr.t("How to read the answers"), "reading", 2)
    for sentence in (
        tr.t(
            "Pass: every condition of the rule is met on the day. Fail: one is not, and the deciding record is named."
        ),
        tr.t("Data missing: a datum is not there, so nothing is concluded; never counted as a pass nor as a failure."),
        tr.t("Not applicable: the rule does not concern this subject on the day."),
        tr.t("A waived failure stays a failure and is counted apart."),
        tr.t("The same facts are attached to this file as JSON, so that a program can read and check them."),
    ):
        yield Paragraph(sentence)


def _pack_name(say: Speech, pack: PackUsed) -> Cell:
    title = say(pack.title)
    return (Line(pack.id, Tone.STRONG), Line(title, Tone.QUIET)) if title else pack.id


def method_items(say: Speech, method: Method, digest: str) -> Iterator[tuple[str, str]]:
    """The labelled facts of a method: workspace, day, engine, run, digest, record."""
    tr = say.tr
    if method.issuer is not None and method.issuer.name:
        yield tr.t("Reporting organisation"), say(method.issuer.name)
    yield tr.t("Workspace"), say(method.workspace)
    yield tr.t("As of"), tr.t("{day}, end of the day, Asia/Shanghai", day=method.as_of.isoformat())
    known = f"{method.known_at:%Y-%m-%d %H:%M:%S}" if method.known_at else tr.t("as recorded when the check was made")
    yield tr.t("Known at"), known
    if method.scope:
        yield tr.t("Scope"), say(method.scope)
    yield tr.t("Engine"), method.engine
    if method.run:
        yield tr.t("Run"), method.run
    yield tr.t("Digest (SHA-256)"), digest
    if method.record is None:
        unsaved = tr.t("not recorded: the check was not saved and cannot be verified against the workspace")
        yield tr.t("Recorded as"), unsaved
        return
    instant = f"{method.record.at:%Y-%m-%d %H:%M:%S}"
    yield tr.t("Recorded as"), tr.t("change {n}, {instant}", n=method.record.change, instant=instant)
    yield tr.t("Chain head"), method.record.chain_head
    if method.record.identity:
        yield tr.t("Workspace identity"), method.record.identity


def _params(say: Speech, method: Method) -> Table:
    tr = say.tr
    rows = tuple(
        Row(
            (
                param.rule,
                say(param.label),
                (Line(param.name, Tone.QUIET),),
                say(param.value),
                tr.t("changed by the organisation") if param.changed else "–",
            )
        )
        for param in method.params
    )
    columns = (
        Column(tr.t("Rule"), points=70),
        Column(tr.t("Parameter")),
        Column(tr.t("Its name in the pack"), points=110),
        Column(tr.t("Value in force"), points=80),
        Column(tr.t("Overlay"), points=100),
    )
    return Table(columns, lambda: rows)


def bases_table(say: Speech, bases: tuple[Basis, ...]) -> Table:
    """The list of grounds in law with the days they are in force and how well each was verified."""
    tr = say.tr

    def rows() -> Iterator[Row]:
        for basis in bases:
            start = basis.effective_from.isoformat() if basis.effective_from else ""
            end = basis.effective_until.isoformat() if basis.effective_until else ""
            period = f"{start} – {end}" if start or end else "–"
            yield Row((basis.key, say.law(basis), period, say.word(basis.status) if basis.status else "–"))

    columns = (
        Column(tr.t("No."), points=92),
        Column(tr.t("Instrument and article")),
        Column(tr.t("In force from – to"), points=124),
        Column(tr.t("Text checked"), points=80),
    )
    return Table(columns, rows, tr.t("No ground is cited."))


def closing_blocks(say: Speech) -> Iterator[Block]:
    """Signature lines and what this paper is not."""
    tr = say.tr
    yield Notice(disclaimer(say))
    yield Signatures(
        (tr.t("Checked by"), tr.t("Reviewed by"), tr.t("Party checked (seal)")),
        (tr.t("Name in print"), tr.t("Signature"), tr.t("Date")),
    )


def issued_by(method: Method) -> str:
    """Who a paper comes from: the organisation, else the workspace by its title."""
    return (method.issuer.name if method.issuer else "") or method.workspace


def disclaimer(say: Speech) -> str:
    """The sentence that stands on every page."""
    return say.tr.t("This is an internal compliance check; it is no administrative act and no legal opinion.")


def stamp(say: Speech, method: Method, digest: str) -> str:
    """Run, record and digest in short, for the foot of every page."""
    tr = say.tr
    parts = [tr.t("Run {run}", run=method.run)] if method.run else []
    parts.append(tr.t("change {n}", n=method.record.change) if method.record else tr.t("not recorded"))
    parts.append(tr.t("digest {digest}", digest=digest[:16]))
    return " · ".join(parts)


def dated(method: Method) -> datetime:
    """The instant a report stands for: its record's, else the end of its day. Never the moment of printing."""
    return method.record.at if method.record else datetime.combine(method.as_of, time(23, 59, 59))


def phrases(say: Speech) -> Phrases:
    """The words that the renderer needs."""
    tr = say.tr
    return Phrases(
        page_of=tr.t("Page {page} of {pages}"),
        continued=tr.t("{name} (continued)"),
        glyphs_title=tr.t("Characters that could not be printed"),
        glyphs_intro=tr.t("They stand in the text as 〓 with their code point; the attached facts hold them exactly."),
        glyphs_heads=(tr.t("Code point"), tr.t("Unicode name")),
    )
