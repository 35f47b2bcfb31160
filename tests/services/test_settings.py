"""What a workspace lays down itself is read back as of any change, and undone like any other change."""

from __future__ import annotations

from auditor.app import Auditor
from auditor.services.settings import CALENDAR, OVERLAY, put_setting, setting
from auditor.services.undoing import Undo
from auditor.storage.work import Recorded


def put(app: Auditor, name: str, body: str | None) -> int | None:
    with app.context.store.writing(Recorded("me", "setting")) as work:
        put_setting(work, name, body)
    return None if work.committed is None else work.committed.id


def test_that_a_setting_is_read_as_it_stands_and_as_it_stood(app: Auditor) -> None:
    first = put(app, OVERLAY, "rules: {}")
    second = put(app, OVERLAY, "rules: {TR-02: {enabled: false}}")
    put(app, OVERLAY, None)
    with app.context.store.reading() as connection:
        assert setting(connection, OVERLAY) is None
        assert setting(connection, OVERLAY, first) == "rules: {}"
        assert setting(connection, OVERLAY, second) == "rules: {TR-02: {enabled: false}}"
        assert setting(connection, CALENDAR) is None


def test_that_a_setting_laid_down_twice_alike_is_no_change(app: Auditor) -> None:
    assert put(app, CALENDAR, "2026") is not None
    assert put(app, CALENDAR, "2026") is None


def test_that_a_setting_is_undone_to_what_it_was(app: Auditor) -> None:
    put(app, OVERLAY, "one")
    second = put(app, OVERLAY, "two")
    assert second is not None
    app.run(Undo(second))
    with app.context.store.reading() as connection:
        assert setting(connection, OVERLAY) == "one"
