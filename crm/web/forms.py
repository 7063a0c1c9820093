"""The base form and the fields: cleaned text, choices from rule tables, records from what the user may see."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from crm.core import cleaning
from crm.core.money import CURRENCIES
from crm.core.texts import Text

_l = lazy_gettext
LINE_LIMIT = 200
PROSE_LIMIT = 20_000
MOST_ROWS = 60


def translate(text: Text | str) -> str:
    """A domain text in the reader's language; values that are texts are translated, too."""
    if isinstance(text, Text):
        params = {k: translate(v) if isinstance(v, Text) else v for k, v in text.params.items()}
        return gettext(text.msgid, **params) if params else gettext(text.msgid)
    return gettext(text) if text else ""


class BaseForm(FlaskForm):
    """Every form: CSRF token, one-time id, the version it was opened at, and what it showed then."""

    form_id = HiddenField(default=lambda: secrets.token_urlsafe(16))
    version = HiddenField()
    before = HiddenField()

    #: Field names that carry no content of the record.
    PLUMBING: ClassVar[frozenset[str]] = frozenset({"form_id", "version", "before", "csrf_token"})

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = False
        self.conflict_answered = False
        self.row = row
        if row is not None and not self.version.data:
            self.version.data = str(row.version)
        if row is not None and not self.before.data:
            self.before.data = json.dumps({f.name: describe(f) for f in self.content()}, ensure_ascii=False)
        self._resolve()
        self._change_rows()

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        """What the form shows for `row`: {field: value}. Forms whose fields are not the row's columns override it."""
        names = [name for name, _ in cls(formdata=None, meta={"csrf": False})._fields.items()]
        return {n: getattr(row, n) for n in names if n not in cls.PLUMBING and hasattr(row, n)}

    @classmethod
    def editing(cls, row: Any, **kwargs: Any) -> Self:
        """The form filled from `row`, carrying its version."""
        return cls(data=cls.initial(row), row=row, **kwargs)

    def content(self) -> list[Field]:
        """The fields that hold what the user edits."""
        return [f for f in self if f.name not in self.PLUMBING]

    def values(self) -> dict[str, Any]:
        """{field: value} of the content, for the service's keyword arguments."""
        return {f.name: f.data for f in self.content()}

    def is_stale(self, row: Any) -> bool:
        return str(self.version.data or "") != str(row.version)

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put a refusal beside its field, or on the form when it belongs to none."""
        self.refused = True
        if field is not None and field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors = [*self.form_errors, message]
            self.conflict_answered = field is None

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows this form."""
        if request.method != "POST" or self.only_rows_changed:
            return 200
        return 409 if self.conflict_answered else 422 if self.errors or self.refused or self.form_errors else 200

    @property
    def only_rows_changed(self) -> bool:
        """Whether the button pressed was one that adds or removes a row, not one that saves."""
        return any(name.startswith(("add-", "remove-")) for name in request.form)

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        return not self.only_rows_changed and super().validate_on_submit(extra_validators)

    def _change_rows(self) -> None:
        """Do what a pressed "Add a row" or "Remove" button asks for."""
        if request.method != "POST":
            return
        for field in self:
            if not isinstance(field, FieldList):
                continue
            if f"add-{field.name}" in request.form and len(field) < MOST_ROWS:
                field.append_entry()
            place = _id_or_none(request.form.get(f"remove-{field.name}"))
            if place is not None and place < len(field):
                del field.entries[place]

    def _resolve(self) -> None:
        """After a conflict: take the saved or the original value of the fields for which that was chosen."""
        if self.row is None or request.method != "POST":
            return
        theirs, before = self.initial(self.row), _loads(self.before.data)
        for field in self.content():
            choice = request.form.get("take") or request.form.get(f"resolve-{field.name}")
            if choice == "theirs" and field.name in theirs:
                field.process(None, data=theirs[field.name])
            elif choice == "before" and is_simple(field) and isinstance(before.get(field.name), str):
                field.raw_data = [before[field.name]]
                field.process_formdata(field.raw_data)


class ActionForm(BaseForm):
    """A button with a token: the small writes that need no field."""


def _loads(text: str | None) -> dict[str, Any]:
    try:
        loaded = json.loads(text or "{}")
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def is_simple(field: Field) -> bool:
    """Whether one text says all about the field."""
    return isinstance(field, StringField | TextAreaField) and not isinstance(field, HiddenField)


def describe(field: Field) -> str:
    """A field's value as a reader sees it, for the conflict page."""
    if isinstance(field, FieldList):
        return "\n".join(filter(None, (describe(f) for f in field)))
    if isinstance(field, FormField):
        return " · ".join(
            filter(
                None,
                (describe(f) for f in field.form if f.name.rsplit("-", 1)[-1] not in ("csrf_token", "id")),
            )
        )
    if isinstance(field, SelectMultipleField):
        return ", ".join(str(label) for value, label, *_ in field.iter_choices() if value in (field.data or []))
    if isinstance(field, SelectField):
        return next((str(label) for value, label, *_ in field.iter_choices() if str(value) == str(field.data)), "")
    if isinstance(field, BooleanField):
        return gettext("Yes") if field.data else gettext("No")
    return "" if field.data is None else str(field.data)


class Line(StringField):
    """One line of typed text, cleaned (NFC, no control or bidi characters), at most `limit` characters."""

    def __init__(self, label: Any = None, *, limit: int = LINE_LIMIT, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [DataRequired(_l("Fill in this field."))] if required else [Optional()])
        super().__init__(label, **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        self.data = valuelist[0]
        self.data = _clean(cleaning.line, valuelist[0], self.limit)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()


class Prose(TextAreaField):
    """Several lines of typed text, cleaned, at most `limit` characters."""

    def __init__(self, label: Any = None, *, limit: int = PROSE_LIMIT, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [DataRequired(_l("Fill in this field."))] if required else [Optional()])
        super().__init__(label, **kwargs)
        self.limit = limit

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        self.data = valuelist[0]
        self.data = _clean(cleaning.prose, valuelist[0], self.limit)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()


def _clean(cleaner: Callable[[str, int], str], text: str, limit: int) -> str:
    try:
        return cleaner(text, limit)
    except cleaning.BadText as bad:
        raise ValueError(translate(bad.text)) from bad


class Day(DateField):
    """A calendar date, as the browser's date field sends it or typed (2026年12月1日, R8.12.1)."""

    def __init__(self, label: Any = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [Optional()])
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        if not text.strip():
            self.data = None
            return
        try:
            self.data = cleaning.parse_date(text)
        except cleaning.BadText as bad:
            self.data = None
            raise ValueError(translate(bad.text)) from bad


class Clock(TimeField):
    """A wall-clock time."""

    def __init__(self, label: Any = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [Optional()])
        super().__init__(label, **kwargs)


class LocalDateTime(DateTimeLocalField):
    """A wall-clock date and time; its zone is another field."""

    def __init__(self, label: Any = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [Optional()])
        kwargs.setdefault("format", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
        super().__init__(label, **kwargs)


class Choice(SelectField):
    """One code of a rule table {code: msgid}; labels are translated when shown. `blank` adds an empty choice."""

    def __init__(
        self,
        label: Any = None,
        *,
        table: Mapping[str, str],
        required: bool = False,
        blank: str | None = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Choose one."))] if required else [Optional()])
        kwargs.setdefault("default", "" if blank is not None else next(iter(table)))
        super().__init__(label, choices=[], validate_choice=True, **kwargs)
        self.table, self.blank = table, blank

    def iter_choices(self) -> Iterable[Any]:
        self.choices = self._options()
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        self.choices = self._options()
        super().pre_validate(form)

    def _options(self) -> list[tuple[str, str]]:
        empty = [("", self.blank)] if self.blank is not None else []
        return [*empty, *((str(code), translate(msgid)) for code, msgid in self.table.items())]


class RecordChoice(SelectField):
    """A record of what the user may see: `options` gives [(id, label)]; anything else is refused. Data: int or None."""

    def __init__(
        self,
        label: Any = None,
        *,
        options: Callable[[], Iterable[tuple[int, str]]] | None = None,
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Choose one."))] if required else [Optional()])
        kwargs.setdefault("render_kw", {"data-search": "1"})
        super().__init__(label, choices=[], coerce=_id_or_none, validate_choice=False, **kwargs)
        self.options = options
        self._loaded: list[tuple[int, str]] | None = None

    def loaded(self) -> list[tuple[int, str]]:
        if self._loaded is None:
            self._loaded = list(self.options()) if self.options is not None else []
        return self._loaded

    def iter_choices(self) -> Iterable[Any]:
        self.choices = [("", ""), *self.loaded()]
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data not in {i for i, _ in self.loaded()}:
            raise ValidationError(gettext("Choose one from the list."))


class ManyRecords(SelectMultipleField):
    """Several records of what the user may see, as ticks. Data: list of int."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: Any = None,
        *,
        options: Callable[[], Iterable[tuple[int, str]]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, choices=[], coerce=_id_or_none, validate_choice=False, **kwargs)
        self.options = options
        self._loaded: list[tuple[int, str]] | None = None

    def loaded(self) -> list[tuple[int, str]]:
        if self._loaded is None:
            self._loaded = list(self.options()) if self.options is not None else []
        return self._loaded

    def iter_choices(self) -> Iterable[Any]:
        self.choices = list(self.loaded())
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if set(self.data or []) - {i for i, _ in self.loaded()}:
            raise ValidationError(gettext("Choose from the list."))


def _id_or_none(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class Amount(StringField):
    """An amount of money or another decimal; full-width digits and thousands commas are read. Data: Decimal or None.

    `places` is how many decimals may stand: 2 for money, 6 for a rate, 0 for yen and won.
    """

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        least: Decimal | None = Decimal(0),
        places: int = 2,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Fill in this field."))] if required else [Optional()])
        kwargs.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(label, **kwargs)
        self.least, self.places = least, places

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = None
        if not text.strip():
            return
        try:
            self.data = cleaning.parse_decimal(text, self.places)
        except cleaning.BadText as bad:
            raise ValueError(translate(bad.text)) from bad
        if self.least is not None and self.data < self.least:
            raise ValueError(gettext("The amount must not be below %(least)s.", least=self.least))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        text = "" if self.data is None else f"{self.data:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class Currency(SelectField):
    """An ISO 4217 code that the product knows."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", "JPY")
        super().__init__(label, choices=list(CURRENCIES), **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data not in CURRENCIES:
            raise ValidationError(gettext("The currency %(code)s is not known.", code=str(self.data)[:10]))


class Whole(IntegerField):
    """A whole number of at least `least` and at most `most`."""

    def __init__(
        self,
        label: Any = None,
        *,
        required: bool = False,
        least: int = 0,
        most: int = 2_000_000_000,
        **kwargs: Any,
    ) -> None:
        first = InputRequired(_l("Fill in this field.")) if required else Optional()
        kwargs.setdefault("validators", [first, NumberRange(least, most)])
        kwargs.setdefault("render_kw", {"inputmode": "numeric"})
        super().__init__(label, **kwargs)


class Tick(BooleanField):
    """A box to tick."""


class PartForm(Form):
    """The form of one row of a `Rows` field."""


class Rows(FieldList):
    """Rows of a child form; an "add row" button works without JavaScript. Data: list of dicts."""

    def __init__(self, form: type[Form], label: Any = None, *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(FormField(form), label, min_entries=least, max_entries=MOST_ROWS, **kwargs)

    def filled(self, *needed: str) -> list[dict[str, Any]]:
        """The rows in which at least one of the `needed` fields was filled."""
        return [entry.data for entry in self if any(entry.data.get(name) for name in needed)]
