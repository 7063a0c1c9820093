"""The tables of the screens as sheets, one for each that stands on the page."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from crm.activities.rules import ACTIVITY_TYPES
from crm.agreements.rules.attribution import WINDOW_DAYS
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.texts import N_
from crm.initiatives.queries import title
from crm.insights import queries
from crm.insights.contents.behind import counted
from crm.insights.contents.cells import in_money, month, part, share, share_heads, sheet, worth, worth_heads
from crm.insights.queries import CostFigures, CostRow, FunnelFigures, SplitRow, TimeFigures
from crm.insights.queries.leaving import NotCounted
from crm.insights.queries.month import MonthFigures
from crm.insights.queries.pipeline import PipelineFigures
from crm.insights.rules import Survival
from crm.insights.rules.hypothesis import Unrated
from crm.insights.rules.month import MONEY, NUMBERS, SHARE, VERDICT, WORTH, MonthNumber
from crm.negotiations import queries as negotiations
from crm.negotiations.rules import STAGES
from crm.places.rules import TIERS
from crm.tables import Cell, FileSheet
from crm.web.forms import translate

_PARTNERS = {"yes": N_("Partner with sales routes"), "no": N_("No partner with sales routes")}


def funnel(figures: FunnelFigures) -> list[FileSheet]:
    """The stages, the two rates, and the splits."""
    heads = [_("Stage"), *share_heads(_("Leads")), *share_heads(_("Of the previous stage"))]
    steps = [
        [translate(stage.label), *share(step.share), *share(step.step)]
        for stage, step in zip(STAGES.values(), figures.steps, strict=True)
    ]
    rates: list[list[Cell]] = [
        [_("Talk-to-agreement rate"), *share(figures.agreements.share), figures.agreements.immature],
        [_("Win rate"), *share(figures.win_rate), None],
    ]
    splits: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("type", _("Activity type"), ACTIVITY_TYPES), ("tier", _("City tier"), TIERS),
        ("partner", _("Partner"), _PARTNERS), ("category", _("Product category"), PRODUCT_CATEGORIES),
    )  # fmt: skip
    return [
        sheet(_("Stages"), heads, steps),
        sheet(_("Rates"), [_("What is counted"), *share_heads(_("Signed")), _("Too recent to judge")], rates),
        *(_split(title, labels, figures.splits[by]) for by, title, labels in splits),
    ]


def _split(title: str, labels: Mapping[str, str], rows: list[SplitRow]) -> FileSheet:
    stages = [translate(stage.label) for stage in STAGES.values()]
    told = [
        [
            translate(labels[row.code]) if row.code in labels else _("Unknown"),
            *(step.reached for step in row.steps), *share(row.agreements.share), row.agreements.immature,
        ]
        for row in rows
    ]  # fmt: skip
    return sheet(title, [title, *stages, *share_heads(_("Signed")), _("Too recent to judge")], told)


def pipeline(figures: PipelineFigures) -> list[FileSheet]:
    """By stage, by month, by time of silence."""
    value, weighted = worth_heads(_("Expected value")), worth_heads(_("Weighted"))
    stages = [
        [
            translate(STAGES[code].label), line.cases, *worth(line.value), *worth(line.weighted),
            float(STAGES[code].probability), *share(figures.observed.get(code)),
        ]
        for code, line in figures.by_stage.items()
    ]  # fmt: skip
    stages.append([_("In total"), figures.total.cases, *worth(figures.total.value), *worth(figures.total.weighted)])
    foreseen = figures.forecast
    groups = [(month(day), group) for day, group in foreseen.months.items()]
    groups += [(_("Slipped"), foreseen.slipped), (_("No date yet"), foreseen.undated)]
    months: list[list[Cell]] = [
        [label, group.cases, group.mean, group.low, group.high, *worth(group.value)] for label, group in groups
    ]
    silence: list[list[Cell]] = [
        [bucket.least, bucket.most, line.cases, *worth(line.value)] for bucket, line in figures.by_silence.items()
    ]
    count, bounds = _("Negotiations"), [_("Lower bound"), _("Upper bound")]
    observed = share_heads(_("Observed"))
    return [
        sheet(_("By stage"), [_("Stage"), count, *value, *weighted, _("Default probability"), *observed], stages),
        sheet(_("Forecast by month"),
              [_("Expected to sign"), count, _("Expected agreements"), *bounds, *weighted], months),
        sheet(_("Since the last contact"), [_("Days"), _("to"), count, *value], silence),
    ]  # fmt: skip


def times(figures: TimeFigures) -> list[FileSheet]:
    """Days in each stage, and what was done in time."""
    lines = [(translate(STAGES[code].label), found) for code, found in figures.stages.items()]
    lines.append((_("First talk to signing"), figures.signing))
    heads = [_("Stage"), _("Median days"), _("Completed"), _("Still in this stage"), _("Median of the completed")]
    in_time = (
        (_("Leads followed up within 3 working days after the activity"), figures.answered_in_working_days),
        (_("Leads followed up within 7 days after the activity"), figures.answered_in_days),
        (_("Reports approved within 7 days after the activity"), figures.reported),
        (_("Tasks done by their due date"), figures.tasks),
    )
    done = [[label, *share(found.share), found.waiting] for label, found in in_time]
    days: list[list[Cell]] = [[label, *_days(found)] for label, found in lines]
    late = _("Signed before the first talk, or more than %(days)d days after it", days=WINDOW_DAYS)
    days.append([late, None, None, figures.signed_late, None])
    return [
        sheet(_("Days in each stage"), heads, days),
        sheet(_("Done in time"), [_("What"), *share_heads(_("In time")), _("Still in time")], done),
    ]


def _days(found: Survival) -> list[Cell]:
    return [found.median, found.completed, found.open, found.completed_median]


def costs(figures: CostFigures) -> list[FileSheet]:
    """By type of activity, and what stands beside."""
    heads = [
        _("Activity type"), _("Activities"), _("Cancelled"), in_money(_("Budgeted")), in_money(_("Cost")), _("Leads"),
        in_money(_("Cost per lead")), _("Qualified"), in_money(_("Cost per qualified lead")), _("Talks"),
        in_money(_("Cost per talk")), _("Agreements"), in_money(_("Cost per agreement")), _("Lower bound"),
        _("Upper bound"),
    ]  # fmt: skip
    rows = [_cost(row, translate(ACTIVITY_TYPES[row.code])) for row in figures.rows]
    rows.append(_cost(figures.total, _("Total")))
    beside: list[list[Cell]] = [
        [_("Activities whose costs are not complete"), figures.total.unsettled],
        [_("Activities that are still running"), figures.running.activities],
        [_("Negotiations of activities that are still running"), figures.running.cases],
        [_("Agreements of activities that are still running"), part(figures.running.agreements)],
    ]
    if figures.unattributed is not None:
        beside.append([_("Agreements of no activity"), part(figures.unattributed)])
    beside += unrated(figures.unrated)
    return [sheet(_("Costs"), heads, rows), sheet(_("Not in the figures"), [_("What is counted"), _("Number")], beside)]


def _cost(row: CostRow, label: str) -> list[Cell]:
    each = row.per_agreement
    return [
        label, row.activities, row.cancelled, row.planned, row.cost, row.leads, row.per_lead, row.qualified,
        row.per_qualified, row.talks, row.per_talk, part(row.agreements), each.point, each.low, each.high,
    ]  # fmt: skip


def unrated(found: Unrated) -> list[list[Cell]]:
    """What costs without a rate come to, a row for each currency."""
    return [[_("Costs without an exchange rate, %(currency)s", currency=code), sum_] for sum_, code in found.amounts]


def month_review(figures: MonthFigures) -> list[FileSheet]:
    """The numbers of this fiscal year beside the last to the same day, the tiers, the months."""
    now = queries.values(queries.numbers(figures))
    before = queries.values(queries.stretch_numbers(figures.before, figures.rate_before))
    rows = [row for code, number in NUMBERS.items() for row in _number(number, now.get(code), before.get(code))]
    tiers: list[list[Cell]] = [
        [translate(TIERS[row.tier]) if row.tier else _("At home, or no tier known"), row.activities, row.cost]
        for row in figures.costs.tiers
    ]
    talks, signed = figures.trend["talks"], figures.trend["agreements"]
    months: list[list[Cell]] = [
        [month(day), held, count] for (day, held), (_day, count) in zip(talks, signed, strict=True)
    ]
    return [
        sheet(_("Monthly review"),
              [_("What is counted"), _("This fiscal year so far"), _("Last fiscal year to the same day")], rows),
        sheet(_("By city tier"), [_("City tier"), _("Activities"), in_money(_("Cost"))], tiers),
        sheet(_("Talks and agreements by month"),
              [_("Month"), _("Talks held"), _("Commercial agreements signed")], months),
    ]  # fmt: skip


def kept(told: Mapping[str, Any], again: Mapping[str, Any]) -> list[FileSheet]:
    """The figures of a day beside the same ones as they are counted now."""
    then, now = queries.values(told), queries.values(again)
    rows = [row for code, number in NUMBERS.items() for row in _number(number, then.get(code), now.get(code))]
    return [sheet(_("Kept figures"), [_("What is counted"), _("As kept"), _("Counted now")], rows)]


def _number(number: MonthNumber, *sides: Any) -> list[list[Cell]]:
    """The lines of one number of the month, with a cell for each side: an amount of both kinds has two."""
    label = translate(number.label)
    if number.kind == WORTH:
        told = [(None, None) if side is None else (side.once, side.yearly) for side in sides]
        return [[head, *cells] for head, cells in zip(worth_heads(label), zip(*told, strict=True), strict=True)]
    if number.kind == SHARE:
        return [[label, *(None if side is None else side.point for side in sides)]]
    if number.kind == VERDICT:
        return [[label, *(None if side is None else translate(side.label) for side in sides)]]
    return [[in_money(label) if number.kind == MONEY else label, *sides]]


def left_out(found: NotCounted, language: str) -> list[FileSheet]:
    """What somebody took out, and why."""
    rows: list[list[Cell]] = [
        [title(row.names, language), _("Activity"), row.id, row.not_counted] for row in found.activities
    ]
    rows += [[negotiations.title(row, language), _("Negotiation"), row.id, row.not_counted] for row in found.cases]
    heads = [_("Record"), _("Kind"), _("Number"), _("Reason")]
    return [counted(sheet(_("Not counted in the figures"), heads, rows), found.hidden)]
