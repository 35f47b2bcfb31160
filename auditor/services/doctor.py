"""The doctor: looks a workspace over, from its pages to its caches, and says what is wrong; it changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from auditor.i18n import N_, Message, said
from auditor.monitor import Silent
from auditor.services.cache_checks import CACHES, CacheCheck
from auditor.services.caches import derived_fault
from auditor.services.context import Context
from auditor.services.opening import witness_of
from auditor.services.verbs import Query
from auditor.storage.drafts import leftovers
from auditor.storage.engine import SQLITE_FLOOR, floor_met, settings_of
from auditor.storage.expected import fresh_schema, schema_of
from auditor.storage.location import disk_of, doubtful_place, free_bytes
from auditor.storage.verify import verify_chain
from auditor.storage.witness import ALARMS

State = Literal["sound", "doubtful", "broken"]

_TITLES = {
    "sqlite": N_("SQLite version"),
    "pages": N_("Pages of the file"),
    "settings": N_("Safety settings"),
    "schema": N_("Tables and triggers"),
    "indexes": N_("Indexes"),
    "references": N_("References"),
    "chain": N_("Change chain"),
    "witness": N_("Seen by this computer"),
    "derived": N_("Derived columns"),
    **{cache.name: cache.title for cache in CACHES},
    "place": N_("Place of the file"),
    "permissions": N_("Permissions of the file"),
    "space": N_("Free space"),
    "leftovers": N_("Leftovers"),
}
_KINDS = {"table": N_("table"), "index": N_("index"), "trigger": N_("trigger"), "view": N_("view")}


@dataclass(frozen=True, slots=True)
class CheckUp:
    """What one check found: its name, how it stands, the sentence."""

    check: str
    state: State
    message: Message

    @property
    def title(self) -> Message:
        """The check's name for people."""
        return Message(_TITLES[self.check])

    @property
    def ok(self) -> bool:
        """Nothing is broken; a doubt (a folder that is synced) is a warning only."""
        return self.state != "broken"


@dataclass(frozen=True, slots=True)
class Doctor(Query[tuple[CheckUp, ...]]):
    """Every check, the sound ones too, in the order in which they matter."""


def doctor(context: Context, connection: Connection, query: Doctor) -> tuple[CheckUp, ...]:
    """Run every check on one moment of the store; a check that cannot be made counts as broken."""
    checks: tuple[tuple[str, Callable[[Context, Connection], CheckUp]], ...] = (
        ("sqlite", _version),
        ("pages", _pages),
        ("settings", _settings),
        ("schema", _schema),
        ("indexes", _indexes),
        ("references", _references),
        ("chain", _chain),
        ("witness", _witness),
        ("derived", _derived),
        *((cache.name, partial(_cache, cache)) for cache in CACHES),
        ("place", _place),
        ("permissions", _permissions),
        ("space", _space),
        ("leftovers", _leftovers),
    )
    return tuple(_made(name, check, context, connection) for name, check in checks)


def _made(
    name: str, check: Callable[[Context, Connection], CheckUp], context: Context, connection: Connection
) -> CheckUp:
    try:
        return check(context, connection)
    except DBAPIError as error:
        return _broken(name, said("This could not be checked: {reason}", reason=str(error.orig)))
    except Exception as error:
        if not type(error).__module__.startswith("sqlcipher3"):
            raise
        return _broken(name, said("This could not be checked: {reason}", reason=str(error)))


def _sound(name: str, message: Message) -> CheckUp:
    return CheckUp(name, "sound", message)


def _broken(name: str, message: Message) -> CheckUp:
    return CheckUp(name, "broken", message)


def _doubtful(name: str, message: Message) -> CheckUp:
    return CheckUp(name, "doubtful", message)


def _version(context: Context, connection: Connection) -> CheckUp:
    found = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    floor = ".".join(map(str, SQLITE_FLOOR))
    if not floor_met():
        return _broken("sqlite", said("SQLite {found} is older than {floor}.", found=found, floor=floor))
    return _sound("sqlite", said("SQLite {found}, at least {floor}.", found=found, floor=floor))


def _pages(context: Context, connection: Connection) -> CheckUp:
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if found != "ok":
        return _broken("pages", said("The file is damaged: {what}", what=str(found)))
    if connection.exec_driver_sql("PRAGMA cipher_version").scalar() and _encrypted(context):
        bad = connection.exec_driver_sql("PRAGMA cipher_integrity_check").first()
        if bad is not None:
            return _broken("pages", said("The file is damaged: {what}", what=str(bad[0])))
        return _sound("pages", said("Every page is whole and carries its seal."))
    return _sound("pages", said("Every page and index is whole."))


def _encrypted(context: Context) -> bool:
    with context.store.path.open("rb") as stream:
        return stream.read(15) != b"SQLite format 3"


def _settings(context: Context, connection: Connection) -> CheckUp:
    for name, _, wanted in settings_of(context.store.access):
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        if found != wanted:
            return _broken("settings", said("The setting {name} is {found}.", name=name, found=str(found)))
    return _sound("settings", said("Every safety setting holds."))


def _schema(context: Context, connection: Connection) -> CheckUp:
    found, wanted = schema_of(connection), fresh_schema()
    for kind, name in sorted(wanted.keys() | found.keys()):
        if kind == "index" and (kind, name) in wanted:
            continue
        word = Message(_KINDS.get(kind, kind))
        if (kind, name) not in found:
            return _broken("schema", said("The {kind} {name} is missing.", kind=word, name=name))
        if (kind, name) not in wanted:
            return _broken("schema", said("The {kind} {name} does not belong here.", kind=word, name=name))
        if found[kind, name] != wanted[kind, name]:
            return _broken("schema", said("The {kind} {name} was altered.", kind=word, name=name))
    return _sound("schema", said("Tables and triggers are those of a new workspace."))


def _indexes(context: Context, connection: Connection) -> CheckUp:
    found, wanted = schema_of(connection), fresh_schema()
    named = [key for key in wanted if key[0] == "index"]
    for key in named:
        if found.get(key) != wanted[key]:
            return _broken("indexes", said("The index {name} is missing or was altered.", name=key[1]))
    return _sound("indexes", said("All {n} indexes are there.", n=len(named)))


def _references(context: Context, connection: Connection) -> CheckUp:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        return _broken("references", said("A row of table {table} refers to one that does not exist.", table=broken[0]))
    return _sound("references", said("Every reference leads somewhere."))


def _chain(context: Context, connection: Connection) -> CheckUp:
    report = verify_chain(connection, Silent())
    if report.first_difference is not None:
        return _broken("chain", report.first_difference)
    if context.watch is not None:
        context.watch.whole(report.changes, report.head)
    return _sound("chain", said("The chain of {n} changes agrees with the data.", n=report.changes))


def _witness(context: Context, connection: Connection) -> CheckUp:
    witness = witness_of(context, connection)
    if witness is None:
        return _sound("witness", said("Nothing is remembered on this computer, so a roll-back would not be noticed."))
    judged = witness.judge(connection)
    if judged.standing in ALARMS:
        return _broken(
            "witness", said("The workspace is not what this computer has seen: it was rolled back or rewritten.")
        )
    return _sound("witness", said("The chain continues what this computer has seen of it."))


def _derived(context: Context, connection: Connection) -> CheckUp:
    fault = derived_fault(connection)
    if fault is not None:
        return _broken("derived", fault)
    return _sound("derived", said("What is computed from single rows agrees with them."))


def _cache(cache: CacheCheck, context: Context, connection: Connection) -> CheckUp:
    fault = cache.fault(context, connection)
    return _sound(cache.name, cache.sound) if fault is None else _broken(cache.name, fault)


def _place(context: Context, connection: Connection) -> CheckUp:
    place = doubtful_place(context.store.path)
    if place == "synced":
        return _doubtful(
            "place",
            said("The workspace lies in a synced folder, which can tear it. Keep it on a local disk and sync backups."),
        )
    if place == "network":
        return _doubtful(
            "place", said("The workspace lies on a network drive, which can tear it. Keep it on a local disk.")
        )
    return _sound("place", said("The workspace lies on a local disk."))


def _permissions(context: Context, connection: Connection) -> CheckUp:
    if context.store.unwritable is not None:
        return _doubtful("permissions", context.store.unwritable.message)
    mode = context.store.path.stat().st_mode & 0o777
    if os.name != "nt" and mode & 0o077:
        told = said("Others on this computer may open the file ({mode}); 600 lets only its owner.", mode=f"{mode:o}")
        return _doubtful("permissions", told)
    return _sound("permissions", said("Only its owner may open the file."))


def _space(context: Context, connection: Connection) -> CheckUp:
    path = context.store.path
    free, wanted = free_bytes(path), 2 * path.stat().st_size
    if free is not None and free < wanted:
        told = said(
            "The disk {disk} has {free} MB left; a backup or an update needs about {wanted} MB.",
            disk=str(disk_of(path)),
            free=free // 1_000_000,
            wanted=wanted // 1_000_000,
        )
        return _doubtful("space", told)
    return _sound("space", said("There is room for a backup and an update."))


def _leftovers(context: Context, connection: Connection) -> CheckUp:
    found = leftovers(context.store.path.parent)
    if found:
        told = said("{n} files were left by processes that died: auditor doctor --mend removes them.", n=len(found))
        return _doubtful("leftovers", told)
    return _sound("leftovers", said("Nothing was left by processes that died."))
