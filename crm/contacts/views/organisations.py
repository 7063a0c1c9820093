"""Organisations: the list, the record, the forms, quick create."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries, rules, services
from crm.contacts.forms import ORGANISATIONS_LIST, OrganisationForm, OurOrganisationForm, QuickOrganisationForm
from crm.contacts.forms.likeness import weights
from crm.contacts.queries import OrganisationCandidate
from crm.contacts.views.blueprint import bp, confirmed, duplicate_status
from crm.core import clock
from crm.core.cleaning import search_words
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.fields.forms import with_own_fields, write_own
from crm.places import queries as places
from crm.places.rules import COUNTRIES
from crm.web import listings
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.guards import row_id
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved


@bp.get("/organisations")
@requires(Permission.CONTACTS_READ)
def organisations() -> ResponseReturnValue:
    return listings.show(ORGANISATIONS_LIST, "contacts/organisations.html")


@bp.get("/organisations/<int:id>")
@requires(Permission.CONTACTS_READ)
def organisation(id: int) -> Response:
    today = clock.today(zone())
    found = queries.organisation_shown(id, user=me())
    posts = queries.people_of(id, user=me())
    return page(
        "contacts/organisation.html", organisation=found, rules=rules, countries=COUNTRIES,
        language_labels=LANGUAGE_LABELS, roles=queries.current_roles(found, today),
        current=[pair for pair in posts if rules.is_current(pair[0].from_date, pair[0].to_date, today)],
        former=[pair for pair in posts if not rules.is_current(pair[0].from_date, pair[0].to_date, today)],
        is_ours=found.is_ours,
    )  # fmt: skip


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def new_organisation() -> ResponseReturnValue:
    text, place_id = request.args.get("text", ""), request.args.get("place_id", type=row_id)
    tag = rules.guess_language(text, places.country_of(place_id)) if text else language()
    role = request.args.get("role", "")
    prefilled = {"text": text, "place_id": place_id, "language": tag, "roles": [{"role": role}] if role else []}
    form = with_own_fields(OrganisationForm, "organisations")(data=prefilled)
    found: list[OrganisationCandidate] = []
    if form.validate_on_submit():
        found = [] if confirmed() else form.candidates()
        if not found:
            with attempt(form):
                made = services.create_organisation(**form.input(), by=me())
                write_own(form, made.id, by=me())
                return saved(after_saving(url_for(".organisation", id=made.id)), _("Organisation saved."))
    return page(
        "contacts/organisation_form.html",
        status=duplicate_status(found),
        form=form,
        organisation=None,
        candidates=found,
    )


@bp.route("/organisations/quick", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def quick_organisation() -> ResponseReturnValue:
    form = QuickOrganisationForm(data={"text": search_words(request.args.get("text", ""))})
    found: list[OrganisationCandidate] = []
    if form.validate_on_submit():
        found = [] if confirmed() else form.candidates()
        if not found:
            with attempt(form):
                made = services.quick_organisation(
                    text=form.text.data or "", place_id=form.place_id.data, role=form.role.data or "", by=me()
                )
                return saved(after_saving(url_for(".organisation", id=made.id)), _("Organisation saved."))
    return page("contacts/quick_organisation.html", status=duplicate_status(found), form=form, candidates=found)


@bp.get("/organisations/candidates")
@requires(Permission.CONTACTS_READ)
def organisation_candidates_page() -> Response:
    typed = [search_words(request.args.get("text", ""))]
    found = queries.organisation_candidates(typed, user=me(), weights=weights())
    return page("contacts/candidates.html", block="candidates", candidates=found)


@bp.route("/organisations/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def edit_organisation(id: int) -> ResponseReturnValue:
    found = queries.organisation(id, user=me())
    ours = id == queries.our_organisation_id()
    form = with_own_fields(OurOrganisationForm if ours else OrganisationForm, "organisations").editing(found)
    if form.validate_on_submit():
        with attempt(form, found):
            services.change_organisation(found, **form.input(), by=me())
            write_own(form, id, by=me())
            return saved(url_for(".organisation", id=id), _("Saved."))
    return page("contacts/organisation_form.html", form=form, organisation=found, candidates=[], is_ours=ours)


@bp.get("/organisations/ours")
@requires(Permission.CONTACTS_READ)
def our_organisation() -> ResponseReturnValue:
    """Our own office among the organisations; before its page was saved, the way there."""
    id = queries.our_organisation_id()
    if id is not None:
        return redirect(url_for(".organisation", id=id))
    flash(_("Save this page once to add our office to the organisations."))
    return redirect(url_for("office.edit"))


@bp.post("/organisations/<int:id>/archive")
@requires(Permission.CONTACTS_WRITE)
def archive_organisation(id: int) -> ResponseReturnValue:
    found = queries.organisation(id, user=me())
    services.archive_organisation(found, by=me())
    told = _("“%(title)s” is archived.", title=queries.own_name(found).text)
    return saved(url_for(".organisations"), told, undo=url_for(".restore_organisation", id=id))


@bp.post("/organisations/<int:id>/restore")
@requires(Permission.CONTACTS_WRITE)
def restore_organisation(id: int) -> ResponseReturnValue:
    services.restore_organisation(queries.organisation(id, user=me(), archived=True), by=me())
    return saved(url_for(".organisation", id=id), _("Organisation restored."))
