"""The outcomes of activities in figures (domain.md §3.1): what was answered, what is on record, what is left out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements import queries as agreements
from crm.agreements.models import Agreement
from crm.core import clock, here
from crm.core.database import db
from crm.core.money import Money, Worth, convert
from crm.core.permissions import Actor
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation, NegotiationLead
from crm.office import queries as offices
from crm.outcomes import rules
from crm.outcomes.models import Outcome
from crm.outcomes.queries.outcomes import LOADED, start_of, visible_to
from crm.outcomes.rules import CountedAnswer, Tally, UsedRate
from crm.places import queries as places
from crm.places.queries import Rate

#: As `places.rates_over_time` answers.
Rates = Callable[[str, date], Rate | None]


@dataclass(frozen=True)
class Elsewhere:
    """Where the agreements to some orders count: an activity, or None where the reader sees none."""

    activity: Activity | None
    agreements: int


@dataclass(frozen=True)
class SummaryLine:
    """An activity with what the companies reported and what is on record as agreed."""

    activity: Activity
    tally: Tally
    unasked: int  #: due, and neither asked nor answered: no question that is counted
    agreements: int  #: commercial, ever signed, put down to this activity (§3.1)
    agreed: Worth
    agreements_unconverted: int
    agreed_rates: Sequence[UsedRate]  #: at which these were converted
    elsewhere: Sequence[Elsewhere]  #: agreements of the orders reported here that are put down to another activity


@dataclass(frozen=True)
class Unlisted:
    """What no line of the summary has: activities that ended, and about whose outcome there is no question."""

    activities: int
    agreements: int  #: put down to them
    past: int  #: of the activities, those that ended so long ago that nothing is asked any more
    early: int  #: and those whose first question is not due yet


def summary(*, user: Actor, fiscal_year: int | None = None, activity_id: int | None = None) -> list[SummaryLine]:
    """Every visible activity with outcomes, the latest first. A fixed number of queries."""
    statement = visible_to(user)
    if activity_id is not None:
        statement = statement.where(Outcome.activity_id == activity_id)
    rows = list(db.session.scalars(statement.options(*LOADED).order_by(Outcome.id)).unique())
    by_activity: dict[int, list[Outcome]] = defaultdict(list)
    for row in rows:
        by_activity[row.activity_id].append(row)
    agreed, grown = agreements.commercial_of(by_activity), _grown(rows)
    rates = _rates([*rows, *(one for found in agreed.values() for one in found)])
    lines = [_line(outcomes, agreed, grown, rates) for outcomes in by_activity.values()]
    lines = _with_elsewhere(lines, user)
    if fiscal_year is not None:
        office = offices.current()
        lines = [line for line in lines if office.fiscal_year(line.activity.start_on) == fiscal_year]
    return sorted(lines, key=lambda line: (line.activity.end_on, line.activity.id), reverse=True)


def left_out(lines: Sequence[SummaryLine], *, user: Actor) -> Unlisted:
    """What a summary leaves out of what its reader sees."""
    told = [line.activity.id for line in lines]
    statement = activities.visible_to(user).where(
        Activity.id.not_in(told), Activity.archived_at.is_(None), Activity.status != "cancelled",
        activities.over(here.today()),
    )  # fmt: skip
    ended = dict(db.session.execute(statement.with_only_columns(Activity.id, Activity.end_on)).all())
    signed = {row.id for rows in agreements.commercial_of(ended).values() for row in rows}
    today = here.today()
    past = sum(rules.is_past_asking(day, today) for day in ended.values())
    early = sum(rules.due_dates(day)[0][1] > today for day in ended.values())
    return Unlisted(len(ended), len(signed), past, early)


def told_in(spans: Sequence[tuple[date, date]]) -> list[Tally]:
    """What was due between two days, both included, asked and answered by the second, of every case that counts; of
    several spans in as many queries as of one."""
    within = or_(*(Outcome.due_on.between(*span) for span in spans))
    rows = list(db.session.scalars(_counted().where(within).order_by(Outcome.id)))
    grown, rates = _grown(rows), _rates(rows)
    told = [_told(rows, *span) for span in spans]
    return [_tally(len(asked), answered, grown, rates) for asked, answered in told]


def told_sets(since: date, until: date) -> dict[str, list[Outcome]]:
    """{each of rules.TOLD_SETS: the questions that `told_in` counts under it}."""
    rows = list(db.session.scalars(_counted().where(Outcome.due_on.between(since, until)).order_by(Outcome.id)))
    asked, answered = _told(rows, since, until)
    counted = {row.id: row for row in answered if row.decision != rules.DECLINED}
    grown, rates = _grown(answered), _rates(answered)
    standings = rules.by_standing(_report(row, grown, rates) for row in counted.values())
    return {
        "asked": asked,
        "answered": list(counted.values()),
        "by_companies": [row for row in counted.values() if row.source != rules.BY_STAFF],
        "unconfirmed": [row for row in counted.values() if row.decision == rules.WAITING],
        **{name: [counted[one.outcome_id] for one in found] for name, found in standings.items()},
        "unrated": [counted[one.outcome_id] for one in standings["orders"] if one.unrated],
    }


def _counted() -> Select[Outcome]:
    """The questions about every case that counts."""
    case = select(Negotiation.id).where(Negotiation.id == Outcome.negotiation_id, negotiations.counts())
    return select(Outcome).where(
        Outcome.activity_id.not_in(activities.left_out()), or_(Outcome.negotiation_id.is_(None), case.exists())
    )


def _told(rows: Sequence[Outcome], since: date, until: date) -> tuple[list[Outcome], list[Outcome]]:
    """Of these questions those of a span that were asked or answered by its last day, and of them the answered ones."""
    end = start_of(until + timedelta(days=1))
    answered = [row for row in rows if row.answered_at is not None and row.answered_at < end]
    known = {row.id for row in answered}
    asked = [
        row for row in rows
        if since <= row.due_on <= until and (row.id in known or (row.asked_at is not None and row.asked_at < end))
    ]  # fmt: skip
    return asked, [row for row in asked if row.id in known]


def _rates(rows: Iterable[Outcome | Agreement]) -> Rates:
    """The rates of their currencies, out of one query for all of their days."""
    return places.rates_over_time({row.currency for row in rows}, here.currency())


def _tally(asked: int, answered: Iterable[Outcome], grown: dict[int, int], rates: Rates) -> Tally:
    """The figures of so many questions and the answers to them."""
    counted = [row for row in answered if row.decision != rules.DECLINED]
    sources = [(row.source, row.decision) for row in counted]
    return rules.tally(asked, sources, [_report(row, grown, rates) for row in counted])


def _line(
    outcomes: Sequence[Outcome], agreed: dict[int, list[Agreement]], grown: dict[int, int], rates: Rates
) -> SummaryLine:
    answered = [row for row in outcomes if row.answered_at is not None]
    asked = len(answered) + sum(row.asked_at is not None and row.answered_at is None for row in outcomes)
    told = _tally(asked, answered, grown, rates)
    found = agreed[outcomes[0].activity_id]
    at = [(one, _rate(rates, one.value, one.currency, one.signed_on)) for one in found]
    values = [(_times(one.value, one.currency, rate) or Decimal(0), one.value_period) for one, rate in at]
    known = sum((Worth.of(value, period) for value, period in values), Worth())
    missing = sum(one.value is not None and rate is None for one, rate in at)
    used = {(one.currency, rate.rate, rate.day) for one, rate in at if rate is not None and _is_foreign(one.currency)}
    return SummaryLine(
        outcomes[0].activity, told, len(outcomes) - told.asked, len(found), known, missing,
        sorted(used), (),
    )  # fmt: skip


def _with_elsewhere(lines: Sequence[SummaryLine], user: Actor) -> list[SummaryLine]:
    """The lines with where the agreements to their orders count, if not with them: nobody then adds both up."""
    ordered = {id for line in lines for kind, id in line.tally.ordered if kind == "negotiation"}
    signed = agreements.commercial_of_cases(ordered)
    home = agreements.counted_for([row for rows in signed.values() for row in rows], user=user)
    made = []
    for line in lines:
        mine = {row for kind, id in line.tally.ordered if kind == "negotiation" for row in signed.get(id, ())}
        places = Counter(home.get(row.id) for row in mine)
        away = [Elsewhere(each, number) for each, number in places.items() if each != line.activity]
        made.append(replace(line, elsewhere=sorted(away, key=lambda one: one.activity.id if one.activity else 0)))
    return made


def _grown(rows: Iterable[Outcome]) -> dict[int, int]:
    """{lead: the negotiation that grew out of it, the first of several}: both are one case."""
    leads = {row.lead_id for row in rows if row.lead_id is not None}
    statement = select(NegotiationLead.lead_id, func.min(NegotiationLead.negotiation_id))
    statement = statement.where(NegotiationLead.lead_id.in_(leads)).group_by(NegotiationLead.lead_id)
    return dict(db.session.execute(statement).all())


def _report(row: Outcome, grown: dict[int, int], rates: Rates) -> CountedAnswer:
    at = row.answered_at or row.created_at
    rate = _rate(rates, row.amount, row.currency, clock.local(at, here.zone()).date())
    negotiation = grown.get(row.lead_id or 0)
    case = row.case if negotiation is None else ("negotiation", negotiation)
    used = (rate.rate, rate.day) if rate is not None and _is_foreign(row.currency) else None
    counted = _times(row.amount, row.currency, rate)
    return CountedAnswer(case, at, row.standing, row.order, row.amount, row.currency, counted, used, row.id)


def _rate(rates: Rates, amount: Decimal | None, currency: str, on: date | None) -> Rate | None:
    """What turns an amount into the office's currency on a day; None without an amount, a day or a rate."""
    return rates(currency, on) if amount is not None and on is not None else None


def _times(amount: Decimal | None, currency: str, rate: Rate | None) -> Decimal | None:
    """An amount in the office's currency, rounded as costs are."""
    if amount is None or rate is None:
        return None
    return convert(Money(amount, currency), rate.rate, here.currency()).amount


def _is_foreign(currency: str) -> bool:
    return currency != here.currency()
