"""`flask insights …`: the same figures for a script."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import click
from flask.cli import AppGroup

from crm.agreements.rules.attribution import ATTRIBUTIONS, FIRST, LAST
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db, writing
from crm.core.permissions import Shell
from crm.insights import queries, services
from crm.insights.contents import data
from crm.insights.queries import Switches
from crm.insights.rules import Selection
from crm.insights.rules.month import KEEP_JOB
from crm.jobs.models import Job
from crm.jobs.registry import Context, Outcome, job
from crm.meetings import services as meetings
from crm.negotiations import services as negotiations
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
        _print(data.funnel_data(wanted, figures))
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
    figures = queries.month_figures(as_of=today)
    if as_json:
        _print(data.month_data(figures))
        return
    for code, number in queries.numbers(figures).items():
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
        _print(data.costs_data(wanted, figures, switched, today))
        return
    for row in (*figures.rows, figures.total):
        point = row.per_agreement.point
        click.echo(f"{row.code or 'total':<20} {row.cost:>14,.0f} {'-' if point is None else f'{point:,.0f}':>14}")


@group.command("places")
@_conditions
@click.option("--staff", is_flag=True, help="Count hours of staff.")
@click.option("--net", is_flag=True, help="Only what the own body bears.")
@click.option("--how", type=click.Choice(list(ATTRIBUTIONS)), default=FIRST, help="Agreements are put down to …")
def places(
    as_json: bool, since: datetime | None, until: datetime | None, initiative_id: int | None, **switches: Any
) -> None:
    """What was done in each place with all in it, and what came of it, by activities that ended in a period."""
    wanted, switched = _selection(since, until, initiative_id), Switches(**switches)
    today = here.today()
    rows, total = queries.every_place(wanted, user=Shell(), as_of=today, switches=switched)
    if as_json:
        _print(data.places_data(wanted, rows, total, switched, today))
        return
    for each in rows:
        if not each.is_empty:
            row = each.row
            click.echo(f"{each.place.code:<12} {row.activities:>6} {row.cost:>14,.0f} {row.talks:>6} {each.routes:>6}")


@group.command("answers")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def answers(as_json: bool) -> None:
    """How soon the leads of fairs were answered, and what came of them."""
    curve = queries.answer_curve()
    if as_json:
        _print(data.answers_data(curve, here.today()))
        return
    for row in curve.rows:
        click.echo(f"{row.code:<6} {row.leads:>6} {row.before:>6} {row.rest:>6} {row.talked:>6} {row.case:>6}")


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
        _print(data.hypothesis_data(wanted, figures, switched))
        return
    for cell in figures.cells.values():
        name = f"{cell.key.tier}, {'partner' if cell.key.partner else 'no partner'}"
        click.echo(f"{name:<22} {cell.agreements:>4} of {cell.negotiations:<4} {cell.cost:>14,.0f}")
    click.echo(f"{figures.verdict.value} under {figures.agreeing} of {len(figures.ways)} ways of counting")


@group.command("pipeline")
@click.option("--initiative", "initiative_id", type=int, help="Number of an initiative.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def pipeline(as_json: bool, initiative_id: int | None) -> None:
    """What is open today, and what it may bring."""
    wanted = _selection(None, None, initiative_id)
    figures = queries.pipeline_figures(wanted, as_of=here.today())
    if as_json:
        _print(data.pipeline_data(wanted, figures))
        return
    for code, worth in figures.by_stage.items():
        click.echo(f"{code:<16} {worth.cases:>5} {worth.value.once:>16,.0f} {worth.value.yearly:>16,.0f}")


@group.command("times")
@_conditions
def times(as_json: bool, since: datetime | None, until: datetime | None, initiative_id: int | None) -> None:
    """How many days the stages entered in a period take, and what was done in time."""
    wanted = _selection(since, until, initiative_id)
    figures = queries.time_figures(wanted, as_of=here.today())
    if as_json:
        _print(data.times_data(wanted, figures))
        return
    for code, found in {**figures.stages, "signing": figures.signing}.items():
        click.echo(
            f"{code:<16} {'-' if found.median is None else found.median:>6} {found.completed:>6} {found.open:>6}"
        )


@group.command("not-counted")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def not_counted(as_json: bool) -> None:
    """What somebody took out of the figures, with the reason."""
    found = queries.not_counted(user=Shell())
    if as_json:
        _print(data.not_counted_data(found))
        return
    for name, rows in (("activity", found.activities), ("negotiation", found.cases)):
        for row in rows:
            click.echo(f"{name:<12} {row.id:>6} {row.not_counted}")


@group.command("settle")
def settle() -> None:
    """Work out anew what is on record of talks and cases, after rows were written past the product."""
    with writing():
        talks, cases = meetings.settle_all_talks(), negotiations.settle_all_cases()
        db.session.commit()
    click.echo(f"{talks} meetings and {cases} negotiations were on record otherwise")


def first_talks() -> Iterator[str]:
    """Bring the first talks of negotiations in line with their meetings; says of how many they were not."""
    with writing():
        moved = negotiations.settle_first_talks()
        db.session.commit()
    yield f"first talks: {moved} brought in line with their meetings"


@group.command("kept")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def kept(as_json: bool) -> None:
    """The figures that were kept, the latest day first."""
    snapshots = queries.kept(user=Shell())
    if as_json:
        _print(data.kept_data(snapshots))
        return
    for row in snapshots:
        click.echo(f"{row.as_of} {row.rules} {row.numbers.get('verdict', '')}")


def _print(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
