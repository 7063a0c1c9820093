"""The page of the hypothesis: the 2 × 2, its verdict, and what the verdict rests on."""

from dataclasses import replace
from typing import Final

from flask import Response
from flask_babel import gettext as _
from markupsafe import Markup

from crm.agreements.rules.attribution import FIRST, LAST
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.insights import queries
from crm.insights.charts import rates_chart
from crm.insights.forms import group_label
from crm.insights.queries import Switches
from crm.insights.rules.cells import MAJOR, PARTNER_HALF, REGIONAL, TIER_HALF, CellKey
from crm.insights.rules.evidence import MOST_AGREEMENTS, POWER_RATIO
from crm.insights.rules.hypothesis import HypothesisFigures
from crm.insights.rules.intervals import SMALL_SAMPLE
from crm.insights.rules.selection import PARTNER_NO, PARTNER_YES
from crm.insights.rules.ways import SHORT_WINDOW_DAYS, WAYS
from crm.insights.views.figures import asked, bp, switched, switched_on
from crm.users.queries import any_sample_password
from crm.web.access import requires
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.money import large_text
from crm.web.pages import page

#: What the page of the sample names for each verdict: (arguments of the address, what is seen there).
SAMPLE_VERDICTS: Final[tuple[tuple[dict[str, int], str], ...]] = (
    ({}, N_("both fiscal years together are inconclusive")),
    ({"fy": 2026}, N_("2026 alone has insufficient data")),
    ({"frameworks": 1}, N_("with framework agreements the claim is supported")),
    ({"fy": 2023, "frameworks": 1}, N_("2023 with framework agreements: the claim is contradicted")),
)
#: The four cells where there is little room.
_SHORT: Final = {
    CellKey(REGIONAL, True): N_("Regional × partner"),
    CellKey(REGIONAL, False): N_("Regional × no partner"),
    CellKey(MAJOR, True): N_("Major × partner"),
    CellKey(MAJOR, False): N_("Major × no partner"),
}


@bp.get("/hypothesis")
@requires(Permission.INSIGHTS_READ, Permission.BUDGETS_READ)
def hypothesis() -> Response:
    filters, switches = asked(), two_ways()
    filters.tier = filters.partner = ""  # they are the cells
    figures = queries.hypothesis_figures(filters.selection(), as_of=filters.today, switches=switches)
    return page(
        "insights/hypothesis.html",
        block="results",
        filters=filters,
        figures=figures,
        switches=switches,
        switched=switched(switches),
        ways=WAYS,
        way_args={code: switched(way)({}) for code, (way, _label) in WAYS.items()},
        halves={"partner": PARTNER_HALF, "tier": TIER_HALF},
        charts=None if figures.empty else {"wide": _forest(figures), "narrow": _forest(figures, stacked=True)},
        cell_label=cell_label,
        short_label=short_label,
        small_sample=SMALL_SAMPLE,
        categories=PRODUCT_CATEGORIES,
        evaluations=queries.evaluations(language()),
        sampled=SAMPLE_VERDICTS if any_sample_password() else (),
        most_agreements=MOST_AGREEMENTS,
        power_ratio=POWER_RATIO,
        short_window_days=SHORT_WINDOW_DAYS,
    )


def two_ways() -> Switches:
    """As on the page of costs, where alone agreements are put down to activities in parts."""
    found = switched_on()
    return replace(found, how=found.how if found.how == LAST else FIRST)


def cell_label(key: CellKey) -> str:
    """Regional city, partner with sales routes."""
    partner = group_label("partner", PARTNER_YES if key.partner else PARTNER_NO)
    return str(_("%(tier)s × %(partner)s", tier=group_label("tier", key.tier), partner=partner))


def short_label(key: CellKey) -> str:
    """The same in a few characters, where the whole stands beside it."""
    return translate(_SHORT[key])


def _forest(figures: HypothesisFigures, *, stacked: bool = False) -> Markup:
    cells = [
        (short_label(cell.key), cell.rate, cell.agreements, cell.negotiations < SMALL_SAMPLE)
        for cell in figures.cells.values()
    ]
    per = large_text(figures.per, here.currency())
    counted = ", ".join(f"{label} {rate.point if rate else 0:.2f}" for label, rate, _count, _few in cells)
    return rates_chart(
        cells,
        title=_("Agreements per %(amount)s: %(counts)s.", amount=per, counts=counted),
        title_id="rates-stacked" if stacked else "rates-title",
        headings=(_("agreements per %(amount)s", amount=per), _("Confidence interval")),
        language=language(),
        width=330 if stacked else 736,
        stacked=stacked,
    )
