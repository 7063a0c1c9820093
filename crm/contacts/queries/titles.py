"""Titles that people make of nothing but the names of two organisations: 东升 × 燕角金工."""

import re
from typing import Final

from crm.contacts.models import Organisation
from crm.core.names import search_key

#: What people write between two firms.
_BETWEEN: Final = re.compile(r"\s*[×✕↔⇔→]\s*|\s+[xX]\s+")


def may_name_two(text: str) -> bool:
    """Whether a title looks as if it named two organisations and nothing else."""
    return len(_names(text)) == 2


def both_named(text: str, one: Organisation, other: Organisation) -> tuple[Organisation, Organisation] | None:
    """The two in the order of a title that is made of nothing but their names, in whatever spelling; else None.

    Needs their names loaded.
    """
    told = _names(text)
    if len(told) != 2:
        return None
    for sides in ((one, other), (other, one)):
        keys = ({search_key(row.text) for row in side.names} for side in sides)
        if all(part in known for part, known in zip(told, keys, strict=True)):
            return sides
    return None


def _names(text: str) -> list[str]:
    return [key for part in _BETWEEN.split(text) if (key := search_key(part))]
