"""The task form and the conditions of the task list."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from crm.core import cleaning
from crm.core.permissions import Actor
from crm.tasks.queries import Filter
from crm.tasks.rules import TASK_STATUSES
from crm.users import queries as users
from crm.web.forms import BaseForm, Day, Line, RecordChoice

SEARCH_LIMIT = 100
SCOPES = ("mine", "all")
OVERDUE = "overdue"


class TaskForm(BaseForm):
    text = Line(_l("What is to be done"), required=True, limit=300)
    owner_id = RecordChoice(_l("Person in charge"), options=users.options, required=True)
    due_on = Day(_l("Due date"), required=True)
    external_owner = Line(
        _l("Promised by"),
        limit=120,
        description=_l("Somebody outside who promised it; the person in charge then watches over it."),
    )


class PostponeForm(BaseForm):
    due_on = Day(_l("New due date"), required=True)


class ReassignForm(BaseForm):
    owner_id = RecordChoice(_l("Person in charge"), options=users.options, required=True)


class TaskFilters:
    """The conditions in the address: `scope` mine or all, `state` a status or overdue, `q` words of the text."""

    def __init__(self, args: MultiDict[str, str], *, user: Actor, today: date) -> None:
        self.scope = args.get("scope", "mine") if args.get("scope") in SCOPES else "mine"
        wanted = args.get("state", "open")
        self.state = wanted if wanted in (*TASK_STATUSES, OVERDUE) else "open"
        self.q = _words(args.get("q", ""))
        self._user, self._today = user, today

    def values(self) -> Filter:
        """For the query."""
        return Filter(
            text=self.q,
            owner_id=self._user.id if self.scope == "mine" else None,
            status="" if self.state == OVERDUE else self.state,
            overdue_on=self._today if self.state == OVERDUE else None,
        )

    def args(self, **changes: Any) -> dict[str, Any]:
        """The address arguments of this list with some of them changed; empty ones left out."""
        now = {"scope": self.scope, "state": self.state, "q": self.q} | changes
        return {name: value for name, value in now.items() if value}


def _words(text: str) -> str:
    try:
        return cleaning.line(text, SEARCH_LIMIT)
    except cleaning.BadText:
        return ""
