"""The names that the papers of a mission lack, on one page: Latin letters of people, names of organisations."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.contacts.services.rows import NAME_LIMIT
from crm.missions.queries import GuessedLetters
from crm.web.forms import BaseForm, Line


class MissionNamesForm(BaseForm):
    """A line for each; what is left empty stays open."""

    def typed(self, kind: str) -> dict[int, str]:
        """{id: name} of what was written; `kind` is person or body."""
        found = {name: self[name].data for name in self._fields if name.startswith(f"{kind}_")}
        return {int(name.rpartition("_")[2]): text.strip() for name, text in found.items() if text and text.strip()}


def names_form(people: Sequence[GuessedLetters], bodies: Sequence[Organisation], language: str) -> MissionNamesForm:
    """The form of one mission: Latin letters are filled in as they are guessed, and are told once they are saved."""
    fields: dict[str, Any] = {}
    for each in people:
        fields[f"person_{each.person.id}"] = Line(
            contacts.own_name(each.person).text,
            limit=NAME_LIMIT,
            default=each.letters,
            description=_l("A guess from the reading, as passports have it. It is confirmed when you save."),
            render_kw={"lang": "en"},
        )
    for body in bodies:
        line = Line(contacts.own_name(body).text, limit=NAME_LIMIT, render_kw={"lang": language})
        fields[f"body_{body.id}"] = line
    form: MissionNamesForm = type("OneNamesForm", (MissionNamesForm,), fields)()
    return form
