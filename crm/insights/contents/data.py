"""The figures as JSON values: shares between 0 and 1, sums as numbers, null where there is nothing to divide by."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from crm.core import here
from crm.insights import queries
from crm.insights.models import FigureSnapshot
from crm.insights.queries import CostFigures, CostRow, FunnelFigures, SplitRow, Switches, TimeFigures
from crm.insights.queries.leaving import NotCounted
from crm.insights.queries.month import HeldStretch, MonthFigures
from crm.insights.queries.pipeline import PipelineFigures
from crm.insights.queries.places import PlaceFigures
from crm.insights.rules import AgeBucket, FunnelStep, Interval, RateRatio, Selection, TalkAgreement
from crm.insights.rules.answers import Curve, PaceRow
from crm.insights.rules.cells import CellKey
from crm.insights.rules.hypothesis import Cell, Comparison, HypothesisFigures, Unrated, VerdictFigures
from crm.insights.rules.month import RULES
from crm.insights.rules.rates import Stratum
from crm.insights.rules.verdicts import Judgement
from crm.negotiations.rules import STAGES


def pipeline_data(wanted: Selection, figures: PipelineFigures) -> dict[str, Any]:
    """What is open today: the numbers, and by its id each negotiation behind them."""
    return {
        **_asked(wanted),
        "as_of": _iso(figures.as_of),
        "currency": here.currency(),
        "total": plain(figures.total),
        "stalled": figures.at_rest.cases,
        "without_rate": figures.unconverted,
        "without_value": figures.unvalued,
        "stages": plain(figures.by_stage),
        "silence": plain(figures.by_silence),
        "forecast": plain(figures.forecast),
        "observed": {stage: _interval(share) for stage, share in figures.observed.items()},
        "closed": figures.closed,
        "rates": plain(figures.rates),
        "not_counted": asdict(queries.left_out()),
        "negotiations": [
            {"id": row.id, "stage": row.stage, "stalled": row.stalled, "expected": row.expected}
            for row in queries.open_rows(wanted, as_of=figures.as_of)
        ],
    }  # fmt: skip


def times_data(wanted: Selection, figures: TimeFigures) -> dict[str, Any]:
    """How long things take, in days, and what was done in time."""
    return {**_asked(wanted), **plain(figures), "not_counted": asdict(queries.left_out())}


def month_data(figures: MonthFigures) -> dict[str, Any]:
    """The numbers that are kept, then all that stands beside them on the page."""
    return {
        "as_of": _iso(figures.as_of),
        "rules": RULES,
        "currency": here.currency(),
        **queries.numbers(figures),
        "this_year": _stretch(figures.now),
        "last_year": _stretch(figures.before),
        "rate_before": _agreements(figures.rate_before),
        "tiers": plain(figures.costs.tiers),
        "trend": plain(figures.trend),
        "ways": {code: found.verdict.value for code, found in figures.verdict.ways.items()},
        "verdict_base": {
            "groups": [
                {**_key(key), "agreements": figures.verdict.signed[key], "cost": _yen(figures.verdict.costs[key])}
                for key in (figures.verdict.claim.of, figures.verdict.claim.against)
            ],
            **_base(figures.verdict),
        },
        "not_counted": asdict(figures.left_out),
    }


def kept_data(snapshots: Sequence[FigureSnapshot]) -> dict[str, Any]:
    """The figures of each day as they were kept."""
    return {
        "kept": [
            {"as_of": _iso(row.as_of), "rules": row.rules, "currency": row.currency, "numbers": row.numbers}
            for row in snapshots
        ]
    }


def not_counted_data(found: NotCounted) -> dict[str, Any]:
    """What somebody took out of the figures, and why."""
    return {
        name: [{"id": row.id, "reason": row.not_counted} for row in rows]
        for name, rows in (("activities", found.activities), ("negotiations", found.cases))
    }


def plain(value: Any) -> Any:
    """A figure as JSON values by its own names: what is computed of the fields of a class is left out."""
    if isinstance(value, AgeBucket):
        return value.least
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return _yen(value)
    if isinstance(value, float):
        return _bounded(value)
    if isinstance(value, Interval):
        return _interval(value)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


def _asked(wanted: Selection) -> dict[str, Any]:
    return {"from": _iso(wanted.since), "to": _iso(wanted.until), "initiative": wanted.initiative_id}


def _stretch(found: HeldStretch) -> dict[str, Any]:
    return {**plain(found), "costs_without_rate": _unrated(found.unrated)}


def hypothesis_data(wanted: Selection, figures: HypothesisFigures, switches: Switches) -> dict[str, Any]:
    """The 2 × 2 as JSON values; a ratio without an upper bound has null there."""
    return {
        **_asked(wanted),
        "category": wanted.category or None,
        "as_of": _iso(figures.as_of),
        "with_staff": switches.staff,
        "net": switches.net,
        "only_named_cities_major": switches.narrow,
        "with_frameworks": switches.frameworks,
        "with_running": switches.running,
        "within_365_days": switches.short,
        "attribution": switches.how,
        "verdict": figures.verdict.value,
        "ways_that_agree": figures.agreeing,
        "ways": {code: _judgement(found) for code, found in figures.ways.items()},
        "lacking": asdict(figures.lacking),
        "ratio": _ratio(figures.claim.ratio),
        "evidence": asdict(figures.claim.judgement.evidence) if figures.claim.judgement.evidence else None,
        "comparisons": [_comparison(row) for row in figures.comparisons],
        "categories": [] if figures.insufficient else [_stratum(row) for row in figures.strata],
        "ratio_over_categories": None if figures.insufficient else _ratio(figures.stratified),
        "cells": [_cell(cell) for cell in figures.cells.values()],
        **_base(figures),
        "agreements_without_rate": figures.unconverted,
        "agreements_without_value": sum(cell.unvalued for cell in figures.cells.values()),
        "not_counted": asdict(queries.left_out()),
    }  # fmt: skip


def _base(figures: VerdictFigures) -> dict[str, Any]:
    """What could be found at the costs of the two groups, and what lies outside of the four or in no amount."""
    reach = figures.reach
    return {
        "reach": None if reach is None else {
            "supported": reach.supported, "contradicted": reach.contradicted,
            "power": [{"agreements": total, "chance": round(chance, 4)} for total, chance in reach.power],
        },
        "cost_outside": _yen(figures.outside_cost),
        "cost_of_other_goods_or_makers": _yen(figures.elsewhere_cost),
        "beside": {where: asdict(found) for where, found in figures.beside.items()},
        "agreements_outside_window": figures.late,
        "activities_running": figures.running,
        "costs_without_rate": _unrated(figures.unrated),
    }  # fmt: skip


def _judgement(found: Judgement) -> dict[str, Any]:
    return {"verdict": found.verdict.value, "ratio": None if found.insufficient else _ratio(found.ratio)}


def _comparison(row: Comparison) -> dict[str, Any]:
    return {"of": _key(row.of), "against": _key(row.against), **_judgement(row.judgement)}


def _ratio(found: RateRatio | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "agreements": found.agreements, "point": _bounded(found.point), "low": found.low, "high": _bounded(found.high),
    }  # fmt: skip


def _key(key: CellKey) -> dict[str, Any]:
    return {"tier": key.tier, "partner": key.partner}


def _stratum(row: Stratum) -> dict[str, Any]:
    return {
        "category": row.category or None, "agreements": row.agreements, "cost": _yen(row.cost),
        "against": row.against, "against_cost": _yen(row.against_cost), "ratio": _ratio(row.ratio),
    }  # fmt: skip


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        **_key(cell.key),
        "activities": cell.activities,
        "leads": cell.leads,
        "talks": cell.talks,
        "negotiations": cell.negotiations,
        "immature": cell.immature,
        "talk_to_agreement": _interval(cell.share),
        "agreements": cell.agreements,
        "cost": _yen(cell.cost),
        "value": _yen(cell.value.once),
        "value_per_year": _yen(cell.value.yearly),
        "largest": _yen(cell.largest),
        "agreements_without_value": cell.unvalued,
        "agreements_without_rate": cell.unrated,
        "open": cell.open,
        "stalled": cell.stalled,
        "median_days_to_sign": cell.days.median,
    }


def _unrated(found: Unrated) -> dict[str, Any]:
    return {"lines": found.lines, "amounts": {currency: _yen(amount) for amount, currency in found.amounts}}


def _bounded(number: float) -> float | None:
    return number if math.isfinite(number) else None


def costs_data(wanted: Selection, figures: CostFigures, switches: Switches, as_of: date) -> dict[str, Any]:
    """The costs as JSON values: sums as numbers, null where there is nothing to divide by."""
    return {
        **_asked(wanted),
        "as_of": _iso(as_of),
        "with_staff": switches.staff,
        "net": switches.net,
        "attribution": switches.how,
        "types": [_cost(row) for row in figures.rows],
        "total": _cost(figures.total),
        "costs_without_rate": _unrated(figures.unrated),
        "running": {
            "activities": figures.running.activities,
            "negotiations": figures.running.cases,
            "agreements": float(figures.running.agreements),
        },
        "not_counted": asdict(queries.left_out()),
        "agreements_without_activity": None if figures.unattributed is None else float(figures.unattributed),
    }


def places_data(
    wanted: Selection, rows: Sequence[PlaceFigures], total: CostRow, switches: Switches, as_of: date
) -> dict[str, Any]:
    """The places of which something is on record, each with all in it, and what all activities come to."""
    return {
        **_asked(wanted),
        "as_of": _iso(as_of),
        "with_staff": switches.staff,
        "net": switches.net,
        "attribution": switches.how,
        "places": [_place(each) for each in rows if not each.is_empty],
        "total": _done(total),
        "not_counted": asdict(queries.left_out()),
    }


def _place(found: PlaceFigures) -> dict[str, Any]:
    tally = found.tally
    return {
        "id": found.place.id,
        "code": found.place.code,
        "depth": found.depth,
        "tier": found.tier or None,
        **_done(found.row),
        "rivals": tally.rivals,
        "activities_of_rivals": tally.activities,
        "competition_index": tally.index,
        "signs_of_demand": tally.demand,
        "routes": found.routes,
    }


def _done(row: CostRow) -> dict[str, Any]:
    """What was done at a place: a row of costs of no one type."""
    return {name: value for name, value in _cost(row).items() if name != "type"}


def answers_data(curve: Curve, as_of: date) -> dict[str, Any]:
    """How soon leads of fairs were answered and what came of them; shares are of those not talked to before."""
    return {
        "as_of": _iso(as_of),
        "rows": [_pace(row) for row in curve.rows],
        "difference": None if curve.difference is None else plain(curve.difference),
        "too_young": curve.young,
    }


def _pace(row: PaceRow) -> dict[str, Any]:
    return {
        "answered": row.code,
        "leads": row.leads,
        "talked_before": row.before,
        "others": row.rest,
        "became_talk": {"leads": row.talked, "share": _interval(row.share(row.talked))},
        "became_negotiation": {"leads": row.case, "share": _interval(row.share(row.case))},
    }


def _cost(row: CostRow) -> dict[str, Any]:
    agreement = row.per_agreement
    return {
        "type": row.code or None,
        "activities": row.activities,
        "cancelled": row.cancelled,
        "costs_not_complete": row.unsettled,
        "planned": _yen(row.planned),
        "cost": _yen(row.cost),
        "leads": row.leads,
        "qualified_leads": row.qualified,
        "talks": row.talks,
        "agreements": float(row.agreements),
        "per_lead": _yen(row.per_lead),
        "per_qualified_lead": _yen(row.per_qualified),
        "per_talk": _yen(row.per_talk),
        "per_agreement": {
            "point": _yen(agreement.point), "low": _yen(agreement.low), "high": _yen(agreement.high),
        },
    }  # fmt: skip


def _yen(amount: Decimal | Fraction | None) -> float | None:
    return None if amount is None else round(float(amount), 2)


def funnel_data(wanted: Selection, figures: FunnelFigures) -> dict[str, Any]:
    """The stages, the two rates and the splits."""
    return {
        **_asked(wanted),
        "as_of": _iso(figures.as_of),
        "leads": figures.leads,
        "stages": _stages(figures.steps),
        "talk_to_agreement": _agreements(figures.agreements),
        "win_rate": {"signed": figures.won, "lost": figures.lost, "share": _interval(figures.win_rate)},
        "splits": {by: [_split(row) for row in rows] for by, rows in figures.splits.items()},
    }


def _split(row: SplitRow) -> dict[str, Any]:
    return {
        "group": row.code or None,
        "leads": row.leads,
        "stages": _stages(row.steps),
        "talk_to_agreement": _agreements(row.agreements),
    }


def _stages(steps: Sequence[FunnelStep]) -> list[dict[str, Any]]:
    return [
        {
            "number": step.stage,
            "stage": code,
            "reached": step.reached,
            "share": _interval(step.share),
            "step": _interval(step.step),
        }
        for code, step in zip(STAGES, steps, strict=True)
    ]


def _agreements(found: TalkAgreement) -> dict[str, Any]:
    return {"share": _interval(found.share), "immature": found.immature}


def _interval(share: Interval | None) -> dict[str, Any] | None:
    if share is None:
        return None
    return {
        "k": share.k,
        "n": share.n,
        "point": round(share.point, 6),
        "low": round(share.low, 6),
        "high": round(share.high, 6),
        "small_sample": share.small,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
