"""Signing in and out, one's own profile, and the administrator's accounts."""

from flask import Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import refresh
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError

from crm.core.database import db
from crm.core.errors import NotVisible, Refused
from crm.core.languages import LOCALES
from crm.core.permissions import PERMISSION_LABELS, ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role
from crm.core.texts import Text
from crm.users import queries, rules, services
from crm.users.forms import (
    FirstForm,
    ForgottenForm,
    LinkForm,
    NewUserForm,
    PasswordForm,
    ProfileForm,
    RepresentativeForm,
    SignInForm,
    UserForm,
)
from crm.users.models import User
from crm.users.views.blueprint import bp
from crm.users.views.devices import keep_device, kept_device
from crm.users.views.second import ask_for_second, is_proved, let_in
from crm.web.access import me, public, requires, signed_in
from crm.web.errors import untrusted
from crm.web.forms import ActionForm, translate
from crm.web.guards import safe_next
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.web.sessions import own_session


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))
    form = SignInForm()
    if form.validate_on_submit() and (user := _known(form)) is not None:
        return let_in(user) if not queries.has_second(user.id) else ask_for_second(user)
    code = 429 if form.conflict_answered else None
    return page("users/sign_in.html", form=form, mails=_mails(), nobody=not queries.any_account(), status=code)


@bp.errorhandler(CSRFError)
def stale_sign_in(error: CSRFError) -> ResponseReturnValue:
    """A sign-in page that stood open overnight: its session has ended, and its fields are sent once more."""
    if request.endpoint != "users.sign_in" or signed_in() is not None:
        return untrusted(error)
    form = SignInForm()
    form.refuse(_("This page was open for a long time. Please sign in once more."))
    return page("users/sign_in.html", form=form, mails=_mails(), status=400)


def _known(form: SignInForm) -> User | None:
    """Whose address and password these are; else one same answer is put on the form."""
    try:
        user = services.sign_in(
            email=form.email.data or "", password=form.password.data or "", address=request.remote_addr or "",
            device=kept_device(),
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(translate(refusal.text))
        return None
    db.session.commit()
    if user is None:
        form.refuse(_("The e-mail address or the password is wrong."), "password")
    return user


def _mails() -> bool:
    """Whether this installation has a mail server."""
    return current_app.extensions["settings"].smtp is not None


@bp.route("/first", methods=["GET", "POST"])
@public
def first() -> ResponseReturnValue:
    """Where the first administrator is made. Looking at it uses nothing up, and there is no such page afterwards."""
    if queries.any_account():
        raise NotVisible
    before = rules.USUAL_ZONES[language()]
    speaks = _speaks_otherwise()
    form = FirstForm(data={"timezone": before})
    if speaks and form.timezone.data == before:  # nobody chose it
        form.timezone.data = rules.USUAL_ZONES[language()]
    if not speaks and form.validate_on_submit() and _made_first(form):
        return redirect(url_for("home.index"), 303)
    code = 200 if speaks else 429 if form.conflict_answered else None
    return page("users/first.html", form=form, least=rules.SHORTEST_PASSWORD, status=code)


def _speaks_otherwise() -> bool:
    """Whether one of the buttons that change the language was pressed; then the page comes in that one."""
    spoken = request.form.get("speak", "")
    if spoken in LOCALES:
        session["language"] = spoken
        refresh()
    return spoken in LOCALES


def _made_first(form: FirstForm) -> bool:
    """Make the first administrator and sign them in, or put what is amiss beside its field."""
    told = form.values()
    try:
        user = services.make_first(told.pop("secret"), **told, language=language(), address=request.remote_addr or "")
    except Refused as refusal:
        db.session.rollback()
        if refusal.field == "secret":
            services.count_wrong_secret(request.remote_addr or "")
            db.session.commit()
        form.refuse(translate(refusal.text), refusal.field)
        return False
    db.session.commit()
    own_session().rotate()
    login_user(user)
    keep_device(user)
    return True


@bp.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    if not _mails():
        raise NotVisible
    form = LinkForm()
    if form.validate_on_submit():
        with attempt(form):
            services.ask_for_link(form.email.data or "", address=request.remote_addr or "")
            told = _("If there is an account with this address, a link for a new password is on its way to it.")
            return saved(url_for(".sign_in"), told)
    return page("users/forgotten.html", form=form, status=429 if form.conflict_answered else None)


@bp.route("/new-password", methods=["GET", "POST"])
@public
def new_password() -> ResponseReturnValue:
    user = services.holder_of(request.args.get("token", ""))
    form = ForgottenForm()
    if user is None:
        return page("users/new_password.html", form=None, mails=_mails(), status=404)
    if form.validate_on_submit():
        with attempt(form):
            services.set_forgotten(user, password=form.password.data or "")
            return saved(url_for(".sign_in"), _("Password changed. Sign in again."))
    return page("users/new_password.html", form=form)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return redirect(url_for("users.sign_in"), 303)


@bp.post("/language", endpoint="language")
@public
def change_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in LOCALES:
        session["language"] = chosen
        if current_user.is_authenticated:
            user = queries.one(me().id)
            services.change_profile(
                user, display_name=user.display_name, language=chosen, timezone=user.timezone, by=me()
            )
            db.session.commit()
    return redirect(safe_next(request.form.get("next")), 303)


@bp.route("/profile", methods=["GET", "POST"])
@requires(Permission.USERS_SELF)
def profile() -> ResponseReturnValue:
    user = queries.one(me().id)
    form = ProfileForm.editing(user)
    if form.validate_on_submit():
        with attempt(form, user):
            services.change_profile(user, **form.values(), by=me())
            return saved(url_for(".profile"), _("Saved."))
    held, second = queries.sessions_of(me(), own_session().token), queries.has_second(me().id)
    return page("users/profile.html", form=form, sessions=held, second=second, action=ActionForm())


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.USERS_SELF)
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit() and is_proved(form, "current"):
        with attempt(form):
            services.set_password(queries.one(me().id), password=form.password.data or "", by=me())
            answer = saved(url_for(".sign_in"), _("Password changed. Sign in again."))
            logout_user()
            own_session().rotate()  # the old one has ended; what the next page tells goes on
            return answer
    return page("users/password.html", form=form)


@bp.post("/sessions/<int:id>/end")
@requires(Permission.USERS_SELF)
def end_session(id: int) -> ResponseReturnValue:
    services.end_session(id, by=me())
    return saved(url_for(".profile"), _("The session has ended."))


@bp.get("/")
@requires(Permission.USERS_MANAGE)
def index() -> Response:
    rows, second = db.session.scalars(queries.users()).all(), queries.with_second()
    return page("users/index.html", users=rows, second=second, role_labels=ROLE_LABELS)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def new() -> ResponseReturnValue:
    form = NewUserForm()
    if form.validate_on_submit():
        with attempt(form):
            values = form.values()
            services.create(**values | {"role": Role(values["role"])}, by=me())
            return saved(url_for(".index"), _("Account created."))
    return page("users/form.html", form=form, user=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def edit(id: int) -> ResponseReturnValue:
    user = queries.one(id)
    form = (RepresentativeForm if user.role == Role.MAKER else UserForm).editing(user)
    if form.validate_on_submit():
        with attempt(form, user):
            values = {"role": user.role} | form.values()
            services.change(user, **values | {"role": Role(values["role"])}, by=me())
            return saved(url_for(".index"), _("Saved."))
    second = user.id != me().id and queries.has_second(user.id)
    return page(
        "users/form.html",
        form=form,
        user=user,
        second=second,
        waits=services.waits(user),
        action=ActionForm(),
        mails=_mails(),
    )


@bp.post("/<int:id>/link")
@requires(Permission.USERS_MANAGE)
def mail_link(id: int) -> ResponseReturnValue:
    user = queries.one(id)
    services.mail_link(user, by=me())
    return saved(
        url_for(".edit", id=id), _("A link for a new password is on its way to %(address)s.", address=user.email)
    )


@bp.post("/<int:id>/lift-delay")
@requires(Permission.USERS_MANAGE)
def lift_delay(id: int) -> ResponseReturnValue:
    """For a colleague who typed a wrong password too often, and knows the right one by now."""
    user = queries.one(id)
    services.lift(user, by=me())
    return saved(url_for(".edit", id=id), _("They can try again at once."))


@bp.post("/<int:id>/second-factor/reset")
@requires(Permission.USERS_MANAGE)
def reset_second(id: int) -> ResponseReturnValue:
    """For somebody else who lost telephone and codes; one's own needs the password."""
    user = queries.one(id)
    if user.id == me().id:
        raise Refused(Text("Turn off your own two-step sign-in under My settings."))
    services.reset_second(user, by=me())
    return saved(
        url_for(".edit", id=id),
        _("Two-step sign-in is off for this account. The next sign-in needs the password alone."),
    )


@bp.get("/permissions")
@requires(Permission.USERS_SELF)
def permissions() -> Response:
    return page("users/permissions.html", roles=ROLE_LABELS, labels=PERMISSION_LABELS, table=ROLE_PERMISSIONS)
