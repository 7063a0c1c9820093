"""A text in each of the four languages: a field apiece, `purpose_ja` to `purpose_en`."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form

from crm.core.languages import LANGUAGE_LABELS, Language

#: {ending of a field: language}
ENDINGS = {code.value.partition("-")[0]: code.value for code in Language}


def in_each(kind: type[Field], label: str, **kwargs: Any) -> list[Any]:
    """A field of a kind for each of `ENDINGS`, in that order. `label` is a message id."""
    return [
        kind(_l("%(language)s: %(what)s", language=_l(LANGUAGE_LABELS[code]), what=_l(label)), **kwargs)
        for code in ENDINGS.values()
    ]


def written_in_each(form: Form, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """{language: {name: text}} of what stands in the fields."""
    names = tuple(names)
    return {code: {name: form[f"{name}_{end}"].data or "" for name in names} for end, code in ENDINGS.items()}


def shown_in_each(texts: Mapping[str, Mapping[str, str]], names: Iterable[str]) -> dict[str, str]:
    """{field: text} as a form shows them."""
    return {f"{name}_{end}": texts.get(code, {}).get(name, "") for name in names for end, code in ENDINGS.items()}
