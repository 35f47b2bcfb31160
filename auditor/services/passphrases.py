"""What is said of a passphrase before it is taken: one that is quickly guessed is told, and taken all the same."""

from __future__ import annotations

from auditor.i18n import Message, said

SHORT = 10
"""Characters below which letters and digits are guessed by trying; each try costs a third of a second."""

_FEW = 5
_COMMON = ("password", "passw0rd", "qwerty", "asdf", "1q2w3e", "abc123", "123456", "111111", "666666", "888888",
           "iloveyou", "woaini", "admin", "auditor", "letmein", "welcome", "5201314")  # fmt: skip


def weakness(passphrase: str) -> Message | None:
    """Why a passphrase would be guessed quickly; None where nothing speaks against it."""
    folded = passphrase.casefold()
    if len(passphrase) < SHORT and passphrase.isascii():
        return said("The passphrase is short: below {n} characters it can be guessed by trying.", n=SHORT)
    if len(set(folded)) < _FEW:
        return said("The passphrase repeats a few characters: it can be guessed by trying.")
    rest = folded
    for one in _COMMON:
        rest = rest.replace(one, "")
    if passphrase.isdigit() or len(rest) < _FEW:
        return said("The passphrase is one that guessers try first.")
    return None
