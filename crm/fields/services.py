"""What is done with own fields: defined, changed, archived; and their values written on records.

Ids of records come from the storey above, which found them to be visible to whoever acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from crm.audit.rules import Verb
from crm.audit.services import action, insert_new
from crm.core.cleaning import BadText, line, parse_date, parse_decimal, whole
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.fields import queries, rules
from crm.fields.models import FieldDefinition, FieldLabel, FieldOption, FieldValue
from crm.fields.rules import Linked, Value

CHANGED_SINCE: Final = Text("Somebody has changed it since you looked.")


@dataclass(frozen=True)
class OptionInput:
    """One answer of a choice; `id` names the one it replaces, `names` says it in further languages."""

    text: str
    id: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)


class BadValue(Refused):
    """A value that its field cannot take; `field_id` says which field, `field` names it on the form."""

    def __init__(self, text: Text, field_id: int) -> None:
        super().__init__(text, form_name(field_id))
        self.field_id = field_id


def form_name(field_id: int | str) -> str:
    """How the field is called on the form of a record."""
    return f"own_{field_id}"


# ------------------------------------------------------------------ definitions


def make(
    *,
    record_type: str,
    kind: str,
    labels: Mapping[str, str],
    options: Sequence[OptionInput] = (),
    required: bool = False,
    position: int = 0,
    links_to: str = "",
    printed: bool = False,
    by: Actor | None,
) -> FieldDefinition:
    """A new field. `labels` is {language: text}. Refused without a label, for a choice with no options, and for a link
    that leads nowhere."""
    if record_type not in rules.RECORD_LABELS:
        raise Refused(Text("Choose one."), "record_type")
    if kind not in rules.KINDS:
        raise Refused(Text("Choose one."), "kind")
    if kind == "link" and links_to not in rules.LINK_LABELS:
        raise Refused(Text("Choose what the link leads to."), "links_to")
    leads = links_to if kind == "link" else ""
    made = FieldDefinition(record_type=record_type, kind=kind, links_to=leads, labels=[], options=[])
    _write(made, rules.FIELD_MADE, labels, options, by, required=required, position=position, printed=printed)
    return made


def change(
    definition: FieldDefinition,
    *,
    labels: Mapping[str, str],
    options: Sequence[OptionInput] = (),
    required: bool = False,
    position: int = 0,
    printed: bool = False,
    by: Actor | None,
) -> None:
    """Change a field; labels and options must be loaded. An option that records have chosen cannot be taken away."""
    _write(definition, rules.FIELD_CHANGED, labels, options, by, required=required, position=position, printed=printed)


def _write(
    definition: FieldDefinition,
    verb: Verb,
    labels: Mapping[str, str],
    options: Sequence[OptionInput],
    by: Actor | None,
    **columns: Any,
) -> None:
    told = {language: line(text, rules.LABEL_LIMIT) for language, text in labels.items()}
    told = {language: text for language, text in told.items() if text}
    if not told:
        raise Refused(Text("Enter the label in at least one language."), "labels")
    if set(told) - set(Language):
        raise Refused(Text("Choose one."), "labels")
    wanted = _checked_options(definition, options)
    with action(verb, by=by):
        db.session.add(definition)
        assign(definition, columns)
        _write_labels(definition, told)
        _write_options(definition, wanted)
        touch(definition)


def _write_labels(definition: FieldDefinition, told: Mapping[str, str]) -> None:
    present = {row.language: row for row in definition.labels}
    for language, text in told.items():
        if language in present:
            present[language].text = text
        else:
            definition.labels.append(FieldLabel(language=language, text=text))
    for language, row in present.items():
        if language not in told:
            definition.labels.remove(row)


def _checked_options(definition: FieldDefinition, options: Sequence[OptionInput]) -> list[OptionInput]:
    """The options that count. Refused: a choice without any, two that are the same, one taken away while in use."""
    if definition.kind not in rules.CHOOSING:
        return []
    wanted = [OptionInput(line(o.text, rules.LABEL_LIMIT), o.id, _names(o.names)) for o in options]
    wanted = [option for option in wanted if option.text]
    if not wanted:
        raise Refused(Text("A choice field needs at least one option."), "options")
    keys = [rules.key_of(option.text) for option in wanted]
    if len(set(keys)) < len(keys):
        raise Refused(Text("Two of these options are the same."), "options")
    kept = {option.id for option in wanted}
    uses = queries.option_uses(definition.id) if definition.id else {}
    for row in definition.options:
        if row.id not in kept and uses.get(row.id):
            raise Refused(
                Text("“%(name)s” is used on %(count)s records and cannot be removed.", name=row.text,
                     count=uses[row.id]),
                "options",
            )  # fmt: skip
    return wanted


def _names(told: Mapping[str, str]) -> dict[str, str]:
    names = {language: line(text or "", rules.LABEL_LIMIT) for language, text in told.items()}
    return {language: text for language, text in names.items() if text and language in set(Language)}


def _write_options(definition: FieldDefinition, wanted: Sequence[OptionInput]) -> None:
    present = {row.id: row for row in definition.options}
    kept = {option.id for option in wanted}
    gone = [row for id, row in present.items() if id not in kept]
    for row in gone:
        definition.options.remove(row)
    renamed = {row.key for row in definition.options} & {
        rules.key_of(o.text) for o in wanted if o.id not in present or present[o.id].key != rules.key_of(o.text)
    }
    if renamed:  # the key is unique in a field: free the old ones first, so that two answers can swap their texts
        for row in definition.options:
            row.key = f"#{row.id}"
    db.session.flush()
    for place, option in enumerate(wanted):
        row = present.get(option.id or 0) or FieldOption()
        row.text, row.key, row.position = option.text, rules.key_of(option.text), place
        assign(row, {"names": dict(option.names)})
        if row not in definition.options:
            definition.options.append(row)


# ------------------------------------------------------------------ values


def read(definition: FieldDefinition, raw: Any) -> Value | None:
    """What was typed (or an import's cell, or a value already read) as the field's own kind; None for nothing.

    BadValue when it is not one, when a choice is not in the list, and when a required field is empty.
    A choice is given by its text in any language, several with commas between, a link by its number; options must be
    loaded.
    """
    if raw is None or raw == () or raw == [] or (isinstance(raw, str) and not raw.strip()):
        if definition.required:
            raise BadValue(Text("Fill in this field."), definition.id)
        return None
    try:
        if definition.kind == "choices":
            return _several(definition, raw)
        if definition.kind == "link":
            return _linked(definition, raw)
        if isinstance(raw, bool | Decimal | date):
            raw = rules.plain(raw)
        return _read(definition, str(raw))
    except BadText as bad:
        raise BadValue(bad.text, definition.id) from bad


def _read(definition: FieldDefinition, text: str) -> Value:
    if definition.kind == "number":
        number = parse_decimal(text, rules.DECIMALS)
        if len(number.normalize().as_tuple().digits) > rules.DIGITS:
            raise BadText(Text("This number is too large."))
        return number
    if definition.kind == "date":
        return parse_date(text)
    text = line(text, rules.TEXT_LIMIT)
    if definition.kind == "yes_no":
        answer = rules.yes_or_no(text)
        if answer is None:
            raise BadText(Text("“%(text)s” is neither yes nor no.", text=text))
        return answer
    return text if definition.kind == "text" else _option(definition, text).text


def _option(definition: FieldDefinition, text: str) -> FieldOption:
    """The option of this text, in whichever language it is told."""
    key = rules.key_of(text)
    found = next((row for row in definition.options if row.key == key), None)
    found = found or next((r for r in definition.options if key in map(rules.key_of, r.names.values())), None)
    if found is None:
        known = ", ".join(row.text for row in definition.options)
        raise BadText(Text("“%(text)s” is not one of the options: %(known)s.", text=text, known=known))
    return found


def _several(definition: FieldDefinition, raw: Any) -> tuple[str, ...]:
    """Several options, each once and in their own order; an option may have a comma in it where texts come apart."""
    parts = rules.parted(raw) if isinstance(raw, str) else [line(str(each), rules.TEXT_LIMIT) for each in raw]
    chosen = {_option(definition, part).text for part in parts}
    return tuple(row.text for row in definition.options if row.text in chosen)


def _linked(definition: FieldDefinition, raw: Any) -> Linked:
    """The record of a number: 12 or #12. Whether the user sees it was found out where it was chosen."""
    if isinstance(raw, Linked):
        return raw
    id = whole(str(raw).strip().removeprefix("#"))
    if not id:
        raise BadText(Text("Enter the number of the record, such as #12."))
    return Linked(definition.links_to, id)


def set_values(record_type: str, record_id: int, values: Mapping[int, Any], *, by: Actor | None) -> None:
    """Write what one record says: {field id: raw}. Fields not given stay; an empty value clears one.

    BadValue (Refused beside the field `own_<id>`) for the first value its field cannot take; nothing is written.
    """
    set_many(record_type, {record_id: values}, by=by)


def foretold(record_type: str, record_id: int, values: Mapping[int, Any]) -> dict[int, tuple[Any, Any]]:
    """{field id: (what a record says, what it would say once these were set)}, as JSON keeps
    them and `read` reads them.

    BadValue as for `set_values`; a field that is gone is left out.
    """
    known = {definition.id: definition for definition in queries.defined(record_type)}
    said = queries.values(record_type, [record_id]).get(record_id, {})
    return {id: (_kept(said.get(id)), _kept(read(known[id], raw))) for id, raw in values.items() if id in known}


def _kept(value: Value | None) -> Any:
    return list(value) if isinstance(value, tuple) else None if value is None else rules.plain(value)


def put_back(record_type: str, record_id: int, before: Mapping[int, tuple[Any, Any]], *, by: Actor | None) -> None:
    """Undo what `foretold` told: each field says what it said.

    Refused where somebody has written something else since.
    """
    said = queries.values(record_type, [record_id]).get(record_id, {})
    if any(_kept(said.get(id)) != becomes for id, (_was, becomes) in before.items()):
        raise Refused(CHANGED_SINCE)
    set_many(record_type, {record_id: {id: was for id, (was, _becomes) in before.items()}}, by=by, emptied=True)


def set_many(
    record_type: str, given: Mapping[int, Mapping[int, Any]], *, by: Actor | None, emptied: bool = False
) -> None:
    """The same for many records in one act: {record id: {field id: raw}}; the queries do not grow with the records.

    `emptied`: a field that must be filled in may be as empty as it was.
    """
    if not any(given.values()):
        return
    known = {definition.id: definition for definition in queries.defined(record_type)}
    wanted: dict[tuple[int, int], Value | None] = {}
    for record_id, values in given.items():
        for field_id, raw in values.items():
            if field_id not in known:
                raise BadValue(Text("This field does not exist (any more)."), field_id)
            wanted[record_id, field_id] = None if emptied and raw is None else read(known[field_id], raw)
    present = queries.rows_of(record_type, list(given))
    with action(rules.VALUES_CHANGED, by=by):
        fresh = []
        for (record_id, field_id), value in wanted.items():
            row = present.get((record_id, field_id))
            if value is None:
                if row is not None:
                    db.session.delete(row)
            elif row is not None:
                assign(row, _columns(known[field_id], value))
            else:
                whose = {"field_id": field_id, "record_type": record_type, "record_id": record_id}
                fresh.append(FieldValue(**whose, **_columns(known[field_id], value)))
        insert_new(fresh)


def _columns(definition: FieldDefinition, value: Value) -> dict[str, Any]:
    """The value in the column of its kind, the others empty."""
    columns: dict[str, Any] = dict.fromkeys(rules.COLUMNS.values()) | {"search_key": "", "linked_type": ""}
    column = rules.COLUMNS[definition.kind]
    if definition.kind == "choice":
        columns[column] = next(option.id for option in definition.options if option.text == value)
    elif isinstance(value, tuple):
        columns[column] = rules.packed(option.id for option in definition.options if option.text in value)
    elif isinstance(value, Linked):
        columns[column], columns["linked_type"] = value.id, value.record_type
    else:
        columns[column] = value
    if definition.kind == "text":
        columns["search_key"] = rules.key_of(str(value))
    return columns
