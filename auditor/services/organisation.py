"""Who uses this workspace: the organisation's name and logo, laid down like every other setting."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field

from sqlalchemy import Connection

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.services.context import Context
from auditor.services.settings import ORGANISATION, put_setting, setting
from auditor.services.verbs import Command, Query
from auditor.storage.work import Work

MOST_BYTES = 300_000
MOST_SIDE = 2_000
LONGEST = 100
_KINDS = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class OrganisationShown:
    """The name (empty: none laid down) and the logo, a PNG or JPEG."""

    name: str = ""
    logo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Organisation(Query[OrganisationShown]):
    """The organisation as it is laid down."""


@dataclass(frozen=True, slots=True)
class SetOrganisation(Command[OrganisationShown]):
    """Lay the name down (None: left as it is) and the logo (None: left; empty: taken away); gives what stands then."""

    name: str | None = None
    logo: bytes | None = field(default=None, repr=False)


def organisation(context: Context, connection: Connection, query: Organisation) -> OrganisationShown:
    """As it stands."""
    body = setting(connection, ORGANISATION)
    if body is None:
        return OrganisationShown()
    told = json.loads(body)
    logo = told.get("logo")
    return OrganisationShown(str(told.get("name", "")), None if logo is None else base64.b64decode(logo))


def set_organisation(context: Context, work: Work, command: SetOrganisation) -> OrganisationShown:
    """Check both, then write."""
    before = organisation(context, work.connection, Organisation())
    name = before.name if command.name is None else " ".join(command.name.split())
    if len(name) > LONGEST:
        raise CallerMistake(
            said("A name has at most {n} characters.", n=LONGEST), said("Take the short name; nothing was stored.")
        )
    logo = before.logo if command.logo is None else _picture(command.logo)
    made = {"name": name, "logo": None if logo is None else base64.b64encode(logo).decode()}
    put_setting(work, ORGANISATION, json.dumps(made, ensure_ascii=False) if name or logo else None)
    return OrganisationShown(name, logo)


def _picture(content: bytes) -> bytes | None:
    """The logo when it is one that reports and the window can draw: its header read, then decoded in the child."""
    if not content:
        return None
    from io import BytesIO

    from PIL import Image, UnidentifiedImageError

    hint = said("Take a PNG or JPEG of at most {n} kB.", n=MOST_BYTES // 1000)
    if len(content) > MOST_BYTES:
        raise CallerMistake(said("The logo is too large."), hint)
    try:
        with Image.open(BytesIO(content), formats=_KINDS) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise CallerMistake(said("The logo is no picture that can be read."), hint) from error
    if max(width, height) > MOST_SIDE:
        raise CallerMistake(said("The logo has more than {n} pixels along a side.", n=MOST_SIDE), hint)
    from auditor.services.reports.issuer import drawn

    drawn(content)
    return content
