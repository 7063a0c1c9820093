"""Showrooms: the list, one with its terms, those that an organisation runs or houses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import conditions, here, reading
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.folding import search_key
from crm.core.languages import FALLBACKS, Language
from crm.core.money import currency_of
from crm.core.paging import PAGE_SIZE, OrderColumn, Page, page
from crm.core.permissions import Actor, Role, Shell
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.initiatives.queries import title
from crm.lookup import queries as lookup
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.products.models import Product
from crm.showrooms import rules
from crm.showrooms.models import Exhibit, Sale, Settlement, Showroom, ShowroomContract

SORTS: Final[dict[str, tuple[OrderColumn, ...]]] = {
    "name": (OrderColumn(Showroom.sort_key), OrderColumn(Showroom.id)),
    "-name": (OrderColumn(Showroom.sort_key, descending=True), OrderColumn(Showroom.id, descending=True)),
    "-changed": (OrderColumn(Showroom.updated_at, descending=True), OrderColumn(Showroom.id, descending=True)),
}
#: What the name of a showroom needs loaded.
NAMED: Final = (joinedload(Showroom.names),)


@dataclass(frozen=True)
class ShowroomLine:
    """A showroom named for a reader, with who runs it and where."""

    showroom: Showroom
    name: Shown
    operator: Shown
    place: Shown


def visible_to(user: Actor | None, *, archived: bool = False) -> Select[Showroom]:
    """Every showroom that is not archived, or the archive: all staff see all."""
    return shared(select(Showroom).where(stands(Showroom, archived=archived)), user)


def loaded(statement: Select[Showroom]) -> Select[Showroom]:
    """With who runs and houses each and where: `named` adds what they are called."""
    return statement.options(joinedload(Showroom.operator), joinedload(Showroom.venue), joinedload(Showroom.place))


def named(showrooms: Sequence[Showroom]) -> Sequence[Showroom]:
    """The same with all names; three queries, however many."""
    reading.fill(showrooms, Showroom.names)
    reading.fill([firm for each in showrooms for firm in (each.operator, each.venue)], Organisation.names)
    reading.fill([each.place for each in showrooms], Place.names)
    return showrooms


def one(id: int, *, user: Actor | None, archived: bool = False) -> Showroom:
    """The showroom with its terms and all names; NotVisible when there is none."""
    found = db.session.scalars(_one(of_role(user), archived), {"id": id}).unique().one_or_none()
    return named([or_not_visible(found)])[0]


def of_role(user: Actor | None) -> Shell | None:
    """Whom a statement is made for and kept: a role sees all showrooms or none, whoever has it."""
    return Shell(0, Role(user.role)) if user is not None else None


# Kept: a statement costs more to make than to ask; it holds no rows.
@lru_cache(maxsize=2 * len(Role) + 2)
def _one(reader: Shell | None, archived: bool) -> Select[Showroom]:
    found = visible_to(reader, archived=archived).where(Showroom.id == bindparam("id", type_=Integer))
    return loaded(found).options(selectinload(Showroom.contracts))


def _called(text: str) -> ColumnElement[bool]:
    run_by = Showroom.operator_id.in_(
        select(Organisation.id).where(Organisation.id.in_(lookup.matching("organisations", text)))
    )
    if not (key := search_key(text)):
        return run_by
    return or_(Showroom.search_key.contains(key, autoescape=True), run_by)


@dataclass(frozen=True)
class Filter(Conditions):
    """Conditions of the list. The words are a name of the showroom or of its operator."""

    q: str = conditions.text(_called)
    only: Collection[int] = conditions.only(Showroom.id)
    status: Collection[str] = conditions.codes(Showroom.status)
    operator: int | None = conditions.record(Showroom.operator_id)


def filtered(wanted: Filter, *, user: Actor) -> Select[Showroom]:
    """The visible showrooms that fulfil every condition."""
    return visible_to(user).where(*wanted.where())


def showrooms(
    wanted: Filter, *, user: Actor, language: str, sort: str = "name", cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ShowroomLine]:
    """A page of the list, by name unless `sort` says otherwise."""
    found: Page[Showroom] = page(loaded(filtered(wanted, user=user)), SORTS[sort], cursor, size)
    return found.of([line(showroom, language) for showroom in named(found.rows)])


def called(showroom: Showroom, language: str) -> Shown:
    """The name that suits readers of a language best; needs the names loaded."""
    names = {row.language: row.text for row in showroom.names}
    for tag in FALLBACKS.get(language, FALLBACKS[Language.JA]):
        if tag in names:
            return Shown(names[tag], tag)
    return Shown(f"#{showroom.id}", "en")


def line(showroom: Showroom, language: str) -> ShowroomLine:
    """A loaded showroom named for a reader."""
    return ShowroomLine(
        showroom, called(showroom, language), contacts.display_name(showroom.operator, language),
        places.display_name(showroom.place, language),
    )  # fmt: skip


def of_organisation(organisation_id: int, *, user: Actor, language: str) -> list[ShowroomLine]:
    """Those that an organisation runs or houses, by name."""
    theirs = or_(Showroom.operator_id == organisation_id, Showroom.venue_id == organisation_id)
    statement = loaded(visible_to(user).where(theirs)).order_by(Showroom.sort_key, Showroom.id)
    return [line(showroom, language) for showroom in named(db.session.scalars(statement).all())]


def options(*, user: Actor, language: str) -> list[tuple[int, str]]:
    """The showrooms as choices: [(id, name)]."""
    statement = visible_to(user).options(selectinload(Showroom.names)).order_by(Showroom.sort_key, Showroom.id)
    return [(showroom.id, called(showroom, language).text) for showroom in db.session.scalars(statement)]


def running(*, user: Actor, language: str) -> list[tuple[int, str]]:
    """The activities that run a showroom, as choices: [(id, name)], the latest first."""
    statement = activities.visible_to(user).where(Activity.type == rules.RUNNING).options(joinedload(Activity.names))
    rows = db.session.scalars(statement.order_by(Activity.start_on.desc(), Activity.id.desc())).unique()
    return [(row.id, title(row.names, language)) for row in rows]


def counted_for(*, user: Actor, language: str) -> list[tuple[int, str]]:
    """For which activities an inquiry at a showroom can count, as choices: those that run a showroom come first."""
    own = running(user=user, language=language)
    known = {id for id, _name in own}
    return own + [each for each in activities.options(user=user, language=language) if each[0] not in known]


def contract(id: int, *, user: Actor, archived: bool = False) -> ShowroomContract:
    """Terms of a showroom that the user sees; NotVisible otherwise."""
    seen = visible_to(user).with_only_columns(Showroom.id)
    statement = select(ShowroomContract).where(
        ShowroomContract.showroom_id.in_(seen), stands(ShowroomContract, archived=archived)
    )
    return only(statement, id)


def terms_on(contracts: Collection[ShowroomContract], day: date) -> ShowroomContract | None:
    """The terms that hold on a day; None where there are none."""
    return next((terms for terms in contracts if rules.in_term(terms.begins_on, terms.ends_on, day)), None)


def governing(contracts: Sequence[ShowroomContract], day: date, currency: str = "") -> ShowroomContract | None:
    """The terms by which what was sold on a day is settled: those of the day, else the last before it, else the first.

    With a currency, of those in it, where there are any.
    """
    among = [terms for terms in contracts if terms.currency == currency] or contracts
    before = [terms for terms in among if terms.begins_on <= day]
    return terms_on(among, day) or (before[-1] if before else next(iter(among), None))


def usual_currency(showroom: Showroom) -> str:
    """In what a showroom (contracts loaded) tells prices: as its terms of today, else those before or the first;
    without any as its country pays."""
    terms = governing(showroom.contracts, here.today())
    return terms.currency if terms is not None else currency_of(places.country_of(showroom.place_id))


def contracts_of(showroom_id: int) -> Sequence[ShowroomContract]:
    """The terms of a showroom that the caller found to be visible, the first one first."""
    of_showroom = select(ShowroomContract).where(
        ShowroomContract.showroom_id == showroom_id, ShowroomContract.archived_at.is_(None)
    )
    return db.session.scalars(of_showroom.order_by(ShowroomContract.begins_on)).all()


def makers_in(showroom_id: int, language: str) -> list[tuple[int, str]]:
    """[(id, name)] of the makers whose goods a showroom that the caller found to be visible shows or showed."""
    theirs = select(Product.maker_id).join(Exhibit, Exhibit.product_id == Product.id)
    statement = select(Organisation).where(Organisation.id.in_(theirs.where(Exhibit.showroom_id == showroom_id)))
    rows = db.session.scalars(statement.options(selectinload(Organisation.names)).order_by(Organisation.id))
    return [(row.id, contacts.display_name(row, language).text) for row in rows]


def bound_by(terms: ShowroomContract) -> bool:
    """Whether sales or settlements in the currency of saved terms stand by them."""
    contracts = contracts_of(terms.showroom_id)
    days = [
        select(day).where(
            row.showroom_id == terms.showroom_id, row.currency == terms.currency, row.archived_at.is_(None)
        ).distinct()
        for row, day in ((Sale, Sale.day), (Settlement, Settlement.ends_on))
    ]  # fmt: skip
    found = [day for statement in days for day in db.session.scalars(statement) if day is not None]
    return any(governing(contracts, day, terms.currency) is terms for day in found)


def left_out(terms: ShowroomContract, begins_on: date, ends_on: date | None) -> int:
    """How many reconciled sales lie in the term of saved terms, and not in another one."""
    within = Sale.day.between(terms.begins_on, terms.ends_on or date.max)
    statement = select(func.count()).select_from(Sale).where(
        Sale.showroom_id == terms.showroom_id, Sale.archived_at.is_(None), Sale.state == rules.RECONCILED, within,
        ~Sale.day.between(begins_on, ends_on or date.max),
    )  # fmt: skip
    return db.session.scalar(statement) or 0


def first_day(showroom_id: int) -> date | None:
    """The first day of a showroom: it was opened, or its first terms began; None where neither is told."""
    begun = select(func.min(ShowroomContract.begins_on)).where(
        ShowroomContract.showroom_id == showroom_id, ShowroomContract.archived_at.is_(None)
    )
    opened = db.session.get_one(Showroom, showroom_id).opened_on
    return min(filter(None, (opened, db.session.scalar(begun))), default=None)


def agreement_options(*, user: Actor) -> list[tuple[int, str]]:
    """The consignment agreements and those on exhibition space, the latest first, as choices: [(id, title)]."""
    statement = agreements.visible_to(user).where(Agreement.type.in_(rules.AGREED_BY))
    ordered = statement.order_by(Agreement.signed_on.desc(), Agreement.id.desc())
    return [(row.id, row.title) for row in db.session.scalars(ordered)]
