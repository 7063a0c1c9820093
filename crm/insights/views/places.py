"""Places by what we did there and what came of it: all in one list, two side by side, on paper, on a place's page."""

from typing import Any, Final

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from crm.core import here
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.core.database import reading
from crm.core.languages import ENDONYMS
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.counterparts import rules as links
from crm.files.contents import paper
from crm.insights import queries
from crm.insights.queries import ComparedPlace
from crm.insights.rules import Selection
from crm.insights.views.figures import asked, bp, switched, switched_on
from crm.office import queries as offices
from crm.partners.rules import CHANNELS
from crm.places import queries as places
from crm.rivals.rules import SOURCE_KINDS
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.locale import language, speak
from crm.web.pages import page
from crm.wordings import queries as wordings

#: How an address names the two places.
FIRST, SECOND = SIDES = ("place", "with")
#: Where an activity has neither tier nor partner that a place could have.
NO_MORE: Final = {"tier": "", "partner": "", "category": "", "maker": ""}


@bp.get("/places")
@requires(Permission.INSIGHTS_READ, Permission.PLACES_READ)
def places_list() -> Response:
    filters, switches = asked(), switched_on()
    sort, everything = request.args.get("sort", ""), request.args.get("all") == "1"
    sort = sort if sort.removeprefix("-") in queries.PLACE_SORTS else ""
    figures = queries.places_figures(
        queries.narrowed_to_activities(filters.selection()), user=me(), as_of=filters.today, switches=switches,
        tier=filters.tier, sort=sort, everything=everything, cursor=cursor_of(request.args),
    )  # fmt: skip
    return page(
        "insights/places.html", block="results", filters=filters, figures=figures, sort=sort, everything=everything,
        switched=switched(switches), narrowed=filters.args(**NO_MORE),
    )  # fmt: skip


@bp.get("/places/compare")
@requires(Permission.INSIGHTS_READ, Permission.PLACES_READ)
def places_compared() -> Response:
    """Two places side by side; while not both are chosen, the form that asks for them."""
    ids, filters = _chosen(), asked()
    both = len(set(ids)) == len(SIDES)
    shown = _shown(ids) if both else {}
    options = places.options(user=me(), language=language())
    named = {id for name in SIDES for id in request.args.getlist(name, type=row_id)}
    return page(
        "insights/places_compared.html", filters=filters, chosen=ids, options=options,
        refused=bool(request.args.getlist(SECOND) or len(request.args.getlist(FIRST)) > 1) and not both,
        papers=ENDONYMS, left=max(len(named) - len(SIDES), 0), **shown,
    )  # fmt: skip


@bp.get("/places/compare/paper")
@requires(Permission.INSIGHTS_READ, Permission.PLACES_READ)
def places_paper() -> Response:
    """The two places as PDF in the language that the address names."""
    ids = _chosen()
    if (chosen := request.args.get("lang", language())) not in ENDONYMS or len(set(ids)) != len(SIDES):
        abort(404)
    speak(chosen)
    with reading():
        shown = _shown(ids, most=queries.MOST_PRINTED)
        names = [places.display_name(each.figures.place, chosen).text for each in shown["sides"]]
        html = render_template(
            "insights/places_paper.html", page_lang=chosen, office=offices.current(), printed_on=here.today(),
            filters=asked(), named=" / ".join(names), **shown,
        )  # fmt: skip
    return paper(html, f"{_('Two places side by side')} {' '.join(names)}")


@bp.get("/panels/place/<int:id>")
@requires(Permission.INSIGHTS_READ)
def place_panel(id: int) -> Response:
    """On a place's page: what we did there, who reaches it, how the competition went; in the years that the list of
    places shows without a condition, so that a place has the same figures on both."""
    place, filters = places.one(id, user=me(), archived=None), asked()
    [side] = _compared([place.id], queries.narrowed_to_activities(filters.selection()))
    return page(
        "insights/place_panel.html", block="panel", side=side, filters=filters, narrowed=filters.args(**NO_MORE),
        **_tables(),
    )  # fmt: skip


def _chosen() -> list[int]:
    """The places that the address names, each of them visible: by `place` and `with`, or two ticked in the list."""
    asked_for = [id for name in SIDES for id in request.args.getlist(name, type=row_id)]
    ids = list(dict.fromkeys(asked_for))[: len(SIDES)]
    return places.checked(ids, user=me())


def _compared(ids: list[int], wanted: Selection, most: int = queries.MOST_NAMED) -> list[ComparedPlace]:
    return queries.compared(
        wanted, ids, user=me(), as_of=here.today(), language=language(), switches=switched_on(), most=most
    )


def _shown(ids: list[int], most: int = queries.MOST_NAMED) -> dict[str, Any]:
    filters = asked()
    sides = _compared(ids, queries.narrowed_to_activities(filters.selection()), most)
    words = wordings.in_language(language(), queries.texts_of(sides))
    return {
        "sides": sides, "narrowed": filters.args(**NO_MORE), "switched": switched(switched_on()),
        "said": lambda text: words.told(text, here.han_language()),
    } | _tables()  # fmt: skip


def _tables() -> dict[str, Any]:
    return {
        "channels": CHANNELS, "categories": PRODUCT_CATEGORIES, "price_tiers": PRICE_TIERS,
        "source_kinds": SOURCE_KINDS, "link_kinds": links.KINDS, "link_statuses": links.STATUSES, "as_of": here.today(),
    }  # fmt: skip
