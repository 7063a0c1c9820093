"""A move between stages: pressed in a menu, asked in place for what is missing, taken back."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts.forms.where import keep_where
from crm.negotiations import queries, rules, services
from crm.negotiations.forms import BOARD, MoveForm
from crm.negotiations.models import Negotiation, StageEvent
from crm.negotiations.views.blueprint import WRITE, asked_fields, board_context, bp
from crm.negotiations.views.cases import record_page
from crm.web import listings
from crm.web.access import can, me, requires
from crm.web.forms import translate
from crm.web.guards import safe_next
from crm.web.locale import language
from crm.web.pages import attempt, page, saved, wants_block

#: The section of the board that shows a stage; both kinds of signed case stand in one.
SECTIONS = {code: code for code in rules.STAGE_LABELS} | {rules.EXECUTING: rules.SIGNED}


@bp.post("/<int:id>/move")
@requires(WRITE)
def move(id: int) -> ResponseReturnValue:
    case, form = queries.one(id, user=me()), MoveForm()
    form.ask_where(queries.sides(case) if queries.freezes(case) else [])
    if form.validate_on_submit():
        with attempt(form):
            keep_where(form, by=me())
            with form.held_up():
                event = services.move(
                    case, form.stage.data, wish=form.wish(), version=form.opened_at(), on=form.day(), by=me(),
                    word=form.given(),
                )  # fmt: skip
            return _moved(case, event, form.origin.data)
    return _ask(queries.one(id, user=me()), form)


def _moved(case: Negotiation, event: StageEvent, origin: str | None) -> ResponseReturnValue:
    """The board gets the sections that changed and a toast with Undo; a plain browser is led back."""
    message = _("“%(title)s” is now in “%(stage)s”.", title=queries.title(case, language()), stage=_label(case.stage))
    on_board = request.args.get("on") == "board"
    back = listings.narrowed(BOARD).url() if on_board else url_for(".record", id=case.id)
    undo = url_for(".undo", id=case.id, event_id=event.id, next=back)
    answer = saved(back, message, undo=undo)
    return _changed_sections(case, origin) if on_board and wants_block() else answer


def followed() -> list[tuple[str, str]]:
    """(what is said, the address that takes it back) of the cases that moved by themselves with what is being saved;
    of those alone that the reader sees."""
    moves = {move.negotiation_id: move for move in services.followed()}
    titles = queries.visible_labels(moves, user=me(), language=language()) if moves else {}
    return [
        (
            _("The talk was held: “%(title)s” is now in “%(stage)s”.", title=title, stage=_label(moves[id].to_stage)),
            url_for("negotiations.undo", id=id, event_id=moves[id].id) if can(WRITE) else "",
        )
        for id, title in titles.items()
    ]


def _label(stage: str) -> str:
    return translate(rules.STAGE_LABELS[stage])


def _changed_sections(case: Negotiation, origin: str | None, **more: Any) -> Response:
    """The section the card was in, and the one it is in now; both are counted anew."""
    first = SECTIONS.get(origin or "") or SECTIONS[case.stage]
    context = board_context()
    lanes = rules.OPEN_STAGES if context["lanes"] else ()  # the first column heads them, with what is in each
    changed = list(dict.fromkeys([first, SECTIONS[case.stage], *lanes]))
    return page("negotiations/_moved.html", changed=changed, moved_id=case.id, **context, **more)


def _ask(case: Negotiation, form: MoveForm) -> Response:
    """The move needs an answer: it is asked in the card, or on the case's page. Nothing is written yet.

    Barred goods are told, and the management's word is asked for, with the first answer: nobody answers in vain.
    """
    form.version.data = str(case.version)
    entering = queries.entering([case.id])[case.id]
    barring = entering.waiting if rules.leads_on(case.stage, form.stage.data or "") else []
    form.show_goods(barring)
    form.ask(asked_fields(case, form))
    if request.args.get("on") != "board":
        return record_page(case, "move", form, entering=entering, barring=barring)
    if wants_block():
        return _changed_sections(case, form.origin.data, form=form, asking_id=case.id, barring=barring)
    context = board_context()
    return page("negotiations/board.html", form=form, asking_id=case.id, asked=case, barring=barring, **context)


@bp.post("/<int:id>/moves/<int:event_id>/undo")
@requires(WRITE)
def undo(id: int, event_id: int) -> ResponseReturnValue:
    case = queries.one(id, user=me())
    services.undo_move(case, event_id, by=me())
    back = safe_next(request.args.get("next", url_for(".record", id=id)))
    title = queries.title(case, language())
    return saved(back, _("Undone: “%(title)s” is in “%(stage)s” again.", title=title, stage=_label(case.stage)))
