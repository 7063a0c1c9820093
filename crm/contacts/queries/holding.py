"""Whom a legal hold stands for: known above (`crm/capabilities/told.py`). Nothing of theirs is deleted by age."""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import select

from crm.contacts.models import ContactPoint, PersonName
from crm.core.database import db

#: Of a number, the last digits: they are the same with and without the code of the country.
_DIGITS = 8
_told: list[Callable[[], Collection[int]]] = []


def tell(held: Callable[[], Collection[int]]) -> None:
    """Have `held` say whom a hold stands for. The factory calls it."""
    _told[:] = [held]


def held_people() -> set[int]:
    """The people whom a legal hold stands for."""
    return {id for held in _told for id in held()}


def held_among(asked: Mapping[int, tuple[str, str]]) -> set[int]:
    """Of {anything: (name, address or number)}, as a stranger typed them, those that may be of somebody who is held."""
    ids = held_people()
    if not ids or not asked:
        return set()
    names = db.session.scalars(select(PersonName.full).where(PersonName.person_id.in_(ids)))
    points = db.session.scalars(select(ContactPoint.value).where(ContactPoint.person_id.in_(ids)))
    called, reached = {_squeezed(name) for name in names}, {_comparable(point) for point in points}
    return {
        key for key, (name, contact) in asked.items()
        if (name and _squeezed(name) in called) or (contact and _comparable(contact) in reached)
    }  # fmt: skip


def _squeezed(name: str) -> str:
    return "".join(name.split()).lower()


def _comparable(text: str) -> str:
    digits = "".join(letter for letter in text if letter.isdecimal())
    return digits[-_DIGITS:] if "@" not in text and len(digits) >= _DIGITS else _squeezed(text)
