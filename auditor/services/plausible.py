"""Days that nobody means who types them: a year with a wrong digit. What a file holds is taken as its contract says."""

from __future__ import annotations

from datetime import date

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said

FIRST_YEAR = 1900
YEARS_AHEAD = 50
AHEAD = N_("{day} lies more than {years} years ahead: check the year.")
BACK = N_("{day} lies before the year {year}: check the year.")
ENDLESS = N_("{day} lies more than {years} years ahead: where there is no end, write 长期 (long-term).")


def implausible(day: date, today: date) -> Message | None:
    """What is wrong with a day that is typed; None where it may be meant."""
    if day.year < FIRST_YEAR:
        return Message(BACK, {"day": day.isoformat(), "year": FIRST_YEAR})
    if day.year > today.year + YEARS_AHEAD:
        return Message(AHEAD, {"day": day.isoformat(), "years": YEARS_AHEAD})
    return None


def refuse_implausible(day: date, today: date) -> None:
    """Raises CallerMistake where nobody can mean that day."""
    wrong = implausible(day, today)
    if wrong is not None:
        raise CallerMistake(wrong, said("Nothing was stored."))
