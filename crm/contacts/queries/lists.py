"""The long lists of people and organisations: how they are narrowed, ordered and cut into pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from crm.contacts.models import Affiliation, LanguageSkill, Organisation, Person, PersonName
from crm.contacts.queries.lines import OrganisationLine, PersonLine, organisation_lines, person_lines
from crm.contacts.queries.organisations import holds, visible_organisations, with_roles
from crm.contacts.queries.people import visible_people
from crm.core import here, paging
from crm.core.among import page_among
from crm.core.permissions import Actor
from crm.core.sorting import order_of
from crm.fields import queries as fields
from crm.lookup import queries as lookup
from crm.places import queries as places
from crm.tags import queries as tags


def _orders(model: type[Person] | type[Organisation]) -> dict[str, tuple[paging.Column, ...]]:
    """Every order of a list both ways, each along an index; the id settles equals."""
    keys = {
        "name": model.sort_key,  # stands for the order of the reader: see _order
        "ja": model.sort_ja,
        "zh": model.sort_zh,
        "ko": model.sort_ko,
        "en": model.sort_en,
        "changed": model.updated_at,
    }
    return {
        sign + code: (paging.Column(key, descending=bool(sign)), paging.Column(model.id, descending=bool(sign)))
        for code, key in keys.items()
        for sign in ("", "-")
    }


def _order(orders: Mapping[str, tuple[paging.Column, ...]], sort: str, language: str) -> tuple[paging.Column, ...]:
    """The order asked for. By name means as the reader's language lists names: あいうえお, pinyin, 가나다, alphabet."""
    own = order_of(language)
    return orders.get(sort.replace("name", own), orders[own])


PERSON_ORDERS: Final = _orders(Person)
ORGANISATION_ORDERS: Final = _orders(Organisation)


@dataclass(frozen=True)
class OwnCondition:
    """What a list is narrowed to by one own field: field id, one of fields.rules.OPERATORS, the value as typed."""

    field_id: int
    operator: str
    value: str = ""


@dataclass(frozen=True)
class PersonFilter:
    """What the list is narrowed to: any of the values inside a field, all of the fields."""

    q: str = ""
    places: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    do_not_contact: bool | None = None
    no_reading: bool = False
    organisation_id: int | None = None
    own: tuple[OwnCondition, ...] = ()


@dataclass(frozen=True)
class OrganisationFilter:
    """What the list is narrowed to: any of the values inside a field, all of the fields."""

    q: str = ""
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    status: str = ""
    own: tuple[OwnCondition, ...] = ()


# ------------------------------------------------------------------ people


def people(
    wanted: PersonFilter,
    *,
    user: Actor,
    language: str,
    sort: str = "name",
    cursor: str | None = None,
    size: int = paging.PAGE_SIZE,
    parts: Collection[str] = (),
) -> paging.Page[PersonLine]:
    """A page of the list. `language` is the reader's, for places; `parts` is what its columns show beside the names."""
    order = _order(PERSON_ORDERS, sort, language)
    found: paging.Page[Any]
    if wanted == PersonFilter():
        found = paging.page(_everyone(order), order, cursor, size, columns=True)
    elif wanted == PersonFilter(q=wanted.q):
        found = page_among(_everyone(order), order, lookup.among("people", wanted.q), cursor, size)
    else:
        statement = filtered_people(wanted, user=user).with_only_columns(*_person_columns(order))
        found = paging.page(statement, order, cursor, size, columns=True)
    lines = person_lines(found.rows, language, parts)
    return paging.Page(lines, found.next_cursor, found.previous_cursor, found.total, found.capped, found.start)


def _person_columns(order: tuple[paging.Column, ...]) -> Iterable[Any]:
    """What a line needs of the person's own row, and what the list is ordered by."""
    keys = [column.attribute for column in order]
    return dict.fromkeys((Person.id, Person.do_not_contact, Person.updated_at, *keys))


@cache
def _everyone(order: tuple[paging.Column, ...]) -> Select[Any]:
    """The list without any condition: made once an order."""
    return visible_people(None).with_only_columns(*_person_columns(order))


def filtered_people(wanted: PersonFilter, *, user: Actor | None) -> Select[Any]:
    """The people who fulfil every condition."""
    today = here.today()
    statement = visible_people(user)
    if wanted.q:
        statement = statement.where(Person.id.in_(lookup.matching("people", wanted.q)))
    if wanted.places:
        statement = statement.where(Person.id.in_(posts_at(_in_places(wanted.places), today)))
    if wanted.roles:
        statement = statement.where(Person.id.in_(posts_at(with_roles(wanted.roles, today), today)))
    if wanted.organisation_id is not None:
        at = select(Organisation.id).where(Organisation.id == wanted.organisation_id)
        statement = statement.where(Person.id.in_(posts_at(at, today)))
    if wanted.languages:
        speakers = select(LanguageSkill.person_id).where(
            LanguageSkill.language.in_(wanted.languages), LanguageSkill.level != "none"
        )
        statement = statement.where(Person.id.in_(speakers))
    if wanted.do_not_contact is not None:
        statement = statement.where(Person.do_not_contact.is_(wanted.do_not_contact))
    if wanted.no_reading:
        statement = statement.where(~_has_reading())
    return _labelled(statement, Person.id, "people", wanted.tags, wanted.own)


def posts_at(organisation_ids: Select[Any], on: date) -> Select[int]:
    """The ids of people who hold a post on a day at one of the organisations."""
    return select(Affiliation.person_id).where(Affiliation.organisation_id.in_(organisation_ids), holds(on))


def _has_reading() -> ColumnElement[bool]:
    """The same as `display.has_reading`, in SQL."""
    told = or_(PersonName.reading != "", PersonName.kind.in_(("kana", "ja_reading", "pinyin")))
    return exists().where(and_(PersonName.person_id == Person.id, told)).correlate(Person)


# ------------------------------------------------------------------ organisations


def organisations(
    wanted: OrganisationFilter,
    *,
    user: Actor,
    language: str,
    sort: str = "name",
    cursor: str | None = None,
    size: int = paging.PAGE_SIZE,
    parts: Collection[str] = (),
) -> paging.Page[OrganisationLine]:
    """A page of the list; arguments as for `people`."""
    order = _order(ORGANISATION_ORDERS, sort, language)
    found: paging.Page[Any]
    if wanted == OrganisationFilter():
        found = paging.page(_all_organisations(order), order, cursor, size, columns=True)
    elif wanted == OrganisationFilter(q=wanted.q):
        found = page_among(_all_organisations(order), order, lookup.among("organisations", wanted.q), cursor, size)
    else:
        statement = filtered_organisations(wanted, user=user).with_only_columns(*_organisation_columns(order))
        found = paging.page(statement, order, cursor, size, columns=True)
    lines = organisation_lines(found.rows, language, parts)
    return paging.Page(lines, found.next_cursor, found.previous_cursor, found.total, found.capped, found.start)


def _organisation_columns(order: tuple[paging.Column, ...]) -> Iterable[Any]:
    """What a line needs of the organisation's own row, and what the list is ordered by."""
    shown = (
        Organisation.id,
        Organisation.status,
        Organisation.country,
        Organisation.place_id,
        Organisation.website,
        Organisation.updated_at,
    )
    return dict.fromkeys((*shown, *(column.attribute for column in order)))


@cache
def _all_organisations(order: tuple[paging.Column, ...]) -> Select[Any]:
    """The list without any condition: made once an order."""
    return visible_organisations(None).with_only_columns(*_organisation_columns(order))


def filtered_organisations(wanted: OrganisationFilter, *, user: Actor | None) -> Select[Any]:
    """The organisations that fulfil every condition."""
    today = here.today()
    statement = visible_organisations(user)
    if wanted.q:
        statement = statement.where(Organisation.id.in_(lookup.matching("organisations", wanted.q)))
    if wanted.roles:
        statement = statement.where(Organisation.id.in_(with_roles(wanted.roles, today)))
    if wanted.countries:
        statement = statement.where(Organisation.country.in_(wanted.countries))
    if wanted.places:
        statement = statement.where(Organisation.id.in_(_in_places(wanted.places)))
    if wanted.status:
        statement = statement.where(Organisation.status == wanted.status)
    return _labelled(statement, Organisation.id, "organisations", wanted.tags, wanted.own)


# ------------------------------------------------------------------ both


def _in_places(ids: Sequence[int]) -> Select[int]:
    return select(Organisation.id).where(or_(*(Organisation.place_id.in_(places.within(id)) for id in ids)))


def _labelled(
    statement: Select[Any], id: Any, record_type: str, tag_ids: Sequence[int], own: Iterable[OwnCondition]
) -> Select[Any]:
    if tag_ids:
        statement = statement.where(id.in_(tags.tagged(record_type, tag_ids)))
    for condition in own:
        ids = fields.matching(record_type, condition.field_id, condition.operator, condition.value)
        if ids is not None:
            statement = statement.where(id.in_(ids))
    return statement
