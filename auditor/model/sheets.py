"""All sheets of the workbook, in an order in which every reference points backwards."""

from __future__ import annotations

from auditor.i18n import Twin
from auditor.model.fields import Sheet
from auditor.model.sheets_cases import ACTIONS, APPEALS, CASE_EVENTS, FEEDBACK, SANCTIONS
from auditor.model.sheets_events import BROADCASTS, CASES, CONTRACTS, REVIEWS
from auditor.model.sheets_records import ACCOUNTS, AUTHORISATIONS, COURSES, LICENCES, PRODUCTS, TRAININGS
from auditor.model.sheets_subjects import AGENCIES, HOSTS, MERCHANTS, ROOMS
from auditor.model.sheets_training import AWARDS, COURSE_VERSIONS, ENROLMENTS, EQUIVALENCES, REQUIREMENTS, SESSIONS

SHEETS: tuple[Sheet, ...] = (
    AGENCIES,
    MERCHANTS,
    HOSTS,
    ROOMS,
    ACCOUNTS,
    COURSES,
    COURSE_VERSIONS,
    EQUIVALENCES,
    REQUIREMENTS,
    SESSIONS,
    PRODUCTS,
    LICENCES,
    AUTHORISATIONS,
    TRAININGS,
    ENROLMENTS,
    AWARDS,
    CONTRACTS,
    BROADCASTS,
    CASES,
    CASE_EVENTS,
    SANCTIONS,
    APPEALS,
    ACTIONS,
    REVIEWS,
    FEEDBACK,
)
"""Import order: what is referred to comes before what refers."""

BY_NAME = {sheet.name: sheet for sheet in SHEETS}
BY_TABLE = {sheet.table: sheet for sheet in SHEETS}
SUBJECT_SHEETS = {sheet.subject: sheet for sheet in SHEETS if sheet.subject}

JUDGED = ("host", "merchant", "agency", "room", "broadcast", "workspace")
"""Subject types that rules are written for."""


def rows_called(name: str) -> Twin:
    """What the rows of a sheet are called; scans and settings, which are no sheet, as well."""
    zh = {"attachments": "扫描件", "settings": "设置"}.get(name) or BY_NAME[name].zh
    return Twin(zh, name.replace("_", " "))


def kind_called(sheet: Sheet) -> Twin:
    """What one record of a sheet is called."""
    return Twin("案件", "case") if sheet.name == "cases" else Twin(sheet.zh, sheet.table.replace("_", " "))
