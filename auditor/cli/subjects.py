"""Looking someone up: show one profile whole, find by anything typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import typer

from auditor.cli.desk import Desk
from auditor.i18n import N_, said
from auditor.model.sheets import BY_NAME
from auditor.model.types import date_of
from auditor.services.lists import Find
from auditor.services.profiles import Profile, ProfileOf, reference
from auditor.services.shown import shown_value


def add(app: typer.Typer, desk: Desk) -> None:
    """Add show and find."""

    @app.command(
        help=desk.tr.t("One profile whole, personal values masked: TYPE:CODE; of a course or a case its fields.")
    )
    def show(
        subject: str,
        as_of: str = typer.Option(None, help=desk.tr.t("The day to judge on (ISO).")),
        known_at: str = typer.Option(None, help=desk.tr.t("As recorded at this instant (ISO).")),
    ) -> None:
        from auditor.cli.instants import instant
        from auditor.services.answers import Judged
        from auditor.services.editing.naming import CODED
        from auditor.services.relations import RelationsOf

        kind, code = reference(subject)
        known = instant(known_at)
        if kind in CODED:
            _show_record(desk, subject, known)
            return
        with desk.open() as app_:
            profile = app_.ask(ProfileOf(kind, code), known=known)
            answers = app_.ask(Judged(kind, profile.id, desk.day(as_of)), known=known)
            relations = app_.ask(RelationsOf(kind, code), known=known)
        _profile_json(desk, profile, answers, relations)
        desk.say(f"{profile.name}  {kind}:{code}")
        told = [
            (s.field.zh if desk.tr.language == "zh" else s.field.name, shown_value(s.field, s.value, desk.tr.language))
            for s in profile.fields
        ]
        desk.table((N_("field"), N_("value")), [pair for pair in told if pair[1]])
        for name, records in profile.records.items():
            if records:
                sheet = BY_NAME[name]
                title = sheet.zh if desk.tr.language == "zh" else sheet.name
                desk.say(said("{title}: {n}", title=title, n=len(records)))
        open_ones = [a for a in answers if a.result in ("fail", "unknown", "error")]
        desk.table(
            (N_("rule"), N_("answer"), N_("severity"), N_("why"), N_("what to do")),
            [
                (a.rule, a.result, a.severity or "", desk.tr.both(*a.message), desk.tr.both(*a.remedy))
                for a in open_ones
            ],
        )

    @app.command(help=desk.tr.t("Find anyone by Chinese, pinyin, initials, code or number."))
    def find(text: str, limit: int = typer.Option(20, min=1, max=1000)) -> None:
        with desk.open() as app_:
            hits = app_.ask(Find(text, limit))
        desk.document([{"subject": f"{h.type}:{h.code}", "name": h.name} for h in hits])
        if hits:
            desk.table((N_("subject"), N_("name")), [(f"{h.type}:{h.code}", h.name) for h in hits])
        else:
            desk.say("Nobody was found.")


def _show_record(desk: Desk, subject: str, known: datetime | None) -> None:
    """A record that its code alone names: its fields as they are stored."""
    from auditor.services.editing import RecordNamed

    with desk.open() as app_:
        named = app_.ask(RecordNamed(subject), known=known)
    fields = [one for one in BY_NAME[named.sheet].fields if one.name in named.values]
    told = {one.name: shown_value(one, named.values[one.name], "iso") for one in fields}
    desk.document({"record": subject, "sheet": named.sheet, "fields": told})
    language = desk.tr.language
    shown = [
        (one.zh if language == "zh" else one.name, shown_value(one, named.values[one.name], language)) for one in fields
    ]
    desk.say(subject)
    desk.table((N_("field"), N_("value")), [pair for pair in shown if pair[1]])


def _profile_json(desk: Desk, profile: Profile, answers: Any, relations: Any) -> None:
    if not desk.wants_json:
        return
    language = "iso"
    desk.document(
        {
            "subject": f"{profile.type}:{profile.code}",
            "name": profile.name,
            "fields": {s.field.name: shown_value(s.field, s.value, language) for s in profile.fields},
            "records": {
                name: [
                    {f.name: shown_value(f, r.values.get(f.name), language) for f in BY_NAME[name].fields} for r in rows
                ]
                for name, rows in profile.records.items()
            },
            "relations": [_relation_json(one) for one in relations],
            "verdicts": [answer.as_json(desk.tr) for answer in answers],
        }
    )


def _relation_json(one: Any) -> dict[str, object]:
    days = {"from": one.first, "until": one.last}
    return {
        "relation": one.kind,
        "with": f"{one.type}:{one.code}",
        "name": one.name,
        **{name: None if day is None else date_of(day).isoformat() for name, day in days.items()},
        "record": one.record or None,
    }
