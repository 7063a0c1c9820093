"""The pages of Insights: the funnel, the pipeline, the costs, and the records behind every number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from crm.activities import queries as activities
from crm.activities.rules import ACTIVITY_TYPES, COST_CATEGORIES
from crm.agreements.rules.attribution import ATTRIBUTIONS, FIRST, WINDOW_DAYS
from crm.contacts.queries import beside, display_name
from crm.core import clock, here
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.initiatives import queries as initiatives
from crm.initiatives.rules import MEASURES
from crm.insights import queries
from crm.insights.charts import bounds, funnel_chart, ratio_text
from crm.insights.forms import InsightFilters, group_label
from crm.insights.queries import Switches
from crm.insights.rules import MATURITY_DAYS, AgeBucket, FunnelStep, Selection
from crm.insights.rules.ways import FLAGS
from crm.leads.models import Lead
from crm.leads.queries import heading
from crm.negotiations import rules as stage_rules
from crm.negotiations.rules import STAGE_LABELS, STAGES
from crm.places import queries as places
from crm.places.rules import TIERS, Shown
from crm.web.access import me, requires
from crm.web.forms import ActionForm, translate
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import page

bp = Blueprint("insights", __name__, url_prefix="/insights")


#: What an address of a list says beside its conditions.
_BESIDE = ("place", "set", "limit", "stage", "month", "silence", "activity", "beside", "of", "how", "on", *FLAGS)


def asked() -> InsightFilters:
    return InsightFilters(request.args, user=me(), today=here.today(), language=language())


def _of_costs(filters: InsightFilters) -> Selection:
    """The conditions, with the one activity and the place that the address of what lies behind a cost names."""
    return replace(
        filters.selection(), activity_id=request.args.get("activity", type=row_id), place_id=place_asked()[0]
    )


def place_asked() -> tuple[int | None, Shown | None]:
    """The place that the address of what lies behind a cost names, and what it is called."""
    id = request.args.get("place", type=row_id)
    return (id, places.display_name(places.one(id, user=me(), archived=None), language())) if id else (None, None)


def kept() -> dict[str, str]:
    """What of the address is no condition and stays from page to page."""
    return {name: request.args[name] for name in _BESIDE if request.args.get(name)}


@bp.context_processor
def frame() -> dict[str, object]:
    """What every page of figures needs: the tables of labels, the drill-down links, how an interval is written."""
    return {
        "stages": STAGES,
        "stage_rules": stage_rules,
        "stage_labels": STAGE_LABELS,
        "activity_types": ACTIVITY_TYPES,
        "tiers": TIERS,
        "bounds": bounds,
        "group_label": group_label,
        "shown_name": lambda record: display_name(record, language()),
        "name_beside": lambda record: beside(record, language()),
        "lead_name": lead_name,
        "lead_firm": lead_firm,
        "local_day": local_day,
        "none": queries.NONE,
        "maturity_days": MATURITY_DAYS,
        "window_days": WINDOW_DAYS,
        "decimal": queries.decimal,
        "silence_label": silence_label,
        "ratio_text": ratio_text,
        "left_out": queries.left_out,
        "place_asked": place_asked,
        "action_form": ActionForm,
    }


def silence_label(bucket: AgeBucket) -> str:
    """For how many days nobody has heard of each other."""
    if bucket.most is None:
        return str(_("more than %(days)d days", days=bucket.least - 1))
    return str(_("%(least)d to %(most)d days", least=bucket.least, most=bucket.most))


def lead_name(lead: Lead) -> Shown:
    """The person of a lead as the reader reads it; what was written down while nobody is matched."""
    return heading(lead, language())


def lead_firm(lead: Lead) -> Shown | None:
    """The organisation of a lead, or what was written down."""
    if lead.organisation is not None:
        return display_name(lead.organisation, language())
    return Shown(lead.raw_organisation, "") if lead.raw_organisation else None


def local_day(moment: datetime | None) -> date | None:
    """The day of the office at a moment: the one that the figures go by."""
    return None if moment is None else clock.local(moment, here.zone()).date()


@bp.get("/")
@requires(Permission.INSIGHTS_READ)
def index() -> Response:
    filters = asked()
    figures = queries.funnel_figures(filters.selection(), as_of=filters.today)

    def href(number: int) -> str:
        return url_for(".leads", **filters.args(stage=list(STAGES)[number - 1]))

    chart = _chart(figures.steps, href) if figures.leads else None
    found = filters.years_with(queries.days_with_leads()) if figures.empty else []
    return page("insights/funnel.html", block="results", filters=filters, figures=figures, chart=chart, years=found)


def _chart(steps: Sequence[FunnelStep], href: Callable[[int], str]) -> Markup:
    labels = [translate(stage.label) for stage in STAGES.values()]
    counted = ", ".join(f"{label} {step.reached}" for label, step in zip(labels, steps, strict=True))
    return funnel_chart(
        steps,
        labels=labels,
        title=_("Leads that reached each stage: %(counts)s.", counts=counted),
        headings=(_("Leads"), _("Share"), _("Confidence interval")),
        href=href,
        language=language(),
    )


@dataclass(frozen=True)
class ConditionForm:
    """What of the conditions a page takes: `but` names those that it does not; `switched` are its own switches kept,
    and `also` what else of its address is."""

    with_period: bool = True
    but: tuple[str, ...] = ()
    switched: bool = False
    also: tuple[str, ...] = ()


#: {page of figures: its form}
FORMS: Final = {
    "index": ConditionForm(),
    "pipeline": ConditionForm(with_period=False),
    "times": ConditionForm(),
    "costs": ConditionForm(switched=True),
    "places_list": ConditionForm(but=("partner", "category", "maker"), switched=True, also=("sort", "all")),
    "places_compared": ConditionForm(
        but=("tier", "partner", "category", "maker"), switched=True, also=("place", "with")
    ),
    "hypothesis": ConditionForm(but=("tier", "partner"), switched=True),
}


@bp.get("/conditions")
@requires(Permission.INSIGHTS_READ)
def conditions() -> Response:
    """The form of the conditions of a page: nobody asks for its choices before it is opened."""
    name = request.args.get("page", "index")
    if name not in FORMS:
        abort(404)
    wish = FORMS[name]
    held = switched(switched_on())({}) if wish.switched else {}
    held |= {each: request.args[each] for each in wish.also if request.args.get(each)}
    return page("insights/conditions.html", block="form", filters=asked(), wish=wish, endpoint=f"insights.{name}",
                kept=held)  # fmt: skip


@bp.get("/leads")
@requires(Permission.INSIGHTS_READ)
def leads() -> Response:
    """Of the funnel; with `of=costs`, of the activities that the costs count, or of one of them; with `of=cell`, of a
    cell of the hypothesis; with `of=answers`, those answered in time, judged, or still in time."""
    filters, stage, of = asked(), request.args.get("stage", ""), request.args.get("of", "")
    name, limit = request.args.get("set", ""), request.args.get("limit", "")
    who: dict[str, Any] = {"user": me(), "as_of": filters.today, "cursor": cursor_of(request.args)}
    if of == "answers" and name in queries.ANSWER_SETS and limit in queries.LIMITS:
        result = queries.leads_answered(filters.selection(), name=name, limit=limit, **who)
    elif of == "cell":
        result = queries.leads_of_cell(filters.selection(), switches=switched_on(), **who)
    else:
        result = queries.leads_behind(
            _of_costs(filters), stage=stage, group=filters.group, of_costs=of == "costs", **who
        )
    return page(
        "insights/leads.html",
        block="results",
        filters=filters,
        stage=stage if stage in STAGES else "",
        codes=list(STAGES),
        of_costs=of in ("costs", "cell"),
        kept=kept(),
        result=result,
    )


@bp.get("/pipeline")
@requires(Permission.INSIGHTS_READ)
def pipeline() -> Response:
    filters = asked()
    figures = queries.pipeline_figures(filters.selection(), as_of=filters.today)
    return page("insights/pipeline.html", block="results", filters=filters, figures=figures,
                listed=queries.first_stalled(figures, user=me()))  # fmt: skip


def switched_on() -> Switches:
    """The switches that the address names."""
    how = request.args.get("how", "")
    flags = {name: request.args.get(name) == "1" for name in FLAGS}
    return Switches(how=how if how in ATTRIBUTIONS else FIRST, **flags)


def switched(switches: Switches) -> Callable[..., dict[str, Any]]:
    """Some address arguments with those of the switches, some of them changed; what is off is left out."""

    def args(others: dict[str, Any], **changes: Any) -> dict[str, Any]:
        now: dict[str, Any] = {name: int(getattr(switches, name)) for name in FLAGS}
        now |= {"how": switches.how} | changes
        return others | {name: value for name, value in now.items() if value and value != FIRST}

    return args


@bp.get("/times")
@requires(Permission.INSIGHTS_READ)
def times() -> Response:
    filters = asked()
    figures = queries.time_figures(filters.selection(), as_of=filters.today)
    return page("insights/times.html", block="results", filters=filters, figures=figures)


@bp.get("/costs")
@requires(Permission.INSIGHTS_READ, Permission.BUDGETS_READ)
def costs() -> Response:
    filters, switches = asked(), switched_on()
    figures = queries.cost_figures(filters.selection(), as_of=filters.today, switches=switches)
    own = replace(switches, running=False)  # of the hypothesis alone: a list behind would count more than this page
    return page("insights/costs.html", block="results", filters=filters, figures=figures, switches=switches,
                switched=switched(own), attributions=ATTRIBUTIONS)  # fmt: skip


@bp.get("/costs/activities")
@requires(Permission.INSIGHTS_READ, Permission.BUDGETS_READ)
def cost_activities() -> Response:
    filters, switches, of = asked(), switched_on(), request.args.get("of", "")
    wanted = replace(filters.selection(), place_id=place_asked()[0])
    result = queries.activity_costs(
        wanted, user=me(), as_of=filters.as_of, switches=switches, group=filters.group,
        of=of if of in ("cell", *queries.OUTSIDE) else "", name=request.args.get("set", ""),
        cursor=cursor_of(request.args),
    )  # fmt: skip
    return page("insights/cost_activities.html", block="results", filters=filters, result=result, kept=kept(),
                switched=switched(switches))  # fmt: skip


@bp.get("/costs/unrated")
@requires(Permission.INSIGHTS_READ, Permission.BUDGETS_READ)
def unrated_costs() -> Response:
    filters, switches = asked(), switched_on()
    result = queries.unrated_costs(
        filters.selection(), user=me(), as_of=filters.today, switches=switches, cursor=cursor_of(request.args)
    )
    return page("insights/unrated.html", block="results", filters=filters, result=result, kept=kept(),
                categories=COST_CATEGORIES)  # fmt: skip


@bp.get("/costs/agreements")
@requires(Permission.INSIGHTS_READ, Permission.BUDGETS_READ)
def cost_agreements() -> Response:
    filters, switches = asked(), switched_on()
    id, beside = request.args.get("activity", type=row_id), request.args.get("beside", "")
    activity = activities.one_kept(id, user=me()) if id is not None else None
    wanted = replace(filters.selection(), place_id=place_asked()[0])
    result = queries.agreements_behind(
        wanted, user=me(), as_of=filters.today, how=switches.how, activity_id=id, beside=beside,
        cursor=cursor_of(request.args),
    )  # fmt: skip
    return page("insights/cost_agreements.html", block="results", filters=filters, result=result, activity=activity,
                beside=beside, how=switches.how, kept=kept(), attributions=ATTRIBUTIONS, name="")  # fmt: skip


@bp.get("/agreements")
@requires(Permission.INSIGHTS_READ)
def agreements() -> Response:
    """Those of a cell of the hypothesis, of what lies beside the cells, or all that were signed in the period."""
    filters, name = asked(), request.args.get("set", "signed")
    if name not in (*queries.CELL_SIGNED_SETS, *queries.SIGNED_SETS, *queries.BESIDE, queries.LATE):
        abort(404)
    cursor, switches = cursor_of(request.args), switched_on()
    if name in queries.SIGNED_SETS:
        result = queries.agreements_signed(
            filters.selection(), name=name, user=me(), as_of=filters.today, cursor=cursor
        )
    else:
        result = queries.agreements_of_cells(
            filters.selection(), name=name, user=me(), as_of=filters.today, switches=switches, group=filters.group,
            cursor=cursor,
        )  # fmt: skip
    return page("insights/cost_agreements.html", block="results", filters=filters, result=result, activity=None,
                beside="", how="", kept=kept(), attributions={}, name=name)  # fmt: skip


@bp.get("/talks")
@requires(Permission.INSIGHTS_READ)
def talks() -> Response:
    """The talks of the period; with `of=costs`, of the activities that the costs count, or of one of them; with
    `of=cell`, of a cell of the hypothesis."""
    filters, of = asked(), request.args.get("of", "")
    who: dict[str, Any] = {"user": me(), "as_of": filters.today, "cursor": cursor_of(request.args)}
    if of == "cell":
        result = queries.talks_of_cell(filters.selection(), switches=switched_on(), **who)
    else:
        result = queries.talks_behind(_of_costs(filters), of_costs=of == "costs", **who)
    return page("insights/talks.html", block="results", filters=filters, result=result, kept=kept(),
                in_parts=of == "cell")  # fmt: skip


def _month(text: str) -> date | None:
    """The first day of the month that an address names (2026-12); None where it names none."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@bp.get("/negotiations")
@requires(Permission.INSIGHTS_READ)
def negotiations() -> Response:
    filters = asked()
    name, stage, month, silence = (request.args.get(key, "") for key in ("set", "stage", "month", "silence"))
    of_costs = request.args.get("of") == "costs" and name == queries.RUNNING
    of_cells = not of_costs and name in (*queries.CELL_SETS, *queries.STANDING_SETS, *queries.BESIDE)
    if not of_costs and not of_cells and name not in (*queries.CASE_SETS, *queries.VISIT_SETS, *queries.PIPELINE_SETS):
        abort(404)
    result = queries.cases_behind(
        filters.selection(),
        name=name,
        group=filters.group,
        user=me(),
        as_of=filters.as_of,
        stage=stage,
        month=month,
        silence=silence,
        switches=switched_on(),
        of_costs=of_costs,
        cursor=cursor_of(request.args),
    )
    return page(
        "insights/negotiations.html",
        block="results",
        filters=filters,
        name=name,
        stage=stage,
        month=month,
        signed_in=_month(month),
        silence=silence,
        bucket=next((bucket for bucket in AgeBucket if str(bucket.least) == silence), None),
        in_period=of_costs or of_cells or name in (*queries.CASE_SETS, *queries.VISIT_SETS),
        of_cells=of_cells,
        of_costs=of_costs,
        kept=kept(),
        result=result,
    )


@bp.get("/panels/initiative/<int:id>")
@requires(Permission.INSIGHTS_READ)
def initiative_panel(id: int) -> Response:
    initiative, today = initiatives.one(id, user=me()), here.today()
    found = queries.progress(initiative.id, today=today)
    return page("insights/initiative_panel.html", block="panel", initiative=initiative, progress=found,
                measures=MEASURES)  # fmt: skip
