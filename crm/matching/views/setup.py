"""Making a matching table and saying what it consists of."""

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.audit import services as audit
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.matching import queries, rules, services
from crm.matching.forms import (
    CompaniesForm,
    InterpreterForm,
    NameForm,
    NewInterpreterForm,
    NewSessionForm,
    RoundsForm,
    SessionForm,
    TablesForm,
)
from crm.matching.models import MatchingInterpreter
from crm.matching.queries import MatchingBoard
from crm.matching.views.blueprint import bp, tab
from crm.targets import queries as targets
from crm.web.access import me, requires
from crm.web.forms import ActionForm, translate
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/panels/activity/<int:id>")
@requires(Permission.MATCHING_READ)
def activity_panel(id: int) -> Response:
    return page("matching/panel.html", block="panel", lines=queries.of_activity(id, user=me()), activity_id=id)


@bp.route("/missions/<int:id>/new", methods=["GET", "POST"])
@requires(Permission.MATCHING_WRITE)
def new(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = NewSessionForm.of(activity, _("Matching table"))
    if form.validate_on_submit():
        with attempt(form):
            made = services.open_session(
                activity, name=form.name.data or "", timezone=form.timezone.data, venue=form.venue.data or "",
                least=form.least.data or 0, tables=form.tables.data or 0, rounds=form.rounds(), by=me(),
            )  # fmt: skip
            late = queries.overtime(made)
            told = [_("Matching table created. Now choose who takes part."), *([translate(late)] if late else [])]
            return saved(url_for(".setup", id=made.id), " ".join(told))
    return page("matching/new.html", form=form, activity=activity, name=title(activity.names, language()))


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.MATCHING_WRITE)
def edit(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    form = SessionForm.editing(board.session)
    if form.validate_on_submit():
        with attempt(form, board.session):
            services.change_session(
                board.session, name=form.name.data or "", venue=form.venue.data or "", least=form.least.data or 0,
                by=me(),
            )  # fmt: skip
            return saved(url_for(".setup", id=id), _("Saved."))
    return page("matching/edit.html", form=form, session=queries.session(id, user=me()))


@bp.post("/<int:id>/archive")
@requires(Permission.MATCHING_WRITE)
def archive(id: int) -> ResponseReturnValue:
    session = queries.session(id, user=me())
    audit.archive(session, rules.ARCHIVED, by=me())
    undo = url_for(".restore", id=id)
    return saved(url_for("missions.record", id=session.activity_id), _("Matching table archived."), undo=undo)


@bp.post("/<int:id>/restore")
@requires(Permission.MATCHING_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.session(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Matching table restored."))


@bp.get("/<int:id>/setup")
@requires(Permission.MATCHING_READ)
def setup(id: int) -> Response:
    return _page(queries.board(id, user=me()))


def _page(board: MatchingBoard, **sent: Any) -> Response:
    """The set-up with all its small forms; `sent` are those that came back with errors."""
    day = next(reversed(board.slots.values())).wall_start[:10] if board.slots else None
    forms: dict[str, Any] = {
        "companies_form": CompaniesForm.of(board, formdata=None),
        "rounds_form": RoundsForm(formdata=None, data={"day": date.fromisoformat(day) if day else None}),
        "tables_form": TablesForm(formdata=None),
        "interpreter_form": NewInterpreterForm.of(board, formdata=None),
    }
    return tab("matching/setup.html", board, "setup", action_form=ActionForm, **forms | sent)


@bp.post("/<int:id>/companies")
@requires(Permission.MATCHING_WRITE)
def add_companies(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    form = CompaniesForm.of(board)
    if form.validate_on_submit():
        with attempt(form):
            count = services.add_companies(board, form.side.data, form.ids(_on_list), by=me())
            return saved(
                url_for(".setup", id=id),
                ngettext("%(num)d company added.", "%(num)d companies added.", count),
            )
    return _page(queries.board(id, user=me()), companies_form=form, form=form)


def _on_list(id: int) -> list[int]:
    """Who stands on a target list that the reader sees."""
    found = targets.target_list(id, user=me())
    ids, cursor = [], None
    while True:
        rows = targets.members(found, cursor=cursor)
        ids += [row.record_id for row in rows.rows]
        cursor = rows.next_cursor
        if cursor is None:
            return ids


@bp.post("/<int:id>/rounds")
@requires(Permission.MATCHING_WRITE)
def add_rounds(id: int) -> ResponseReturnValue:
    board, form = queries.board(id, user=me()), RoundsForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_rounds(board, form.rounds(), by=me())
            return saved(url_for(".setup", id=id, _anchor="rounds"), _("Rounds added."))
    return _page(queries.board(id, user=me()), rounds_form=form, form=form)


@bp.post("/<int:id>/rounds/<int:slot>/remove")
@requires(Permission.MATCHING_WRITE)
def remove_round(id: int, slot: int) -> ResponseReturnValue:
    services.remove_round(queries.board(id, user=me()), slot, by=me())
    return saved(url_for(".setup", id=id, _anchor="rounds"), _("Round removed."))


@bp.post("/<int:id>/tables")
@requires(Permission.MATCHING_WRITE)
def add_tables(id: int) -> ResponseReturnValue:
    board, form = queries.board(id, user=me()), TablesForm()
    if form.validate_on_submit():
        with attempt(form):
            services.add_tables(board, form.number.data or 0, by=me())
            return saved(url_for(".setup", id=id, _anchor="tables"), _("Tables added."))
    return _page(queries.board(id, user=me()), tables_form=form, form=form)


@bp.post("/<int:id>/tables/<int:table>")
@requires(Permission.MATCHING_WRITE)
def change_table(id: int, table: int) -> ResponseReturnValue:
    board, form = queries.board(id, user=me()), NameForm()
    there = url_for(".setup", id=id, _anchor="tables")
    if "remove" in request.form:
        services.remove_table(board, table, by=me())
        return saved(there, _("Table removed."))
    services.rename_table(board, table, form.name.data or "", by=me())
    return saved(there, _("Saved."))


@bp.post("/<int:id>/interpreters")
@requires(Permission.MATCHING_WRITE)
def add_interpreter(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    form = NewInterpreterForm.of(board)
    if form.validate_on_submit():
        with attempt(form):
            for person_id in form.ids():
                services.add_interpreter(board, person_id, form.languages.data or (), by=me())
            return saved(url_for(".setup", id=id, _anchor="interpreters"), _("Interpreter added."))
    return _page(queries.board(id, user=me()), interpreter_form=form, form=form)


@bp.route("/interpreters/<int:id>", methods=["GET", "POST"])
@requires(Permission.MATCHING_WRITE)
def interpreter(id: int) -> ResponseReturnValue:
    board = queries.board(queries.session_of(MatchingInterpreter, id), user=me())
    one, form = board.interpreters[id], InterpreterForm.of(board, board.interpreters[id])
    there = url_for(".setup", id=board.session.id, _anchor="interpreters")
    if form.validate_on_submit():
        with attempt(form):
            services.change_interpreter(
                board, one, languages=form.languages.data or (), absent=form.absent.data or (), by=me()
            )
            return saved(there, _("Saved."))
    again = queries.board(board.session.id, user=me())
    return page("matching/interpreter.html", form=form, board=again, one=again.interpreters[id], back=there)


@bp.post("/interpreters/<int:id>/remove")
@requires(Permission.MATCHING_WRITE)
def remove_interpreter(id: int) -> ResponseReturnValue:
    board = queries.board(queries.session_of(MatchingInterpreter, id), user=me())
    services.remove_interpreter(board, board.interpreters[id], by=me())
    return saved(url_for(".setup", id=board.session.id, _anchor="interpreters"), _("Interpreter removed."))
