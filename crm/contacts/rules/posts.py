"""A person changes employer: what is written down about it, and which reasons leave no new post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.contacts.rules.tables import BY_TITLE
from crm.core.texts import N_

EMPLOYER_CHANGED = Verb("person.employer_changed", N_("Employer changed"))

DECEASED: Final = "deceased"
#: Reasons that promise a new post, and those after which there is none.
GOES_ON: Final = frozenset({"changed_employer"})
IS_OVER: Final = frozenset({DECEASED})


@dataclass(frozen=True)
class EmployerChange:
    """The post `post_id` ends the day before `changed_on`, and the new one begins on it.

    The new employer by id, or by a name that makes one; neither when there is none or nobody knows. The successor
    at the old post likewise.
    """

    post_id: int | None
    changed_on: date | None
    reason: str
    organisation_id: int | None = None
    organisation_name: str = ""
    department: str = ""
    title: str = ""
    title_rank: int = BY_TITLE
    titles: Mapping[str, str] = field(default_factory=dict)  #: {language: title} in further languages
    successor_id: int | None = None
    successor_name: str = ""

    @property
    def has_new_post(self) -> bool:
        return self.organisation_id is not None or bool(self.organisation_name)
