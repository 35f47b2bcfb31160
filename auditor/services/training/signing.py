"""The key that certificates are signed with: made once, laid down in the workspace, told from others by its print."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from auditor.errors import CallerMistake
from auditor.i18n import said
from auditor.model.tables import HISTORY
from auditor.reporting.award_record import fingerprint
from auditor.services.context import Context
from auditor.services.settings import SIGNING, put_setting, setting
from auditor.services.verbs import Query
from auditor.storage.work import Recorded

_HEAD = "auditor-key "
_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyShown:
    """The public key as a line to be handed on, and its fingerprint to be read out; empty before the first print."""

    line: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class SigningKey(Query[KeyShown]):
    """The public half of the key that this workspace signs certificates with."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs texts; ``public`` is the key's public half in hex."""

    public: str
    seed: str

    def sign(self, text: str) -> str:
        """The signature (Ed25519), the same for the same text."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        made = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.seed)).sign(text.encode("utf-8"))
        return base64.urlsafe_b64encode(made).decode("ascii").rstrip("=")


def signing_key(context: Context, connection: Connection, query: SigningKey) -> KeyShown:
    """As it stands."""
    found = signer_of(connection)
    return KeyShown() if found is None else KeyShown(f"{_HEAD}{found.public}", fingerprint(found.public))


def signer_of(connection: Connection) -> Signer | None:
    """The key that is laid down; None where no certificate was printed yet."""
    body = setting(connection, SIGNING)
    if body is None:
        return None
    told = json.loads(body)
    return Signer(str(told["public"]), str(told["seed"]))


def ensured(context: Context, who: str) -> int | None:
    """See to it that there is a key; the number of the change that laid it down, None where there was one."""
    with context.store.reading() as connection:
        if signer_of(connection) is not None:
            return None
    with context.store.writing(Recorded(who, "MakeSigningKey")) as work:
        if signer_of(work.connection) is None:
            put_setting(work, SIGNING, _made())
    return work.committed.id if work.committed else None


def _made() -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    told = {"public": key.public_key().public_bytes_raw().hex(), "seed": key.private_bytes_raw().hex()}
    return json.dumps(told, sort_keys=True)


def keys_ever(connection: Connection) -> frozenset[str]:
    """Public keys (hex) that this workspace signs or has signed with: one that was undone signed what it signed."""
    past = HISTORY["setting"]
    bodies = list(connection.execute(select(past.c.value).where(past.c.key == SIGNING)).scalars())
    now = setting(connection, SIGNING)
    return frozenset(str(json.loads(body)["public"]) for body in [*bodies, *([] if now is None else [now])])


def is_signed(text: str, signature: str, public: str) -> bool:
    """Whether the key (public half in hex) signed this text."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = base64.b64decode(signature + "=" * (-len(signature) % 4), altchars=b"-_", validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(raw, text.encode("utf-8"))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_of(line: str) -> str:
    """The public key (hex) in a line as it is handed on; CallerMistake where there is none."""
    told = line.strip().removeprefix(_HEAD).strip().lower()
    try:
        right = len(bytes.fromhex(told)) == _BYTES
    except ValueError:
        right = False
    if not right:
        raise CallerMistake(
            said("This is no key that certificates are signed with."),
            said("The issuer writes it with: auditor award key --out FILE"),
        )
    return told
