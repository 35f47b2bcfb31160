"""Single records entered at the desk: checked field by field, saved, removed, revealed; who changed which field."""

from auditor.services.editing.checking import Told, check_field, editing_text
from auditor.services.editing.naming import Named, RecordNamed
from auditor.services.editing.removing import Removed, RemoveRecord
from auditor.services.editing.revealing import RevealPersonal
from auditor.services.editing.saving import Conflict, Differing, Refused, Saved, SaveRecord
from auditor.services.editing.tracing import FieldChange, FieldHistory

__all__ = [
    "Conflict",
    "Differing",
    "FieldChange",
    "FieldHistory",
    "Named",
    "RecordNamed",
    "Refused",
    "RemoveRecord",
    "Removed",
    "RevealPersonal",
    "SaveRecord",
    "Saved",
    "Told",
    "check_field",
    "editing_text",
]
