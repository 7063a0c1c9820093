"""What papers tell of a record out of its own fields."""

from datetime import date
from decimal import Decimal

from flask_babel import format_decimal, gettext

from crm.core.days import plain_date
from crm.fields import queries, rules
from crm.fields.models import FieldDefinition
from crm.fields.rules import Value


def printed(language: str, record_type: str, record_id: int) -> list[tuple[str, str]]:
    """[(label, what the record says)] of the fields that papers tell, in their order; neither links,
    which lead to records that not every reader sees, nor what is empty."""
    told = queries.values(record_type, [record_id]).get(record_id, {})
    defined = [row for row in (queries.defined(record_type) if told else ()) if row.printed and row.kind != "link"]
    return [
        (queries.label_text(row, language), _text(row, told[row.id], language)) for row in defined if row.id in told
    ]


def _text(definition: FieldDefinition, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return str(gettext(rules.YES_NO[rules.plain(value)]))
    if isinstance(value, Decimal):
        return str(format_decimal(Decimal(rules.plain(value))))
    if isinstance(value, date):
        return plain_date(language, value)
    return str(gettext(", ")).join(queries.told_texts(definition, value, language))
