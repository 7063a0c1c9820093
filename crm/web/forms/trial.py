"""A form that is not valid yet is tried with what of it is valid: the service's refusal comes along with the errors.

Each field that has an error stands for a value that nobody knows yet. The service judges as far as it gets without
looking at it: whoever looks stumbles, and then nothing is said. So a refusal that is told holds whatever will be typed
there. A text stands in as some text, since every service cleans its texts before it looks at anything else.
"""

from collections.abc import Iterator
from typing import Any, Final, NoReturn

from wtforms import Field, FieldList, FileField, Form, FormField, StringField, TextAreaField

from crm.web.forms.typed import Amount

#: What stands for a text that is lacking or wrong.
SOME_TEXT: Final = "Unwritten"


class NotKnown(Exception):
    """Somebody looked at a value that nobody has typed yet."""


def _stumble(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise NotKnown


class Unknown:
    """Stands for a value that will be given: it is there (true, not None), and no more is known of it."""

    def __bool__(self) -> bool:
        return True

    __getattr__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _stumble
    __str__ = __repr__ = __format__ = __int__ = __float__ = __index__ = _stumble
    __len__ = __iter__ = __contains__ = __getitem__ = __call__ = _stumble
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __neg__ = _stumble


class TriedForm:
    """One try of a form with what of it is valid. Until `end` its wrong fields hold what stands in for them."""

    def __init__(self, form: Form) -> None:
        self._held = [(field, field.data) for field in _fields(form) if field.errors]
        for field, _typed in self._held:
            is_text = isinstance(field, StringField | TextAreaField) and not isinstance(field, Amount)
            field.data = SOME_TEXT if is_text else Unknown()

    @classmethod
    def of(cls, form: Form) -> "TriedForm | None":
        """None where nothing can be tried: a file was sent, which is kept as it comes, or no single field is wrong."""
        if any(isinstance(field, FileField) and field.data for field in _fields(form)):
            return None
        return cls(form) if any(field.errors for field in _fields(form)) else None

    def end(self) -> None:
        """The fields hold again what was typed."""
        for field, data in self._held:
            field.data = data


def _fields(form: Form) -> Iterator[Field]:
    """The fields that hold one value each, those of its rows included."""
    for field in form:
        yield from _within(field)


def _within(field: Field) -> Iterator[Field]:
    if isinstance(field, FieldList):
        for entry in field:
            yield from _within(entry)
    elif isinstance(field, FormField):
        yield from _fields(field.form)
    else:
        yield field
