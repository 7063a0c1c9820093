"""The records behind the costs: each activity with its own row, and the agreements that were put down to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity, CostLine
from crm.agreements import queries as agreement_queries
from crm.agreements.models import Agreement
from crm.agreements.queries import LISTED, Attributed
from crm.core.database import db
from crm.core.permissions import Actor
from crm.insights.queries import population
from crm.insights.queries.behind import ALL, Group, activities_of_cell, asked_members
from crm.insights.queries.costs import CostRow, sums_of, unrated_lines, without_activity
from crm.insights.queries.ground import PlacedAgreement
from crm.insights.queries.members import NOWHERE, RUNNING
from crm.insights.queries.slices import Cursor, Slice, by_id, seen, sliced
from crm.insights.queries.worth import SIGNED_VALUE, SignedValue, worth_of
from crm.insights.rules import Selection
from crm.insights.rules.ways import Switches

Valued = TypeVar("Valued", bound=SignedValue)
SIGNED, UNVALUED, UNRATED = SIGNED_SETS = ("signed", "signed_unvalued", "signed_unrated")
#: Of a cell of the hypothesis: its agreements, those without an amount, and those whose amount no rate converts.
CELL, CELL_UNVALUED, CELL_UNRATED = CELL_SIGNED_SETS = ("cell", "cell_unvalued", "cell_unrated")


@dataclass(frozen=True)
class ActivityCost:
    """One activity (names and place loaded) and what was spent on it."""

    activity: Activity
    row: CostRow


@dataclass(frozen=True)
class UnratedCost:
    """A cost that no rate converts, with its activity (names loaded)."""

    line: CostLine
    activity: Activity


@dataclass(frozen=True)
class AgreementPart:
    """A signed agreement (parties loaded), how much of it counts here, and the activities that share this part."""

    agreement: Agreement
    part: Fraction
    activities: Sequence[Activity]


def activity_costs(
    wanted: Selection,
    *,
    user: Actor,
    as_of: date,
    switches: Switches,
    group: Group = ALL,
    of: str = "",
    name: str = "",
    cursor: Cursor = None,
) -> Slice[ActivityCost]:
    """The activities that `cost_figures` counts, each with its own row, the last to end first; of a `group`, those of
    one tier of place; by `name` those of one of HELD_SETS; `of` "cell" those with a part in the cell that the
    conditions on tier and partner name, of OUTSIDE those with one beside the cells."""
    if of:
        mine = activities_of_cell(wanted, as_of, switches, of=of)
        held = population.held(replace(wanted, tier=""), as_of)
        held = held.with_running() if switches.running else held
        held = replace(held, counted={id: kind for id, kind in held.counted.items() if id in mine})
    else:
        held = population.held(wanted, as_of, tiers=group.codes if group.by == "tier" else ()).only(name)

    def show(ids: Sequence[int]) -> list[ActivityCost]:
        shown = replace(held, counted={id: held.counted[id] for id in ids})
        signed = population.attributed_agreements(as_of, switches.how)
        sums = sums_of(shown, switches=switches, signed=signed)
        records = _listed(ids)
        return [ActivityCost(records[id], sums.row([id], code=held.counted[id], activity_id=id)) for id in ids]

    visible = seen(Activity, activities.visible_to, user)
    return sliced(list(held.counted), cursor, of=lambda id: id, visible=visible, show=show)


def unrated_costs(
    wanted: Selection, *, user: Actor, as_of: date, switches: Switches, cursor: Cursor = None
) -> Slice[UnratedCost]:
    """The costs without a rate of the activities that are counted, the latest first; with the switch of the hypothesis
    also of those that are running."""
    held = population.held(wanted, as_of)
    held = held.with_running() if switches.running else held
    statement = unrated_lines(list(held.counted), own_only=switches.net)
    lines = list(db.session.scalars(statement.order_by(CostLine.paid_on.desc(), CostLine.id.desc())))

    def show(rows: Sequence[CostLine]) -> list[UnratedCost]:
        records = _listed([line.activity_id for line in rows])
        return [UnratedCost(line, records[line.activity_id]) for line in rows]

    visible = seen(Activity, activities.visible_to, user)
    return sliced(lines, cursor, of=lambda line: line.activity_id, visible=visible, show=show)


def _listed(ids: Sequence[int]) -> Mapping[int, Activity]:
    found = by_id(Activity, ids, *activities.LISTED)
    activities.named(found.values())
    return found


def agreements_behind(
    wanted: Selection,
    *,
    user: Actor,
    as_of: date,
    how: str,
    activity_id: int | None = None,
    beside: str = "",
    cursor: Cursor = None,
) -> Slice[AgreementPart]:
    """The agreements put down to the activities that `cost_figures` counts, or to one of them; latest first.

    `beside` asks for those of the period that fall to no activity (NOWHERE), or for those of running ones (RUNNING).
    """
    signed = population.attributed_agreements(as_of, how)
    held = population.held(wanted, as_of)
    counted: set[int | None] = set(held.running if beside == RUNNING else held.counted)
    if beside == NOWHERE:
        counted, rows = {None}, without_activity(signed, wanted) or []
    else:
        counted &= {activity_id} if activity_id is not None else counted
        rows = [row for row in signed if counted & row.parts.keys()]
    visible = seen(Agreement, agreement_queries.visible_to, user)
    return sliced(rows, cursor, of=lambda row: row.agreement_id, visible=visible,
                  show=lambda shown: _parts(shown, counted))  # fmt: skip


def agreements_of_cells(
    wanted: Selection, *, name: str, user: Actor, as_of: date, switches: Switches, group: Group = ALL,
    cursor: Cursor = None,
) -> Slice[AgreementPart]:  # fmt: skip
    """The agreements of the cell that the conditions on tier and partner name (`name`: one of CELL_SIGNED_SETS), or of
    what lies beside the cells; of a `group`, those of one category."""
    where, found = asked_members(wanted, name, as_of, switches)
    rows = [row for row in found.agreements.get(where, ()) if group.by != "category" or row.category in group.codes]
    rows = _lacking(rows, unvalued=name == CELL_UNVALUED) if name in (CELL_UNVALUED, CELL_UNRATED) else rows
    visible = seen(Agreement, agreement_queries.visible_to, user)

    def show(shown: Sequence[PlacedAgreement]) -> list[AgreementPart]:
        records = by_id(Agreement, [row.agreement_id for row in shown], *LISTED)
        return [AgreementPart(records[row.agreement_id], Fraction(1), ()) for row in shown]

    return sliced(rows, cursor, of=lambda row: row.agreement_id, visible=visible, show=show)


def agreements_signed(
    wanted: Selection, *, user: Actor, as_of: date, name: str = "signed", cursor: Cursor = None
) -> Slice[AgreementPart]:
    """The agreements of one of SIGNED_SETS: those that were signed in the period, latest first; of them those without
    an amount, and those whose amount no rate converts."""
    last = min(wanted.until or as_of, as_of)
    found = population.agreements().where(Agreement.signed_on.between(wanted.since or date.min, last))
    order = Agreement.signed_on.desc(), Agreement.id.desc()
    rows: list[Any] = list(db.session.execute(found.with_only_columns(*SIGNED_VALUE).order_by(*order)))
    rows = _lacking(rows, unvalued=name == UNVALUED) if name in (UNVALUED, UNRATED) else rows
    ids = [row.agreement_id for row in rows]

    def show(shown: Sequence[int]) -> list[AgreementPart]:
        records = by_id(Agreement, shown, *LISTED)
        return [AgreementPart(records[id], Fraction(1), ()) for id in shown]

    return sliced(ids, cursor, of=lambda id: id, visible=seen(Agreement, agreement_queries.visible_to, user), show=show)


def _lacking(rows: Sequence[Valued], *, unvalued: bool) -> list[Valued]:
    """Those without an amount; else those whose amount no rate converts."""
    if unvalued:
        return [row for row in rows if row.value is None]
    worth, _number = worth_of(rows)
    return [row for row in rows if row.value is not None and row.agreement_id not in worth]


def _parts(rows: Sequence[Attributed], counted: set[int | None]) -> list[AgreementPart]:
    mine = {row.agreement_id: [id for id in row.parts if id in counted] for row in rows}
    ids = {id for found in mine.values() for id in found if id is not None}
    agreements = by_id(Agreement, mine, *LISTED)
    names = by_id(Activity, ids, selectinload(Activity.names))
    return [
        AgreementPart(
            agreements[row.agreement_id],
            sum((row.parts[id] for id in mine[row.agreement_id]), Fraction(0)),
            [names[id] for id in mine[row.agreement_id] if id is not None],
        )
        for row in rows
    ]
