"""The form that makes a mission after an earlier one."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities.models import Activity
from crm.core import clock
from crm.initiatives.forms import NAME_FIELDS, NamedForm, names_of
from crm.missions import rules
from crm.web.forms import Day, Tick
from crm.web.locale import zone


class AgainForm(NamedForm):
    start_on = Day(_l("First day"), required=True)
    programme = Tick(_l("Copy the programme, with every item tentative and every appointment to be requested"))
    delegation = Tick(_l("Invite the delegation again, with current titles"))

    budget = Tick(_l("Copy the planned costs, without payments"))

    @classmethod
    def after(cls, earlier: Activity) -> "AgainForm":
        """The form as it opens: the earlier names, whole years later on the same day of the week."""
        given: dict[str, Any] = names_of(earlier.names)
        first = rules.years_later(earlier.start_on, clock.today(zone()))
        return cls(data=given | {"start_on": first, "programme": True, "delegation": True, "budget": True})

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.again`."""
        rest = {name: value for name, value in self.values().items() if name not in NAME_FIELDS}
        return rest | {"names": self.names()}
