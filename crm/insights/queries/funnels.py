"""The figures of the funnel page: the cohort, talk to agreement, win rate, and the same split three ways."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crm.activities.rules import ACTIVITY_TYPES
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db
from crm.insights.queries import cases as sets
from crm.insights.queries import population
from crm.insights.queries.cases import Case, cases_between
from crm.insights.queries.cohort import CohortLead, cohort
from crm.insights.rules import FunnelStep, Interval, Selection, TalkAgreement, funnel, talk_to_agreement, win_rate
from crm.insights.rules.selection import PARTNER_NO, PARTNER_YES
from crm.leads.models import Lead
from crm.places.rules import TIERS

#: A group without a known tier or activity type.
UNKNOWN = ""


@dataclass(frozen=True)
class SplitRow:
    """One group of a split: its code ("" is unknown), its funnel, and its talk to agreement."""

    code: str
    leads: int
    steps: Sequence[FunnelStep]
    agreements: TalkAgreement


@dataclass(frozen=True)
class FunnelFigures:
    """Everything on the page, of one selection on one day. `splits` by "type", "tier", "partner" and "category"."""

    as_of: date
    leads: int
    steps: Sequence[FunnelStep]
    agreements: TalkAgreement
    won: int
    lost: int
    win_rate: Interval | None
    splits: dict[str, list[SplitRow]]

    @property
    def empty(self) -> bool:
        """No lead was captured, and no negotiation without one was talked about, signed or lost."""
        talked = self.agreements.share is not None or self.agreements.immature
        return not (self.leads or talked or self.won or self.lost)


def days_with_leads() -> list[date]:
    """The days on which leads were captured: where there is something to see, if there is nothing here."""
    day = here.day_of(Lead.captured_at)
    return list(db.session.scalars(population.leads().with_only_columns(day).distinct()))


def funnel_figures(wanted: Selection, *, as_of: date) -> FunnelFigures:
    """The funnel; a fixed number of queries, however many leads there are."""
    members, found = cohort(wanted), cases_between(wanted)
    won, lost = len(sets.won(found, wanted, as_of)), len(sets.lost(found, wanted, as_of))
    return FunnelFigures(
        as_of=as_of,
        leads=len(members),
        steps=funnel(members),
        agreements=agreements_of(found, wanted, as_of),
        won=won,
        lost=lost,
        win_rate=win_rate(signed=won, lost=lost),
        splits={
            "type": _split(
                members, found, wanted, as_of, ACTIVITY_TYPES, lambda x: x.activity_type, lambda c: c.activity_type
            ),
            "tier": _split(members, found, wanted, as_of, TIERS, lambda x: x.tier, lambda c: c.tier),
            "partner": _split(
                members,
                found,
                wanted,
                as_of,
                (PARTNER_YES, PARTNER_NO),
                lambda x: partner_code(x.partner),
                lambda c: partner_code(c.partner),
            ),
            "category": _split(
                members, found, wanted, as_of, PRODUCT_CATEGORIES, lambda x: x.category, lambda c: c.category
            ),
        },
    )


def partner_code(partner: bool | None) -> str:
    """The flag as the filter writes it; "" when it is unknown."""
    return UNKNOWN if partner is None else PARTNER_YES if partner else PARTNER_NO


def agreements_of(found: list[Case], wanted: Selection, as_of: date) -> TalkAgreement:
    """Talk to agreement of the cases whose first talk lies in the period."""
    since, until = wanted.since or date.min, wanted.until or date.max
    return talk_to_agreement(sets.paths(found), since=since, until=until, as_of=as_of)


def _split(
    members: Sequence[CohortLead],
    found: Sequence[Case],
    wanted: Selection,
    as_of: date,
    codes: Iterable[str],
    lead_code: Callable[[CohortLead], str],
    case_code: Callable[[Case], str],
) -> list[SplitRow]:
    """A row for each group that has a lead or a talk, in the order of the table, the unknown one last."""
    leads: defaultdict[str, list[CohortLead]] = defaultdict(list)
    for lead in members:
        leads[lead_code(lead)].append(lead)
    own: defaultdict[str, list[Case]] = defaultdict(list)
    for case in found:
        own[case_code(case)].append(case)
    rows: list[SplitRow] = []
    for code in (*codes, UNKNOWN):
        agreements = agreements_of(own[code], wanted, as_of)
        if leads[code] or agreements.share is not None or agreements.immature:
            rows.append(SplitRow(code, len(leads[code]), funnel(leads[code]), agreements))
    return rows
