"""Which own fields there are, what records say in them, and which records say it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from crm.audit.queries import LogLine
from crm.audit.rules import Change
from crm.core import cleaning, reading
from crm.core.conditions import OWN, Own
from crm.core.database import db
from crm.core.languages import FALLBACKS
from crm.core.paging import OrderColumn, Page, page_by
from crm.core.records import only
from crm.fields import rules
from crm.fields.models import FieldDefinition, FieldLabel, FieldOption, FieldValue
from crm.fields.rules import Value


def _loaded(statement: Select[FieldDefinition]) -> Select[FieldDefinition]:
    order = (FieldDefinition.record_type, FieldDefinition.position, FieldDefinition.id)
    return statement.options(selectinload(FieldDefinition.labels), selectinload(FieldDefinition.options)).order_by(
        *order
    )


def defined(record_type: str, *, archived: bool = False) -> list[FieldDefinition]:
    """The fields of one kind of record (table name) in their order, labels and options loaded."""
    statement = _loaded(select(FieldDefinition).where(FieldDefinition.record_type == record_type))
    return list(db.session.scalars(statement if archived else statement.where(FieldDefinition.archived_at.is_(None))))


_THERE: Final = select(
    exists().where(FieldDefinition.record_type == bindparam("record_type"), FieldDefinition.archived_at.is_(None))
)


def are_there(record_type: str) -> bool:
    """Whether one kind of record has any."""
    [(found,)] = reading.rows(_THERE, record_type=record_type)
    return bool(found)


def one(id: int) -> FieldDefinition:
    """One field, archived or not, labels and options loaded; NotVisible when there is none."""
    return only(_loaded(select(FieldDefinition)), id)


def label(definition: FieldDefinition, language: str) -> FieldLabel | None:
    """What the field is called for a reader of `language`: theirs, else the nearest language it has."""
    by_language = {row.language: row for row in definition.labels}
    return next((by_language[tag] for tag in FALLBACKS[language] if tag in by_language), None)


def label_text(definition: FieldDefinition, language: str) -> str:
    """The label alone; `#id` for a field without any."""
    found = label(definition, language)
    return found.text if found else f"#{definition.id}"


def told(lines: Sequence[LogLine], language: str) -> dict[int, list[Change]]:
    """{entry of the log: [(field, before, after)]} for entries about values, each field by its own name."""
    stored = select(FieldValue.id, FieldValue.field_id).where(FieldValue.id.in_({line.row_id for line in lines}))
    fields = dict(db.session.execute(stored).all()) if lines else {}
    for line in lines:  # of values that are gone, what they were made or deleted with tells the field
        said = [value for column, *values in line.changes if column == "field_id" for value in values if value]
        fields |= {line.row_id: int(said[0])} if said else {}
    known = _loaded(select(FieldDefinition).where(FieldDefinition.id.in_(set(fields.values()))))
    definitions = {field.id: field for field in db.session.scalars(known)} if fields else {}
    found = {line.id: (line, definitions.get(fields.get(line.row_id, 0))) for line in lines}
    return {id: _told(line, field, language) for id, (line, field) in found.items() if field is not None}


def _told(line: LogLine, field: FieldDefinition, language: str) -> list[Change]:
    column = rules.COLUMNS[field.kind]
    options = {str(option.id): option.text for option in field.options}

    def shown(value: str | None) -> str | None:
        if value is None:
            return None
        if field.kind == "number":
            return rules.plain(Decimal(value))
        if field.kind == "choices":
            return ", ".join(options.get(str(id), f"#{id}") for id in rules.unpacked(value))
        if field.kind == "link":
            return f"#{value}"
        return options.get(value, value)

    changed = [(shown(old), shown(new)) for name, old, new in line.changes if name == column]
    return [(label_text(field, language), old, new) for old, new in changed]


_VALUES: Final = (
    select(
        FieldValue.record_id,
        FieldValue.field_id,
        FieldValue.text,
        FieldValue.number,
        FieldValue.day,
        FieldValue.yes,
        FieldValue.chosen.label("several"),
        FieldValue.linked_type,
        FieldValue.linked_id,
        FieldOption.text.label("chosen"),
    )
    .join(FieldDefinition, FieldDefinition.id == FieldValue.field_id)
    .outerjoin(FieldOption, FieldOption.id == FieldValue.option_id)
    .where(
        FieldValue.record_type == bindparam("record_type"),
        reading.of_ids(FieldValue.record_id),
        FieldDefinition.archived_at.is_(None),
    )
)


def values(record_type: str, ids: Iterable[int]) -> dict[int, dict[int, Value]]:
    """{record id: {field id: value}} in one query; values of archived fields are left out.

    A value is as `rules.Value` has it.
    """
    found: dict[int, dict[int, Value]] = {}
    told = reading.by_first(_VALUES, list(ids), record_type=record_type)
    texts = _option_texts({id for rows in told.values() for row in rows for id in rules.unpacked(row.several or "")})
    for id, rows in told.items():
        said = {row.field_id: value for row in rows if (value := value_of(row, texts)) is not None}
        if said:
            found[id] = said
    return found


def value_of(row: Row[Any], texts: Mapping[int, str]) -> Value | None:
    """The one value of a row; `texts` are those of the options of several choices."""
    if row.several:
        return tuple(texts[id] for id in rules.unpacked(row.several) if id in texts)
    if row.linked_id is not None:
        return rules.Linked(row.linked_type, row.linked_id)
    return next((value for value in (row.text, row.number, row.day, row.yes, row.chosen) if value is not None), None)


def _option_texts(ids: Collection[int]) -> dict[int, str]:
    """{option: its text}, in the order of the options."""
    if not ids:
        return {}
    found = select(FieldOption.id, FieldOption.text).where(FieldOption.id.in_(ids))
    return {row.id: row.text for row in db.session.execute(found)}


def option_name(option: FieldOption, language: str) -> str:
    """What an answer is called for a reader of a language: as the office has said it there, else its own text."""
    return next((option.names[tag] for tag in FALLBACKS[language] if tag in option.names), option.text)


def told_texts(definition: FieldDefinition, value: Value, language: str) -> list[str]:
    """A choice, or several, in the words of a reader; its options must be loaded."""
    names = {option.text: option_name(option, language) for option in definition.options}
    return [names.get(text, text) for text in (value if isinstance(value, tuple) else (str(value),))]


def order(record_type: str, sort: str, id: Any) -> tuple[Subquery, tuple[OrderColumn, ...]] | None:
    """What to join for an order by an own field, "own-3" or "-own-3", as (id, key), and that order; None for another.

    Records that say nothing come last, or first where it is turned round.
    """
    text = sort.removeprefix("-")
    field_id = cleaning.whole(text.removeprefix(OWN)) if text.startswith(OWN) else None
    definition = db.session.get(FieldDefinition, field_id) if field_id else None
    if definition is None or definition.record_type != record_type or definition.kind not in rules.SORTED:
        return None
    keys: dict[str, tuple[Any, Any]] = {
        "text": (FieldValue.search_key, literal("\uffff")),
        "number": (FieldValue.number, literal(rules.BEYOND, Numeric(21, 6))),
        "date": (FieldValue.day, literal(date.max, Date())),
        "choice": (FieldOption.position, literal(rules.LAST, Integer())),
        "yes_no": (case((FieldValue.yes.is_(True), 0), else_=1), literal(rules.LAST, Integer())),
    }
    key, last = keys[definition.kind]
    said = select(FieldValue.record_id.label("id"), key.label("key")).where(
        FieldValue.record_type == record_type, FieldValue.field_id == field_id
    )
    values = said.outerjoin(FieldOption, FieldOption.id == FieldValue.option_id).subquery()
    column = func.coalesce(values.c.key, last).label("own")
    down = sort.startswith("-")
    return values, (OrderColumn(column, descending=down), OrderColumn(id, descending=down))


def page_in_order(
    record_type: str,
    sort: str,
    statement: Select[Any],
    id: Any,
    cursor: str | None,
    size: int,
    *loaded: Any,
    columns: Sequence[Any] = (),
) -> Page[Any] | None:
    """A page of the records of a statement in such an order, or of columns of theirs; None for another."""
    found = order(record_type, sort, id)
    if found is None:
        return None
    return page_by(statement, found[1], cursor, size, *loaded, days=found[0], columns=columns)


def rows_of(record_type: str, ids: Sequence[int]) -> dict[tuple[int, int], FieldValue]:
    """{(record id, field id): row} of the stored values, for writing them."""
    statement = select(FieldValue).where(FieldValue.record_type == record_type, FieldValue.record_id.in_(ids))
    return {(row.record_id, row.field_id): row for row in db.session.scalars(statement)}


def option_uses(field_id: int) -> dict[int, int]:
    """{option id: how many records chose it}, alone or among several."""
    several = select(FieldValue.chosen).where(FieldValue.field_id == field_id, FieldValue.chosen.is_not(None))
    among = Counter(id for text in db.session.scalars(several) for id in rules.unpacked(text or ""))
    statement = (
        select(FieldValue.option_id, func.count())
        .where(FieldValue.field_id == field_id, FieldValue.option_id.is_not(None))
        .group_by(FieldValue.option_id)
    )
    return among + Counter({id: count for id, count in db.session.execute(statement) if id is not None})


def matching(record_type: str, field_id: int, operator: str, value: str = "") -> Select[int] | None:
    """The ids of records whose value in the field fulfils `operator` (rules.OPERATORS) with `value` as typed, for `IN`.

    A choice is asked for by the text of its option. `filled` takes no value: negate it for "is empty". None when
    the field, the operator or the value cannot be: the filter in an address then counts as not sent.
    """
    definition = db.session.get(FieldDefinition, field_id)
    if definition is None or definition.record_type != record_type or definition.archived_at is not None:
        return None
    statement = select(FieldValue.record_id).where(
        FieldValue.record_type == record_type, FieldValue.field_id == field_id
    )
    if operator not in rules.OPERATORS[definition.kind]:
        return None
    if operator == "filled":
        return statement
    condition = _condition(definition, operator, value)
    return None if condition is None else statement.where(condition)


def fulfilling(id: Any, record_type: str, asked: Iterable[Own]) -> ColumnElement[bool]:
    """Whether the record of a column of ids fulfils every condition; one whose field is gone asks for nothing."""
    found = (matching(record_type, each.field_id, each.operator, each.value) for each in asked)
    return and_(true(), *(id.in_(ids) for ids in found if ids is not None))


def _condition(definition: FieldDefinition, operator: str, value: str) -> ColumnElement[bool] | None:
    try:
        if definition.kind == "number":
            return _compared(FieldValue.number, operator, cleaning.parse_decimal(value, rules.DECIMALS))
        if definition.kind == "date":
            return _compared(FieldValue.day, operator, cleaning.parse_date(value))
        key = rules.key_of(cleaning.line(value, rules.TEXT_LIMIT))
    except cleaning.BadText:
        return None
    if not key:
        return None
    if definition.kind == "yes_no":
        answer = rules.yes_or_no(value)
        return None if answer is None else FieldValue.yes.is_(answer)
    if definition.kind == "link":
        id = cleaning.whole(value.removeprefix("#"))
        return FieldValue.linked_id == id if id else None
    if definition.kind in rules.CHOOSING:
        return _chose(definition, key)
    return FieldValue.search_key == key if operator == "is" else FieldValue.search_key.contains(key, autoescape=True)


def _chose(definition: FieldDefinition, key: str) -> ColumnElement[bool]:
    options = select(FieldOption.id).where(FieldOption.field_id == definition.id, FieldOption.key == key)
    if definition.kind == "choice":
        return FieldValue.option_id.in_(options)
    id = db.session.scalar(options)
    return false() if id is None else FieldValue.chosen.contains(f",{id},", autoescape=True)


def _compared(column: InstrumentedAttribute[Any], operator: str, value: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column == value
    if operator in ("least", "from"):
        condition = column >= value
    elif operator in ("most", "until"):
        condition = column <= value
    return condition
