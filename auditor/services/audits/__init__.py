"""Audits: every rule over every selected subject as of a day, stored as runs, streamed as verdicts."""

from auditor.services.audits.job import Audit, Audited, audit
from auditor.services.audits.marks import Judgement

__all__ = ["Audit", "Audited", "Judgement", "audit"]
