"""Own fields in a list: a column each, and the filters that the field's kind allows."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crm.core import cleaning
from crm.core.categories import YES_NO
from crm.core.conditions import OWN
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.fields import queries as fields
from crm.fields import rules as field_rules
from crm.fields.forms.fields import link_sources
from crm.fields.models import FieldDefinition
from crm.fields.rules import Linked, Value
from crm.web.listings import Column, Extra, Facet, Reader, newest, records
from crm.web.records import kinds

#: How a field is filtered, by its kind: (operator, entry, what is added to the label).
_FACETS = {
    "choice": (("is", "select", ""),),
    "choices": (("is", "select", ""),),
    "yes_no": (("is", "select", ""),),
    "link": (("is", "pick", ""),),
    "text": (("contains", "text", ""),),
    "number": (("least", "number", N_("at least")), ("most", "number", N_("at most"))),
    "date": (("from", "date", N_("from")), ("until", "date", N_("until"))),
}


def own_extra(record_type: str, row_id: Callable[[Any], int], who: Reader) -> Extra:
    """The columns and filters of the own fields of one kind of record (table name), in a list with rows of that id."""
    own = fields.defined(record_type)
    said: dict[int, dict[int, Value]] = {}
    names: dict[Linked, str] = {}

    def load(ids: Sequence[int], user: Actor) -> None:
        said.update(fields.values(record_type, ids))
        names.update(_linked_names(said, user, who.language))

    columns = tuple(_column(definition, said, names, row_id, who) for definition in own)
    return Extra(columns, tuple(facet for definition in own for facet in _facets(definition, who)), load)


def _linked_names(said: Mapping[int, Mapping[int, Value]], user: Actor, language: str) -> dict[Linked, str]:
    """What the linked records are called that the user sees."""
    wanted: dict[str, set[int]] = {}
    for value in (value for values in said.values() for value in values.values() if isinstance(value, Linked)):
        wanted.setdefault(value.record_type, set()).add(value.id)
    return {
        Linked(table, id): text
        for table, ids in wanted.items()
        for id, (text, _language) in kinds()[table].seen_names(ids, user, language).items()
    }


def _column(
    definition: FieldDefinition,
    said: Mapping[int, Mapping[int, Value]],
    names: Mapping[Linked, str],
    row_id: Callable[[Any], int],
    who: Reader,
) -> Column:
    def value(row: Any, who: Reader) -> Any:
        found = said.get(row_id(row), {}).get(definition.id)
        if isinstance(found, Decimal):  # stored with more digits than were typed: 12.500000 reads 12.5
            return Decimal(field_rules.plain(found))
        if isinstance(found, bool):
            return who.words(YES_NO[field_rules.plain(found)])
        if isinstance(found, Linked):
            return names.get(found, "")
        if found is not None and definition.kind in field_rules.CHOOSING:
            return who.words(", ").join(fields.told_texts(definition, found, who.language))
        return found

    return Column(
        f"{OWN}{definition.id}",
        fields.label_text(definition, who.language),
        value,
        sort=f"{OWN}{definition.id}" if definition.kind in field_rules.SORTED else "",
        default=False,
        number=definition.kind == "number",
        translated=False,
    )


def _facets(definition: FieldDefinition, who: Reader) -> Iterator[Facet]:
    label = fields.label_text(definition, who.language)
    texts = {option.text: fields.option_name(option, who.language) for option in definition.options}
    if definition.kind == "yes_no":
        texts = {code: who.words(text) for code, text in YES_NO.items()}
    for operator, entry, more in _FACETS[definition.kind]:
        code = f"{OWN}{definition.id}-{operator}"
        if entry == "pick":
            yield replace(records(code, label, source=link_sources()[definition.links_to], one=True), translated=False)
            continue
        yield Facet(
            code,
            f"{label}{who.words(' (%(text)s)') % {'text': who.words(more)}}" if more else label,
            _reading(entry, texts),
            _named(texts),
            _options(texts) if entry == "select" else None,
            entry=entry,
            translated=False,
        )


def _reading(entry: str, texts: Collection[str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
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


def _named(texts: Mapping[str, str]) -> Callable[[Sequence[str], Reader], Mapping[str, str]]:
    return lambda values, _who: {value: texts.get(value, value) for value in values}


def _options(texts: Mapping[str, str]) -> Callable[[Reader, Actor], list[tuple[str, str]]]:
    return lambda _who, _user: list(texts.items())
