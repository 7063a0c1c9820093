"""What the forms call the columns that people fill in by them, for whoever shows columns elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from wtforms import Form
from wtforms.fields.core import UnboundField


class _Named(NamedTuple):
    """All fields of one name: their labels (lazy: in the reader's language) by message id, their choices."""

    labels: dict[str, Any]
    tables: list[Mapping[str, str]]


def label(column: str, capability: str | None = None) -> str | None:
    """What all forms of a capability (of the product) call a column; None where they do not agree."""
    found = _named().get((capability, column))
    return str(next(iter(found.labels.values()))) if found is not None and len(found.labels) == 1 else None


def choice(column: str, capability: str, code: str) -> str | None:
    """The message id of a code that a form of the capability lets choose for a column."""
    found = _named().get((capability, column))
    return next((table[code] for table in found.tables if code in table), None) if found is not None else None


# Kept: every form is made once to be asked for its labels: 0.1 s.
@cache
def _named() -> dict[tuple[str | None, str], _Named]:
    found: dict[tuple[str | None, str], _Named] = defaultdict(lambda: _Named({}, []))
    for form in _forms(Form):
        for column, field in vars(form).items():
            told = isinstance(field, UnboundField) and _told(field)
            if told and form.__module__.startswith("crm."):
                for place in (form.__module__.split(".")[1], None):
                    found[place, column].labels.setdefault(getattr(told, "_args", (told,))[0], told)
                    found[place, column].tables.append(field.kwargs.get("table") or {})
    return dict(found)


def _told(field: "UnboundField[Any]") -> Any:
    """The label of a field: the first of what it is made with, but for the form of its rows."""
    return next((each for each in field.args if not isinstance(each, type)), None) or field.kwargs.get("label")


def _forms(base: type[Form]) -> Iterator[type[Form]]:
    for form in base.__subclasses__():
        yield form
        yield from _forms(form)
