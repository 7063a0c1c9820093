"""`flask insights …`: the same figures for a script."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click
from flask.cli import AppGroup

from crm.core import clock
from crm.insights import queries
from crm.insights.queries import FunnelFigures, SplitRow
from crm.insights.rules import FunnelStep, Interval, Selection, TalkAgreement
from crm.negotiations.rules import STAGES
from crm.places.queries import HOME_ZONE

group = AppGroup("insights", help="Figures.")
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@group.command("funnel")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--from", "since", type=_DAY, help="First day on which a lead was captured.")
@click.option("--to", "until", type=_DAY, help="Last day, included.")
@click.option("--initiative", "initiative_id", type=int, help="Number of an initiative.")
def funnel(as_json: bool, since: datetime | None, until: datetime | None, initiative_id: int | None) -> None:
    """How far the leads captured in a period came, over everything in the database."""
    wanted = Selection(
        since=since.date() if since else None,
        until=until.date() if until else None,
        initiative_id=initiative_id,
    )
    figures = queries.funnel_figures(wanted, user=None, as_of=clock.today(HOME_ZONE))
    if as_json:
        click.echo(json.dumps(as_data(wanted, figures), ensure_ascii=False, indent=2))
        return
    click.echo(f"{figures.leads} leads")
    for code, step in zip(STAGES, figures.steps, strict=True):
        share = "-" if step.share is None else f"{step.share.point:.1%} [{step.share.low:.1%}, {step.share.high:.1%}]"
        click.echo(f"{step.stage} {code:<15} {step.reached:>6} {share}")


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
