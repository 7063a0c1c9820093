"""The long lists of people and organisations: how they are narrowed, ordered and cut into pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from crm.contacts.models import Affiliation, LanguageSkill, Organisation, Person, PersonName
from crm.contacts.queries.above import CONTACT, DUE, add_last_contacts, add_next_steps, ordering, silent, stepless
from crm.contacts.queries.consents import add_consents, stands
from crm.contacts.queries.lines import OrganisationLine, PersonLine, organisation_lines, person_lines
from crm.contacts.queries.organisations import holds, visible_organisations, with_roles
from crm.contacts.queries.people import visible_people
from crm.contacts.rules import consents
from crm.core import conditions, here, paging
from crm.core.among import page_among
from crm.core.conditions import Conditions, Own
from crm.core.permissions import Actor
from crm.core.sorting import order_of
from crm.fields import queries as fields
from crm.lookup import queries as lookup
from crm.places import queries as places
from crm.tags import queries as tags


def _orders(model: type[Person] | type[Organisation]) -> dict[str, tuple[paging.OrderColumn, ...]]:
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
        sign + code: (
            paging.OrderColumn(key, descending=bool(sign)),
            paging.OrderColumn(model.id, descending=bool(sign)),
        )
        for code, key in keys.items()
        for sign in ("", "-")
    }


def _order(
    orders: Mapping[str, tuple[paging.OrderColumn, ...]], sort: str, language: str
) -> tuple[paging.OrderColumn, ...]:
    """The order asked for. By name means as the reader's language lists names: あいうえお, pinyin, 가나다, alphabet."""
    own = order_of(language)
    return orders.get(sort.replace("name", own), orders[own])


PERSON_ORDERS: Final = _orders(Person)
ORGANISATION_ORDERS: Final = _orders(Organisation)


def _in_places(ids: Sequence[int]) -> Select[int]:
    return select(Organisation.id).where(or_(*(Organisation.place_id.in_(places.within(id)) for id in ids)))


# ------------------------------------------------------------------ people


def posts_at(organisation_ids: Select[Any], on: date) -> Select[int]:
    """The ids of people who hold a post on a day at one of the organisations."""
    return select(Affiliation.person_id).where(Affiliation.organisation_id.in_(organisation_ids), holds(on))


def _has_reading() -> ColumnElement[bool]:
    """The same as `display.has_reading`, in SQL."""
    told = or_(PersonName.reading != "", PersonName.kind.in_(("kana", "ja_reading", "pinyin")))
    return exists().where(and_(PersonName.person_id == Person.id, told)).correlate(Person)


def _posted(organisation_ids: Select[Any]) -> ColumnElement[bool]:
    """Who holds a post today at one of the organisations."""
    return Person.id.in_(posts_at(organisation_ids, here.today()))


def _speaking(languages: Collection[str]) -> ColumnElement[bool]:
    skilled = LanguageSkill.language.in_(languages), LanguageSkill.level != "none"
    return Person.id.in_(select(LanguageSkill.person_id).where(*skilled))


@dataclass(frozen=True)
class PersonFilter(Conditions):
    """What the list is narrowed to: any of the values inside a field, all of the fields."""

    q: str = conditions.text(lambda words: Person.id.in_(lookup.matching("people", words)))
    only: Collection[int] = conditions.only(Person.id)
    place: Sequence[int] = conditions.records(lambda ids: _posted(_in_places(ids)))
    role: Sequence[str] = conditions.codes(lambda codes: _posted(with_roles(codes, here.today())))
    language: Sequence[str] = conditions.codes(_speaking)
    tag: Sequence[int] = conditions.records(lambda ids: Person.id.in_(tags.tagged("people", ids)))
    do_not_contact: bool | None = conditions.yes_no(Person.do_not_contact)
    scope_keep: Sequence[str] = conditions.codes(stands(consents.KEEP))
    scope_makers: Sequence[str] = conditions.codes(stands(consents.MAKERS))
    scope_partners: Sequence[str] = conditions.codes(stands(consents.PARTNERS))
    scope_newsletter: Sequence[str] = conditions.codes(stands(consents.NEWSLETTER))
    scope_photo: Sequence[str] = conditions.codes(stands(consents.PHOTO))
    no_reading: bool = conditions.flag(lambda: ~_has_reading())
    organisation: int | None = conditions.record(
        lambda id: _posted(select(Organisation.id).where(Organisation.id == id))
    )
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Person.id, "people", asked))
    silent: tuple[int, Actor] | None = conditions.of_reader(lambda asked: silent(Person.id, "people", *asked))
    stepless: Actor | None = conditions.of_reader(lambda user: stepless(Person.id, "people", user))


def filtered_people(wanted: PersonFilter, *, user: Actor | None) -> Select[Any]:
    """The people who fulfil every condition."""
    return visible_people(user).where(*wanted.where())


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
    own = fields.order("people", sort, Person.id)
    if own is not None or sort in (*DUE, *CONTACT):
        days, computed = own or ordering("people", sort, Person.id, user=user)
        matching = filtered_people(wanted, user=user)
        statement = matching.outerjoin(days, days.c.id == Person.id).with_only_columns(
            *_person_columns(computed), maintain_column_froms=True
        )
        found = paging.page(statement, computed, cursor, size, columns=True, counted=matching)
    elif wanted == PersonFilter():
        found = paging.page(_everyone(order), order, cursor, size, columns=True)
    elif wanted == PersonFilter(q=wanted.q):
        found = page_among(_everyone(order), order, lookup.among("people", wanted.q), cursor, size)
    else:
        statement = filtered_people(wanted, user=user).with_only_columns(*_person_columns(order))
        found = paging.page(statement, order, cursor, size, columns=True)
    lines = person_lines(found.rows, language, parts)
    add_last_contacts("people", lines, parts, user)
    add_next_steps("people", lines, parts, user)
    add_consents(lines, parts)
    return found.of(lines)


def _person_columns(order: tuple[paging.OrderColumn, ...]) -> Iterable[Any]:
    """What a line needs of the person's own row, and what the list is ordered by."""
    keys = [column.attribute for column in order]
    return dict.fromkeys((Person.id, Person.do_not_contact, Person.updated_at, *keys))


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _everyone(order: tuple[paging.OrderColumn, ...]) -> Select[Any]:
    """The list without any condition: made once an order."""
    return visible_people(None).with_only_columns(*_person_columns(order))


# ------------------------------------------------------------------ organisations


@dataclass(frozen=True)
class OrganisationFilter(Conditions):
    """What the list is narrowed to: any of the values inside a field, all of the fields."""

    q: str = conditions.text(lambda words: Organisation.id.in_(lookup.matching("organisations", words)))
    only: Collection[int] = conditions.only(Organisation.id)
    role: Sequence[str] = conditions.codes(lambda codes: Organisation.id.in_(with_roles(codes, here.today())))
    country: Sequence[str] = conditions.codes(Organisation.country)
    place: Sequence[int] = conditions.records(lambda ids: Organisation.id.in_(_in_places(ids)))
    tag: Sequence[int] = conditions.records(lambda ids: Organisation.id.in_(tags.tagged("organisations", ids)))
    status: str = conditions.code(Organisation.status)
    own: Collection[Own] = conditions.own(lambda asked: fields.fulfilling(Organisation.id, "organisations", asked))
    silent: tuple[int, Actor] | None = conditions.of_reader(
        lambda asked: silent(Organisation.id, "organisations", *asked)
    )
    stepless: Actor | None = conditions.of_reader(lambda user: stepless(Organisation.id, "organisations", user))


def filtered_organisations(wanted: OrganisationFilter, *, user: Actor | None) -> Select[Any]:
    """The organisations that fulfil every condition."""
    return visible_organisations(user).where(*wanted.where())


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
    own = fields.order("organisations", sort, Organisation.id)
    if own is not None or sort in (*DUE, *CONTACT):
        days, computed = own or ordering("organisations", sort, Organisation.id, user=user)
        matching = filtered_organisations(wanted, user=user)
        statement = matching.outerjoin(days, days.c.id == Organisation.id).with_only_columns(
            *_organisation_columns(computed), maintain_column_froms=True
        )
        found = paging.page(statement, computed, cursor, size, columns=True, counted=matching)
    elif wanted == OrganisationFilter():
        found = paging.page(_all_organisations(order), order, cursor, size, columns=True)
    elif wanted == OrganisationFilter(q=wanted.q):
        found = page_among(_all_organisations(order), order, lookup.among("organisations", wanted.q), cursor, size)
    else:
        statement = filtered_organisations(wanted, user=user).with_only_columns(*_organisation_columns(order))
        found = paging.page(statement, order, cursor, size, columns=True)
    lines = organisation_lines(found.rows, language, parts)
    add_last_contacts("organisations", lines, parts, user)
    add_next_steps("organisations", lines, parts, user)
    return found.of(lines)


def _organisation_columns(order: tuple[paging.OrderColumn, ...]) -> Iterable[Any]:
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


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _all_organisations(order: tuple[paging.OrderColumn, ...]) -> Select[Any]:
    """The list without any condition: made once an order."""
    return visible_organisations(None).with_only_columns(*_organisation_columns(order))
