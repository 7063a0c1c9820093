"""What came of fairs: the leads of one and the records behind their numbers, the rows of several editions, and the
results that others published."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.booths import queries as booths
from crm.core import clock, here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.fairs import queries as fairs
from crm.insights.queries import population
from crm.insights.queries.costs import CostRow, sums_of, unrated_of
from crm.insights.queries.slices import Cursor, Slice, by_id, seen, sliced
from crm.insights.rules import Selection
from crm.insights.rules import fairs as rules
from crm.insights.rules.fairs import FairLead, FairTally
from crm.insights.rules.hypothesis import Unrated
from crm.insights.rules.ways import USUAL
from crm.insights.rules.worded import NamesInWords
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.leads.rules import ANSWERED_WITHIN, DISQUALIFIED
from crm.places.models import Place
from crm.products import queries as products

_RESULTS: Final = Path(__file__).parent.parent / "data" / "published_results.tsv"


def fair_tally(activity_id: int) -> FairTally:
    """The leads of a fair that count, whoever reads, as they were captured; four queries."""
    takers, asked_at = booths.takers(activity_id), leads.asked_at(activity_id)
    rows = db.session.execute(
        population.leads()
        .join(Activity, Activity.id == Lead.activity_id)
        .join(Place, Place.id == Activity.place_id)
        .where(Lead.activity_id == activity_id)
        .order_by(Lead.captured_at, Lead.id)
        .with_only_columns(
            Lead.id,
            Lead.captured_at,
            Lead.rank,
            Lead.category,
            Lead.interest,
            Lead.inquiry,
            Lead.created_by_id,
            Lead.first_followup_at,
            Lead.status,
            Lead.may_contact,
            Place.timezone,
        )
    ).all()
    silent = any(row.interest or row.inquiry for row in rows if row.id not in asked_at)
    now, names = clock.now(), NamesInWords(products.all_names() if silent else ())
    first, last = activities.days_of(activity_id) or (date.min, date.max)
    nowhere = leads.unreachable_among([row.id for row in rows])
    found = []
    for id, captured_at, rank, category, interest, inquiry, made_by, answered_at, status, agreed, timezone in rows:
        alone = here.day_alone(captured_at)
        there = clock.local(captured_at, timezone)
        holder, user = takers.get(id), f"user:{made_by}" if made_by is not None else ""
        apart = {
            rules.RANK: rank if status != DISQUALIFIED else "",  # as a report counts: nobody goes after it
            rules.TAKER: f"phone:{holder}" if holder else user,
            rules.CATEGORY: category,
            rules.DAY: (alone or there.date()).isoformat(),
            rules.HOUR: f"{there.hour:02}" if alone is None else "",
            rules.ANSWER: rules.first_answer(captured_at, answered_at, status, now, barred=not agreed or id in nowhere),
        }
        worded = names.within(f"{interest}\n{inquiry}") if id not in asked_at else set()
        asked = sorted(map(str, asked_at.get(id, worded))) or [rules.UNLISTED] * bool(interest.strip())
        found.append(
            FairLead(
                id, apart, asked, is_worded=bool(worded), is_due=now >= captured_at + ANSWERED_WITHIN,
                is_outside=not first <= (alone or there.date()) <= last,
            )
        )  # fmt: skip
    return FairTally(found)


def fair_leads(
    tally: FairTally, wanted: Mapping[str, str], *, user: Actor, cursor: Cursor = None
) -> Slice[tuple[Lead, FairLead]]:
    """The leads behind a number of a tally: those that count under all of some values, as they were captured."""
    mine = [row for row in tally.leads if row.is_of(wanted)]

    def show(rows: Sequence[FairLead]) -> list[tuple[Lead, FairLead]]:
        found = by_id(Lead, [row.id for row in rows], *leads.LISTED)
        return [(found[row.id], row) for row in rows]

    return sliced(mine, cursor, of=lambda row: row.id, visible=seen(Lead, leads.visible_to, user), show=show)


# ------------------------------------------------------------------ several editions


@dataclass(frozen=True)
class EditionRow:
    """What a fair cost and what came of it; the costs without a rate, and whether costs are still to come."""

    row: CostRow
    unrated: Unrated
    unsettled: bool
    fees: Sequence[tuple[Decimal, str]] = ()  #: of booths, that are not among the costs: [(amount, currency)]


def edition_rows(ids: Collection[int], *, as_of: date) -> dict[int, EditionRow]:
    """{fair: its row} of those that are counted: not left out, and over. A fixed number of queries for all of them.

    Each is what `cost_figures` says with its `activity_id`.
    """
    if not ids:
        return {}
    held = population.held(Selection(), as_of, rows=population.held_rows(Selection(), ids=ids))
    signed = population.attributed_agreements(
        as_of, USUAL.how, since=held.begun or as_of, named=[*held.counted, *held.running]
    )
    sums = sums_of(held, switches=USUAL, signed=signed)
    unrated = activities.money_of(list(held.counted)).unrated
    fees = fairs.unbooked_fees(list(held.counted))
    return {
        id: EditionRow(
            sums.row([id], code=kind, activity_id=id),
            unrated_of(unrated, [id], own_only=USUAL.net),
            id in held.unsettled,
            fees.get(id, ()),
        )
        for id, kind in held.counted.items()
    }


@dataclass(frozen=True)
class Before:
    """The last edition of the series before a fair: whether the reader may see it, and its row if it is counted."""

    activity_id: int
    seen: bool
    row: EditionRow | None


def with_before(activity: Activity, *, user: Actor, as_of: date) -> tuple[EditionRow | None, Before | None]:
    """The row of a fair, None while it is not counted; and the edition before it, None where there is none."""
    before = fairs.edition_before(activity)
    rows = edition_rows([activity.id] if before is None else [activity.id, before], as_of=as_of)
    own = rows.get(activity.id)
    if before is None:
        return own, None
    visible = activities.visible_to(user).where(Activity.id == before).with_only_columns(Activity.id)
    is_seen = db.session.scalar(visible) is not None
    return own, Before(before, is_seen, rows.get(before) if is_seen else None)


def is_left_out(activity_id: int) -> bool:
    """Whether somebody took an activity out of all figures."""
    return bool(db.session.scalar(select(Activity.not_counted).where(Activity.id == activity_id)))


# ------------------------------------------------------------------ what others published


@dataclass(frozen=True)
class PublishedResult:
    """A published result of a fair, in one language; numbers that were not published are None.

    `mixed`: the contracts (or the sum) were published together with intentions, or may have been.
    """

    event: str
    year: int
    place: str
    exhibitors: int | None
    visitors: int | None
    talks: int | None
    quotes: int | None
    signed: int | None
    intended: int | None
    value: int | None
    currency: str
    mixed: bool
    note: str
    source: str


# Kept: read from its file, once a process.
@cache
def published_results(language: str) -> tuple[PublishedResult, ...]:
    """All of them in a language of ours, in the order of their years."""
    tag = {"zh-Hans": "zh_Hans"}.get(language, language)
    with _RESULTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        PublishedResult(
            event=row[f"event_{tag}"],
            year=int(row["year"]),
            place=row[f"place_{tag}"],
            exhibitors=_number(row["exhibitors"]),
            visitors=_number(row["visitors"]),
            talks=_number(row["talks"]),
            quotes=_number(row["quotes"]),
            signed=_number(row["signed"]),
            intended=_number(row["expected_or_ongoing"]),
            value=_number(row["value"]),
            currency=row["currency"],
            mixed=row["mixed"] == "1",
            note=row[f"note_{tag}"],
            source=row["source"],
        )
        for row in sorted(rows, key=lambda row: int(row["year"]))
    )


def _number(text: str) -> int | None:
    return int(text) if text else None
