"""`flask insights …`: the same figures for a script."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import click
from flask.cli import AppGroup

from crm.agreements.rules.attribution import ATTRIBUTIONS, FIRST, LAST
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.insights import queries, services
from crm.insights.queries import CostFigures, CostRow, FunnelFigures, SplitRow, Switches
from crm.insights.rules import FunnelStep, Interval, RateRatio, Selection, TalkAgreement
from crm.insights.rules.cells import CellKey
from crm.insights.rules.hypothesis import Cell, Comparison, HypothesisFigures, Unrated
from crm.insights.rules.month import KEEP_JOB, RULES
from crm.insights.rules.rates import Stratum
from crm.insights.rules.verdicts import Judgement
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.negotiations.rules import STAGES

group = AppGroup("insights", help="Figures.")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


def _conditions(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command here takes."""
    for option in (
        click.option("--initiative", "initiative_id", type=int, help="Number of an initiative."),
        click.option("--to", "until", type=_DAY, help="Last day, included."),
        click.option("--from", "since", type=_DAY, help="First day: captured (funnel), ended (costs)."),
        click.option("--json", "as_json", is_flag=True, help="Machine-readable."),
    ):
        command = option(command)
    return command


def _selection(since: datetime | None, until: datetime | None, initiative_id: int | None) -> Selection:
    return Selection(
        since=since.date() if since else None,
        until=until.date() if until else None,
        initiative_id=initiative_id,
    )


@group.command("funnel")
@_conditions
def funnel(as_json: bool, since: datetime | None, until: datetime | None, initiative_id: int | None) -> None:
    """How far the leads captured in a period came, over everything in the database."""
    wanted = _selection(since, until, initiative_id)
    figures = queries.funnel_figures(wanted, as_of=here.today())
    if as_json:
        _print(as_data(wanted, figures))
        return
    click.echo(f"{figures.leads} leads")
    for code, step in zip(STAGES, figures.steps, strict=True):
        share = "-" if step.share is None else f"{step.share.point:.1%} [{step.share.low:.1%}, {step.share.high:.1%}]"
        click.echo(f"{step.stage} {code:<15} {step.reached:>6} {share}")


@group.command("month")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def month(as_json: bool) -> None:
    """The numbers of the monthly review: the fiscal year so far, and what is open."""
    today = here.today()
    found = queries.numbers(queries.month_figures(as_of=today))
    if as_json:
        _print({"as_of": _iso(today), "rules": RULES, "currency": here.currency(), **found})
        return
    for code, number in found.items():
        click.echo(f"{code:<14} {number}")


@job(KEEP_JOB)
def keep_at_night(_job: Job, _context: Context) -> Outcome:
    """On the first of a month the figures of the last day before it are kept, so that a fiscal year has its end, too.

    In the transaction that marks the job done.
    """
    today = here.today()
    last = today - timedelta(days=1)
    if today.day != 1 or queries.is_kept(last):
        return lambda: {"kept": 0}
    return lambda: {"kept": services.keep(as_of=last, by=None).id}


@group.command("costs")
@_conditions
@click.option("--staff", is_flag=True, help="Count hours of staff.")
@click.option("--net", is_flag=True, help="Only what the own body bears.")
@click.option("--how", type=click.Choice(list(ATTRIBUTIONS)), default=FIRST, help="Agreements are put down to …")
def costs(
    as_json: bool, since: datetime | None, until: datetime | None, initiative_id: int | None, **switches: Any
) -> None:
    """What activities that ended in a period cost, and what a lead, a talk and an agreement cost."""
    wanted, switched = _selection(since, until, initiative_id), Switches(**switches)
    today = here.today()
    figures = queries.cost_figures(wanted, as_of=today, switches=switched)
    if as_json:
        _print(costs_as_data(wanted, figures, switched, today))
        return
    for row in (*figures.rows, figures.total):
        point = row.per_agreement.point
        click.echo(f"{row.code or 'total':<20} {row.cost:>14,.0f} {'-' if point is None else f'{point:,.0f}':>14}")


@group.command("hypothesis")
@_conditions
@click.option("--staff", is_flag=True, help="Count hours of staff.")
@click.option("--net", is_flag=True, help="Only what the own body bears.")
@click.option("--narrow", is_flag=True, help="Only Beijing and Shanghai count as major.")
@click.option("--frameworks", is_flag=True, help="Count framework agreements as well.")
@click.option("--running", is_flag=True, help="Count activities that are not over as well.")
@click.option("--short", is_flag=True, help="Only what was signed within 365 days of the first talk.")
@click.option("--how", type=click.Choice([FIRST, LAST]), default=FIRST, help="Agreements are put down to the … talk.")
@click.option("--category", type=click.Choice(list(PRODUCT_CATEGORIES)), help="One category of products.")
def hypothesis(
    as_json: bool,
    since: datetime | None,
    until: datetime | None,
    initiative_id: int | None,
    category: str | None,
    **switches: Any,
) -> None:
    """Whether regional cities with a partner bring more agreements for the money, by negotiations first talked about
    and activities ended in a period."""
    wanted, switched = replace(_selection(since, until, initiative_id), category=category or ""), Switches(**switches)
    today = here.today()
    figures = queries.hypothesis_figures(wanted, as_of=today, switches=switched)
    if as_json:
        _print(hypothesis_as_data(wanted, figures, switched))
        return
    for cell in figures.cells.values():
        name = f"{cell.key.tier}, {'partner' if cell.key.partner else 'no partner'}"
        click.echo(f"{name:<22} {cell.agreements:>4} of {cell.negotiations:<4} {cell.cost:>14,.0f}")
    click.echo(f"{figures.verdict.value} under {figures.agreeing} of {len(figures.ways)} ways of counting")


def hypothesis_as_data(wanted: Selection, figures: HypothesisFigures, switches: Switches) -> dict[str, Any]:
    """The 2 × 2 as JSON values; a ratio without an upper bound has null there."""
    return {
        "from": _iso(wanted.since),
        "to": _iso(wanted.until),
        "initiative": wanted.initiative_id,
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
        "reach": None if figures.reach is None else {
            "supported": figures.reach.supported, "contradicted": figures.reach.contradicted,
            "power": [{"agreements": total, "chance": round(chance, 4)} for total, chance in figures.reach.power],
        },
        "comparisons": [_comparison(row) for row in figures.comparisons],
        "categories": [] if figures.insufficient else [_stratum(row) for row in figures.strata],
        "ratio_over_categories": None if figures.insufficient else _ratio(figures.stratified),
        "cells": [_cell(cell) for cell in figures.cells.values()],
        "cost_outside": _yen(figures.outside_cost),
        "beside": {where: asdict(found) for where, found in figures.beside.items()},
        "activities_running": figures.running,
        "costs_without_rate": _unrated(figures.unrated),
        "agreements_without_rate": figures.unconverted,
        "not_counted": asdict(queries.left_out()),
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
        "median_days_to_sign": cell.days.median,
    }


def _unrated(found: Unrated) -> dict[str, Any]:
    return {"lines": found.lines, "amounts": {currency: _yen(amount) for amount, currency in found.amounts}}


def _bounded(number: float) -> float | None:
    return number if math.isfinite(number) else None


def costs_as_data(wanted: Selection, figures: CostFigures, switches: Switches, as_of: date) -> dict[str, Any]:
    """The costs as JSON values: sums as numbers, null where there is nothing to divide by."""
    return {
        "from": _iso(wanted.since),
        "to": _iso(wanted.until),
        "initiative": wanted.initiative_id,
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


def _cost(row: CostRow) -> dict[str, Any]:
    agreement = row.per_agreement
    return {
        "type": row.code or None,
        "activities": row.activities,
        "cancelled": row.cancelled,
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


def _yen(amount: Decimal | None) -> float | None:
    return None if amount is None else round(float(amount), 2)


def _print(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def as_data(wanted: Selection, figures: FunnelFigures) -> dict[str, Any]:
    """The figures as JSON values: shares between 0 and 1, null where there is nothing to divide by."""
    return {
        "from": _iso(wanted.since),
        "to": _iso(wanted.until),
        "initiative": wanted.initiative_id,
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
