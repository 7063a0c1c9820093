"""Who changed what: on each record, and the whole log for the administrator."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask_babel import gettext as _
from sqlalchemy import Boolean
from sqlalchemy.orm import Mapper

from crm.audit import queries, rules
from crm.audit.rules import Verb
from crm.core.database import Base, Moment
from crm.core.errors import NotVisible
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.web.access import can, me, requires
from crm.web.filters import datetime_in
from crm.web.forms import naming, translate
from crm.web.guards import row_id
from crm.web.pages import page

LINES = 200

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.context_processor
def words() -> dict[str, Any]:
    """How the templates call what stands in the log."""
    return {"record_word": _record_word, "column_word": _column_word, "value_word": _value_word}


def _record_word(table: str) -> str:
    return translate(rules.RECORDS[table]) if table in rules.RECORDS else table


def _column_word(table: str, column: str) -> str:
    """As the form calls it in which it is written; else by its own name."""
    if (found := naming.label(column, _capability(table))) is not None:
        return found
    return translate(rules.COLUMNS[column]) if column in rules.COLUMNS else naming.label(column) or column


def _value_word(table: str, column: str, value: str | None, names: Mapping[int, str]) -> str | None:
    """A value as the form shows it: the label of a code, a colleague's name, a moment on the reader's clock."""
    mapper = _mappers().get(table)
    if value is None or mapper is None or column not in mapper.columns:
        return value
    kept = mapper.columns[column]
    if isinstance(kept.type, Boolean):
        return str(_("Yes") if value == "True" else _("No"))
    if isinstance(kept.type, Moment):
        return datetime_in(datetime.fromisoformat(value))
    if any(key.target_fullname == "users.id" for key in kept.foreign_keys):
        return names.get(int(value), value)
    if column == "record_type":
        return _record_word(value)
    if column == "language" and value in LANGUAGE_LABELS:
        return translate(LANGUAGE_LABELS[value])
    found = naming.choice(column, _capability(table), value)
    return value if found is None else translate(found)


def _capability(table: str) -> str:
    """The capability whose forms write a table."""
    mapper = _mappers().get(table)
    return "" if mapper is None else str(mapper.class_.__module__).split(".")[1]


@cache
def _mappers() -> dict[str, Mapper[Any]]:
    return {str(mapper.local_table): mapper for mapper in Base.registry.mappers if mapper.class_.__audited__}


@bp.get("/<record_type>/<int:id>")
@requires(Permission.AUDIT_RECORD)
def record(record_type: str, id: int) -> Response:
    if not can(Permission.AUDIT_ALL):  # who may read the whole log may read each record's part of it
        visible = current_app.extensions["record_visibility"].get(record_type) or abort(404)
        if not visible(id, me()):
            raise NotVisible
    elif record_type not in _mappers():
        abort(404)
    before = request.args.get("before", type=row_id)
    lines = queries.lines(queries.entries_of(record_type, id, before), LINES)
    return page(
        "audit/record.html",
        lines=lines,
        verbs=Verb.known,
        names=current_app.extensions["user_names"](),
        record_type=record_type,
        id=id,
        more=len(lines) == LINES,
    )


@bp.get("/")
@requires(Permission.AUDIT_ALL)
def index() -> Response:
    before = request.args.get("before", type=row_id)
    lines = queries.lines(queries.entries(before), LINES)
    return page(
        "audit/index.html",
        lines=lines,
        verbs=Verb.known,
        names=current_app.extensions["user_names"](),
        more=len(lines) == LINES,
        head=queries.head(),
    )
