"""What the log calls tables, columns and values, in the reader's words: for its pages, and for what is told from it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import JSON, Boolean, Date
from sqlalchemy.orm import Mapper

from crm.audit import rules
from crm.audit.rules import words
from crm.core import here
from crm.core.database import Base, Moment
from crm.core.languages import LANGUAGE_LABELS
from crm.core.scripts import Script, script_of, tongue
from crm.core.territories import name_of
from crm.core.texts import N_
from crm.web.days import day
from crm.web.filters import datetime_in
from crm.web.forms import naming, translate
from crm.web.listings.cells import listed
from crm.web.locale import in_own_language, language
from crm.web.records import record_noun

#: Columns of a moment on a wall clock: 2026-12-11T09:00.
WALLS = ("wall_start", "wall_end")


def record_word(table: str) -> str:
    return translate(words.ROWS[table] if table in words.ROWS else record_noun(table))


def column_word(table: str, column: str) -> str:
    """As the form calls it in which it is written; else by its own name."""
    if (table, column) in words.COLUMNS_OF:
        return translate(words.COLUMNS_OF[table, column])
    if (found := naming.label(_field(table, column), _capability(table))) is not None:
        return found
    return translate(words.COLUMNS[column]) if column in words.COLUMNS else naming.label(column) or column


def _field(table: str, column: str) -> str:
    return words.FORM_FIELDS.get((table, column), column)


def target(table: str, column: str) -> str:
    """The table that a column points to; "" for none."""
    mapper = mappers().get(table)
    keys = mapper.columns[column].foreign_keys if mapper is not None and column in mapper.columns else ()
    return next((key.target_fullname.partition(".")[0] for key in keys), "")


def as_typed(text: str) -> str:
    """A text that somebody typed, with its language where the page speaks another."""
    if script_of(text) is Script.COMMON:
        return text  # a number speaks no language
    marked: str = in_own_language(text, tongue(text, here.han_language()))
    return marked


def value_word(
    table: str,
    column: str,
    value: str | None,
    names: Mapping[str, Mapping[int, str]],
    typed: Callable[[str], str] = as_typed,
) -> str | None:
    """A value as the form shows it: the label of a code, the name of a record, a moment on the reader's clock.

    `typed` makes the word of what somebody typed: for a page it carries its language, for a file (`str`) it does not.
    """
    mapper = mappers().get(table)
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
    if (known := names.get(target(table, column))) is not None:
        return known.get(int(value), value)
    if column == "record_type":
        return record_word(value)
    if column in ("country", "nationality"):
        return name_of(value, language())
    if isinstance(kept.type, JSON):
        return _parts_word(table, value, kept.info.get("labels", {}), typed)
    if column in WALLS:
        return f"{day(date.fromisoformat(value[:10]))} {value[11:]}"
    found = naming.choice(_field(table, column), _capability(table), value)
    return typed(value) if found is None else translate(found)


#: How a switch stands in a value with parts.
_WALL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_SWITCHES: Final = {"True": N_("Yes"), "False": N_("No")}


def _parts_word(table: str, value: str, labels: Mapping[str, str], typed: Callable[[str], str]) -> str:
    """A value with parts in words: "中国語（簡体字） / 会場：延吉机场 · 中国語（簡体字） / 移動手段：包车"."""
    try:
        found = list(rules.parts(value))
    except ValueError:
        return value  # sealed before parts were kept apart
    told = [
        (" / ".join(_key_word(table, key, labels) for key in path) + str(_(": ")) if path else "")
        + _leaf_word(table, path[-1] if path else "", leaf, labels, typed)
        for path, leaf in found
    ]
    return Markup(" · ").join(told) if any(isinstance(part, Markup) for part in told) else " · ".join(told)


def _leaf_word(table: str, key: str, leaf: str, labels: Mapping[str, str], typed: Callable[[str], str]) -> str:
    known = {**_SWITCHES, **labels}
    if key in ("country", "language", "title_language"):
        return translate(LANGUAGE_LABELS[leaf]) if leaf in LANGUAGE_LABELS else name_of(leaf, language())
    if _WALL.fullmatch(leaf):
        return f"{day(date.fromisoformat(leaf[:10]))} {leaf[11:]}"
    found = known.get(leaf) or naming.choice(key, _capability(table), leaf)
    return typed(leaf) if found is None else translate(found)


def _key_word(table: str, key: str, labels: Mapping[str, str]) -> str:
    known = {**labels, **LANGUAGE_LABELS}
    return translate(known[key]) if key in known else column_word(table, key)


def _capability(table: str) -> str:
    """The capability whose forms write a table."""
    mapper = mappers().get(table)
    return "" if mapper is None else str(mapper.class_.__module__).split(".")[1]


# Kept: the mapping stays as it is while a process lives.
@cache
def mappers() -> dict[str, Mapper[Any]]:
    return {str(mapper.local_table): mapper for mapper in Base.registry.mappers if mapper.class_.__audited__}
