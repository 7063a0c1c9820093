"""What people answered: on their page, for everybody of a mission, and how many nobody has asked."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.contacts import queries as contacts
from crm.core.errors import NotVisible
from crm.core.languages import ENDONYMS
from crm.core.permissions import Permission
from crm.privacy import queries, rules, services
from crm.privacy.forms import MistakeForm, PastNoForm, RecordForm
from crm.privacy.views.blueprint import bp
from crm.users import queries as users
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/")
@requires(Permission.PRIVACY_READ)
def index() -> Response:
    return page("privacy/index.html", rules=rules, numbers=queries.numbers(user=me()))


# ------------------------------------------------------------------ on a person


@bp.get("/people/<int:id>")
@requires(Permission.PRIVACY_READ)
def panel(id: int) -> Response:
    person = contacts.person(id, user=me())
    given = queries.of_person(id, user=me()) if can("privacy:log") else ()
    return page(
        "privacy/panel.html", block="panel", person=person, rules=rules, standings=queries.standings([id])[id],
        endonyms=ENDONYMS, given=given, history=queries.history(id, user=me(), language=language()),
    )  # fmt: skip


def _back(id: int) -> str:
    return url_for("contacts.person", id=id) + "#consents"


@bp.route("/people/<int:id>/new", methods=["GET", "POST"])
@requires(Permission.PRIVACY_WRITE)
def new(id: int) -> ResponseReturnValue:
    person = contacts.person(id, user=me())
    country = queries.country_of(person)
    form = RecordForm(
        data={"regime": rules.regime_of(country) if country else "", "obtained_by": users.name_of(me().id)}
    )
    if form.validate_on_submit():
        with attempt(form):
            services.record(person, form.input(), by=me())
            return saved(_back(id), _("Recorded."))
    return page("privacy/form.html", form=form, person=contacts.person(id, user=me()), rules=rules)


@bp.route("/people/<int:id>/records/<int:record_id>/mistake", methods=["GET", "POST"])
@requires(Permission.PRIVACY_WRITE)
def mistake(id: int, record_id: int) -> ResponseReturnValue:
    person = contacts.person(id, user=me())
    record = queries.record(record_id, person_id=id)
    form = MistakeForm()
    if form.validate_on_submit():
        with attempt(form):
            services.put_aside(record, reason=form.reason.data or "", by=me())
            return saved(_back(id), _("The record counts no more; it stays in the history."))
    return page("privacy/mistake.html", form=form, person=person, record=record, rules=rules)


# ------------------------------------------------------------------ on a mission


@bp.get("/activities/<int:id>")
@requires(Permission.PRIVACY_READ)
def mission(id: int) -> Response:
    activity = activities.one(id, user=me())
    return page(
        "privacy/mission.html", activity=activity, found=queries.concerned(id), rules=rules, action_form=ActionForm()
    )


@bp.post("/activities/<int:id>")
@requires(Permission.PRIVACY_WRITE)
def record_mission(id: int) -> ResponseReturnValue:
    made, left = services.record_participation(activities.one(id, user=me()), by=me())
    told = ngettext("Recorded for %(num)d person.", "Recorded for %(num)d people.", made)
    if left:
        told += " " + ngettext(
            "%(num)d person said no and was left out: decide on them by hand.",
            "%(num)d people said no and were left out: decide on them by hand.",
            left,
        )
    return saved(url_for(".mission", id=id), told)


@bp.route("/activities/<int:id>/people/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.PRIVACY_OVERRIDE)
def decide(id: int, person_id: int) -> ResponseReturnValue:
    """Whether papers of a mission name somebody who said no."""
    activity, form = activities.one(id, user=me()), PastNoForm()
    if form.validate_on_submit():
        with attempt(form):
            services.decide(activity, person_id, reason=form.reason.data or "", by=me())
            return saved(url_for(".mission", id=id), _("Decided: papers of this mission name them."))
    found = [each for each in queries.concerned(id) if each.person.id == person_id]
    if not found:
        raise NotVisible
    return page("privacy/decide.html", form=form, activity=activities.one(id, user=me()), each=found[0], rules=rules)


@bp.get("/panels/activities/<int:id>")
@requires(Permission.PRIVACY_READ)
def activity_panel(id: int) -> Response:
    activity = activities.one(id, user=me())
    return page("privacy/mission_panel.html", block="panel", activity=activity, found=queries.concerned(id))
