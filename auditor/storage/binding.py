"""The database's binding for Python, told how to bind what is neither a plain number nor a text."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def binding() -> Any:
    """The module, by PEP 249.

    It asks every None, truth value and row of bytes whether it would rather be adapted, in vain and at ten times the
    price of binding it: a host has some twenty fields without a value. What is registered here is found at once, and
    gives each of them back as it is.
    """
    from sqlcipher3 import dbapi2

    dbapi2.register_adapter(type(None), {}.get)
    dbapi2.register_adapter(bool, int)
    dbapi2.register_adapter(bytes, bytes)
    return dbapi2
