"""The partner's link: the statement and the shelf for whoever holds it, and what the office makes of the answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from crm.config import Settings
from crm.core.cleaning import whole
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import LOCALES
from crm.core.money import decimals
from crm.core.permissions import Permission
from crm.files.contents import paper
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.showrooms import contents, queries, services
from crm.showrooms.forms import (
    CountRefusalForm,
    PartnerCodeForm,
    PartnerLinkForm,
    PaymentForm,
    ReplyForm,
    answered,
    causes,
    pieces,
    shelf_form,
    statement_form,
    taking_form,
    typed,
)
from crm.showrooms.models import PartnerCount, PartnerLink, Settlement
from crm.showrooms.queries import ExhibitLine
from crm.showrooms.rules import partners
from crm.showrooms.views.blueprint import bp
from crm.showrooms.views.settlements import page_of
from crm.users import services as pace
from crm.web import onetime
from crm.web.access import me, public, requires
from crm.web.forms import BaseForm, translate
from crm.web.guards import checked_by_form
from crm.web.locale import language, of_browser, speak
from crm.web.pages import attempt, page, saved

#: Wrong codes are counted for each network address, as wrong passwords are.
PACE: Final = "partner"


# ------------------------------------------------------------------ for whoever holds the link


def _speak(otherwise: str) -> str:
    asked = request.args.get("lang", "")
    spoken = asked if asked in LOCALES else otherwise
    speak(spoken)
    return spoken


def _cookie(id: int) -> str:
    return f"{'__Secure-' if current_app.config['SESSION_COOKIE_SECURE'] else ''}partner_{id}"


@bp.route("/partner/", methods=["GET", "POST"])
@public
@checked_by_form
def partner_door() -> ResponseReturnValue:
    """The code, which the link carries behind its #, where no server and no log sees it."""
    _speak(of_browser())
    form = PartnerCodeForm()
    if not form.validate_on_submit():
        return page("showrooms/partner_door.html", form=form)
    address = request.remote_addr or ""
    try:
        pace.check_pace(PACE, address)
    except Refused as refusal:
        form.refuse(translate(refusal.text), "code")
        return page("showrooms/partner_door.html", form=form, status=429)
    link = queries.usable(form.code.data or "")
    if link is None:
        pace.count_try(PACE, address)
        db.session.commit()
        form.refuse(
            _("This code opens nothing: it may be used up or have ended. Ask the office for another link."), "code"
        )
        return page("showrooms/partner_door.html", form=form, status=404)
    pace.forget_tries(PACE, address)
    db.session.commit()
    return _let_in(link)


def _let_in(link: PartnerLink) -> BaseResponse:
    asked = request.args.get("lang", "")
    spoken = asked if asked in LOCALES else link.language
    answer = redirect(url_for(".partner_statement", id=link.id, lang=spoken), 303)
    answer.set_cookie(
        _cookie(link.id), partners.page_key(link.code_hash), expires=link.until, path=url_for(".partner_door"),
        httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return answer


def _held(id: int, *, answers: bool = False) -> PartnerLink | None:
    """The link whose key this browser holds; it is locked where something is written."""
    return queries.opened(id, request.cookies.get(_cookie(id), ""), answers=answers)


def _closed(form: BaseForm | None = None) -> Response:
    """The one answer to every page of a link that this browser does not hold, or that opens nothing any more. What was
    typed is shown back, and with `form` why it was not taken."""
    if form is None:
        _speak(of_browser())
    status = form.http_status if form is not None else 404
    return page("showrooms/partner_closed.html", form=form, typed=typed(request.form), status=status, **_to_ask())


def _to_ask() -> dict[str, Any]:
    """Whom to ask for another link: the office, as its letters name it."""
    return {"ask": contact_lines(offices.current(), language()) if request.method == "POST" else []}


@bp.route("/partner/<int:id>", methods=["GET", "POST"])
@public
@checked_by_form
def partner_statement(id: int) -> ResponseReturnValue:
    link = _held(id, answers=request.method == "POST")
    if link is None:
        return _closed()
    spoken = _speak(link.language)
    row = queries.settlement(link.settlement_id, user=None)
    form = statement_form(queries.sold_lines(row, spoken))
    if _is_sent(form, link.answered_at):
        with attempt(form):
            said = answered(form, queries.sold_lines(row, spoken), request.form.get("verdict", ""))
            showroom = queries.one(row.showroom_id, user=None)
            services.answer(link, row, said, phrase=partial(contents.dispute_task, row, showroom))
            return saved(_onward(link))
    return _statement(id, form)


def _is_sent(form: BaseForm, done_at: datetime | None) -> bool:
    """Whether the services are asked: of what comes second they say that it does, whatever else is wrong with it."""
    return form.is_submitted() if done_at is not None else form.validate_on_submit()


def _onward(link: PartnerLink) -> str:
    """Where it goes on: to what is left, else to the thanks."""
    if link.answered_at is not None and link.counted_at is not None:
        return url_for(".partner_thanks", lang=language())
    return url_for(".partner_statement" if link.counted_at is None else ".partner_shelf", id=link.id, lang=language())


def _statement(id: int, form: BaseForm) -> Response:
    """Read anew: a refusal has emptied the session."""
    link = _held(id)
    if link is None:
        return _closed(form)
    row: Settlement = queries.settlement(link.settlement_id, user=None)
    line = queries.line(queries.one(row.showroom_id, user=None), language())
    earlier = [each for each in queries.answers_of(row.id) if each.reply]
    return page(
        "showrooms/partner_statement.html", form=form, link=link, settlement=row, line=line,
        digits=decimals(row.currency), shares=queries.share_lines(row, language()),
        sold=queries.sold_lines(row, language()), returned=queries.returned_lines(row, language()), earlier=earlier,
        typed=typed(request.form),
    )  # fmt: skip


@bp.route("/partner/<int:id>/shelf", methods=["GET", "POST"])
@public
@checked_by_form
def partner_shelf(id: int) -> ResponseReturnValue:
    """The shelf, without what the book says of it: who counts is to tell what stands there."""
    link = _held(id, answers=request.method == "POST")
    if link is None:
        return _closed()
    spoken = _speak(link.language)
    showroom_id = queries.settlement(link.settlement_id, user=None).showroom_id
    shelf, gone = _shelf(showroom_id, spoken)
    form = shelf_form([*shelf, *gone])
    if _is_sent(form, link.counted_at):
        with attempt(form):
            showroom = queries.one(showroom_id, user=None)
            counted = pieces(form, [*shelf, *gone])
            services.send_count(
                link, showroom, counted, name=form["name"].data or "", note=form["note"].data or "",
                phrase=partial(contents.count_task, showroom),
            )  # fmt: skip
            return saved(_onward(link), _told_of_gone(counted, gone))
    link = _held(id)
    if link is None:
        return _closed(form)
    line = queries.line(queries.one(showroom_id, user=None), spoken)
    shelf, gone = _shelf(showroom_id, spoken)
    return page(
        "showrooms/partner_shelf.html",
        form=form,
        link=link,
        line=line,
        shelf=[*shelf, *gone],
        typed=typed(request.form),
    )


def _shelf(showroom_id: int, spoken: str) -> tuple[list[ExhibitLine], list[ExhibitLine]]:
    """What is shown; and what was counted on the form that is sent and was archived meanwhile."""
    sent = {name.removeprefix("quantity_") for name, value in request.form.items() if value.strip()}
    ids = {number for each in sent if (number := whole(each, digits=9)) is not None}
    return queries.shelf(showroom_id, user=None, language=spoken), queries.gone_of(showroom_id, ids, spoken)


def _told_of_gone(counted: Mapping[int, int], gone: Sequence[ExhibitLine]) -> str | None:
    told = [f"{line.name.text} ({counted[line.exhibit.id]})" for line in gone if line.exhibit.id in counted]
    if not told:
        return None
    named = _(", ").join(told)
    sentence = _(
        "The office does not show this any more: %(exhibits)s. Your numbers were sent all the same.", exhibits=named
    )
    return str(sentence)


@bp.get("/partner/<int:id>/statement.pdf")
@public
def partner_paper(id: int) -> Response:
    link = _held(id)
    if link is None:
        return _closed()
    row = queries.settlement(link.settlement_id, user=None)
    showroom = queries.one(row.showroom_id, user=None)
    html = contents.statement(row, showroom)
    _speak(link.language)
    return paper(html, f"{_('Settlement statement')} {row.number}", page=contents.statement_page(showroom))


@bp.get("/partner/thanks")
@public
def partner_thanks() -> Response:
    _speak(of_browser())
    return page("showrooms/partner_thanks.html")


# ------------------------------------------------------------------ for the office


@bp.post("/settlements/<int:id>/links")
@requires(Permission.SHOWROOMS_WRITE)
def make_link(id: int) -> ResponseReturnValue:
    form = PartnerLinkForm()
    if form.validate_on_submit():
        with attempt(form):
            link, code = services.make_link(queries.settlement(id, user=me()), **form.values(), by=me())
            answer = saved(url_for(".settlement", id=id) + "#partner")
            onetime.show_next(f"{_address(link.language)}#{code}")
            return answer
    return _again(id, form, link_form=form)


def _address(spoken: str) -> str:
    """Where the door is, as whoever is outside reaches it: at the address of the office, else at this one."""
    settings: Settings = current_app.extensions["settings"]
    if settings.public_url:
        return f"{settings.public_url}/showrooms/partner/?lang={spoken}"
    return url_for(".partner_door", lang=spoken, _external=True)


def _again(id: int, form: BaseForm, **sent: Any) -> Response:
    return page_of(queries.settlement(id, user=me()), PaymentForm(formdata=None), status=form.http_status, **sent)


@bp.post("/links/<int:id>/revoke")
@requires(Permission.SHOWROOMS_WRITE)
def revoke_link(id: int) -> ResponseReturnValue:
    link = queries.link_of(id, user=me())
    services.revoke_link(link, by=me())
    return saved(
        url_for(".settlement", id=link.settlement_id) + "#partner",
        _("The link is revoked and no longer shows anything."),
    )


@bp.post("/answers/<int:id>/reply")
@requires(Permission.SHOWROOMS_WRITE)
def reply(id: int) -> ResponseReturnValue:
    said, form = queries.answer_of(id, user=me()), ReplyForm()
    there = said.settlement_id
    if form.validate_on_submit():
        with attempt(form):
            services.reply(said, form.reply.data or "", by=me())
            return saved(
                url_for(".settlement", id=there) + "#partner", _("Dispute answered: the settlement can go on.")
            )
    return _again(there, form, reply_form=form)


@bp.get("/counts/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def partner_count(id: int) -> ResponseReturnValue:
    """What the partner counted, beside the book of that day."""
    return _count(id, taking_form(queries.count_lines(queries.count_of(id, user=me()), language())))


def _count(id: int, form: BaseForm, refusal: CountRefusalForm | None = None) -> Response:
    found: PartnerCount = queries.count_of(id, user=me())
    showroom = queries.one(found.showroom_id, user=me())
    return page(
        "showrooms/partner_count.html", form=refusal or form, taking=form, count=found, partners=partners,
        refusal=refusal or CountRefusalForm(formdata=None), stands=queries.stands(found),
        lines=queries.count_lines(found, language()),
        line=queries.line(showroom, language()), zone=showroom.place.timezone,
    )  # fmt: skip


@bp.post("/counts/<int:id>/take")
@requires(Permission.SHOWROOMS_WRITE)
def take_count(id: int) -> ResponseReturnValue:
    found = queries.count_of(id, user=me())
    lines = queries.count_lines(found, language())
    form = taking_form(lines)
    if form.validate_on_submit():
        with attempt(form):
            number = services.take_count(found, causes(form, lines), by=me())
            told = ngettext("Counted: %(num)d adjustment.", "Counted: %(num)d adjustments.", number)
            return saved(url_for(".record", id=found.showroom_id), told)
    return _count(id, form)


@bp.post("/counts/<int:id>/refuse")
@requires(Permission.SHOWROOMS_WRITE)
def refuse_count(id: int) -> ResponseReturnValue:
    found, form = queries.count_of(id, user=me()), CountRefusalForm()
    if form.validate_on_submit():
        with attempt(form):
            services.refuse_count(found, form.reason.data or "", by=me())
            return saved(url_for(".record", id=found.showroom_id), _("Not taken over; the reason is kept."))
    lines = queries.count_lines(queries.count_of(id, user=me()), language())
    return _count(id, taking_form(lines), form)
