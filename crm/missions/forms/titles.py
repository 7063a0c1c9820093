"""The job titles of a whole delegation in one language: those that the table of posts knows are offered."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.contacts.rules import TITLE_LIMIT, as_given
from crm.core.languages import LANGUAGE_LABELS
from crm.core.posts import counterpart
from crm.web.forms import BaseForm, Line

GUESSED = _l("From the table of posts: a guess until you save it. Add the department where it belongs to the title.")
UNKNOWN = _l("Not in the table of posts.")


class DelegationTitlesForm(BaseForm):
    """A line for each delegate whose title is not told in the language."""

    def input(self) -> dict[int, str]:
        """{participant id: title} of what was written."""
        lines = {name.removeprefix("title_"): self[name].data for name in self._fields if name.startswith("title_")}
        return {int(id): text for id, text in lines.items() if text}


def lacking_titles(parts: Sequence[Participant], language: str) -> list[Participant]:
    """Whose title papers in a language would print in another one; whoever cancelled is not asked for."""
    going = (part for part in parts if part.status != "cancelled" and part.title_snapshot)
    return [part for part in going if as_given(part.titled(language))[1] != language]


def titles_form(activity: Activity, language: str) -> type[DelegationTitlesForm]:
    """The form of one delegation. Its version is the mission's: its row is the activity."""
    parts = lacking_titles(activity.participants, language)
    offered = {part.id: counterpart(part.title_snapshot, part.titled("")[1], language) for part in parts}

    class OneForm(DelegationTitlesForm):
        @classmethod
        def initial(cls, row: Activity) -> dict[str, Any]:
            asked = lacking_titles(activities.participants(row.id), language)
            return {f"title_{part.id}": offered.get(part.id, "") for part in asked}

    for part in parts:
        line = Line(
            f"{part.name_snapshot} {part.title_snapshot}",
            limit=TITLE_LIMIT,
            description=GUESSED if offered[part.id] else UNKNOWN,
            render_kw={"lang": language},
        )
        setattr(OneForm, f"title_{part.id}", line)
    return OneForm


def asked_language(asked: str, usual: str) -> str:
    """The language of the address, else the one that the hosts' papers are in."""
    return asked if asked in LANGUAGE_LABELS else usual
