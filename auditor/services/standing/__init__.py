"""How each subject stands today: kept beside the rows, refreshed for whom a write or a day can have changed it."""

from auditor.services.standing.refresh import (
    RefreshStanding,
    StandingHolds,
    StandingNow,
    refresh_standing,
    standing_now,
)
from auditor.services.standing.state import ANSWERS, State
from auditor.services.standing.warmth import WarmStanding, warm_standing
from auditor.services.standing.within import follow

__all__ = [
    "ANSWERS",
    "RefreshStanding",
    "StandingHolds",
    "StandingNow",
    "State",
    "WarmStanding",
    "follow",
    "refresh_standing",
    "standing_now",
    "warm_standing",
]
