"""What a list can be narrowed by, each condition said once: a frozen dataclass whose fields know what they ask.

    @dataclass(frozen=True)
    class Filter(Conditions):
        q: str = conditions.text(lambda words: Lead.inquiry.icontains(words))
        owner: int | None = conditions.record(Lead.owner_id)
        rank: Collection[str] = conditions.codes(Lead.rank)

`select(Lead).where(*Filter(rank=["A"]).where())` has the rows that fulfil every condition that is set. A field has the
name that addresses have for it, so that a list reads it without being told how (`crm/web/listings/asked.py`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement
from sqlalchemy.orm import QueryableAttribute

#: A column that holds the value, or what a value asks of the rows.
Asks: TypeAlias = QueryableAttribute[Any] | Callable[[Any], ColumnElement[bool]]
ASKS: Final = "asks"
SHAPE: Final = "shape"  #: of the value: text | record | records | code | codes | yes_no | flag | day | own | only


#: How the codes of columns, filters and orders begin that are not in the program.
OWN: Final = "own-"


class Own(NamedTuple):
    """What is asked of one own field: its id, one of fields.rules.OPERATORS, the value as typed."""

    field_id: int
    operator: str
    value: str = ""


@dataclass(frozen=True)
class Conditions:
    """The conditions of one list; those that are not set ask for nothing."""

    def where(self) -> list[ColumnElement[bool]]:
        """What the values that are set ask of the rows, all of which must hold."""
        return [
            each.metadata[ASKS](value)
            for each in fields(self)
            if ASKS in each.metadata and _is_set(value := getattr(self, each.name), each.default)
        ]


def _is_set(value: Any, unset: Any) -> bool:
    return value is not None and value != unset and not (isinstance(value, Collection) and not value)


def text(asks: Callable[[str], ColumnElement[bool]]) -> Any:
    """Words that were typed; "" asks for nothing."""
    return _field("text", "", asks)


def record(asks: Asks) -> Any:
    """The id of one record."""
    return _field("record", None, _equal(asks))


def records(asks: Asks) -> Any:
    """Any of several records, by their ids."""
    return _field("records", (), _among(asks))


def code(asks: Asks) -> Any:
    """One code of a table; "" asks for nothing."""
    return _field("code", "", _equal(asks))


def codes(asks: Asks) -> Any:
    """Any of several codes of a table."""
    return _field("codes", (), _among(asks))


def yes_no(asks: Asks) -> Any:
    """True, False, or None where nobody asks."""
    return _field("yes_no", None, _equal(asks))


def flag(asks: Callable[[], ColumnElement[bool]]) -> Any:
    """A condition that holds or is not asked for."""
    return _field("flag", False, lambda _true: asks())


def day(asks: Callable[[date], ColumnElement[bool]]) -> Any:
    """A date, such as the bound of a period."""
    return _field("day", None, asks)


def own(asks: Callable[[Collection[Own]], ColumnElement[bool]]) -> Any:
    """What is asked of the fields that the office made."""
    return _field("own", (), asks)


def only(asks: Asks) -> Any:
    """The rows that were ticked, by their ids, and no others."""
    return _field("only", (), _among(asks))


def of_reader(asks: Callable[[Any], ColumnElement[bool]]) -> Any:
    """What depends on who asks, too: the list puts it together, since no address says it alone."""
    return field(default=None, metadata={ASKS: asks})


def _field(shape: str, unset: Any, asks: Callable[[Any], ColumnElement[bool]]) -> Any:
    return field(default=unset, metadata={ASKS: asks, SHAPE: shape})


def _equal(asks: Asks) -> Callable[[Any], ColumnElement[bool]]:
    return (lambda value: asks == value) if isinstance(asks, QueryableAttribute) else asks


def _among(asks: Asks) -> Callable[[Any], ColumnElement[bool]]:
    return (lambda values: asks.in_(values)) if isinstance(asks, QueryableAttribute) else asks
