"""Own fields in a list: a column each, and the filters that the field's kind allows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm.core import cleaning
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.fields import queries as fields
from crm.fields import rules as field_rules
from crm.fields.models import FieldDefinition
from crm.fields.rules import Value
from crm.web.listings import OWN, Column, Extra, Facet, Reader, newest

#: How a field is filtered, by its kind: (operator, entry, what is added to the label).
_FACETS = {
    "choice": (("is", "select", ""),),
    "text": (("contains", "text", ""),),
    "number": (("least", "number", N_("at least")), ("most", "number", N_("at most"))),
    "date": (("from", "date", N_("from")), ("until", "date", N_("until"))),
}


def own_extra(record_type: str, row_id: Callable[[Any], int], who: Reader) -> Extra:
    """The columns and filters of the own fields of one kind of record (table name), in a list with rows of that id."""
    defined = fields.defined(record_type)
    said: dict[int, dict[int, Value]] = {}

    def load(ids: Sequence[int]) -> None:
        said.update(fields.values(record_type, ids))

    columns = tuple(_column(definition, said, row_id, who) for definition in defined)
    return Extra(columns, tuple(facet for definition in defined for facet in _facets(definition, who)), load)


def _column(
    definition: FieldDefinition, said: Mapping[int, Mapping[int, Value]], row_id: Callable[[Any], int], who: Reader
) -> Column:
    def value(row: Any, _who: Reader) -> Any:
        found = said.get(row_id(row), {}).get(definition.id)
        # Stored with more digits than were typed: 12.500000 reads 12.5.
        return Decimal(field_rules.plain(found)) if isinstance(found, Decimal) else found

    return Column(
        f"{OWN}{definition.id}",
        fields.label_text(definition, who.language),
        value,
        default=False,
        number=definition.kind == "number",
        translated=False,
    )


def _facets(definition: FieldDefinition, who: Reader) -> Iterator[Facet]:
    label = fields.label_text(definition, who.language)
    texts = [option.text for option in definition.options]
    for operator, entry, more in _FACETS[definition.kind]:
        yield Facet(
            f"{OWN}{definition.id}-{operator}",
            f"{label}{who.words(' (%(text)s)') % {'text': who.words(more)}}" if more else label,
            _reading(entry, texts),
            _named,
            _options(texts) if entry == "select" else None,
            entry=entry,
            translated=False,
        )


def _reading(entry: str, texts: Sequence[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What an address may say of a field: an option, a number, a day, or a word."""

    def read(values: Sequence[str]) -> tuple[str, ...]:
        typed = (_cleaned(entry, value) for value in values)
        return newest(tuple(value for value in typed if value and (entry != "select" or value in texts)))

    return read


def _cleaned(entry: str, text: str) -> str:
    try:
        if entry == "number":
            return field_rules.plain(cleaning.parse_decimal(text, field_rules.DECIMALS))
        if entry == "date":
            return cleaning.parse_date(text).isoformat()
        return cleaning.search_words(text)
    except cleaning.BadText:
        return ""


def _named(values: Sequence[str], _who: Reader) -> Mapping[str, str]:
    return {value: value for value in values}


def _options(texts: Sequence[str]) -> Callable[[Reader, Actor], list[tuple[str, str]]]:
    return lambda _who, _user: [(text, text) for text in texts]
