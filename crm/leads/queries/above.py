"""Exhibits of showrooms and what phones sent lie in storeys above, which say here what they know of leads."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select

from crm.core.permissions import Actor
from crm.leads.models import Lead
from crm.places.rules import Shown


@dataclass(frozen=True)
class LeadsAbove:
    """What is asked of exhibits, of which only those that a user sees are named, and of what phones and pages sent."""

    #: (exhibit) -> the ids of the leads that asked about it
    of_exhibit: Callable[[int], Select[Any]]
    #: (showroom) -> the ids of the leads that asked about one of its exhibits
    of_showroom: Callable[[int], Select[Any]]
    #: (ids of leads, user=, language=) -> {lead: the exhibits it asked about}
    exhibits_of: Callable[..., Mapping[int, Sequence[Shown]]]
    #: (leads, user=, language=) -> the exhibits that some of these leads asked about, as choices
    exhibits: Callable[..., Sequence[tuple[int, str]]]
    #: the same of the showrooms that show them
    showrooms: Callable[..., Sequence[tuple[int, str]]]
    #: (leads) -> {lead: whether a question on the page of a product that became it ticked makers}
    ticks: Callable[[Collection[int]], dict[int, bool]]
    #: () -> the ids of the leads of which there is the picture of a card
    with_card: Callable[[], Select[Any]]
    #: (lead) -> who captured it first on a phone at a booth; "" where nobody did
    captured_by: Callable[[int], str]


_told: dict[str, LeadsAbove] = {}


def tell(above: LeadsAbove) -> None:
    """Say who knows."""
    _told["above"] = above


def of_exhibit(id: int) -> ColumnElement[bool]:
    """Leads that asked about an exhibit."""
    return Lead.id.in_(_told["above"].of_exhibit(id))


def of_showroom(id: int) -> ColumnElement[bool]:
    """Leads that asked about an exhibit of a showroom."""
    return Lead.id.in_(_told["above"].of_showroom(id))


def exhibits_of(lead_ids: Sequence[int], *, user: Actor, language: str) -> Mapping[int, Sequence[Shown]]:
    """{lead: the exhibits it asked about} that the user sees."""
    return _told["above"].exhibits_of(lead_ids, user=user, language=language)


def exhibits(leads: Select[Lead], *, user: Actor, language: str) -> Sequence[tuple[int, str]]:
    """The exhibits that some leads asked about and the user sees: [(id, name)]."""
    return _told["above"].exhibits(leads, user=user, language=language)


def showrooms(leads: Select[Lead], *, user: Actor, language: str) -> Sequence[tuple[int, str]]:
    """The showrooms of these exhibits: [(id, name)]."""
    return _told["above"].showrooms(leads, user=user, language=language)


def ticks(lead_ids: Collection[int]) -> dict[int, bool]:
    """{lead: whether whoever asked on the page of a product ticked there that makers may have the data}."""
    return _told["above"].ticks(lead_ids)


def captured_by(lead_id: int) -> str:
    """Who captured a lead first on a phone at a booth; "" where nobody did."""
    return _told["above"].captured_by(lead_id)


def with_card() -> Select[Any]:
    """The ids of the leads of which a phone sent the picture of a card."""
    return _told["above"].with_card()
