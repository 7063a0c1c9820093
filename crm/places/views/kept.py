"""Keeping places: found among the facts and taken from there, added by hand, changed, confirmed, archived."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.cleaning import search_words
from crm.core.permissions import Permission
from crm.places import queries, rules, services
from crm.places.forms import PlaceForm, TierForm
from crm.places.models import Place
from crm.places.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import ToldRefusal, attempt, page, saved

ON_LIST = 8


@bp.get("/found")
@requires(Permission.PLACES_WRITE)
def found() -> Response:
    """What fits a name while it is typed: the options of the list under a box."""
    typed = search_words(request.args.get("q", ""))
    return page("places/_found.html", found=_found(typed), listed=request.args.get("list", "")[:60], rules=rules)


def _found(typed: str) -> list[tuple[queries.Fact, str, Place | None]]:
    """[(fact, where it lies, the place that it is already)] of the facts that fit a text."""
    region = next((fact.id for fact in queries.seat()), None)
    facts = queries.find_facts(typed, limit=ON_LIST, near=region)
    kept = queries.kept(facts)
    return [(fact, " · ".join(queries.fact_path(fact, language())), kept.get(fact.id)) for fact in facts]


@bp.post("/take")
@requires(Permission.PLACES_WRITE)
def take() -> ResponseReturnValue:
    """Make a place of a fact. A form that asked gets its option, the page of new places leads to the record."""
    typed = search_words(request.form.get("q", ""))
    with ToldRefusal():
        place = services.take(request.form.get("fact", ""), typed=typed, language=language(), by=me())
        if "option" in request.form:
            return saved(url_for(".option", id=place.id))
        return saved(url_for(".record", id=place.id), _("Place added. Please confirm the names marked as guesses."))
    return _new(PlaceForm(formdata=None), typed, 409)


@bp.get("/<int:id>/option")
@requires(Permission.PLACES_READ)
def option(id: int) -> Response:
    return page("places/_option.html", place=queries.one(id, user=me()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new() -> ResponseReturnValue:
    typed = search_words(request.args.get("q", ""))
    above = request.args.get("parent_id", type=row_id)
    form = PlaceForm(data={"parent_id": above, "names": [{"language": language(), "text": typed}]})
    if form.validate_on_submit():
        with attempt(form):
            place = services.add(form.input(), by=me())
            return saved(url_for(".record", id=place.id), _("Place saved."))
    return _new(form, typed)


def _new(form: PlaceForm, typed: str, status: int | None = None) -> Response:
    return page(
        "places/new.html",
        status=status,
        form=form,
        typed=typed,
        found=_found(typed),
        action_form=ActionForm,
        rules=rules,
    )


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def edit(id: int) -> ResponseReturnValue:
    place = queries.one(id, user=me())
    form = PlaceForm.editing(place)
    if place.level == "country":
        del form.parent_id, form.level
    if form.validate_on_submit():
        with attempt(form, place):
            services.change(place, form.input(), by=me())
            return saved(url_for(".record", id=id), _("Place saved."))
    return page("places/edit.html", place=queries.named(id), form=form)


@bp.post("/<int:id>/confirm")
@requires(Permission.PLACES_WRITE)
def confirm(id: int) -> ResponseReturnValue:
    services.confirm(queries.one(id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("Names confirmed."))


@bp.post("/<int:id>/archive")
@requires(Permission.PLACES_WRITE)
def archive(id: int) -> ResponseReturnValue:
    with ToldRefusal():
        services.archive(queries.one(id, user=me()), by=me())
        return saved(url_for(".index"), _("Place archived."), undo=url_for(".restore", id=id))
    return saved(url_for(".record", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.PLACES_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Restored."))


@bp.route("/<int:id>/tiers/new", methods=["GET", "POST"])
@requires(Permission.PLACES_WRITE)
def new_tier(id: int) -> ResponseReturnValue:
    place, form = queries.one(id, user=me()), TierForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_tier(place, **form.values(), by=me())
            return saved(url_for(".record", id=id), _("Tier saved."))
    return page("places/tier.html", place=queries.one(id, user=me()), form=form)
