"""Inquiries: the form behind the public page of a product, and what the office makes of what arrived."""

from datetime import timedelta
from typing import Final

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError

from crm.booths import contents as consent
from crm.booths.rules import NOTICE_VERSION
from crm.core.database import db
from crm.core.errors import Refused, or_not_visible
from crm.core.languages import LOCALES
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.core.texts import N_, Text
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.products import queries as products
from crm.products.models import Product
from crm.showrooms import queries, services
from crm.showrooms.forms import AskGoodsForm, TakeInquiryForm
from crm.showrooms.models import ProductInquiry
from crm.showrooms.rules import inquiries as inquiry_rules
from crm.showrooms.views.blueprint import bp
from crm.users import queries as users
from crm.users import services as pace
from crm.web.access import me, public, requires
from crm.web.forms import ActionForm, translate
from crm.web.guards import checked_by_form, row_id
from crm.web.locale import language, of_browser, speak
from crm.web.pages import attempt, page, saved

#: Inquiries are counted for each network address, as wrong codes are: a department store has one for all its visitors.
PACE: Final = "inquiry"
SLOWED: Final = N_("Many questions come from this network just now. Send yours again in %(seconds)s s.")


# ------------------------------------------------------------------ for anybody


@bp.route("/goods/<key>/ask", methods=["GET", "POST"])
@public
@checked_by_form
def ask_goods(key: str) -> ResponseReturnValue:
    """Asking about a product on its public page, where a showroom that shows it takes inquiries."""
    asked = request.args.get("lang", "")
    speak(asked if asked in LOCALES else of_browser())
    product = products.by_key(key)
    offered = queries.takes_inquiries(product.id, language()) if product is not None and product.is_public else []
    form = AskGoodsForm.of(offered)
    if product is None or not offered:
        status = 404 if product is None else 410
        return _private(page("showrooms/ask_closed.html", status=status, typed=form.typed(), ask=_office()))
    if form.validate_on_submit():
        address = request.remote_addr or ""
        try:
            pace.check_pace(PACE, address, SLOWED)
        except Refused as refusal:
            form.refuse(translate(refusal.text))
            return _asking(product, key, form, status=429)
        with attempt(form):
            return _received(key, form, offered, address)
    return _asking(or_not_visible(products.by_key(key)), key, form)  # read anew: a refusal has emptied the session


def _received(key: str, form: AskGoodsForm, offered: list[tuple[int, str]], address: str) -> ResponseReturnValue:
    chosen = form.asked_at_id.data if "asked_at_id" in form else offered[0][0]
    if chosen is None:
        raise Refused(Text("Choose one."), "asked_at_id")
    [exhibit] = queries.exhibits_shown([chosen], user=None)
    made = services.receive_inquiry(
        exhibit, form.sent(), form_id=(form.form_id.data or "")[:64], language=language(), notice_version=NOTICE_VERSION
    )
    if made is not None:
        pace.count_try(PACE, address)
    try:
        db.session.commit()
    except IntegrityError:  # sent twice at once: the first one is kept
        db.session.rollback()
    return redirect(url_for(".goods_asked", key=key, lang=language()), 303)


def _asking(product: Product, key: str, form: AskGoodsForm, status: int | None = None) -> Response:
    answer = page(
        "showrooms/ask.html", form=form, key=key, line=products.line(product, language()),
        words=consent.notices()[language()], status=status or form.http_status,
    )  # fmt: skip
    return _private(answer)


@bp.get("/goods/<key>/asked")
@public
def goods_asked(key: str) -> Response:
    """Thanks, whatever was sent; it tells nothing of it."""
    asked = request.args.get("lang", "")
    speak(asked if asked in LOCALES else of_browser())
    or_not_visible(products.by_key(key))
    return _private(page("showrooms/ask_thanks.html", key=key))


def _office() -> list[str]:
    return contact_lines(offices.current(), language())


def _private(answer: Response) -> Response:
    """No cache keeps a form: each has an id of its own."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


# ------------------------------------------------------------------ for the office


@bp.get("/<int:id>/inquiries")
@requires(Permission.SHOWROOMS_WRITE)
def inquiries(id: int) -> Response:
    """What visitors asked on public pages: what waits, and what was discarded."""
    showroom = queries.one(id, user=me())
    state = request.args.get("state", "")
    state = state if state in inquiry_rules.STATES else inquiry_rules.WAITING
    found = queries.inquiries(id, state, cursor_of(request.args), user=me())
    rows = queries.exhibits_shown({each.exhibit_id for each in found.rows}, user=me())
    return page(
        "showrooms/inquiries.html", line=queries.line(showroom, language()), showroom=showroom, state=state,
        found=found, inquiry_rules=inquiry_rules, action_form=ActionForm,
        lines={line.exhibit.id: line for line in queries.exhibit_lines(rows, language())},
    )  # fmt: skip


@bp.route("/inquiries/<int:id>", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def inquiry(id: int) -> ResponseReturnValue:
    """One inquiry, and the form that makes it a lead."""
    found = queries.inquiry(id, user=me())
    form = _form(found)
    if form.validate_on_submit():
        with attempt(form):
            [line] = queries.exhibit_lines(queries.exhibits_shown([found.exhibit_id], user=me()), language())
            lead = services.take_inquiry(found, line, **form.values(), by=me())
            return saved(url_for("leads.record", id=lead.id), _("Taken as a lead."))
    found = queries.inquiry(id, user=me())
    [line] = queries.exhibit_lines(queries.exhibits_shown([found.exhibit_id], user=me()), language())
    return page(
        "showrooms/inquiry.html", form=form, found=found, line=line, inquiry_rules=inquiry_rules,
        people=queries.people_asking(found, user=me()), action_form=ActionForm,
        kept_for=timedelta(days=offices.term("inquiries")),
    )  # fmt: skip


def _form(found: ProductInquiry) -> TakeInquiryForm:
    rows = queries.siblings(*queries.exhibits_shown([found.exhibit_id], user=me()), user=me())
    lines = queries.exhibit_lines(rows, language())
    offered = [(line.exhibit.id, queries.label(line.name.text, line.exhibit, line.size.text)) for line in lines]
    owner = users.still_here(found.showroom.inquiries_owner_id)
    return TakeInquiryForm.of(offered, {
        "exhibit_id": found.exhibit_id if len(offered) == 1 else None, "activity_id": found.showroom.activity_id,
        "owner_id": owner.id if owner is not None else None, "person_id": request.args.get("person", type=row_id),
    })  # fmt: skip


@bp.post("/<int:id>/inquiries/discard")
@requires(Permission.SHOWROOMS_WRITE)
def discard_inquiries(id: int) -> ResponseReturnValue:
    """Put all away that are ticked."""
    showroom, ticked = queries.one(id, user=me()), request.form.getlist("ids", type=row_id)
    gone = services.discard_inquiries(queries.inquiries_among(showroom.id, ticked, user=me()), by=me())
    told = ngettext("%(num)d inquiry discarded as spam.", "%(num)d inquiries discarded as spam.", gone)
    return saved(url_for(".inquiries", id=id), told)


@bp.post("/inquiries/<int:id>/discard")
@requires(Permission.SHOWROOMS_WRITE)
def discard_inquiry(id: int) -> ResponseReturnValue:
    found = queries.inquiry(id, user=me())
    services.discard_inquiry(found, by=me())
    there = url_for(".inquiries", id=found.showroom_id)
    return saved(there, _("Discarded as spam."), undo=url_for(".keep_inquiry", id=id))


@bp.post("/inquiries/<int:id>/keep")
@requires(Permission.SHOWROOMS_WRITE)
def keep_inquiry(id: int) -> ResponseReturnValue:
    found = queries.inquiry(id, user=me())
    services.keep_inquiry(found, by=me())
    return saved(url_for(".inquiry", id=id), _("It waits again."))
