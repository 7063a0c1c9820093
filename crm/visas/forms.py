"""What the papers say beside what is stored: to whom, why, and who answers questions."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.core import clock
from crm.users import queries as users
from crm.visas.contents import Told
from crm.visas.queries import Papers
from crm.web.access import me
from crm.web.forms import BaseForm, Day, Line, Prose
from crm.web.locale import zone


class PapersForm(BaseForm):
    """Everything in Japanese, as it is to stand on the papers; what stays empty is left to be written by hand."""

    dated_on = Day(_l("Date of the papers"), required=True)
    consulate = Line(
        _l("To which consulate"),
        limit=100,
        description=_l("As it is addressed, by where the guests live: 在瀋陽日本国総領事."),
    )
    purpose = Prose(_l("Purpose of the invitation"), limit=2000)
    background = Prose(_l("How the invitation came about"), limit=4000)
    relation = Prose(_l("Relation to the applicants"), limit=1000)
    contact = Line(_l("Who answers questions"), limit=100)
    contact_phone = Line(_l("Telephone"), limit=60)

    #: Those without which a consulate asks back: {field: its label}, told before printing.
    ASKED = ("consulate", "purpose", "background", "relation", "contact", "contact_phone")

    @classmethod
    def of(cls, papers: Papers) -> "PapersForm":
        """Filled from what is known: objectives, who uses it, the office's telephone."""
        known: dict[str, Any] = {
            "dated_on": clock.today(zone()),
            "purpose": papers.activity.objectives,
            "contact": users.name_of(me().id),
            "contact_phone": papers.office.phone,
        }
        return cls(data=known)

    def empty(self) -> list[str]:
        """Of ASKED, those that say nothing."""
        return [name for name in self.ASKED if not (self[name].data or "").strip()]

    def told(self) -> Told:
        """What the papers take."""
        values = self.values()
        words: dict[str, Any] = {name: value or "" for name, value in values.items() if name != "dated_on"}
        return Told(dated_on=values["dated_on"], **words)
