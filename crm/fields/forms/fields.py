"""The administrator's form of an own field, and the own fields inside the forms of records."""

from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar, cast

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import InputRequired, ValidationError

from crm.core.cleaning import whole
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.fields import queries, rules, services
from crm.fields.models import FieldDefinition
from crm.fields.services import OptionInput, form_name
from crm.web.forms import Amount, BaseForm, Choice, Day, Line, MayBeEmpty, PartForm, Rows, Tick, Whole
from crm.web.locale import language

#: {language: the form's field for the label in it}.
LABELS = {Language.JA: "label_ja", Language.ZH: "label_zh", Language.KO: "label_ko", Language.EN: "label_en"}
LAST_POSITION = 999


class OptionRow(PartForm):
    id = HiddenField()
    text = Line(_l("Option"), limit=rules.LABEL_LIMIT)


class FieldForm(BaseForm):
    """A field that there is: its kind and whose it is cannot change any more."""

    label_ja = Line(_l("Label in Japanese"), limit=rules.LABEL_LIMIT)
    label_zh = Line(_l("Label in Chinese"), limit=rules.LABEL_LIMIT)
    label_ko = Line(_l("Label in Korean"), limit=rules.LABEL_LIMIT)
    label_en = Line(_l("Label in English"), limit=rules.LABEL_LIMIT)
    options = Rows(OptionRow, _l("Options to choose from"), least=0, description=_l("Only for a choice from a list."))
    required = Tick(_l("Must be filled in"))
    position = Whole(_l("Order"), most=LAST_POSITION, default=0, description=_l("Smaller numbers come first."))

    @classmethod
    def initial(cls, row: FieldDefinition) -> dict[str, Any]:
        told = {label.language: label.text for label in row.labels}
        return {name: told.get(tag, "") for tag, name in LABELS.items()} | {
            "options": [{"id": option.id, "text": option.text} for option in row.options],
            "required": row.required,
            "position": row.position,
        }

    def written(self) -> dict[str, Any]:
        """The keyword arguments of `services.change`."""
        return {
            "labels": {tag: self[name].data or "" for tag, name in LABELS.items()},
            "options": [OptionInput(row.form.text.data or "", _id(row.form.id.data)) for row in self.options],
            "required": self.required.data,
            "position": self.position.data or 0,
        }

    def refuse(self, message: str, field: str | None = None) -> None:
        """Labels are four fields: what is wrong with them stands beside the first."""
        super().refuse(message, LABELS[Language.JA] if field == "labels" else field)


class NewFieldForm(FieldForm):
    record_type = Choice(_l("Applies to"), table=rules.RECORD_LABELS, required=True, blank=None)
    kind = Choice(_l("Kind"), table=rules.KINDS, required=True, blank=None)

    def written(self) -> dict[str, Any]:
        """The keyword arguments of `services.make`."""
        return super().written() | {"record_type": self.record_type.data, "kind": self.kind.data}


def _id(text: Any) -> int | None:
    text = str(text or "")
    return whole(text, digits=9)


# ------------------------------------------------------------------ inside the form of a record


class OwnChoice(SelectField):
    """One of the office's own answers, by its text: those are data and are never translated."""

    def __init__(self, label: Any, *, texts: list[str], required: bool, **kwargs: Any) -> None:
        check = InputRequired(_l("Choose one.")) if required else MayBeEmpty()
        super().__init__(label, choices=[], validate_choice=False, validators=[check], default="", **kwargs)
        self.texts = texts

    def iter_choices(self) -> Iterator[Any]:
        self.choices = [("", ""), *((text, text) for text in self.texts)]
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in self.texts:
            raise ValidationError(gettext("Choose one from the list."))


Wanted = TypeVar("Wanted", bound=BaseForm)


class _Own:
    """What a form with own fields knows besides: the record type and the definitions."""

    OWN_TYPE: ClassVar[str]
    OWN: ClassVar[list[FieldDefinition]]

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        told = queries.values(cls.OWN_TYPE, [row.id]).get(row.id, {})
        found: dict[str, Any] = super().initial(row)  # type: ignore[misc]  # the form that this is mixed into
        return found | {form_name(d.id): told.get(d.id) for d in cls.OWN}

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
    members |= {form_name(definition.id): _field(definition) for definition in defined}
    make: Any = type(form)  # the metaclass of forms, which collects the fields
    return cast("type[Wanted]", make(form.__name__, (_Own, form), members))


def write_own(form: BaseForm, record_id: int, *, by: Actor) -> None:
    """Write the own fields of a form made by `with_own_fields` on its record."""
    if isinstance(form, _Own):
        said = {definition.id: form[form_name(definition.id)].data for definition in form.OWN}
        services.set_values(form.OWN_TYPE, record_id, said, by=by)


def _field(definition: FieldDefinition) -> Field:
    label, needed = queries.label_text(definition, language()), definition.required
    if definition.kind == "number":
        return Amount(label, required=needed, least=None, places=rules.DECIMALS)
    if definition.kind == "date":
        return Day(label, required=needed)
    if definition.kind == "choice":
        return OwnChoice(label, texts=[option.text for option in definition.options], required=needed)
    return Line(label, limit=rules.TEXT_LIMIT, required=needed)
