"""When an answer can change by the mere passing of days: found from the statements that give the answers."""

from auditor.rulebook.breakpoints.by_rule import rule_changes
from auditor.rulebook.breakpoints.next_change import Turns, next_changes

__all__ = ["Turns", "next_changes", "rule_changes"]
