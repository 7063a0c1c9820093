"""Which initiatives there are, and one with its names and lead body."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from crm.contacts.models import Organisation, Person
from crm.core import conditions
from crm.core.conditions import Conditions
from crm.core.database import db
from crm.core.languages import FALLBACKS, Language
from crm.core.paging import OrderColumn, Page, page
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import shared
from crm.initiatives import rules
from crm.initiatives.models import (
    Challenge,
    Initiative,
    InitiativeFunding,
    InitiativeGoal,
    InitiativeName,
    RoleAssignment,
    RoleParty,
    RoleStep,
    TargetMarket,
)
from crm.places.models import Place

LOADED = (
    selectinload(Initiative.names),
    joinedload(Initiative.lead_organisation).selectinload(Organisation.names),
)


class LanguageName(Protocol):
    """A name row: one text in one language."""

    @property
    def language(self) -> str: ...

    @property
    def text(self) -> str: ...


def suiting(id: int | None, categories: Collection[str]) -> int | None:
    """The initiative, unless its target markets are all of other goods than these; those of no category suit any."""
    if id is None or not categories:
        return id
    aimed = set(db.session.scalars(select(TargetMarket.category).where(TargetMarket.initiative_id == id)))
    return id if not aimed or aimed & set(categories) else None


def title(names: Iterable[LanguageName], language: str = Language.JA) -> str:
    """The text of the name that suits readers of `language` best; empty when there is no name."""
    rows = list(names)
    for tag in FALLBACKS.get(language, FALLBACKS[Language.JA]):
        for row in rows:
            if row.language == tag:
                return row.text
    return rows[0].text if rows else ""


def visible_to(user: Actor, *, archived: bool = False) -> Select[Initiative]:
    """Every initiative: all of the staff see them."""
    return shared(select(Initiative).where(stands(Initiative, archived=archived)), user)


def one(id: int, *, user: Actor, archived: bool = False) -> Initiative:
    """The initiative with names and lead body; NotVisible when there is none for this user."""
    return only(visible_to(user, archived=archived), id, *LOADED)


@dataclass(frozen=True)
class InitiativeFilter(Conditions):
    """Conditions of the list; words are looked for in every name."""

    q: str = conditions.text(lambda words: Initiative.names.any(InitiativeName.text.icontains(words, autoescape=True)))
    status: str = conditions.code(Initiative.status)


def initiatives(wanted: InitiativeFilter, *, user: Actor, cursor: str | None = None) -> Page[Initiative]:
    """A page of initiatives, the latest one first."""
    statement = visible_to(user).where(*wanted.where()).options(*LOADED)
    return page(statement, (OrderColumn(Initiative.id, descending=True),), cursor)


def options(*, user: Actor, language: str = Language.JA) -> list[tuple[int, str]]:
    """[(id, name)] of the initiatives a user may choose, newest first."""
    rows = db.session.scalars(visible_to(user).options(joinedload(Initiative.names)).order_by(Initiative.id.desc()))
    return [(row.id, title(row.names, language)) for row in rows.unique()]


def labels(ids: Iterable[int], *, language: str = Language.JA) -> dict[int, str]:
    """{id: name} of initiatives that the caller already found to be visible."""
    rows = db.session.scalars(select(Initiative).where(Initiative.id.in_(ids)).options(selectinload(Initiative.names)))
    return {row.id: title(row.names, language) for row in rows}


@dataclass(frozen=True)
class StepLine:
    """A line of the division: the step, {party id: letters}, and what INV-R1 finds missing, as message ids."""

    step: RoleStep
    cells: Mapping[int, str]
    gaps: Sequence[str]


@dataclass(frozen=True)
class Division:
    """The division of roles of one initiative: parties as columns, steps as lines, both in their order."""

    parties: Sequence[RoleParty]
    steps: Sequence[StepLine]

    @property
    def gap_count(self) -> int:
        """How many steps break INV-R1."""
        return sum(bool(line.gaps) for line in self.steps)


def division(initiative_id: int) -> Division:
    """The division of roles, in four queries; the caller has seen that the initiative is visible."""
    organisation = joinedload(RoleParty.organisation).selectinload(Organisation.names)
    parties = db.session.scalars(
        select(RoleParty)
        .where(RoleParty.initiative_id == initiative_id)
        .options(organisation)
        .order_by(RoleParty.position, RoleParty.id)
    ).all()
    steps = db.session.scalars(
        select(RoleStep).where(RoleStep.initiative_id == initiative_id).order_by(RoleStep.position, RoleStep.id)
    ).all()
    cells: dict[int, dict[int, str]] = {step.id: {} for step in steps}
    for cell in db.session.scalars(select(RoleAssignment).where(RoleAssignment.initiative_id == initiative_id)):
        cells[cell.step_id][cell.party_id] = cell.letters
    return Division(
        parties, [StepLine(step, cells[step.id], rules.gaps(list(cells[step.id].values()))) for step in steps]
    )


def challenges(initiative_id: int, *, open_only: bool = False) -> list[Challenge]:
    """The register, the gravest first; solved and accepted ones last, or left out."""
    statement = (
        select(Challenge)
        .where(Challenge.initiative_id == initiative_id, Challenge.archived_at.is_(None))
        .options(joinedload(Challenge.owner), joinedload(Challenge.raiser).selectinload(Person.names))
        .order_by((Challenge.severity * Challenge.likelihood).desc(), Challenge.id)
    )
    if open_only:
        statement = statement.where(Challenge.status.in_(rules.UNRESOLVED))
    return sorted(db.session.scalars(statement), key=lambda row: row.status in ("solved", "accepted"))


def challenge(id: int, *, user: Actor, archived: bool = False) -> Challenge:
    """A line of the register of an initiative the user sees; NotVisible when there is none."""
    seen = visible_to(user).with_only_columns(Initiative.id)
    statement = select(Challenge).where(Challenge.initiative_id.in_(seen), stands(Challenge, archived=archived))
    return only(statement, id, joinedload(Challenge.owner))


# ------------------------------------------------------------------ aims


def goals(initiative_id: int) -> list[InitiativeGoal]:
    """The goals with figures, in their order."""
    statement = select(InitiativeGoal).where(InitiativeGoal.initiative_id == initiative_id)
    return list(db.session.scalars(statement.order_by(InitiativeGoal.position, InitiativeGoal.id)))


def markets(initiative_id: int) -> list[TargetMarket]:
    """The target markets with place and partner, in their order."""
    statement = select(TargetMarket).where(TargetMarket.initiative_id == initiative_id)
    statement = statement.options(
        joinedload(TargetMarket.place).selectinload(Place.names),
        joinedload(TargetMarket.partner).selectinload(Organisation.names),
    )
    return list(db.session.scalars(statement.order_by(TargetMarket.position, TargetMarket.id)).unique())


def promised(initiative_id: int | None, source: str, fiscal_year: int) -> InitiativeFunding | None:
    """What a source promises an initiative for a fiscal year; None where nothing is entered."""
    statement = select(InitiativeFunding).where(
        InitiativeFunding.initiative_id == initiative_id, InitiativeFunding.funding_source == source,
        InitiativeFunding.fiscal_year == fiscal_year,
    )  # fmt: skip
    return db.session.scalars(statement).one_or_none()


def funding(initiative_id: int) -> list[InitiativeFunding]:
    """What each source promises, by fiscal year."""
    statement = select(InitiativeFunding).where(InitiativeFunding.initiative_id == initiative_id)
    return list(db.session.scalars(statement.order_by(InitiativeFunding.fiscal_year, InitiativeFunding.id)))
