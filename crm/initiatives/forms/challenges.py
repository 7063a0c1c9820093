"""The form of one challenge."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts.forms.picks import PersonField
from crm.initiatives import rules
from crm.initiatives.models import Challenge
from crm.initiatives.rules import ChallengeInput
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, DueDay, Line, Prose

GRADES = {str(grade): str(grade) for grade in range(1, 6)}


class ChallengeForm(BaseForm):
    statement = Line(_l("Challenge"), limit=500, required=True)
    category = Choice(_l("Category"), table=rules.CHALLENGE_CATEGORIES, required=True)
    side = Choice(_l("Side"), table=rules.SIDES, required=True, blank=None, default="both")
    severity = Choice(_l("Severity, 1 to 5"), table=GRADES, required=True, blank=None, default="3")
    likelihood = Choice(_l("Likelihood, 1 to 5"), table=GRADES, required=True, blank=None, default="3")
    raised_by_id = PersonField(_l("Raised by"))
    raised_by = Line(
        _l("Where it came up"), description=_l("A meeting, another occasion, or someone who is not in the contacts.")
    )
    countermeasure = Prose(_l("Countermeasure"))
    owner_id = StaffField(_l("Person in charge"))
    due_on = DueDay(_l("Due"))
    state = Choice(_l("Status"), table=rules.CHALLENGE_STATUSES, required=True, blank=None, default="open")
    evidence = Prose(_l("Evidence"))

    @classmethod
    def initial(cls, row: Challenge) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in rules.ChallengeInput.__dataclass_fields__ if name != "status"}
        grades = {"severity": str(row.severity), "likelihood": str(row.likelihood)}
        return plain | grades | {"state": row.status}

    def input(self) -> ChallengeInput:
        """What the service takes."""
        values = self.values()
        values["status"] = values.pop("state")
        texts = {name: values[name] or "" for name in ("raised_by", "countermeasure", "evidence")}
        grades = {name: int(values[name]) for name in ("severity", "likelihood")}
        return ChallengeInput(**values | texts | grades)
