"""What an organisation may tune: a figure that the law sets can be made stricter, never laxer."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from auditor import installed
from auditor.rulebook.book import Book, load_book
from auditor.rulebook.faults import Rejected
from auditor.rulebook.overlay import applied, read_overlay
from auditor.rulebook.pack import Param

# The articles stand with each rule.
LAXER_IS_MORE = [
    ("ID-05", "due_months"),
    ("ID-08", "report_workdays"),
    ("ID-08", "update_workdays"),
    ("IN-03", "critical_count"),
    ("IN-05", "critical_count"),
    ("IN-06", "critical_count"),
    ("IN-10", "refund_days"),
    ("IN-10", "delay_days"),
    ("IN-13", "answer_workdays"),
    ("PV-05", "many_people"),
    ("PV-05", "years_many"),
    ("PV-06", "least_people"),
    ("RC-02", "max_hops"),
    ("RV-07", "prize_cap"),
]
LAXER_IS_LESS = [
    ("IN-03", "look_back_years"),
    ("IN-04", "bar_years"),
    ("IN-05", "look_back_years"),
    ("IN-07", "short_months"),
    ("IN-07", "long_years"),
    ("IN-15", "short_months"),
    ("IN-15", "long_years"),
    ("RC-04", "keep_years"),
    ("RV-05", "endorser_age"),
]


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book([installed.rules() / "cn-livestream"])


def param_of(book: Book, rule_id: str, name: str) -> Param:
    return book.rule(rule_id).rule.params[name]


def tuned(book: Book, tmp_path: Path, rule_id: str, name: str, value: object) -> Book:
    path = tmp_path / "ours.yaml"
    path.write_text(f"rules: {{{rule_id}: {{params: {{{name}: {value}}}}}}}\n", encoding="utf-8")
    return applied(book, read_overlay(path, book))


@pytest.mark.parametrize(
    ("rule_id", "name", "step"),
    [(*one, 1) for one in LAXER_IS_MORE] + [(*one, -1) for one in LAXER_IS_LESS],
)
def test_that_what_the_law_sets_cannot_be_made_laxer(
    book: Book, tmp_path: Path, rule_id: str, name: str, step: int
) -> None:
    lawful = param_of(book, rule_id, name).values[-1].value
    assert isinstance(lawful, int | Decimal)
    tuned(book, tmp_path, rule_id, name, lawful)
    with pytest.raises(Rejected):
        tuned(book, tmp_path, rule_id, name, lawful + step)
