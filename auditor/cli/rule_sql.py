"""The SQL of a rule on the terminal or as JSON, in one of four dialects."""

from __future__ import annotations

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import said


def show_sql(desk: Desk, rule_id: str, dialect: str, as_of: str | None) -> None:
    """Print the statements of a rule of the published packs, each with the values bound on the day."""
    from auditor.rulebook.book import core_book
    from auditor.rulebook.sql.values import Moment
    from auditor.rulebook.sqltext import DIALECTS, sql_of
    from auditor.services.rules import rule_named

    chosen = next((one for one in DIALECTS if one == dialect.lower()), None)
    if chosen is None:
        raise CallerMistake(
            said("{word} is no dialect of SQL known here.", word=dialect),
            said("Dialects: {words}", words=", ".join(DIALECTS)),
        )
    book = core_book(examples=False)
    rule = rule_named(book, rule_id).rule
    made = sql_of(book, rule.id, Moment(desk.day(as_of)), chosen)
    desk.document(
        [
            {"rule": rule.id, "subject": one.subject_type, "dialect": chosen, "sql": one.text, "values": one.values}
            for one in made
        ]
    )
    for one in made:
        desk.say(f"-- {rule.id} {one.subject_type} ({chosen})")
        desk.say(f"{one.text};")
        for name, value in sorted(one.values.items()):
            desk.say(f"--   {name} = {value!r}")
