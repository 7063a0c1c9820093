"""What the papers say beside what is stored: to whom, why, and who answers questions."""

from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core import clock
from crm.core.languages import LOCALES
from crm.places import queries as places
from crm.places.rules.borders import EMERGENCY_NAMES
from crm.users import queries as users
from crm.visas import queries, rules
from crm.visas.contents import Told
from crm.visas.models import VisaWords
from crm.visas.queries import Papers
from crm.web.access import me
from crm.web.forms import BaseForm, Line, PastDay, Prose, translate
from crm.web.locale import zone


class PapersForm(BaseForm):
    """Everything in Japanese, as it is to stand on the papers; what stays empty is left to be written by hand."""

    dated_on = PastDay(_l("Date of the papers"), required=True)
    consulate = Line(
        _l("To which consulate"),
        limit=100,
        description=_l("As it is addressed, depending on where the guests live: 在瀋陽日本国総領事."),
    )
    purpose = Prose(_l("Purpose of the invitation"), limit=2000)
    background = Prose(_l("How the invitation came about"), limit=4000)
    relation = Prose(_l("Relationship to the applicants"), limit=1000)
    contact = Line(_l("Who answers questions"), limit=100)
    contact_phone = Line(_l("Phone"), limit=60)

    #: Those without which a consulate asks back: {field: its label}, told before printing.
    ASKED = ("consulate", "purpose", "background", "relation", "contact", "contact_phone")

    @classmethod
    def initial(cls, row: VisaWords) -> dict[str, Any]:
        """What was kept; the day is that of the next print."""
        return super().initial(row) | {"dated_on": _usual_day(activities.one(row.activity_id, user=me()))}

    @classmethod
    def of(cls, papers: Papers, kept: VisaWords | None) -> "PapersForm":
        """Filled with what was kept, else from what is known: who uses it, the office's telephone,
        and what the papers of the same sender's last visit told of the relation."""
        if kept is not None:
            return cls.editing(kept)
        earlier = queries.earlier_words(papers.activity, user=me())
        known: dict[str, Any] = {
            "dated_on": _usual_day(papers.activity),
            "consulate": _consulate(papers),
            "relation": earlier.relation if earlier is not None else "",
            "contact": users.name_of(me().id),
            "contact_phone": papers.office.phone,
        }
        form = cls(data=known)
        if papers.purposes:
            form.purpose.description = _(
                "What we ourselves wrote about the visits is not copied here: %(purposes)s",
                purposes=" / ".join(papers.purposes),
            )
        if known["consulate"] and form.consulate.data == known["consulate"]:
            form.consulate.description = _(
                "A guess from the emergency contacts. Correct it according to where the guests live."
            )
        if known["relation"] and form.relation.data == known["relation"]:
            form.relation.description = _("Taken from the papers of their last visit. Please check it.")
        return form

    def words(self) -> dict[str, str]:
        """What is kept with the mission."""
        return {name: value or "" for name, value in self.values().items() if name != "dated_on"}

    def empty(self) -> list[str]:
        """Of ASKED, those that say nothing."""
        return [name for name in self.ASKED if not (self[name].data or "").strip()]

    def input(self) -> Told:
        """What the papers take."""
        words: dict[str, Any] = self.words()
        return Told(dated_on=self.values()["dated_on"], **words)


def _usual_day(activity: Activity) -> date | None:
    """Today; none where the stay is over: papers of a stay are not written after it."""
    today = clock.today(zone())
    return today if today <= activity.end_on else None


def _consulate(papers: Papers) -> str:
    """The consulate of Japan for where the guests live, by the emergency contacts, as it is addressed; a guess.

    What is entered for the whole country is its embassy, and takes no applications from the places of a consulate: ""
    where nothing is entered for the place itself. 瀋陽総領事館（遼寧省、吉林省 …） is written to as 瀋陽総領事.
    """
    sender = papers.activity.sender_organisation
    if sender is None or sender.place_id is None:
        return ""
    there = places.emergency_at(places.named(sender.place_id))
    with force_locale(LOCALES[rules.LANGUAGE]):
        names = [
            translate(row.name) if row.name in EMERGENCY_NAMES else row.name
            for row in there
            if row.kind == "mission" and row.place_id is not None
        ]
    return names[0].partition("（")[0].removesuffix("館") if names else ""
