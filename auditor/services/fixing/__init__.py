"""The smallest fix: the least set of acts, and the earliest day, that turn a failing subject in order - each proven."""

from auditor.services.fixing.acts import Act
from auditor.services.fixing.fixes import Fix, Fixes, SmallestFix, smallest_fix

__all__ = ["Act", "Fix", "Fixes", "SmallestFix", "smallest_fix"]
