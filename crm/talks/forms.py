"""What is typed about open points."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import queries as contacts
from crm.core import here
from crm.meetings.rules import SIDES
from crm.talks.rules import PointInput
from crm.web.forms import BaseForm, Choice, DueDay, Line, PastDay, Prose, RecordChoice
from crm.web.locale import language


class PointForm(BaseForm):
    """A question and who owes the answer. Its view says which organisations are of the case: `offer`."""

    text = Line(_l("Question"), limit=300, required=True)
    side = Choice(_l("Who owes the answer"), table=SIDES, blank=None)
    organisation_id = RecordChoice(
        _l("Organisation that owes it"), kept=lambda id: _called([id])[id], description=_l("If you know who answers.")
    )
    asked_on = PastDay(_l("Asked on"), required=True, default=lambda: here.today())
    due_on = DueDay(_l("Answer due on"))

    def offer(self, takers: Mapping[int, str]) -> None:
        """The organisations that may owe the answer: {id: side}."""
        named = _called(list(takers))
        self.organisation_id.options = lambda: [(id, named[id]) for id in takers]

    def input(self) -> PointInput:
        """What the form says, for the service."""
        return PointInput(**self.values())


def _called(ids: list[int]) -> dict[int | None, str]:
    found = contacts.listed_organisations(ids)
    return {id: contacts.display_name(row, language()).text for id, row in found.items()}


class AnswerForm(BaseForm):
    answer = Prose(_l("Answer"), required=True, render_kw={"rows": 3})
    answered_on = PastDay(_l("Answered on"), required=True)

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        """An answer that is not given yet is of today."""
        return {"answer": row.answer, "answered_on": row.answered_on or here.today()}

    def day(self) -> date:
        """When the answer came."""
        return self.answered_on.data or here.today()


class ReopenForm(BaseForm):
    reason = Line(_l("Why the answer does not settle it"), limit=300)
    reopened_on = PastDay(_l("Opened again on"), required=True, default=lambda: here.today())

    def day(self) -> date:
        """When the point was opened again."""
        return self.reopened_on.data or here.today()
