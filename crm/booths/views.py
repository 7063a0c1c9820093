"""Booth mode: the page on the phone, for whoever holds a code, and the codes, phones and late leads for the office."""

from datetime import datetime
from typing import Final

from flask import Blueprint, Response, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.booths import contents, queries, rules, services
from crm.booths.forms import BoothCodeForm, OpenBoothForm, RefuseLeadForm, TappedLeadForm
from crm.booths.models import BoothCode, BoothPhone
from crm.booths.services import Sending
from crm.charts import qr
from crm.config import Settings
from crm.core import clock
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import whole
from crm.core.database import db
from crm.core.errors import NotVisible, Refused, or_not_visible
from crm.core.languages import ENDONYMS, LOCALES, Language
from crm.core.permissions import Permission
from crm.fairs import queries as fairs
from crm.files.contents import paper
from crm.initiatives.queries import title
from crm.leads import queries as leads
from crm.leads import rules as lead_rules
from crm.office import queries as offices
from crm.office.contents import dialled
from crm.partners.rules import CHANNELS
from crm.places import queries as places
from crm.places.rules import OWN_LANGUAGES
from crm.users import queries as users
from crm.users import services as pace
from crm.web import onetime
from crm.web.access import me, public, requires
from crm.web.days import day
from crm.web.forms import ActionForm, translate
from crm.web.guards import LARGEST_ID
from crm.web.instance import instance_folder
from crm.web.locale import language, of_browser, speak
from crm.web.pages import attempt, lead_to, page, saved

bp = Blueprint("booths", __name__, url_prefix="/booths")

#: Wrong codes are counted for each network address, as wrong passwords are; a hall has one for all who stand in it.
PACE: Final = "booth"
#: A phone is known for longer than anything waits on it.
KNOWN_FOR: Final = rules.OLDEST


@bp.context_processor
def frame() -> dict[str, object]:
    """Tables that the templates share."""
    return {
        "rules": rules,
        "lead_rules": lead_rules,
        "categories": PRODUCT_CATEGORIES,
        "channels": CHANNELS,
        "title_of": title,
        "endonyms": ENDONYMS,
        "action_form": ActionForm,
    }


# ------------------------------------------------------------------ on the phone


def _speak() -> None:
    """The address names the language, so that a page that the phone keeps stays in it."""
    spoken = request.args.get("lang")
    if spoken in LOCALES:
        speak(spoken)


def _cookie(id: int) -> str:
    return f"{'__Secure-' if current_app.config['SESSION_COOKIE_SECURE'] else ''}booth_{id}"


def _phone(id: int) -> BoothPhone | None:
    key = request.cookies.get(_cookie(id), "")
    return queries.phone(id, key) if key else None


@bp.route("/", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """The code, which a link carries behind its #, where no server and no log sees it."""
    _speak()
    form = OpenBoothForm()
    if not form.validate_on_submit():
        return page("booths/enter.html", form=form)
    address = request.remote_addr or ""
    try:
        pace.check_pace(PACE, address)
    except Refused as refusal:
        form.refuse(translate(refusal.text), "code")
        return page("booths/enter.html", form=form, status=429)
    code, status = queries.usable(form.code.data or ""), 409
    if code is None and (opens_on := queries.opening(form.code.data or "")) is not None:
        form.refuse(_("This code opens the booth from %(day)s on.", day=day(opens_on)), "code")
    elif code is None:
        status = 404
        pace.count_try(PACE, address)
        db.session.commit()
        form.refuse(_("This code opens no booth: it may have ended, or contain a typing error."), "code")
    else:
        pace.forget_tries(PACE, address)
        with attempt(form):
            return _let_in(code, form.name.data or "")
    return page("booths/enter.html", form=form, status=status)


def _let_in(code: BoothCode, name: str) -> BaseResponse:
    """Register the phone, unless it is known here already, and give it its key."""
    known = _phone(code.activity_id)
    answer = redirect(url_for(".capture", id=code.activity_id, lang=language()), 303)
    if known is not None and known.code_id == code.id:
        services.register_again(known, name=name)
    else:
        _row, key = services.register(code, name=name, before=known)
        answer.set_cookie(  # also sent to the door, where a phone that comes again is known by it
            _cookie(code.activity_id), key, max_age=KNOWN_FOR, path=url_for(".enter"), httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
    db.session.commit()
    return answer


@bp.route("/<int:id>/", methods=["GET", "POST"])
@public
def capture(id: int) -> ResponseReturnValue:
    _speak()
    phone = _phone(id)
    if phone is None:
        if request.method == "POST":
            return "", 401  # the queue keeps what it has
        return redirect(url_for(".enter"), 303)
    form = TappedLeadForm()
    if form.validate_on_submit():
        with attempt(form):
            return _received(phone, form)
    return _page(or_not_visible(_phone(id)), form)  # read anew: a refusal has emptied the session


def _received(phone: BoothPhone, form: TappedLeadForm) -> ResponseReturnValue:
    """The same answer for what arrives again, whatever came of it: the phone learns nothing."""
    key = (form.form_id.data or "")[: rules.KEY_LIMIT]
    there = url_for(".capture", id=phone.activity_id, lang=language())
    picture, keeper = request.files.get("picture"), _keeper(phone)
    asked = _ids(request.form.getlist("products"))
    offered = queries.offered(phone) if asked else ()
    tapped = [id for id in asked if id in offered]
    sent = form.sent(
        asked=queries.product_names(tapped, keeper),
        left_out=len(asked) - len(tapped),
        product_ids=tapped,
        promised=request.form.getlist("promised"),
        spoken=LOCALES[keeper],
    )
    sending = Sending(
        key, _told(), may_store=bool(form.may_store.data), may_share=bool(form.may_share.data),
        picture=picture.read() if picture is not None else b"",
        notice_version=form.notice_version.data or "",
        notice_language=form.language.data or form.notice_language.data or "", asked=asked,
    )  # fmt: skip
    if services.is_full(phone) and services.received(phone, sent, sending) is None:
        return "", 429
    services.receive(phone, sent, sending, instance=instance_folder())
    try:
        db.session.commit()
    except IntegrityError:  # sent twice at once: the first one is kept
        db.session.rollback()
    return lead_to(there)


def _keeper(phone: BoothPhone) -> str:
    """The language of whoever is in charge of what comes in, else that of the office's country."""
    spoken = users.one(phone.code.owner_id).language if phone.code.owner_id is not None else ""
    return spoken if spoken in LOCALES else OWN_LANGUAGES.get(places.office_country(), Language.EN)


def _ids(sent: list[str]) -> list[int]:
    found = (id for id in map(whole, sent[: queries.MOST_PRODUCTS]) if id is not None and 0 < id <= LARGEST_ID)
    return list(dict.fromkeys(found))


def _told() -> datetime | None:
    """When it was captured by the phone's clock; now, where the page was sent without its script."""
    stamp, now = request.headers.get("X-Kept"), clock.now()
    if stamp is None:
        return now
    number = whole(stamp, digits=15)
    return rules.moment(number, now) if number is not None else None


def _page(phone: BoothPhone, form: TappedLeadForm) -> Response:
    fair = queries.fair_of(phone.activity_id)
    chips = queries.chips(fair.id, language(), booth_id=phone.code.booth_id)
    return page(
        "booths/capture.html", form=form, phone=phone, fair=fair, chips=chips, spoken=contents.notices(),
        barred=queries.barred([chip.id for chip in chips], fair.id),
        offered=list(dict.fromkeys(chip.category for chip in chips)) or list(PRODUCT_CATEGORIES),
        open=queries.captures_now(phone, clock.now()),
    )  # fmt: skip


@bp.get("/<int:id>/token")
@public
def token(id: int) -> Response:
    """A fresh token for what waits on a phone that is known; `user` is null for any other."""
    phone = _phone(id)
    answer = jsonify(user=None) if phone is None else jsonify(user=f"booth-{id}", token=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/notice")
@public
def notice() -> ResponseReturnValue:
    """What a slip tells, for whoever scans its code at home, and whom to ask. No session is asked or made."""
    asked = request.args.get("lang", "")
    speak(asked if asked in LOCALES else of_browser())
    ours = offices.current()
    answer = page(
        "booths/notice.html", told=contents.notices()[language()], version=rules.NOTICE_VERSION,
        phone=dialled(ours, ours.phone, language()),
    )  # fmt: skip
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


# ------------------------------------------------------------------ in the office


@bp.get("/fairs/<int:id>")
@requires(Permission.LEADS_READ)
def fair(id: int) -> Response:
    return _fair(activities.one(id, user=me()), _new_code(id))


def _new_code(id: int) -> BoothCodeForm:
    form = BoothCodeForm(formdata=None, data={"owner_id": me().id})
    return form.offer(fairs.booth_options(id, user=me()))


def _fair(activity: Activity, form: BoothCodeForm) -> Response:
    """The codes, phones and late leads of a fair; a code that was just made, with its QR, once.

    Its link names the fair: where there is no network, the phone opens the page that it keeps of it.
    """
    shown = next(iter(onetime.shown_now()), None)
    link = f"{url_for('.enter', fair=activity.id, _external=True)}#{shown}" if shown else ""
    return page(
        "booths/fair.html", activity=activity, form=form, codes=queries.codes(activity.id), shown=shown, link=link,
        drawn=qr.drawn(link) if link else None, phones=queries.phones(activity.id), days=queries.days_of(activity.id),
        now=clock.now(), waiting=queries.waiting(activity.id), refused=queries.refused(activity.id),
        numbers=queries.numbers(activity.id), booths=fairs.booth_options(activity.id, user=me()),
        spoken_there=_spoken_at(activity),
    )  # fmt: skip


def _public_notice() -> str:
    """Where the notice stands for the public; "" while the office has no address for it."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.public_url}/booths/notice" if settings.public_url else ""


def _spoken_at(activity: Activity) -> str:
    """The language of the country of a fair, which most visitors read; "" where it is none of ours."""
    return OWN_LANGUAGES.get(activities.place_of(activity.id).country, "")


@bp.get("/fairs/<int:id>/slips.pdf")
@requires(Permission.LEADS_READ)
def slips(id: int) -> Response:
    """Slips of consent to cut out, in the language of the `visitor` (empty: a sheet in each) with `ours` below it."""
    activity = activities.one(id, user=me())
    booths = dict(fairs.booth_options(id, user=me()))
    visitor, ours = request.args.get("visitor", ""), request.args.get("ours") or language()
    booth = request.args.get("booth", type=int)
    if activity.type not in rules.FAIRS or not {visitor or ours, ours} <= set(LOCALES) or booth not in (None, *booths):
        raise NotVisible
    html = contents.slips(
        activity, booths.get(booth or 0, ""), [visitor] if visitor else list(LOCALES), ours, at=_public_notice()
    )  # fmt: skip
    name = f"{_('Consent slips')} {title(activity.names, language())} {ENDONYMS.get(visitor, '')}".strip()
    return paper(html, name, page=contents.SLIPS_PAGE)


@bp.post("/fairs/<int:id>/codes")
@requires(Permission.BOOTHS_WRITE)
def make_code(id: int) -> ResponseReturnValue:
    activity, form = activities.one(id, user=me()), BoothCodeForm().offer(fairs.booth_options(id, user=me()))
    if form.validate_on_submit():
        with attempt(form):
            _row, shown = services.make_code(activity, **form.values(), by=me())
            answer = saved(url_for(".fair", id=id) + "#codes")
            onetime.show_next(shown)
            return answer
    return _fair(activities.one(id, user=me()), form)


@bp.post("/codes/<int:id>/revoke")
@requires(Permission.BOOTHS_WRITE)
def revoke(id: int) -> ResponseReturnValue:
    code = queries.code(id, user=me())
    removed = services.revoke(code, phones="phones" in request.form, by=me())
    told = _("The code is revoked.")
    if removed:
        told = ngettext(
            "The code is revoked, and %(num)d phone is removed.",
            "The code is revoked, and %(num)d phones are removed.",
            removed,
        )
    return saved(url_for(".fair", id=code.activity_id), told)


@bp.post("/phones/<int:id>/remove")
@requires(Permission.BOOTHS_WRITE)
def remove(id: int) -> ResponseReturnValue:
    phone = queries.phone_of(id, user=me())
    services.remove(phone, by=me())
    told = _("The phone is removed.")
    if phone.code.revoked_at is None:
        told = _("The phone is removed. With its code it can come in again: if it was lost, revoke the code as well.")
    return saved(url_for(".fair", id=phone.activity_id), told)


@bp.post("/captures/<int:id>/take")
@requires(Permission.BOOTHS_WRITE)
def take(id: int) -> ResponseReturnValue:
    found = queries.one(id, user=me())
    services.take(found, by=me())
    return saved(url_for(".fair", id=found.activity_id), _("Taken as a lead."))


@bp.route("/captures/<int:id>/refuse", methods=["GET", "POST"])
@requires(Permission.BOOTHS_WRITE)
def refuse(id: int) -> ResponseReturnValue:
    found, form = queries.one(id, user=me()), RefuseLeadForm()
    if form.validate_on_submit():
        with attempt(form):
            services.refuse(found, reason=form.reason.data or "", by=me())
            return saved(url_for(".fair", id=found.activity_id), _("Refused; the reason is kept."))
    found = queries.one(id, user=me())
    there = activities.place_of(found.activity_id).timezone
    return page("booths/refuse.html", form=form, found=found, zone=there)


@bp.post("/captures/<int:id>/reconsider")
@requires(Permission.BOOTHS_WRITE)
def reconsider(id: int) -> ResponseReturnValue:
    found = queries.one(id, user=me())
    services.reconsider(found, by=me())
    return saved(url_for(".fair", id=found.activity_id), _("The refusal is taken back; the lead waits again."))


# ------------------------------------------------------------------ panels


@bp.get("/panels/activities/<int:id>")
@requires(Permission.LEADS_READ)
def activity_panel(id: int) -> Response:
    activity = activities.one(id, user=me())
    codes = queries.codes(id) if activity.type in rules.FAIRS else []
    return page(
        "booths/panel.html", block="panel", activity=activity, codes=codes, phones=queries.phones(id),
        waiting=queries.numbers(id)[rules.WAITING], days=queries.days_of(id), now=clock.now(),
    )  # fmt: skip


@bp.get("/panels/leads/<int:id>")
@requires(Permission.LEADS_READ)
def lead_panel(id: int) -> Response:
    lead = leads.one(id, user=me())
    return page("booths/lead_panel.html", block="panel", lead=lead, sent=queries.of_lead(id))


@bp.get("/panels/booths/<int:id>")
@requires(Permission.LEADS_READ)
def booth_panel(id: int) -> Response:
    booth = fairs.booth(id, user=me())
    spoken = _spoken_at(booth.activity)
    return page(
        "booths/slips_panel.html", "panel", activity=booth.activity, booth_id=id, booths=[], spoken_there=spoken
    )
