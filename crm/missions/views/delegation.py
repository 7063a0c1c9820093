"""The delegation of a mission: the tab and the forms."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.activities import services as activities_services
from crm.activities.models import Activity, Participant
from crm.contacts.forms.picks import ORGANISATIONS
from crm.contacts.queries import Candidate
from crm.core.errors import or_not_visible
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.missions import queries, services
from crm.missions.forms import NewParticipantForm, participant_form, titles_shown
from crm.missions.forms.titles import asked_language, lacking_titles, titles_form
from crm.missions.views.blueprint import bp, tab
from crm.places.forms import keep_rates
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import Sent
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>/delegation")
@requires(Permission.MISSIONS_READ)
def delegation(id: int) -> Response:
    return tab("missions/delegation.html", id, "delegation")


@bp.route("/<int:id>/participants/new", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def new_participant(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    start = {"organisation_id": request.args.get("organisation_id", type=row_id), "name_language": language()}
    form = NewParticipantForm(data=start | {"person_id": request.args.get("person_id", type=row_id)})
    found: list[Candidate] = []
    if form.validate_on_submit():
        found = [] if request.form.get("confirmed") == "1" else form.candidates()
        if not found:
            with attempt(form):
                keep_rates(form, by=me())
                part = _join(activity, form)
                there = after_saving(url_for(".delegation", id=id))
                return saved(there, _("%(name)s takes part.", name=part.name_snapshot))
    return page("missions/participant.html", status=409 if found else None, form=form, activity=activity, part=None,
                candidates=found)  # fmt: skip


def _join(activity: Activity, form: NewParticipantForm) -> Participant:
    """Add the person chosen, or make the one whose name was written."""
    if form.person_id.data is None:
        return services.join(activity, name=form.new_name(), title=form.title.data or "", **form.part(), by=me())
    title = form.title.data or None
    part = activities_services.add_participant(
        activity, person_id=form.person_id.data, title=title, **form.part(), by=me()
    )
    activities_services.keep_title(activity, part, by=me())
    return part


@bp.route("/<int:id>/participants/<int:part_id>/edit", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def edit_participant(id: int, part_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    part = _part(activity, part_id)
    form = participant_form(part_id).editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            keep_rates(form, by=me())
            title = form.title_of_choice(part)
            activities_services.change_participant(activity, part, title=title, **form.part(), by=me())
            activities_services.keep_title(activity, part, by=me())
            return saved(url_for(".delegation", id=id), _("Saved."))
    return page("missions/participant.html", form=form, activity=activity, part=part, candidates=[])


@bp.route("/<int:id>/delegation/titles", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def titles(id: int) -> ResponseReturnValue:
    """The job titles of all delegates in one language: that of the hosts unless the address names another."""
    activity = activities.one(id, user=me())
    wanted = asked_language(request.args.get("language", ""), queries.local_language(activity.place.country))
    form = titles_form(activity, wanted).editing(activity)
    if form.validate_on_submit():
        with attempt(form, activity):
            activities_services.tell_titles(activity, form.input(), wanted, by=me())
            return saved(url_for(".delegation", id=id), _("Saved."))
    return page(
        "missions/titles.html", form=form, activity=activity, wanted=wanted, language_labels=LANGUAGE_LABELS,
        parts=lacking_titles(activity.participants, wanted),
    )  # fmt: skip


@bp.get("/<int:id>/participants/<int:part_id>/titles")
@requires(Permission.MISSIONS_WRITE)
def participant_titles(id: int, part_id: int) -> Response:
    """The titles in the form of a delegate, after an organisation was chosen in it."""
    activity = activities.one(id, user=me())
    part = _part(activity, part_id)
    at = Sent.of(ORGANISATIONS, "organisation_id", request.args).id
    form = participant_form(part_id)(formdata=None, data={"organisation_id": at} | titles_shown(activity, part, at))
    return page("missions/_titles.html", form=form, activity=activity, part=part)


@bp.post("/<int:id>/participants/<int:part_id>/remove")
@requires(Permission.MISSIONS_WRITE)
def remove_participant(id: int, part_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    services.remove_participant(activity, _part(activity, part_id), by=me())
    return saved(url_for(".delegation", id=id), _("Delegate removed."))


@bp.post("/<int:id>/delegation/arrange")
@requires(Permission.MISSIONS_WRITE)
def arrange_delegation(id: int) -> ResponseReturnValue:
    activities_services.arrange(activities.one(id, user=me()), by=me())
    return saved(url_for(".delegation", id=id), _("The delegation is now in order of protocol."))


@bp.post("/<int:id>/participants/<int:part_id>/place")
@requires(Permission.MISSIONS_WRITE)
def place_participant(id: int, part_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    part = _part(activity, part_id)
    place = services.wanted_place(activity, part, request.form.get("to", ""), request.form.get("place", ""))
    activities_services.put_at(activity, part, place=place, by=me())
    return saved(url_for(".delegation", id=id), _("%(name)s moved.", name=part.name_snapshot))


def _part(activity: Activity, part_id: int) -> Participant:
    return or_not_visible(next((part for part in activity.participants if part.id == part_id), None))
