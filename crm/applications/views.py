"""Applying with a one-time code, in public; the office's queue of codes and applications."""

from flask import Blueprint, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from crm.activities import queries as activities
from crm.applications import queries, rules, services
from crm.applications.forms import ApplyForm, CodeForm, CodesForm, MatchForm
from crm.applications.models import Application, ApplicationCode
from crm.contacts.forms.likeness import weights
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.travel.models import unseal
from crm.users import services as users
from crm.web import onetime
from crm.web.access import me, public, requires
from crm.web.forms import ActionForm, translate, typed_into
from crm.web.guards import checked_by_form
from crm.web.locale import language, remember_spoken
from crm.web.pages import attempt, page, saved

bp = Blueprint("applications", __name__, url_prefix="/applications")

#: Wrong codes are counted for each network address, as wrong passwords are.
PACE = "application"


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables that the templates share."""
    return {"rules": rules, "title_of": title}


# ------------------------------------------------------------------ in public


@bp.route("/apply", methods=["GET", "POST"])
@public
@checked_by_form
def enter() -> ResponseReturnValue:
    remember_spoken()
    form = CodeForm()
    if form.validate_on_submit():
        return redirect(url_for(".apply", code=form.code.data), 303)
    return page("applications/enter.html", form=form)


@bp.route("/apply/<code>", methods=["GET", "POST"])
@public
@checked_by_form
def apply(code: str) -> ResponseReturnValue:
    spoken = request.args.get("lang")
    if spoken in LOCALES and request.method == "GET" and not current_user.is_authenticated:
        session["language"] = spoken
        return redirect(url_for(".apply", code=code))
    remember_spoken()
    found = _opened(code)
    if isinstance(found, Response):
        return found
    form = ApplyForm()
    if form.validate_on_submit():
        with attempt(form):
            services.receive(code, form.input(language()), consent=bool(form.consent.data))
            return saved(url_for(".received"))
    return page(
        "applications/apply.html", form=form, activity=queries.mission_of(found), code=code,
        travel_days=offices.term("travel"),
    )  # fmt: skip


def _opened(code: str) -> ApplicationCode | Response:
    """The code, or the one same answer to every code that opens nothing; each of these slows its sender down."""
    address = request.remote_addr or ""
    try:
        users.check_pace(PACE, address)
    except Refused as refusal:
        return _closed(429, translate(refusal.text))
    found = queries.usable(code)
    if found is not None:
        return found
    with writing():
        users.count_try(PACE, address)
        db.session.commit()
    return _closed(404)


def _closed(status: int, message: str = "") -> Response:
    """Whoever filled in a form of which the code ended meanwhile gets back what they typed."""
    form = ApplyForm()
    kept = typed_into(form.content()) if form.is_submitted() else []
    ask = contact_lines(offices.current(), language()) if kept else []
    return page("applications/closed.html", message=message, typed=kept, ask=ask, status=status)


@bp.get("/received")
@public
def received() -> Response:
    return page("applications/received.html")


# ------------------------------------------------------------------ in the office


@bp.get("/missions/<int:id>")
@requires(Permission.APPLICATIONS_READ)
def mission(id: int) -> Response:
    return _queue(id, CodesForm(formdata=None))


def _queue(id: int, form: CodesForm) -> Response:
    """The applications, and how many are in the delegation: also those whom the office entered itself."""
    activity = activities.one(id, user=me())
    going = sum(part.status != "cancelled" for part in activities.participants(id))
    return page(
        "applications/mission.html", activity=activity, form=form, codes=queries.codes(id), now=clock.now(),
        applications=queries.of_activity(id), action_form=ActionForm, call=activities.call(id),
        going=going,
    )  # fmt: skip


@bp.post("/missions/<int:id>/codes")
@requires(Permission.APPLICATIONS_WRITE)
def make_codes(id: int) -> ResponseReturnValue:
    form = CodesForm()
    if form.validate_on_submit():
        with attempt(form):
            activity = activities.one(id, user=me())
            made = services.make_codes(activity, form.lines(), days=form.days.data or 0, by=me())
            answer = saved(url_for(".mission", id=id) + "#codes")
            for row, shown in made:
                link = url_for(".apply", code=shown, _external=True)
                onetime.show_next(f"{row.company or _('Without a name')} · {shown} · {link}")
            return answer
    return _queue(id, form)


@bp.post("/missions/<int:id>/codes/<int:code_id>/revoke")
@requires(Permission.APPLICATIONS_WRITE)
def revoke_code(id: int, code_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    services.revoke_code(queries.code(code_id, activity.id), by=me())
    return saved(url_for(".mission", id=id), _("The code is revoked."))


@bp.get("/<int:id>")
@requires(Permission.APPLICATIONS_READ)
def record(id: int) -> Response:
    found = queries.one(id, user=me())
    return _record(found, MatchForm.of(found, queries.alike(found, user=me(), weights=weights())))


def _record(found: Application, form: MatchForm) -> Response:
    """The page of an application: which travel details it holds, never what they say."""
    held = unseal(found.sealed).told() if found.sealed is not None else {}
    alike = queries.alike(found, user=me(), weights=weights()) if found.participant_id is None else None
    return page(
        "applications/record.html", application=found, activity=found.activity, form=form, alike=alike, held=held,
        action_form=ActionForm,
    )  # fmt: skip


@bp.post("/<int:id>/match")
@requires(Permission.APPLICATIONS_WRITE)
def match(id: int) -> ResponseReturnValue:
    found = queries.one(id, user=me())
    form = MatchForm.of(found, queries.alike(found, user=me(), weights=weights()))
    if form.validate_on_submit():
        with attempt(form, found):
            activity = activities.one(found.activity_id, user=me())
            services.match(found, activity, **form.values(), by=me())
            return saved(url_for(".record", id=id), _("The applicant is now in the delegation."))
    return _record(queries.one(id, user=me()), form)


@bp.post("/<int:id>/decide")
@requires(Permission.APPLICATIONS_WRITE)
def decide(id: int) -> ResponseReturnValue:
    found = queries.one(id, user=me())
    activity = activities.one(found.activity_id, user=me())
    services.decide(found, activity, status=request.form.get("status", ""), by=me())
    return saved(url_for(".record", id=id), translate(rules.STATES[found.status]))
