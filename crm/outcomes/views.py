"""Outcomes: what is due, one of them, the summary; and the page on which a company answers without an account."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, current_app, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.config import Settings
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db, reading, writing
from crm.core.errors import NotVisible, Refused
from crm.core.languages import LOCALES
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.leads import queries as leads
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.outcomes import contents, queries, rules, services
from crm.outcomes.forms import AnswerForm, AskForm, DeclineForm, summary_of
from crm.outcomes.models import Outcome
from crm.pdf.render import RenderFailed
from crm.places.forms import keep_rates
from crm.web import onetime
from crm.web.access import me, public, requires
from crm.web.forms import ActionForm, typed_into
from crm.web.guards import checked_by_form, row_id
from crm.web.locale import language, remember_spoken
from crm.web.pages import attempt, page, saved, saved_file

bp = Blueprint("outcomes", __name__, url_prefix="/outcomes")


@bp.context_processor
def frame() -> dict[str, Any]:
    """What the templates need beside their rows."""
    return {
        "rules": rules,
        "title_of": title,
        "name_of": lambda record: contacts.display_name(record, language()),
        "lead_name": lambda lead: leads.heading(lead, language()),
        "lead_firm": lambda lead: leads.firm(lead, language()),
        "categories": PRODUCT_CATEGORIES,
    }


@bp.get("/")
@requires(Permission.OUTCOMES_READ)
def index() -> Response:
    today, wanted = here.today(), request.args.get("state", "")
    wanted = wanted if wanted in rules.STATES else ""
    if (activity_id := request.args.get("activity", type=row_id)) is not None:
        return _of_activity(activity_id)
    return page(
        "outcomes/index.html", wanted=wanted, action_form=ActionForm, counts=queries.counts(user=me(), today=today),
        groups=queries.due_list(user=me(), today=today, state_code=wanted),
    )  # fmt: skip


def _of_activity(id: int) -> Response:
    """The tab of one activity: all of its questions, answered ones, too."""
    activity = activities.one(id, user=me())
    lines = queries.summary(user=me(), activity_id=id)
    groups = queries.due_list(user=me(), today=here.today(), activity_id=id)
    past = rules.is_past_asking(activity.end_on, here.today())
    return page(
        "outcomes/mission.html", activity=activity, lines=lines, groups=groups, past=past, menu_at="missions.index"
    )


@bp.post("/prepare")
@requires(Permission.OUTCOMES_WRITE)
def prepare() -> ResponseReturnValue:
    made = services.prepare(today=here.today(), phrase=contents.reminder, user=me(), by=me())
    return saved(url_for(".index"), ngettext("%(num)d outcome is newly due.", "%(num)d outcomes are newly due.", made))


@bp.get("/<int:id>")
@requires(Permission.OUTCOMES_READ)
def record(id: int) -> Response:
    return _record(queries.one(id, user=me()))


def _record(outcome: Outcome, **sent: Any) -> Response:
    link = next(iter(onetime.shown_now()), None)
    forms: dict[str, Any] = {
        "ask_form": AskForm(formdata=None, data=_usual(outcome)),
        "decline_form": DeclineForm(formdata=None),
    }
    return page(
        "outcomes/record.html", outcome=outcome, state=queries.state(outcome, here.today()), link=link,
        uncounted=queries.is_uncounted(outcome), told_on=queries.told_on(outcome),
        letter=contents.letter(outcome, link, outcome.token_until) if link and outcome.token_until else None,
        sends_mail=_sends_mail(), action_form=ActionForm, **forms | sent,
    )  # fmt: skip


def _usual(outcome: Outcome) -> dict[str, str]:
    """The language of the company's name, where a page in it exists; and where a mail would go."""
    name = contacts.own_name(outcome.organisation).language if outcome.organisation is not None else "ja"
    return {"language": name if name in LOCALES else "ja", "to": queries.usual_address(outcome)}


def _sends_mail() -> bool:
    """Whether a mail server is set, and an address that the link in a mail may lead to."""
    settings: Settings = current_app.extensions["settings"]
    return settings.smtp is not None and bool(settings.public_url)


@bp.post("/<int:id>/ask")
@requires(Permission.OUTCOMES_WRITE)
def ask(id: int) -> ResponseReturnValue:
    outcome, form = queries.one(id, user=me()), AskForm()
    if form.validate_on_submit():
        with attempt(form):
            if _sends_mail() and form.way.data != "link":
                services.send(outcome, to=form.to.data or "", language=form.language.data, by=me())
                return saved(url_for(".record", id=id), _("The e-mail is on its way."))
            token = services.ask(outcome, language=form.language.data, by=me())
            answer = saved(url_for(".record", id=id))
            onetime.show_next(url_for(".answer", token=token, lang=form.language.data, _external=True))
            return answer
    return _record(queries.one(id, user=me()), ask_form=form, form=form)


@bp.route("/<int:id>/told", methods=["GET", "POST"])
@requires(Permission.OUTCOMES_WRITE)
def told(id: int) -> ResponseReturnValue:
    outcome, form = queries.one(id, user=me()), AnswerForm()
    if form.validate_on_submit():
        with attempt(form):
            keep_rates(form, by=me())
            services.answer(outcome, form.input(), source=rules.BY_STAFF, by=me())
            services.accept(outcome, summary=summary_of(outcome), by=me())
            return saved(url_for(".record", id=id), _("Outcome recorded."))
    return page("outcomes/told.html", form=form, outcome=queries.one(id, user=me()))


@bp.post("/<int:id>/accept")
@requires(Permission.OUTCOMES_WRITE)
def accept(id: int) -> ResponseReturnValue:
    outcome = queries.one(id, user=me())
    if outcome.answered_at is None:
        raise Refused(services.NO_ANSWER)
    services.accept(outcome, summary=summary_of(outcome), by=me())
    return saved(url_for(".record", id=id), _("Added to the record. The stage stays as it is until you move it."))


@bp.post("/<int:id>/decline")
@requires(Permission.OUTCOMES_WRITE)
def decline(id: int) -> ResponseReturnValue:
    outcome, form = queries.one(id, user=me()), DeclineForm()
    if form.validate_on_submit():
        with attempt(form):
            services.decline(outcome, note=form.note.data or "", by=me())
            return saved(url_for(".record", id=id), _("Left out of the record. The answer itself is kept."))
    return _record(queries.one(id, user=me()), decline_form=form, form=form)


@bp.get("/summary")
@requires(Permission.OUTCOMES_READ)
def summary() -> Response:
    lines = queries.summary(user=me())
    left_out = queries.left_out(lines, user=me())
    return page("outcomes/summary.html", lines=lines, left_out=left_out, action_form=ActionForm)


@bp.post("/summary/file")
@requires(Permission.LISTS_EXPORT)
def summary_file() -> Response:
    as_pdf = request.form.get("as") == "pdf"
    try:
        with reading():  # setting pages takes a second: not while holding the write lock
            lines = queries.summary(user=me())
            left_out = queries.left_out(lines, user=me())
            content = contents.pdf(lines, left_out, language()) if as_pdf else contents.workbook(lines, language())
    except RenderFailed as failure:
        raise Refused(failure.text) from failure
    services.note_export(by=me())
    return saved_file(content, name=contents.file_name(language(), "pdf" if as_pdf else "xlsx"))


@bp.get("/panels/activity/<int:id>")
@requires(Permission.OUTCOMES_READ)
def activity_panel(id: int) -> Response:
    lines = queries.summary(user=me(), activity_id=id)
    groups = queries.due_list(user=me(), today=here.today(), activity_id=id)
    back = url_for("missions.record", id=id)
    return page("outcomes/panel.html", block="panel", lines=lines, groups=groups, activity_id=id, back=back)


@bp.get("/panels/negotiation/<int:id>")
@requires(Permission.OUTCOMES_READ)
def negotiation_panel(id: int) -> Response:
    entries = queries.of_negotiation(id, user=me())
    back = url_for("negotiations.record", id=id)
    return page("outcomes/case_panel.html", block="panel", entries=entries, back=back)


# ------------------------------------------------------------------ what companies see


@bp.route("/answer/<token>", methods=["GET", "POST"])
@public
@checked_by_form
def answer(token: str) -> ResponseReturnValue:
    remember_spoken()
    outcome = _behind(token)
    if outcome is None:
        return _led_nowhere()
    spoken = _spoken(outcome.language)
    with force_locale(LOCALES[spoken]):
        form = AnswerForm()
        if form.validate_on_submit():
            with attempt(form):
                services.answer(outcome, form.input(), source=rules.BY_LINK, by=None)
                return saved(url_for(".thanks", lang=spoken))
        shown = _behind(token) if form.refused else outcome
        if shown is None:  # somebody else answered by the same link meanwhile
            return _closed()
        case = _case(shown, spoken)
        return page("outcomes/answer.html", form=form, outcome=shown, case=case, token=token, page_lang=spoken)


def _behind(token: str) -> Outcome | None:
    """The outcome behind a link, or None."""
    try:
        return queries.by_token(token)
    except NotVisible:
        return None


def _led_nowhere() -> Response:
    """Such tries are counted; too many from one address are told to wait."""
    with writing():
        too_many = services.count_try(request.remote_addr or "")
        db.session.commit()
    return _closed(HTTPStatus.TOO_MANY_REQUESTS if too_many else HTTPStatus.NOT_FOUND)


def _closed(status: HTTPStatus = HTTPStatus.NOT_FOUND) -> Response:
    """The one answer to every link that opens nothing: used, run out, replaced by a newer one, or made up."""
    spoken = _spoken(language())
    with force_locale(LOCALES[spoken]):
        form = AnswerForm()
        kept = typed_into(form.content()) if form.is_submitted() else []
        waits = status == HTTPStatus.TOO_MANY_REQUESTS
        ask = contact_lines(offices.current(), spoken) if kept else []
        return page("outcomes/closed.html", page_lang=spoken, status=status, waits=waits, typed=kept, ask=ask)


def _spoken(otherwise: str) -> str:
    """The language that the reader chose on the page, else that of the link, else the one given."""
    wanted = (session.get("language", ""), request.args.get("lang", ""))
    return next((code for code in wanted if code in LOCALES), otherwise)


def _case(outcome: Outcome, spoken: str) -> dict[str, str]:
    """The case in a few words, and nothing else of what is known about it."""
    other = ""
    if outcome.negotiation is not None:
        other = contacts.written(outcome.negotiation.counterpart, spoken).name.text
    elif outcome.lead is not None:
        other = leads.heading(outcome.lead, spoken=spoken).text
    company = contacts.written(outcome.organisation, spoken).name.text if outcome.organisation is not None else ""
    return {"activity": title(outcome.activity.names, spoken), "other": other, "company": company}


@bp.get("/thanks")
@public
def thanks() -> Response:
    asked = request.args.get("lang", "")
    spoken = asked if asked in LOCALES else language()
    with force_locale(LOCALES[spoken]):
        return page("outcomes/thanks.html", page_lang=spoken)
