"""The second factor: asked for after the password, set up on a page of one's own, required of some roles."""

import textwrap
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user
from pyotp import TOTP

from crm.charts import qr
from crm.config import Settings
from crm.core import clock, keys
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Permission
from crm.users import queries, rules, services
from crm.users.forms import ProveForm, SecondForm
from crm.users.models import User
from crm.users.views.blueprint import bp
from crm.users.views.devices import remember_device
from crm.web import onetime
from crm.web.access import PUBLIC, me, policy_of, public, requires, signed_in
from crm.web.forms import BaseForm, translate
from crm.web.guards import safe_next
from crm.web.locale import speak
from crm.web.pages import attempt, lead_to, page, saved
from crm.web.sessions import own_session

#: In a session: who gave the right password and when, and whether the second factor was given, too.
_WAITS: Final = "second_waits"
_GIVEN: Final = "second_given"
#: What somebody may do before they have set up the second factor that their role needs, besides what is public.
_OPEN: Final = frozenset({"users.second", "users.begin_second", "users.confirm_second"})


def let_in(user: User, *, by_second: bool = False) -> ResponseReturnValue:
    """Sign the user in with a fresh session id, and lead to where they wanted to go."""
    own_session().rotate()
    session.pop(_WAITS, None)
    session[_GIVEN] = by_second
    login_user(user)
    remember_device(user)
    return redirect(safe_next(request.args.get("next")), 303)


def ask_for_second(user: User) -> ResponseReturnValue:
    """Keep in mind who gave the right password: nobody is signed in by that."""
    own_session().rotate()
    session[_WAITS] = [user.id, clock.now().isoformat(), keys.digest(user.password_hash)]
    return redirect(url_for(".code", next=request.args.get("next")), 303)


@bp.route("/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    user = _waiting()
    if user is None:
        return redirect(url_for(".sign_in", next=request.args.get("next")))
    if "language" not in session:  # nobody chose another one on the way
        speak(user.language)
    form = SecondForm()
    if form.validate_on_submit() and _is_right(user, form):
        return let_in(user, by_second=True)
    return page("users/code.html", form=form, status=429 if form.conflict_answered else None)


def _waiting() -> User | None:
    """Who gave the right password a moment ago."""
    id, at, password = session.get(_WAITS) or (0, "", "")
    if not id or clock.now() - datetime.fromisoformat(at) > rules.SECOND_LIFE:
        return None
    user = db.session.get(User, id)
    if user is None or not user.active or not queries.has_second(user.id):
        return None
    return user if keys.digest(user.password_hash) == password else None


def _is_right(user: User, form: SecondForm) -> bool:
    try:
        right = services.check_second(user, code=form.code.data or "", address=request.remote_addr or "")
    except Refused as refusal:
        db.session.commit()  # that this was a try, where it is one
        form.refuse(translate(refusal.text), refusal.field)
        return False
    db.session.commit()
    if not right:
        form.refuse(_("This code does not fit, or was used already."), "code")
    return right


# ------------------------------------------------------------------ setting it up


@bp.get("/second-factor")
@requires(Permission.USERS_SELF)
def second() -> Response:
    return _second()


@bp.post("/second-factor/begin")
@requires(Permission.USERS_SELF)
def begin_second() -> ResponseReturnValue:
    form = ProveForm()
    if form.validate_on_submit() and is_proved(form):
        with attempt(form):
            services.begin_second(queries.one(me().id))
            return saved(url_for(".second"))
    return _second(form)


@bp.post("/second-factor/confirm")
@requires(Permission.USERS_SELF)
def confirm_second() -> ResponseReturnValue:
    form = SecondForm()
    if form.validate_on_submit():
        with attempt(form):
            user = queries.one(me().id)
            made = services.confirm_second(user, code=form.code.data or "", token=own_session().token)
            return _anew(made, _("From now on, signing in asks for a code of the app."), given=True)
    return _second(form)


@bp.post("/second-factor/codes")
@requires(Permission.USERS_SELF)
def recovery_codes() -> ResponseReturnValue:
    form = ProveForm()
    if form.validate_on_submit() and is_proved(form):
        with attempt(form):
            made = services.renew_codes(queries.one(me().id))
            return _anew(made, _("New recovery codes. Those of before no longer work."), given=True)
    return _second(form)


@bp.post("/second-factor/off")
@requires(Permission.USERS_SELF)
def turn_off_second() -> ResponseReturnValue:
    form = ProveForm()
    if form.validate_on_submit() and is_proved(form):
        with attempt(form):
            services.turn_off(queries.one(me().id), token=own_session().token)
            return _anew([], _("Signing in needs the password alone again."), given=False)
    return _second(form)


def is_proved(form: BaseForm, field: str = "password") -> bool:
    """Whether the form says the password of whoever is signed in; else that it does not, or how long to wait."""
    try:
        right = services.prove(queries.one(me().id), password=form[field].data or "", address=request.remote_addr or "")
    except Refused as refusal:
        form.refuse(translate(refusal.text), field)
        return False
    if not right:
        db.session.commit()
        form.refuse(_("This is not your current password."), field)
    return right


def _anew(codes: list[str], told: str, *, given: bool) -> ResponseReturnValue:
    """Back to the page, in a session with another token: how one comes in is another thing from now on."""
    session[_GIVEN] = given
    answer = saved(url_for(".second"), told)
    for each in codes:
        onetime.show_next(each)
    own_session().rotate()
    return answer


def _second(form: BaseForm | None = None) -> Response:
    """The page as it stands now; another tab may have come further than the form that was sent."""
    seed = queries.begun(me().id)
    told: dict[str, Any] = {}
    if seed:
        address = TOTP(seed).provisioning_uri(name=queries.one(me().id).email, issuer_name=_issuer())
        told = {"seed": " ".join(textwrap.wrap(seed, 4)), "drawn": qr.svg(address, _("QR code"))}
    asked: type[BaseForm] = SecondForm if seed else ProveForm
    return page(
        "users/second.html", form=form, asks=form if isinstance(form, asked) else asked(formdata=None),
        is_set=queries.has_second(me().id), left=queries.codes_left(me().id), codes=onetime.shown_now(),
        required=_is_required(me().role), **told,
    )  # fmt: skip


def _issuer() -> str:
    """What the app calls this installation, so that accounts of several are told apart."""
    settings: Settings = current_app.extensions["settings"]
    return f"Musubi {urlsplit(settings.base_url).hostname}"


# ------------------------------------------------------------------ required of some roles


def _is_required(role: str) -> bool:
    settings: Settings = current_app.extensions["settings"]
    return role in settings.second_factor


def _is_held() -> bool:
    """Whether whoever is signed in has yet to set up the second factor that their role needs."""
    user = signed_in()
    return user is not None and _is_required(user.role) and not session.get(_GIVEN)


@bp.app_context_processor
def gate() -> dict[str, object]:
    """Until then the frame of pages, which tells of views and tasks, is not for whoever knows the password alone."""
    return {"is_held": _is_held}


@bp.before_app_request
def set_it_up_first() -> ResponseReturnValue | None:
    """Whose role needs a second factor and who came in without gets no further than the page that sets it up."""
    if not _is_held():
        return None
    if request.endpoint in _OPEN or policy_of(request.endpoint) in (None, PUBLIC):
        return None
    return lead_to(url_for("users.second"))
