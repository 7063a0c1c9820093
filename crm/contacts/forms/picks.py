"""Naming one person or organisation in a form: the name is typed, and when several are called that, one is chosen."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import current_app, url_for
from flask_babel import gettext as _

from crm.contacts.models import Organisation, Person
from crm.contacts.queries import survivors
from crm.contacts.queries.named import organisation_labels, organisations_named, people_labels, people_named
from crm.core.permissions import Permission
from crm.web.access import can, me
from crm.web.forms import Line, Pick, RecordChoice, Source
from crm.web.locale import language

ORGANISATIONS: Final = Source(
    "organisations",
    lambda: url_for("contacts.pick", kind="organisations"),
    labels=lambda ids: organisation_labels(ids, user=me(), language=language()),
    meant=lambda text: organisations_named(text, user=me(), language=language()) or _surely(text),
    kept=lambda id: _archived(organisation_labels([id], user=me(), language=language(), archived=True).get(id)),
    merged=lambda ids: survivors(Organisation, ids),
    maker=lambda name: _made_at("contacts.quick_organisation", text=name),
)
PEOPLE: Final = Source(
    "people",
    lambda: url_for("contacts.pick", kind="people"),
    labels=lambda ids: people_labels(ids, user=me()),
    meant=lambda text: people_named(text, user=me()),
    kept=lambda id: _archived(people_labels([id], user=me(), archived=True).get(id)),
    merged=lambda ids: survivors(Person, ids),
    maker=lambda name: _made_at("contacts.quick_person", full=name),
)


def _made_at(endpoint: str, **typed: Any) -> str:
    return url_for(endpoint, **typed) if can(Permission.CONTACTS_WRITE) else ""


def meant_otherwise(text: str) -> list[tuple[int, bool]]:
    """[(id, whether that is sure)] of organisations whose name is written otherwise than in any of its forms."""
    ask: Callable[..., list[tuple[int, bool]]] = current_app.extensions["organisations_meant"]
    return ask(text, user=me())


def surely_meant(texts: Sequence[str]) -> dict[str, int]:
    """{text: id} of the organisations that texts name without a doubt, all looked up at once."""
    ask: Callable[..., dict[str, int]] = current_app.extensions["organisations_surely_meant"]
    return ask(texts, user=me())


def organisations_told(texts: Sequence[str]) -> list[str]:
    """Those of the texts that name an organisation as such, by its legal form or its last word."""
    ask: Callable[..., list[str]] = current_app.extensions["organisations_told"]
    return ask(texts, user=me())


def _surely(text: str) -> list[tuple[int, str]]:
    """Those of them that are meant without a doubt: an office by its kind and its place."""
    ids = [id for id, sure in meant_otherwise(text) if sure]
    return list(organisation_labels(ids, user=me(), language=language()).items())


def _archived(label: str | None) -> str | None:
    return _("%(name)s (archived)", name=label) if label is not None else None


class OrganisationField(Pick):
    """One organisation of those the user sees."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, source=ORGANISATIONS, **kwargs)


class PersonField(Pick):
    """One person of those the user sees."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, source=PEOPLE, **kwargs)


class PersonPick:
    """Whom the fields `typed` (a Line) and `chosen` (a RecordChoice) of a form name; works without JavaScript.

    Call `settle()` from the form's `validate`: it puts errors beside the fields and `id` is the person after it.
    """

    def __init__(self, typed: Line, chosen: RecordChoice) -> None:
        self._typed, self._chosen = typed, chosen
        self._found: list[tuple[int, str]] | None = None
        self.id: int | None = None
        chosen.options = self.found
        chosen.render_kw = {}

    def found(self) -> list[tuple[int, str]]:
        """Who is called that, looked up once; nobody before anything was typed."""
        if self._found is None:
            self._found = people_named(self._typed.data or "", user=me()) if self._typed.data else []
        return self._found

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose from."""
        return len(self.found()) > 1

    def settle(self) -> bool:
        """Whether it is clear who is meant: nobody, somebody new, the only one of that name, or the one chosen."""
        if not self._typed.data:
            self.id = None
            return True
        found = self.found()
        ids = [id for id, _label in found]
        if self._chosen.data in ids:
            self.id = self._chosen.data
        elif len(ids) == 1:
            self.id = ids[0]
        elif ids:
            self._chosen.errors = [*self._chosen.errors, _("Several people have this name. Choose one.")]
            return False
        return True
