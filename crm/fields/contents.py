"""What papers tell of a record out of its own fields."""

from datetime import date
from decimal import Decimal

from flask_babel import format_decimal, gettext

from crm.core.categories import YES_NO
from crm.core.days import plain_date
from crm.fields import queries, rules
from crm.fields.models import FieldDefinition
from crm.fields.rules import Value


class ToldFields:
    """What records say in the own fields that papers tell; which fields these are is asked once a paper."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._defined: dict[str, list[FieldDefinition]] = {}

    def __call__(self, record_type: str, record_id: int) -> list[tuple[str, str]]:
        """[(label, what the record says)] in the order of the fields; neither links, which lead to records that not
        every reader sees, nor what is empty.
        """
        if record_type not in self._defined:
            rows = queries.defined(record_type)
            self._defined[record_type] = [row for row in rows if row.printed and row.kind != "link"]
        defined = self._defined[record_type]
        told = queries.values(record_type, [record_id]).get(record_id, {}) if defined else {}
        return [
            (queries.label_text(row, self._language), _text(row, told[row.id], self._language))
            for row in defined
            if row.id in told
        ]


def _text(definition: FieldDefinition, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return str(gettext(YES_NO[rules.plain(value)]))
    if isinstance(value, Decimal):
        return str(format_decimal(Decimal(rules.plain(value))))
    if isinstance(value, date):
        return plain_date(language, value)
    return str(gettext(", ")).join(queries.told_texts(definition, value, language))
