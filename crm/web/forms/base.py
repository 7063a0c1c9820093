"""The base form: token, one-time id, version, and what it showed when it was opened."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Final, Self

from babel import Locale, support
from flask import request
from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FieldList, FileField, HiddenField, TextAreaField
from wtforms.i18n import messages_path

from crm.core.cleaning import whole
from crm.web.forms.texts import describe, is_simple, united

MOST_ROWS = 60
#: In the address of the form of a record: the few fields of it that its page asks for in place.
FACTS: Final = "facts"
#: The button of a language above a form: show what was typed in that one.
AGAIN: Final = "show-again"
#: {field: what gives the records to choose from}, of a form that offers what belongs to one record.
Offers = Mapping[str, Callable[[], Iterable[tuple[int, str]]]]


class _TokenWhenShown(FlaskForm.Meta.csrf_class):  # type: ignore[misc]  # flask-wtf carries no types
    """Signs the token for the page that shows it: a form that is saved shows none."""

    def generate_csrf_token(self, csrf_token_field: Field) -> LazyString:
        return LazyString(super().generate_csrf_token, csrf_token_field)


class BaseForm(FlaskForm):  # type: ignore[misc]  # flask-wtf carries no types
    """Every form: CSRF token, one-time id, the version it was opened at, and what it showed then."""

    form_id = HiddenField(default=lambda: secrets.token_urlsafe(16))
    version = HiddenField()
    as_opened = HiddenField()

    #: Field names that carry no content of the record.
    PLUMBING: ClassVar[frozenset[str]] = frozenset({"form_id", "version", "as_opened", "csrf_token"})

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask-wtf carries no types
        """How WTForms makes the form."""

        csrf_class = _TokenWhenShown

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent: text for every field, files for fields of files alone. JSON is no form."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if not (form.is_submitted() and (request.form or request.files)):
                return None
            files = [(name, file) for name, file in request.files.items(multi=True) if _takes_files(form, name)]
            return CombinedMultiDict((MultiDict(files), request.form))

        def get_translations(self, form: Any) -> support.NullTranslations:
            return sentences(get_locale())

    def __init__(self, *args: Any, row: Any = None, offers: Offers | None = None, **kwargs: Any) -> None:
        self.offers = offers or {}
        super().__init__(*args, **kwargs)
        self.refused = False
        self.conflict_answered = False
        self.row = row
        asked = request.args.get(FACTS, "").split(",") if row is not None else []
        #: The fields of which a record's page changes the facts in place; none: the whole form is asked.
        self.facts = [field for field in self.content() if field.name in asked]
        if row is not None and not self.version.data:
            self.version.data = str(row.version)
        if row is not None and not self.as_opened.data:
            self.as_opened.data = json.dumps({f.name: describe(f) for f in self.content()}, ensure_ascii=False)
        self._keep_others()
        self._resolve()
        self._change_rows()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Before the fields take their values they learn what this form offers: what was opened is told by it, too."""
        for name, options in self.offers.items():
            self[name].options = options
        super().process(*args, **kwargs)

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
        """Whether somebody saved `row` meanwhile; where some facts are asked alone, whether they changed those."""
        if str(self.version.data or "") == str(row.version):
            return False
        if not self.facts:
            return True
        before, saved = _loads(self.as_opened.data), self.like_it(self.initial(row))
        return any(describe(saved[field.name]) != before.get(field.name) for field in self.facts)

    def merge(self, row: Any) -> bool:
        """Somebody saved `row` meanwhile: take over their fields that this form left alone.

        False when both changed one field, to different values: then nothing is taken over, and the person chooses.
        """
        before, saved = _loads(self.as_opened.data), self.like_it(self.initial(row))
        kept = {f.name for f in self.content() if describe(f) == before.get(f.name, "")}
        for field in self.content():
            theirs = describe(saved[field.name])
            if field.name not in kept and theirs not in (describe(field), before.get(field.name, "")):
                return False
        for name in kept:
            self[name].process(None, data=saved[name].data)
        self.version.data = str(row.version)
        return True

    def like_it(self, data: dict[str, Any]) -> Self:
        """Another form of its kind that shows `data`. Forms that are made with something more override it."""
        return type(self)(formdata=None, data=data, offers=self.offers)

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put a refusal beside its field, or on the form when it belongs to none."""
        self.refused = True
        if field is not None and field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)
            self.conflict_answered = field is None

    @property
    def http_status(self) -> int:
        """The HTTP status of a page that shows this form."""
        if request.method != "POST" or self.only_rows_changed:
            return 200
        if "csrf_token" in self.errors:
            return 400
        return 409 if self.conflict_answered else 422 if self.errors or self.refused or self.form_errors else 200

    @property
    def only_rows_changed(self) -> bool:
        """Whether the button pressed was one that adds or removes a row, or shows it all again, not one that saves."""
        return self.is_shown_again or any(name.startswith(("add-", "remove-")) for name in request.form)

    @property
    def is_shown_again(self) -> bool:
        """Whether another language was chosen above it: it comes back in that one with what was typed."""
        return AGAIN in request.form

    def validate(self, extra_validators: Any = None) -> bool:
        """An ended token is told in words: where the view leaves its check to the form, the page shows it again."""
        fine = bool(super().validate(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = [_("This page was open for a long time. What you typed is still here: send it once more.")]
        return self._no_files_for_text() and fine

    def _no_files_for_text(self) -> bool:
        """Whether no field of text, nor one in its rows, was sent a file; told beside it."""
        sent = set(request.files) if self.is_submitted() else set()
        strays = [
            field for field in self
            if not isinstance(field, FileField) and any(f"{name}-".startswith(f"{field.name}-") for name in sent)
        ]  # fmt: skip
        for field in strays:
            if isinstance(field, FieldList):
                self.form_errors.append(_("A file arrived where text is expected. Type the text here."))
            else:
                field.errors = [*field.errors, _("A file arrived where text is expected. Type the text here.")]
        return not strays

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
            place = whole(request.form.get(f"remove-{field.name}"))
            if place is not None and place < len(field):
                del field.entries[place]

    def _keep_others(self) -> None:
        """Where only some facts are asked, the form says of everything else what the record says."""
        if not self.facts or request.method != "POST":
            return
        shown = self.initial(self.row)
        for field in self.content():
            if field in self.facts:
                continue
            field.process(None, **({"data": shown[field.name]} if field.name in shown else {}))
            if field.flags.required and field.data is not None:
                field.raw_data = [str(field.data)]  # it was asked for when the record was made

    def _resolve(self) -> None:
        """After a conflict: take the saved or the original value of the fields for which that was chosen."""
        if self.row is None or request.method != "POST":
            return
        theirs, before = self.initial(self.row), _loads(self.as_opened.data)
        for field in self.content():
            choice = request.form.get("take") or request.form.get(f"resolve-{field.name}")
            if choice == "theirs" and field.name in theirs:
                field.process(None, data=theirs[field.name])
            elif choice == "both" and isinstance(field, TextAreaField):
                saved, opened = str(theirs.get(field.name) or ""), str(before.get(field.name, ""))
                field.data = united(saved, field.data or "", opened)
            elif choice == "before" and is_simple(field) and isinstance(before.get(field.name), str):
                field.raw_data = [before[field.name]]
                field.process_formdata(field.raw_data)


class ActionForm(BaseForm):
    """A button with a token: the small writes that need no field."""


def _takes_files(form: Any, name: str) -> bool:
    return name in form and isinstance(form[name], FileField)


# Kept: read from its file, once a process.
@cache
def sentences(locale: Locale | None) -> support.NullTranslations:
    """WTForms' own sentences. Flask-WTF would read them from their file in every request that has a form."""
    return support.Translations.load(messages_path(), [locale] if locale else [], domain="wtforms")


def _loads(text: str | None) -> dict[str, Any]:
    try:
        loaded = json.loads(text or "{}")
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}
