"""What a day begins with: broadcasts, what is new, clocks, lapses, data to be supplied; computed, never stored."""

from auditor.services.today.clocks import Clocks
from auditor.services.today.figures import Figures
from auditor.services.today.lacking import Lacking, OwnerLacks
from auditor.services.today.lapses import Lapses
from auditor.services.today.news import News
from auditor.services.today.rows import Part, Row, Who
from auditor.services.today.tonight import Tonight
from auditor.services.today.whole import Today

__all__ = [
    "Clocks",
    "Figures",
    "Lacking",
    "Lapses",
    "News",
    "OwnerLacks",
    "Part",
    "Row",
    "Today",
    "Tonight",
    "Who",
]
