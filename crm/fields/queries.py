"""Which own fields there are, what records say in them, and which records say it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from crm.audit.queries import LogLine
from crm.audit.rules import Change
from crm.core import cleaning, reading
from crm.core.conditions import Own
from crm.core.database import db
from crm.core.languages import FALLBACKS
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
        if value is not None and field.kind == "number":
            return rules.plain(Decimal(value))
        return options.get(value or "", value)

    changed = [(shown(old), shown(new)) for name, old, new in line.changes if name == column]
    return [(label_text(field, language), old, new) for old, new in changed]


_VALUES: Final = (
    select(
        FieldValue.record_id,
        FieldValue.field_id,
        FieldValue.text,
        FieldValue.number,
        FieldValue.day,
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

    A value is a str (text, or the text of the chosen option), a Decimal or a date.
    """
    found: dict[int, dict[int, Value]] = {}
    for id, rows in reading.by_first(_VALUES, list(ids), record_type=record_type).items():
        said = {row.field_id: value for row in rows if (value := value_of(row, row.chosen)) is not None}
        if said:
            found[id] = said
    return found


def value_of(row: FieldValue | Row[Any], chosen: str | None) -> Value | None:
    """The one value of a row; `chosen` is the text of its option."""
    return next((value for value in (row.text, row.number, row.day, chosen) if value is not None), None)


def rows_of(record_type: str, ids: Sequence[int]) -> dict[tuple[int, int], FieldValue]:
    """{(record id, field id): row} of the stored values, for writing them."""
    statement = select(FieldValue).where(FieldValue.record_type == record_type, FieldValue.record_id.in_(ids))
    return {(row.record_id, row.field_id): row for row in db.session.scalars(statement)}


def option_uses(field_id: int) -> dict[int, int]:
    """{option id: how many records chose it}."""
    statement = (
        select(FieldValue.option_id, func.count())
        .where(FieldValue.field_id == field_id, FieldValue.option_id.is_not(None))
        .group_by(FieldValue.option_id)
    )
    return {option_id: count for option_id, count in db.session.execute(statement) if option_id is not None}


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
    if definition.kind == "choice":
        chosen = select(FieldOption.id).where(FieldOption.field_id == definition.id, FieldOption.key == key)
        return FieldValue.option_id.in_(chosen)
    return FieldValue.search_key == key if operator == "is" else FieldValue.search_key.contains(key, autoescape=True)


def _compared(column: InstrumentedAttribute[Any], operator: str, value: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column == value
    if operator in ("least", "from"):
        condition = column >= value
    elif operator in ("most", "until"):
        condition = column <= value
    return condition
