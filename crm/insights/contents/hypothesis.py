"""The hypothesis as a workbook: what its page says, a sheet for each of its tables."""

import math
from collections.abc import Callable

from flask_babel import gettext as _

from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.texts import N_
from crm.insights.contents.cells import sheet
from crm.insights.rules.cells import CellKey
from crm.insights.rules.evidence import POWER_RATIO
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.insights.rules.rates import RateRatio
from crm.insights.rules.ways import WAYS
from crm.tables import Cell, FileSheet
from crm.web.forms import translate
from crm.web.money import currency_name

#: With the bounds of the 95 % interval.
_RATIO = (N_("Agreements for the same cost, ratio"), N_("Lower bound"), N_("Upper bound"))


def sheets(figures: HypothesisFigures, label: Callable[[CellKey], str]) -> list[FileSheet]:
    """The four groups (as `label` calls them), the ways of counting, the halves, the categories, the tests."""
    return [
        _cells(figures, label),
        _ways(figures),
        _comparisons(figures, label),
        _categories(figures, label),
        _tests(figures),
    ]


def _cells(figures: HypothesisFigures, label: Callable[[CellKey], str]) -> FileSheet:
    cost = _("Cost (%(currency)s)", currency=currency_name(here.currency()))
    heads = [_("Group"), _("Activities"), _("Leads"), _("Talks"), _("Negotiations"), _("Signed"), cost]
    rows: list[list[Cell]] = [
        [
            label(cell.key), cell.activities, cell.leads, cell.talks, cell.negotiations, cell.agreements,
            cell.cost,
        ]
        for cell in figures.cells.values()
    ]  # fmt: skip
    return sheet(_("The four groups"), heads, rows)


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
        for row in figures.strata
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
