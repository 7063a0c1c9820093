"""Who stands on which side: abroad a host is theirs; guests whom we receive visit our own makers."""

from collections.abc import Collection
from typing import Any, TypeAlias

from sqlalchemy import Case, ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute

Side: TypeAlias = InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def joins(theirs: Side, ours: Side, hosts: Collection[int], guests: Collection[int]) -> ColumnElement[bool]:
    """Rows in which a host is theirs; where there are guests, those of a host and a guest, whichever is theirs."""
    if not guests:
        return theirs.in_(hosts)
    return (theirs.in_(hosts) & ours.in_(guests)) | (ours.in_(hosts) & theirs.in_(guests))


def host_of(theirs: Side, ours: Side, hosts: Collection[int]) -> Case[Any]:
    """Which of the two sides of such a row is the host."""
    return case((theirs.in_(hosts), theirs), else_=ours)
