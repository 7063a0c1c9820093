"""The hypothesis as a workbook: what its page says, a sheet for each of its tables."""

import math
from collections.abc import Callable

from flask_babel import gettext as _

from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.texts import N_
from crm.insights.contents.cells import in_money, share, share_heads, sheet, worth, worth_heads
from crm.insights.contents.tables import unrated
from crm.insights.queries.members import LATE, NOWHERE, RUNNING, UNKNOWN
from crm.insights.rules.cells import CellKey
from crm.insights.rules.evidence import POWER_RATIO
from crm.insights.rules.hypothesis import Cell as GroupCell
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.insights.rules.rates import RateRatio
from crm.insights.rules.ways import WAYS
from crm.tables import Cell, FileSheet
from crm.web.forms import translate
from crm.web.money import large_text

#: With the bounds of the 95 % interval.
_RATIO = (N_("Agreements for the same cost, ratio"), N_("Lower bound"), N_("Upper bound"))


def sheets(figures: HypothesisFigures, label: Callable[[CellKey], str]) -> list[FileSheet]:
    """The four groups (as `label` calls them), what is in none, the ways of counting, the halves, the categories, and
    the tests."""
    return [
        _cells(figures, label),
        _outside(figures),
        _ways(figures),
        _comparisons(figures, label),
        _categories(figures, label),
        _tests(figures),
    ]


def _cells(figures: HypothesisFigures, label: Callable[[CellKey], str]) -> FileSheet:
    """The rows of the page's table, a column each."""
    heads = [
        _("Group"), _("Agreements per %(amount)s", amount=large_text(figures.per, here.currency())), *_bounds(),
        _("Activities"), _("Leads"), _("Talks"), _("Negotiations"), _("too recent to judge"), _("Signed"),
        *share_heads(_("Talk-to-agreement rate")), in_money(_("Cost")), in_money(_("Cost per talk")),
        in_money(_("Cost per agreement")), *_bounds(), *worth_heads(_("Contract value")),
        in_money(_("Largest contract")), _("Agreements without an amount"), _("Agreements without an exchange rate"),
        _("Contract value divided by cost"), _("Days to signing (median)"), _("Stalled"), _("Open negotiations"),
    ]  # fmt: skip
    return sheet(_("The four groups"), heads, [_row(cell, label(cell.key)) for cell in figures.cells.values()])


def _bounds() -> list[str]:
    return [translate(_RATIO[1]), translate(_RATIO[2])]


def _row(cell: GroupCell, label: str) -> list[Cell]:
    rate, each = cell.rate, cell.per_agreement
    return [
        label, *((None, None, None) if rate is None else (rate.point, rate.low, rate.high)),
        cell.activities, cell.leads, cell.talks, cell.negotiations, cell.immature, cell.agreements,
        *share(cell.share), cell.cost, cell.per_talk, each.point, each.low if each.cost else None, each.high,
        *worth(cell.value), cell.largest, cell.unvalued, cell.unrated, cell.yielded,
        cell.days.median, cell.stalled, cell.open,
    ]  # fmt: skip


def _outside(figures: HypothesisFigures) -> FileSheet:
    """What is in no group or in no amount."""
    names = beside_names()
    rows: list[list[Cell]] = [
        [in_money(_("Cost")), figures.outside_cost],
        [in_money(_("Cost of a product category or maker that the filters leave out")), figures.elsewhere_cost],
        [_("Activities that are still running"), figures.running],
    ]
    for where, found in figures.beside.items():
        rows.append([_("%(column)s: %(group)s", column=_("Negotiations"), group=names[where]), found.cases])
        rows.append([_("%(column)s: %(group)s", column=_("Agreements"), group=names[where]), found.agreements])
    rows.append([_("%(column)s: %(group)s", column=_("Agreements"), group=names[LATE]), figures.late])
    rows.append([_("Agreements without an exchange rate"), figures.unconverted])
    rows.append([_("Agreements without an amount"), sum(cell.unvalued for cell in figures.cells.values())])
    rows.append([_("Costs without an exchange rate"), figures.unrated.lines])
    rows += unrated(figures.unrated)
    return sheet(_("Outside the four groups"), [_("What is counted"), _("Number")], rows)


def beside_names() -> dict[str, str]:
    """What each set beside the groups is called, one name each."""
    return {
        UNKNOWN: _("Tier or sales routes unknown"),
        RUNNING: _("First talk at an activity that is still running"),
        NOWHERE: _("First talk at no activity"),
        LATE: _("Signed before the first talk, or too long after it"),
    }


def _ways(figures: HypothesisFigures) -> FileSheet:
    rows: list[list[Cell]] = [
        [
            translate(WAYS[code][1]), translate(found.verdict.label),
            *_ratio(None if found.insufficient else found.ratio),
        ]
        for code, found in figures.ways.items()
    ]  # fmt: skip
    return sheet(_("Ways of counting"), [_("Counted"), _("Verdict"), *map(translate, _RATIO)], rows)


def _comparisons(figures: HypothesisFigures, label: Callable[[CellKey], str]) -> FileSheet:
    heads = [_("Compared"), _("Against"), _("Verdict"), *map(translate, _RATIO)]
    rows: list[list[Cell]] = [
        [label(row.of), label(row.against), translate(row.judgement.verdict.label), *_ratio(row.ratio)]
        for row in figures.comparisons
    ]
    return sheet(_("Partner and tier separately"), heads, rows)


def _categories(figures: HypothesisFigures, label: Callable[[CellKey], str]) -> FileSheet:
    sides = [
        _("%(column)s: %(group)s", column=column, group=label(key))
        for key in (figures.claim.of, figures.claim.against)
        for column in (_("Signed"), _("Cost"))
    ]
    rows: list[list[Cell]] = [
        [
            translate(PRODUCT_CATEGORIES[row.category]) if row.category else _("No category"),
            row.agreements, row.cost, row.against, row.against_cost, *_ratio(row.ratio),
        ]
        for row in ([] if figures.insufficient else figures.strata)
    ]  # fmt: skip
    if not figures.insufficient:
        rows.append([_("Over all categories (Mantel and Haenszel)"), *[None] * 4, *_ratio(figures.stratified)])
    return sheet(_("By product category"), [_("Product category"), *sides, *map(translate, _RATIO)], rows)


def _tests(figures: HypothesisFigures) -> FileSheet:
    found, reach = figures.claim.judgement.evidence, figures.reach
    rows: list[list[Cell]] = [[_("Verdict"), translate(figures.verdict.label)]]
    rows.append([_("Ways of counting with this verdict"), figures.agreeing])
    if found is not None:
        rows += [
            [_("Exact test: this many or more"), found.above],
            [_("Exact test: this many or fewer"), found.below],
            ["F", found.f],
            [_("F test"), found.tail],
            [_("Degrees of freedom"), f"1, {found.df}"],
            [_("Dispersion"), found.dispersion],
        ]
    if reach is not None:
        nothing = _("cannot be found at these costs")
        rows += [
            [_("Fewest agreements with which “supported” is possible"), reach.supported or nothing],
            [_("Fewest agreements with which “contradicted” is possible"), reach.contradicted or nothing],
        ]
        for total, chance in reach.power:
            name = _("Chance of “supported” with %(total)d agreements, if the true ratio is %(ratio)d",
                     total=total, ratio=POWER_RATIO)  # fmt: skip
            rows.append([name, chance or nothing])
    return sheet(_("What could be found at these costs"), [_("Measured"), _("Finding")], rows)


def _ratio(found: RateRatio | None) -> list[Cell]:
    """Point and bounds; where nothing bounds it from above, the sign."""
    if found is None:
        return [None] * 3
    return [value if math.isfinite(value) else "∞" for value in (found.point, found.low, found.high)]
