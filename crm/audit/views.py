"""Who changed what: on each record, and the whole log for the administrator."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _

from crm.audit import contents, queries
from crm.audit.queries import LogFilter, LogLine
from crm.audit.rules import Change, Verb, words
from crm.core.clock import from_wall
from crm.core.kinds import Kind
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.web.access import can, me, requires
from crm.web.forms import translate
from crm.web.guards import row_id, usual_day
from crm.web.locale import language, zone
from crm.web.pages import page
from crm.web.records import kinds, seen

LINES = 20

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.context_processor
def called() -> dict[str, Any]:
    """How the templates call what stands in the log."""
    return {"record_word": contents.record_word}


def _told(lines: Sequence[LogLine], staff: Mapping[int, str]) -> dict[int, list[Change]]:
    """{entry: [(what, before, after)]} in the reader's words. What a capability tells of its rows itself goes first."""
    names: dict[str, Mapping[int, str]] = {"users": staff}
    for kind in kinds().values():
        if kind.names is not None:
            names[kind.table] = kind.names(sorted(_ids(kind, lines)), language())
    told = {line.id: _changes(line, names) for line in lines}
    for table, tell in current_app.extensions["audited_rows"].items():
        told |= tell([line for line in lines if line.table_name == table], language())
    return told


def _ids(kind: Kind, lines: Sequence[LogLine]) -> set[int]:
    """The records of a kind that the entries point to and the reader may see."""
    pointing = (
        value
        for line in lines
        for column, *values in line.changes
        if contents.target(line.table_name, column) == kind.table
        for value in values
        if value
    )
    ids = set(map(int, pointing))
    return ids if can(Permission.AUDIT_ALL) or kind.named_to_all else kind.visible_among(ids, me())


def _changes(line: LogLine, names: Mapping[str, Mapping[int, str]]) -> list[Change]:
    table = line.table_name
    return [
        (
            contents.column_word(table, column),
            contents.value_word(table, column, old, names),
            contents.value_word(table, column, new, names),
        )
        for column, old, new in line.changes
        if column not in words.WORKED_OUT and (old is not None or new != "") and not _is_itself(line, column, old, new)
    ]


def _is_itself(line: LogLine, column: str, old: str | None, new: str | None) -> bool:
    """Whether a column only says which record the entry is about."""
    if old is not None:
        return False
    if column == "record_type" or contents.target(line.table_name, column) == line.record_type:
        return new in (line.record_type, str(line.record_id))
    return column == "record_id" and new == str(line.record_id)


@bp.get("/<record_type>/<int:id>")
@requires(Permission.AUDIT_RECORD)
def record(record_type: str, id: int) -> Response:
    if not can(Permission.AUDIT_ALL):  # who may read the whole log may read each record's part of it
        seen(record_type, id)
    elif record_type not in contents.mappers():
        abort(404)
    before = request.args.get("before", type=row_id)
    lines = queries.lines(queries.entries_of(record_type, id, before), LINES)
    names = current_app.extensions["user_names"]()
    groups = queries.edits(lines)
    return page(
        "audit/record.html",
        lines=lines,
        groups=groups,
        verbs=Verb.known,
        names=names,
        told=_told([line for group in groups for line in group], names),
        record_type=record_type,
        id=id,
        more=len(lines) == LINES,
    )


def _told_of() -> set[str]:
    """The tables of the records that the log tells of."""
    return {*kinds(), *words.ROWS}


def _told_table(text: str) -> str:
    if text not in _told_of():
        raise ValueError("the log tells of no such record")
    return text


#: What narrows the log, as it stands in the address: who acted, the kind of record, from a day to a day.
ASKED: Final[dict[str, Callable[[str], Any]]] = {
    "by": row_id, "of": _told_table, "since": usual_day, "until": usual_day
}  # fmt: skip

#: What is wrong with one that cannot be read.
UNREAD: Final = {
    "by": N_("Choose one from the list."), "of": N_("Choose one from the list."),
    "since": N_("Enter a day of the calendar."), "until": N_("Enter a day of the calendar."),
}  # fmt: skip


def _asked(staff: Collection[int]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the address narrows the log by, and {its name: what is wrong} of what cannot be read."""
    asked, wrong = {}, {}
    for name, read in ASKED.items():
        asked[name] = request.args.get(name, type=read)
        if request.args.get(name, "").strip() and (asked[name] is None or (name == "by" and asked[name] not in staff)):
            wrong[name] = translate(UNREAD[name])
    if not wrong and asked["since"] and asked["until"] and asked["until"] < asked["since"]:
        wrong["until"] = _("The last day is before the first day.")
    return asked, wrong


def _begins(on: date | None) -> datetime | None:
    """When a day begins on the reader's clock."""
    return None if on is None else from_wall(datetime.combine(on, time()), zone())


@bp.get("/")
@requires(Permission.AUDIT_ALL)
def index() -> Response:
    names = current_app.extensions["user_names"]()
    asked, wrong = _asked(names)
    since, until = asked["since"], asked["until"]
    wanted = LogFilter(
        asked["by"], asked["of"] or "", _begins(since), _begins(until + timedelta(days=1)) if until else None
    )
    before = request.args.get("before", type=row_id)
    lines = [] if wrong else queries.lines(queries.entries(before).where(*wanted.where()), LINES)
    return page(
        "audit/index.html",
        wrong=wrong,
        asked={name: value for name, value in asked.items() if value},
        records=sorted((contents.record_word(table), table) for table in _told_of()),
        lines=lines,
        groups=[[line] for line in lines],
        verbs=Verb.known,
        names=names,
        told=_told(lines, names),
        more=len(lines) == LINES,
        head=queries.head(),
    )
