"""The three kinds of request: a question, a command, long work; each says what it gives."""

from __future__ import annotations

from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Query(Generic[T_co]):
    """A pure read that gives T."""

    __slots__ = ()


class Command(Generic[T_co]):
    """One transaction that gives T and one change record."""

    __slots__ = ()


class Job(Generic[T_co]):
    """Long work that reports to a monitor, can be stopped, and gives T."""

    __slots__ = ()
