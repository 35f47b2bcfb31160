"""Who a report is issued by, as the workspace lays it down; the logo decoded where it can do no harm."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import setting as table
from auditor.monitor import Silent
from auditor.reporting.facts import Method
from auditor.reporting.letterhead import Issuer, Picture, picture_of
from auditor.services.settings import ORGANISATION
from auditor.storage.known import as_known

LONGEST = 1_200
"""Pixels of a logo's longer side in print: 600 to the inch where it is widest."""


def issuer_of(connection: Connection, known: int | None = None) -> Issuer | None:
    """The organisation as it is laid down, or stood after change ``known``; None where nothing is."""
    rows = table if known is None else as_known(table, known).subquery()
    found = connection.execute(select(rows.c.value, rows.c.change_id).where(rows.c.key == ORGANISATION)).first()
    if found is None:
        return None
    told = json.loads(found.value)
    logo = base64.b64decode(told["logo"]) if told.get("logo") else b""
    digest = hashlib.sha256(logo).hexdigest() if logo else ""
    return Issuer(str(told.get("name", "")), digest, found.change_id, drawn(logo) if logo else None)


@lru_cache(maxsize=2)
def drawn(logo: bytes) -> Picture:
    """The logo to print, decoded in the contained child as scans are.

    CallerMistake where it cannot be: a report that went without it would not be the one that verifies.
    """
    from auditor.importing.scans import scan_of
    from auditor.services.attachments.showing import small_picture

    try:
        return picture_of(small_picture(scan_of(logo, "logo"), Silent(), longest=LONGEST).png)
    except (CallerMistake, ValueError) as error:
        raise CallerMistake(
            said("The organisation's logo cannot be decoded."),
            said("Choose another picture under Settings, Organisation, or take it away."),
        ) from error


def as_issued(connection: Connection, method: Method, claimed: Mapping[str, Any]) -> Method:
    """The method with the organisation that a report names, as it was laid down then: it may be another by now."""
    told = claimed.get("issuer")
    number = told.get("change") if isinstance(told, dict) else None
    if not isinstance(number, int):
        return replace(method, issuer=None)
    if method.issuer is not None and method.issuer.change == number:
        return method
    return replace(method, issuer=issuer_of(connection, number))
