"""Reports as functions of one stored run, or of a subject, a day and a change number."""

from auditor.services.reports.jobs import (
    ReportNotice,
    ReportRun,
    ReportSubject,
    Written,
    report_notice,
    report_run,
    report_subject,
)

__all__ = ["ReportNotice", "ReportRun", "ReportSubject", "Written", "report_notice", "report_run", "report_subject"]
