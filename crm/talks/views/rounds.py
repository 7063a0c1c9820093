"""Rounds on the page of a case: compared, written down, changed, printed."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.database import reading
from crm.core.errors import NotVisible
from crm.files.contents import paper
from crm.meetings.models import Meeting
from crm.meetings.rules import MEETING_KINDS, SIDES
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.talks import contents, queries, rules, services
from crm.talks.forms import RoundForm, offered
from crm.talks.rules.terms import MOVES, TERMS, compared
from crm.talks.views.blueprint import READ, WRITE, bp
from crm.web.access import me, requires
from crm.web.days import day
from crm.web.forms import translate
from crm.web.guards import row_id
from crm.web.locale import language, speak
from crm.web.pages import attempt, page, saved


@bp.get("/panels/negotiations/<int:id>/rounds")
@requires(READ)
def rounds_panel(id: int) -> Response:
    case = negotiations.shown(id, user=me())
    rounds = queries.rounds_of(id)
    return page(
        "talks/rounds.html",
        block="panel",
        case=case,
        rounds=rounds,
        rows=compared([each.offers for each in rounds]),
        offered=queries.meetings_without_round(case, rounds, user=me()),
        terms=TERMS,
        sides=SIDES,
        marks=MOVES,
        measured=contents.measured,
    )


def _meetings(form: RoundForm, case: Negotiation) -> None:
    """The form offers the meetings of the case."""
    form.meeting_id.options = lambda: [
        (row.id, f"{day(row.held_on)} · {row.subject or row.purpose or translate(MEETING_KINDS[row.kind])}")
        for row in negotiations.linked_meetings(case, user=me())
    ]


def _begun_by(case: Negotiation) -> dict[str, Any]:
    """What the meeting that the address names says of the round; NotVisible where it is none of the case's."""
    id = request.args.get("meeting", type=row_id)
    if id is None:
        return {}
    met = next((each for each in negotiations.linked_meetings(case, user=me()) if each.id == id), None)
    if met is None:
        raise NotVisible
    return {"meeting_id": met.id, "held_on": met.held_on} | {side: _sat(met, side) for side in SIDES}


def _sat(met: Meeting, side: str) -> str:
    names = [each.name_snapshot for each in met.attendees if each.side == side]
    return "、".join(names)[:300]


@bp.route("/negotiations/<int:id>/rounds/new", methods=["GET", "POST"])
@requires(WRITE)
def new_round(id: int) -> ResponseReturnValue:
    case = negotiations.one(id, user=me())
    last = next(reversed(queries.rounds_of(id)), None)
    again = last is not None and request.args.get("offers") == "last"
    lines = offered(last) if last is not None and again else [{"currency": case.currency}] * 2
    form = RoundForm(data=_begun_by(case) | {"terms": lines})
    _meetings(form, case)
    if form.validate_on_submit():
        with attempt(form):
            made = services.add_round(case, form.input(), by=me())
            return saved(_back(id), _("Round added."), undo=url_for(".archive_round", id=made.id))
    more: dict[str, Any] = {"last": None if again else last, "met": request.args.get("meeting", type=row_id)}
    return page(
        "talks/round_form.html", block="form", form=form, case=negotiations.shown(id, user=me()), row=None, **more
    )


@bp.route("/rounds/<int:id>/edit", methods=["GET", "POST"])
@requires(WRITE)
def edit_round(id: int) -> ResponseReturnValue:
    row = queries.one_round(id, user=me())
    case = negotiations.one(row.negotiation_id, user=me())
    form = RoundForm.editing(row)
    _meetings(form, case)
    if form.validate_on_submit():
        with attempt(form, row):
            services.change_round(row, form.input(), case=case, by=me())
            return saved(_back(case.id), _("Saved."))
    row = queries.one_round(id, user=me())
    shown = negotiations.shown(row.negotiation_id, user=me())
    return page("talks/round_form.html", block="form", form=form, case=shown, row=row)


def _back(case_id: int) -> str:
    return url_for("negotiations.record", id=case_id) + "#rounds"


@bp.post("/rounds/<int:id>/archive")
@requires(WRITE)
def archive_round(id: int) -> ResponseReturnValue:
    row = queries.one_round(id, user=me())
    audit.archive(row, rules.ROUND_ARCHIVED, by=me())
    return saved(_back(row.negotiation_id), _("Round archived."), undo=url_for(".restore_round", id=id))


@bp.post("/rounds/<int:id>/restore")
@requires(WRITE)
def restore_round(id: int) -> ResponseReturnValue:
    row = queries.one_round(id, user=me(), archived=True)
    audit.restore(row, rules.ROUND_RESTORED, by=me())
    return saved(_back(row.negotiation_id), _("Round restored."))


@bp.get("/negotiations/<int:id>/rounds.pdf")
@requires(READ)
def rounds_sheet(id: int) -> Response:
    """The comparison of rounds on paper, in the languages of the two sides."""
    with reading():
        case = negotiations.shown(id, user=me())
        rounds = queries.rounds_of(id)
        if not rounds:
            raise NotVisible
        spoken = contents.languages(case)
        speak(spoken[0])
        html = contents.sheet(case, rounds, spoken)
    return paper(html, f"{_('Comparison of rounds')} {negotiations.title(case, language())}", page=contents.SHEET_PAGE)
