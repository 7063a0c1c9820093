"""Fields to choose from: rule tables, and records of what the user may see."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from babel import support
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, SelectMultipleField
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select

from crm.core.cleaning import whole
from crm.core.money import CURRENCIES
from crm.web.forms.base import MOST_ROWS, sentences
from crm.web.forms.texts import translate
from crm.web.forms.typed import MayBeEmpty
from crm.web.usual import usual


class Dropdown(Select):
    """As WTForms draws it, with a fifth of the work for an option, of which a page may have hundreds."""

    @classmethod
    def render_option(cls, choice: Any, **kwargs: Any) -> Markup:  # type: ignore[override]  # the stubs tell of an older one
        chosen = " selected" if choice.selected else ""
        label = escape(choice.label or choice.value)
        return Markup(f'<option{chosen} value="{escape(choice.value)}">{label}</option>')  # noqa: S704  # both escaped


class Choice(SelectField):
    """One code of a rule table {code: msgid}; labels are translated when shown. `blank` adds an empty choice.

    `as_written` are names that stand as they are in every language: 日本語, English.
    """

    widget = Dropdown()

    def __init__(
        self,
        label: Any = None,
        *,
        table: Mapping[str, str],
        required: bool = False,
        blank: str | None = "",
        as_written: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Choose one."))] if required else [MayBeEmpty()])
        if "default" not in kwargs:
            kwargs["default"] = "" if blank is not None else next(iter(table))
        super().__init__(label, choices=[], validate_choice=True, **kwargs)
        self.table, self.blank, self.as_written = table, blank, as_written

    def iter_choices(self) -> Iterator[Any]:
        self.choices = self._options()
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if self.data in self.table or (self.data == "" and self.blank is not None):
            return  # without translating a table that nobody reads
        self.choices = self._options()
        super().pre_validate(form)

    def _options(self) -> list[tuple[str, str]]:
        empty = [("", self.blank)] if self.blank is not None else []
        told: Callable[[str], str] = str if self.as_written else translate
        return [*empty, *((str(code), told(msgid)) for code, msgid in self.table.items())]


def _unchanged(_id: int) -> str:
    return str(gettext("As before (not in this list)"))


class RecordChoice(SelectField):
    """A record of what the user may see: `options` gives [(id, label)]; anything else is refused. Data: int or None.

    What the record holds already may stay, also when it is no option any more or none for this user: `kept` labels it.
    """

    widget = Dropdown()

    def __init__(
        self,
        label: Any = None,
        *,
        options: Callable[[], Iterable[tuple[int, str]]] | None = None,
        kept: Callable[[int], str] = _unchanged,
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("validators", [InputRequired(_l("Choose one."))] if required else [MayBeEmpty()])
        kwargs.setdefault("render_kw", {"data-search": "1"})
        super().__init__(label, choices=[], coerce=whole, validate_choice=False, **kwargs)
        self.options, self.kept = options, kept
        self._loaded: list[tuple[int, str]] | None = None
        #: Something was sent that is the number of no record: no choice, and not the word that nobody is meant.
        self.unread = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.unread = bool(valuelist) and self.data is None and bool(str(valuelist[0]).strip())

    def __setattr__(self, name: str, value: Any) -> None:
        """Other options make what was loaded void: else a form offered what it knew before it was told."""
        if name == "options":
            super().__setattr__("_loaded", None)
        super().__setattr__(name, value)

    def loaded(self) -> list[tuple[int, str]]:
        if self._loaded is None:
            self._loaded = list(self.options()) if self.options is not None else []
            held = whole(self.object_data)
            if held is not None and held not in dict(self._loaded) and (label := self.kept(held)):
                self._loaded.append((held, label))
        return self._loaded

    @property
    def text(self) -> str:
        """The label of what is chosen; "" of nothing, and of what is no option."""
        return next((label for id, label in self.loaded() if id == self.data), "")

    def iter_choices(self) -> Iterator[Any]:
        self.choices = [("", ""), *self.loaded()]
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if self.unread or (self.data is not None and self.data not in {i for i, _ in self.loaded()}):
            raise ValidationError(gettext("Choose one from the list."))


class ManyRecords(SelectMultipleField):
    """Several records of what the user may see, as ticks. Data: list of int.

    `ids` tells which may be ticked where that is easier to say than how they are called.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self,
        label: Any = None,
        *,
        options: Callable[[], Iterable[tuple[int, str]]] | None = None,
        ids: Callable[[], Iterable[int]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, choices=[], coerce=whole, validate_choice=False, **kwargs)
        self.options, self.ids = options, ids
        self._loaded: list[tuple[int, str]] | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        """As for one record."""
        if name == "options":
            super().__setattr__("_loaded", None)
        super().__setattr__(name, value)

    def loaded(self) -> list[tuple[int, str]]:
        if self._loaded is None:
            self._loaded = list(self.options()) if self.options is not None else []
        return self._loaded

    def iter_choices(self) -> Iterator[Any]:
        self.choices = list(self.loaded())
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if set(self.data or []).difference(self.ids() if self.ids is not None else (i for i, _ in self.loaded())):
            raise ValidationError(gettext("Choose from the list."))


class Currency(SelectField):
    """An ISO 4217 code that the product knows. It begins with that of the office."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("default", lambda: usual().currency)
        super().__init__(label, choices=list(CURRENCIES), **kwargs)  # type: ignore[arg-type]  # plain strings, as wtforms takes them

    def pre_validate(self, form: Any) -> None:
        if self.data not in CURRENCIES:
            raise ValidationError(gettext("The currency %(code)s is not known.", code=str(self.data)[:10]))


class Tick(BooleanField):
    """A box to tick."""


class PartForm(Form):
    """The form of one row of a `Rows` field. The fields of APART stand behind a disclosure."""

    APART: ClassVar[Sequence[str]] = ()

    class Meta:
        """How WTForms makes the row: in the language of the page, as the form around it."""

        def get_translations(self, form: Any) -> support.NullTranslations:
            return sentences(get_locale())


class Rows(FieldList):  # type: ignore[type-arg]  # generic for mypy, not when it runs
    """Rows of a child form; an "add row" button works without JavaScript. Data: list of dicts."""

    def __init__(
        self, form: type[Form], label: Any = None, *, least: int = 1, most: int = MOST_ROWS, **kwargs: Any
    ) -> None:
        super().__init__(FormField(form), label, min_entries=least, max_entries=most, **kwargs)

    def _add_entry(self, formdata: Any = None, data: Any = unset_value, index: int | None = None) -> Any:
        """A row that was sent is the one of its id: after another was taken out, its place says nothing."""
        sent = formdata.get(f"{self.name}-{index}-id") if formdata else None
        if sent is not None:
            held = [row for row in self.object_data or () if isinstance(row, dict) and str(row.get("id")) == sent]
            data = held[0] if held else unset_value
        return super()._add_entry(formdata, data, index)  # type: ignore[misc]  # the stubs leave it out

    def filled(self, *needed: str) -> list[dict[str, Any]]:
        """The rows in which at least one of the `needed` fields was filled."""
        return [entry.data for entry in self if any(entry.data.get(name) for name in needed)]
