"""Why a rule answered as it did: every condition as a sentence with its value, the records behind, what decided."""

from auditor.rulebook.explaining.nodes import Explanation, Node, Place, RecordRef
from auditor.rulebook.explaining.walk import explain

__all__ = ["Explanation", "Node", "Place", "RecordRef", "explain"]
