"""The administrator's form of an own field, and the own fields inside the forms of records."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar, cast

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from crm.core.categories import YES_NO
from crm.core.cleaning import whole
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.fields import queries, rules, services
from crm.fields.models import FieldDefinition, FieldOption
from crm.fields.services import OptionInput, form_name
from crm.web.forms import (
    Amount,
    BaseForm,
    Choice,
    Day,
    Line,
    MayBeEmpty,
    PartForm,
    Pick,
    Rows,
    Source,
    Tick,
    Whole,
)
from crm.web.locale import language

#: {language: the form's field for the label in it}.
LABELS = {Language.JA: "label_ja", Language.ZH: "label_zh", Language.KO: "label_ko", Language.EN: "label_en"}
#: The same in the row of an answer.
NAMES = {Language.JA: "name_ja", Language.ZH: "name_zh", Language.KO: "name_ko", Language.EN: "name_en"}
LAST_POSITION = 999


class OptionRow(PartForm):
    """An answer, and how it is called in further languages."""

    id = HiddenField()
    text = Line(_l("Option"), limit=rules.LABEL_LIMIT)
    name_ja = Line(_l("In Japanese"), limit=rules.LABEL_LIMIT, render_kw={"lang": "ja"})
    name_zh = Line(_l("In Chinese"), limit=rules.LABEL_LIMIT, render_kw={"lang": "zh-Hans"})
    name_ko = Line(_l("In Korean"), limit=rules.LABEL_LIMIT, render_kw={"lang": "ko"})
    name_en = Line(_l("In English"), limit=rules.LABEL_LIMIT, render_kw={"lang": "en"})

    APART = ("name_ja", "name_zh", "name_ko", "name_en")
    APART_LABEL = _l("In further languages")
    APART_HINT = _l("Readers of a language without an entry see the option as it stands above.")


class FieldForm(BaseForm):
    """A field that there is: its kind and whose it is cannot change any more."""

    label_ja = Line(_l("Label in Japanese"), limit=rules.LABEL_LIMIT)
    label_zh = Line(_l("Label in Chinese"), limit=rules.LABEL_LIMIT)
    label_ko = Line(_l("Label in Korean"), limit=rules.LABEL_LIMIT)
    label_en = Line(_l("Label in English"), limit=rules.LABEL_LIMIT)
    options = Rows(OptionRow, _l("Options to choose from"), least=0, description=_l("Only for a choice from a list."))
    required = Tick(_l("Must be filled in"))
    printed = Tick(
        _l("Print it on papers"),
        description=_l(
            "With the facts of organisations, missions, meetings, leads and products; links are never printed. "
            "Readers outside the office see it, too."
        ),
    )
    position = Whole(_l("Order"), most=LAST_POSITION, default=0, description=_l("Smaller numbers come first."))

    @classmethod
    def initial(cls, row: FieldDefinition) -> dict[str, Any]:
        told = {label.language: label.text for label in row.labels}
        return {name: told.get(tag, "") for tag, name in LABELS.items()} | {
            "options": [_answer(option) for option in row.options],
            "required": row.required,
            "printed": row.printed,
            "position": row.position,
        }

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.change`."""
        return {
            "labels": {tag: self[name].data or "" for tag, name in LABELS.items()},
            "options": [_option(row.form) for row in self.options],
            "required": self.required.data,
            "printed": self.printed.data,
            "position": self.position.data or 0,
        }

    def refuse(self, message: str, field: str | None = None) -> None:
        """Labels are four fields: what is wrong with them stands beside the first."""
        super().refuse(message, LABELS[Language.JA] if field == "labels" else field)


class NewFieldForm(FieldForm):
    record_type = Choice(_l("Applies to"), table=rules.RECORD_LABELS, required=True, blank=None)
    kind = Choice(_l("Kind"), table=rules.KINDS, required=True, blank=None)
    links_to = Choice(_l("Leads to"), table=rules.LINK_LABELS, description=_l("Only for a link to a record."))

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.make`."""
        own = {"record_type": self.record_type.data, "kind": self.kind.data, "links_to": self.links_to.data or ""}
        return super().input() | own


def _answer(option: FieldOption) -> dict[str, Any]:
    names = {name: option.names.get(tag, "") for tag, name in NAMES.items()}
    return {"id": option.id, "text": option.text} | names


def _option(row: Any) -> OptionInput:
    names: dict[str, str] = {tag: row[name].data or "" for tag, name in NAMES.items()}
    return OptionInput(row.text.data or "", _id(row.id.data), names)


def _id(text: Any) -> int | None:
    text = str(text or "")
    return whole(text, digits=9)


# ------------------------------------------------------------------ inside the form of a record


class OwnChoice(SelectField):
    """One of the office's own answers, by its text; `texts` {text: as the reader sees it}."""

    def __init__(self, label: Any, *, texts: Mapping[str, str], required: bool, **kwargs: Any) -> None:
        check = InputRequired(_l("Choose one.")) if required else MayBeEmpty()
        super().__init__(label, choices=[], validate_choice=False, validators=[check], default="", **kwargs)
        self.texts = texts

    def iter_choices(self) -> Iterator[Any]:
        self.choices = [("", ""), *self.texts.items()]
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in self.texts:
            raise ValidationError(gettext("Choose one from the list."))


class OwnChoices(SelectMultipleField):
    """Several of them, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, *, texts: Mapping[str, str], required: bool, **kwargs: Any) -> None:
        check = InputRequired(_l("Choose at least one.")) if required else MayBeEmpty()
        super().__init__(label, choices=[], validate_choice=False, validators=[check], **kwargs)
        self.texts = texts

    def iter_choices(self) -> Iterator[Any]:
        self.choices = list(self.texts.items())
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()).difference(self.texts):
            raise ValidationError(gettext("Choose from the list."))


Wanted = TypeVar("Wanted", bound=BaseForm)


class _Own:
    """What a form with own fields knows besides: the record type and the definitions."""

    OWN_TYPE: ClassVar[str]
    OWN: ClassVar[list[FieldDefinition]]

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        told = queries.values(cls.OWN_TYPE, [row.id]).get(row.id, {})
        found: dict[str, Any] = super().initial(row)  # type: ignore[misc]  # the form that this is mixed into
        return found | {form_name(d.id): _shown(told.get(d.id)) for d in cls.OWN}

    def values(self) -> dict[str, Any]:
        """What the form says of the record itself; `write_own` writes the rest."""
        own = {form_name(definition.id) for definition in self.OWN}
        said: dict[str, Any] = super().values()  # type: ignore[misc]  # as above
        return {name: value for name, value in said.items() if name not in own}


def with_own_fields(form: type[Wanted], record_type: str) -> type[Wanted]:
    """The form class with one more field for each own field of this kind of record, named `own_<id>`.

    They take part in versions and conflicts as any field does. Draw them with `own_fields(form)` of
    templates/fields/_macros.html, and write them by `write_own` after the record itself, in the same `attempt`.
    """
    defined = queries.defined(record_type)
    if not defined:
        return form
    members: dict[str, Any] = {"OWN_TYPE": record_type, "OWN": defined}
    members |= {form_name(definition.id): own_field(definition) for definition in defined}
    make: Any = type(form)  # the metaclass of forms, which collects the fields
    return cast("type[Wanted]", make(form.__name__, (_Own, form), members))


def write_own(form: BaseForm, record_id: int, *, by: Actor) -> None:
    """Write the own fields of a form made by `with_own_fields` on its record."""
    if isinstance(form, _Own):
        said = {definition.id: form[form_name(definition.id)].data for definition in form.OWN}
        services.set_values(form.OWN_TYPE, record_id, said, by=by)


def _shown(value: rules.Value | None) -> Any:
    """A value as its field holds it."""
    if isinstance(value, bool):
        return rules.plain(value)
    if isinstance(value, rules.Linked):
        return value.id
    return list(value) if isinstance(value, tuple) else value


def link_sources() -> Mapping[str, Source]:
    """Where the records come from that a link may lead to, by table."""
    found: Mapping[str, Source] = current_app.extensions["link_sources"]
    return found


def own_field(definition: FieldDefinition, *, required: bool | None = None) -> Field:
    """Its field in a form; `required` says whether it is needed there, which else the office has said."""
    label = queries.label_text(definition, language())
    needed = definition.required if required is None else required
    if definition.kind == "number":
        return Amount(label, required=needed, least=None, places=rules.DECIMALS)
    if definition.kind == "date":
        return Day(label, required=needed)
    if definition.kind == "yes_no":
        return Choice(label, table=YES_NO, required=needed)
    if definition.kind == "link":
        return Pick(label, source=link_sources()[definition.links_to], makes=False, required=needed)
    if definition.kind in rules.CHOOSING:
        texts = {option.text: queries.option_name(option, language()) for option in definition.options}
        return (OwnChoice if definition.kind == "choice" else OwnChoices)(label, texts=texts, required=needed)
    return Line(label, limit=rules.TEXT_LIMIT, required=needed)
