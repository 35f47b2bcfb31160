"""Work on everything that is chosen of a list: fields set, tags put on and taken off, seen beforehand, undone whole."""

from auditor.services.bulk.choosing import may_be_set
from auditor.services.bulk.editing import BulkDone, BulkEdit, Reason, Sample, bulk_edit

__all__ = [
    "BulkDone",
    "BulkEdit",
    "Reason",
    "Sample",
    "bulk_edit",
    "may_be_set",
]
