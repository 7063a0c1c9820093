"""Negotiations as the figures see them: when they were first talked about, signed or lost, and their snapshots."""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, union
from sqlalchemy.orm import selectinload

from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.rules.attribution import WINDOW_DAYS
from crm.contacts.models import Organisation
from crm.contacts.queries import display_name
from crm.core import reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.queries import population
from crm.insights.rules import MATURITY_DAYS, Selection, TalkPath
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseFact, Negotiation


class Case(NamedTuple):
    """One negotiation. `signed_on` is of its first signed commercial agreement, `lost_on` only while it is lost.

    `tier` and `partner` are the snapshots of the first talk ("" and None before it); `activity_type` likewise, and
    before a talk that of the activity it came from.
    """

    negotiation_id: int
    first_talk_on: date | None
    signed_on: date | None
    lost_on: date | None
    activity_type: str
    tier: str
    partner: bool | None
    category: str
    initiative_id: int | None
    maker_id: int  #: our side
    place_id: int | None  #: whose tier that is
    home_id: int | None  #: the activity that it belongs to


def matching(wanted: Selection, *, sourced: bool = False) -> Select[Any]:
    """The negotiations that count under every condition but the period; `sourced` for whoever reads of the source.

    The direction is that of the source: the activity of the earliest lead, else the one the case was opened for.
    """
    statement = population.cases()
    if sourced or wanted.types or wanted.direction:  # else 50,000 would be looked up for nothing
        statement = statement.outerjoin(Activity, Activity.id == CaseFact.source_id)
    if wanted.types:
        statement = statement.where(_type().in_(wanted.types))
    if wanted.partner or wanted.tier:  # what was frozen at a talk that was none says nothing
        statement = statement.where(Negotiation.first_talk_at.is_not(None))
    if wanted.partner:
        statement = statement.where(Negotiation.partner_routes_snapshot.is_(wanted.partner == "yes"))
    pairs = (
        (Negotiation.initiative_id, wanted.initiative_id),
        (Activity.direction, wanted.direction),
        (Negotiation.tier_snapshot, wanted.tier),
        (Negotiation.owner_id, wanted.owner_id),
        (Negotiation.category, wanted.category),
        (Negotiation.our_organisation_id, wanted.maker_id),
    )
    return statement.where(*(column == value for column, value in pairs if value))


def about_cases(wanted: Selection) -> bool:
    """Whether a condition of `matching` narrows: else it holds whatever counts."""
    none = replace(Selection(), since=wanted.since, until=wanted.until, activity_id=wanted.activity_id)
    return wanted != none


def makers(*, user: Actor, language: str) -> dict[int, str]:
    """{organisation id: name} of our side of the visible negotiations, by name."""
    ours = negotiations.visible_to(user).with_only_columns(Negotiation.our_organisation_id)
    statement = select(Organisation).where(Organisation.id.in_(ours)).options(selectinload(Organisation.names))
    rows = db.session.scalars(statement.order_by(Organisation.sort_key, Organisation.id))
    return {row.id: display_name(row, language).text for row in rows}


def _type() -> Any:
    frozen = case((Negotiation.first_talk_at.is_not(None), func.nullif(Negotiation.activity_type_snapshot, "")))
    return func.coalesce(frozen, Activity.type, "")


def cases(wanted: Selection, *, only: ColumnElement[bool] | None = None) -> list[Case]:
    """Every negotiation that matches, whatever the period, latest first; one query. `only`: of these."""
    return _read(wanted, only)


def cases_between(wanted: Selection) -> list[Case]:
    """Those of which something lies in the period: first talk, signing or loss. The sets below hold no others."""
    if wanted.since is None and wanted.until is None:
        return cases(wanted)
    span = wanted.since or date.min, wanted.until or date.max
    found = (
        select(CaseFact.negotiation_id).where(day.between(*span)) for day in (CaseFact.first_talk_on, CaseFact.lost_on)
    )
    signed = select(AgreementNegotiation.negotiation_id).join(
        Agreement, Agreement.id == AgreementNegotiation.agreement_id
    )
    return _read(wanted, Negotiation.id.in_(union(*found, signed.where(Agreement.signed_on.between(*span)))))


def _read(wanted: Selection, only: ColumnElement[bool] | None) -> list[Case]:
    signed = population.signings().subquery()
    statement = matching(wanted, sourced=True).outerjoin(signed, signed.c.negotiation_id == Negotiation.id)
    rows = reading.rows(
        (statement if only is None else statement.where(only))
        .with_only_columns(
            Negotiation.id,
            CaseFact.first_talk_on,
            signed.c.signed_on,
            CaseFact.lost_on,
            _type(),
            Negotiation.tier_snapshot,
            Negotiation.partner_routes_snapshot,
            Negotiation.category,
            Negotiation.initiative_id,
            Negotiation.our_organisation_id,
            Negotiation.place_snapshot_id,
            CaseFact.home_id,
        )
        .order_by(Negotiation.id.desc())
    )
    return [Case._make(row) for row in rows]


def talk_paths(since: date, until: date) -> list[TalkPath]:
    """The cases that were first talked about from a day to a day, counted by that day and the one of the signing."""
    signed = population.signings().subquery()
    days = CaseFact.first_talk_on, signed.c.signed_on
    found = population.cases().outerjoin(signed, signed.c.negotiation_id == Negotiation.id)
    found = found.where(CaseFact.first_talk_on.between(since, until))
    return [TalkPath._make(row) for row in reading.rows(found.with_only_columns(*days, func.count()).group_by(*days))]


# ------------------------------------------------------------------ sets behind the figures


def paths(found: list[Case]) -> list[TalkPath]:
    """The cases that had a talk, for `rules.talk_to_agreement`."""
    return [TalkPath(case.first_talk_on, case.signed_on) for case in found if case.first_talk_on]


def talked(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """First talk in the period and not after `as_of`."""
    return [
        c for c in found if wanted.covers(c.first_talk_on) and c.first_talk_on is not None and c.first_talk_on <= as_of
    ]


def matured(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """Of those, the ones that have had their chance: the denominator of talk to agreement."""
    return [c for c in talked(found, wanted, as_of) if _age(c, as_of) >= MATURITY_DAYS]


def immature(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """Of those, the ones that are too young to say."""
    return [c for c in talked(found, wanted, as_of) if _age(c, as_of) < MATURITY_DAYS]


def agreed(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """Matured and signed within the window: the numerator of talk to agreement."""
    return [c for c in matured(found, wanted, as_of) if signed_in_window(c, as_of)]


def concluded(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """First talk in the period and signed within the window, also those that are too young to judge."""
    return [c for c in talked(found, wanted, as_of) if signed_in_window(c, as_of)]


def unsigned(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """The others: first talk in the period, and not signed within the window, lost ones included."""
    return [c for c in talked(found, wanted, as_of) if not signed_in_window(c, as_of)]


def signed_late(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """Of those, the ones that were signed all the same: after the window, or before the first talk."""
    return [c for c in unsigned(found, wanted, as_of) if c.signed_on is not None and c.signed_on <= as_of]


def signed_in_window(case: Case, as_of: date) -> bool:
    """Whether an agreement is put down to the first talk."""
    return case.signed_on is not None and case.signed_on <= as_of and within_window(case.first_talk_on, case.signed_on)


def within_window(talked_on: date | None, signed_on: date, *, days: int = WINDOW_DAYS) -> bool:
    """Whether a day of signing lies within the window after a first talk."""
    return talked_on is not None and 0 <= (signed_on - talked_on).days <= days


def won(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """Signed in the period."""
    return [c for c in found if wanted.covers(c.signed_on) and c.signed_on is not None and c.signed_on <= as_of]


def lost(found: list[Case], wanted: Selection, as_of: date) -> list[Case]:
    """Lost in the period, without an agreement."""
    return [
        c
        for c in found
        if c.signed_on is None and wanted.covers(c.lost_on) and c.lost_on is not None and c.lost_on <= as_of
    ]


def _age(case: Case, as_of: date) -> int:
    return (as_of - case.first_talk_on).days if case.first_talk_on is not None else 0
