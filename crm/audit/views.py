"""Who changed what: on each record, and the whole log for the administrator."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import JSON, Boolean, Date
from sqlalchemy.orm import Mapper

from crm.audit import queries, rules
from crm.audit.queries import LogFilter, LogLine
from crm.audit.rules import Change, Verb, words
from crm.core import here
from crm.core.clock import from_wall
from crm.core.database import Base, Moment
from crm.core.kinds import Kind
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.core.scripts import Script, script_of, tongue
from crm.core.territories import name_of
from crm.core.texts import N_
from crm.web.access import can, me, requires
from crm.web.days import day
from crm.web.filters import datetime_in
from crm.web.forms import naming, translate
from crm.web.guards import row_id, usual_day
from crm.web.listings.cells import listed
from crm.web.locale import in_own_language, language, zone
from crm.web.pages import page
from crm.web.records import kinds, record_noun, seen

LINES = 20
#: Columns of a moment on a wall clock: 2026-12-11T09:00.
WALLS = ("wall_start", "wall_end")

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.context_processor
def called() -> dict[str, Any]:
    """How the templates call what stands in the log."""
    return {"record_word": _record_word}


def _record_word(table: str) -> str:
    return translate(words.ROWS[table] if table in words.ROWS else record_noun(table))


def _column_word(table: str, column: str) -> str:
    """As the form calls it in which it is written; else by its own name."""
    if (table, column) in words.COLUMNS_OF:
        return translate(words.COLUMNS_OF[table, column])
    if (found := naming.label(_field(table, column), _capability(table))) is not None:
        return found
    return translate(words.COLUMNS[column]) if column in words.COLUMNS else naming.label(column) or column


def _field(table: str, column: str) -> str:
    return words.FORM_FIELDS.get((table, column), column)


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
        if _target(line.table_name, column) == kind.table
        for value in values
        if value
    )
    ids = set(map(int, pointing))
    return ids if can(Permission.AUDIT_ALL) or kind.named_to_all else kind.visible_among(ids, me())


def _target(table: str, column: str) -> str:
    """The table that a column points to; "" for none."""
    mapper = _mappers().get(table)
    keys = mapper.columns[column].foreign_keys if mapper is not None and column in mapper.columns else ()
    return next((key.target_fullname.partition(".")[0] for key in keys), "")


def _changes(line: LogLine, names: Mapping[str, Mapping[int, str]]) -> list[Change]:
    table = line.table_name
    return [
        (_column_word(table, column), _value_word(table, column, old, names), _value_word(table, column, new, names))
        for column, old, new in line.changes
        if column not in words.WORKED_OUT and (old is not None or new != "") and not _is_itself(line, column, old, new)
    ]


def _is_itself(line: LogLine, column: str, old: str | None, new: str | None) -> bool:
    """Whether a column only says which record the entry is about."""
    if old is not None:
        return False
    if column == "record_type" or _target(line.table_name, column) == line.record_type:
        return new in (line.record_type, str(line.record_id))
    return column == "record_id" and new == str(line.record_id)


def _value_word(table: str, column: str, value: str | None, names: Mapping[str, Mapping[int, str]]) -> str | None:
    """A value as the form shows it: the label of a code, the name of a record, a moment on the reader's clock."""
    mapper = _mappers().get(table)
    if value is None or mapper is None or column not in mapper.columns:
        return value
    kept = mapper.columns[column]
    if value in kept.info.get("sentences", ()):
        return translate(value)
    if isinstance(kept.type, Boolean):
        return str(_("Yes") if value == "True" else _("No"))
    if (labels := kept.info.get("labels")) is not None and not isinstance(kept.type, JSON):
        return listed(translate(labels[code]) if code in labels else code for code in value.split(","))
    if isinstance(kept.type, Moment):
        return datetime_in(datetime.fromisoformat(value))
    if isinstance(kept.type, Date):
        return day(date.fromisoformat(value))
    if (known := names.get(_target(table, column))) is not None:
        return known.get(int(value), value)
    if column == "record_type":
        return _record_word(value)
    if column in ("country", "nationality"):
        return name_of(value, language())
    if isinstance(kept.type, JSON):
        return _parts_word(table, value, kept.info.get("labels", {}))
    if column in WALLS:
        return f"{day(date.fromisoformat(value[:10]))} {value[11:]}"
    found = naming.choice(_field(table, column), _capability(table), value)
    return _as_typed(value) if found is None else translate(found)


def _as_typed(text: str) -> str:
    """A text that somebody typed, with its language where the page speaks another."""
    if script_of(text) is Script.COMMON:
        return text  # a number speaks no language
    marked: str = in_own_language(text, tongue(text, here.han_language()))
    return marked


#: How a switch stands in a value with parts.
_WALL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_SWITCHES: Final = {"True": N_("Yes"), "False": N_("No")}


def _parts_word(table: str, value: str, labels: Mapping[str, str]) -> str:
    """A value with parts in words: "中国語（簡体字） / 会場：延吉机场 · 中国語（簡体字） / 移動手段：包车"."""
    try:
        found = list(rules.parts(value))
    except ValueError:
        return value  # sealed before parts were kept apart
    told = (
        escape(" / ".join(_key_word(table, key, labels) for key in path) + str(_(": ")) if path else "")
        + _leaf_word(table, path[-1] if path else "", leaf, labels)
        for path, leaf in found
    )
    return escape(" · ").join(told)


def _leaf_word(table: str, key: str, leaf: str, labels: Mapping[str, str]) -> str:
    known = {**_SWITCHES, **labels}
    if key in ("country", "language", "title_language"):
        return translate(LANGUAGE_LABELS[leaf]) if leaf in LANGUAGE_LABELS else name_of(leaf, language())
    if _WALL.fullmatch(leaf):
        return f"{day(date.fromisoformat(leaf[:10]))} {leaf[11:]}"
    found = known.get(leaf) or naming.choice(key, _capability(table), leaf)
    return _as_typed(leaf) if found is None else translate(found)


def _key_word(table: str, key: str, labels: Mapping[str, str]) -> str:
    known = {**labels, **LANGUAGE_LABELS}
    return translate(known[key]) if key in known else _column_word(table, key)


def _capability(table: str) -> str:
    """The capability whose forms write a table."""
    mapper = _mappers().get(table)
    return "" if mapper is None else str(mapper.class_.__module__).split(".")[1]


# Kept: the mapping stays as it is while a process lives.
@cache
def _mappers() -> dict[str, Mapper[Any]]:
    return {str(mapper.local_table): mapper for mapper in Base.registry.mappers if mapper.class_.__audited__}


@bp.get("/<record_type>/<int:id>")
@requires(Permission.AUDIT_RECORD)
def record(record_type: str, id: int) -> Response:
    if not can(Permission.AUDIT_ALL):  # who may read the whole log may read each record's part of it
        seen(record_type, id)
    elif record_type not in _mappers():
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
        records=sorted((_record_word(table), table) for table in _told_of()),
        lines=lines,
        groups=[[line] for line in lines],
        verbs=Verb.known,
        names=names,
        told=_told(lines, names),
        more=len(lines) == LINES,
        head=queries.head(),
    )
