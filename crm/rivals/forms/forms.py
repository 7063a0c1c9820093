"""The forms of an activity of a rival and of a sign of demand."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities.rules import ACTIVITY_TYPES
from crm.contacts.forms.picks import OrganisationField
from crm.core.categories import PRICE_TIERS, PRODUCT_CATEGORIES
from crm.places.forms import PlaceField
from crm.rivals import queries, rules
from crm.rivals.models import DemandSignal, RivalActivity
from crm.rivals.services import LONGEST_URL, RivalInput, SignalInput
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Day, Line, PastDay, Prose, RecordChoice, Whole
from crm.web.locale import language

MOST_FIRMS = 100_000


class MeetingChoice(RecordChoice):
    """One of the latest meetings that the user sees, or the one that was chosen before."""

    def loaded(self) -> list[tuple[int, str]]:
        if self._loaded is None:
            self._loaded = queries.meeting_options(user=me(), language=language(), chosen=self.object_data)
        return self._loaded


class RivalForm(BaseForm):
    body_place_id = PlaceField(_l("Region"))
    body_organisation_id = OrganisationField(_l("or organisation"))
    place_id = PlaceField(_l("Where"), required=True)
    activity_type = Choice(_l("Kind"), table=ACTIVITY_TYPES, required=True, blank=None, default="trade_fair")
    title = Line(_l("Name of the fair or event"))
    starts_on = Day(_l("First day"), required=True)
    ends_on = Day(_l("Last day"), description=_l("Leave empty when it lasts one day."))
    booths = Whole(_l("Booths"), most=MOST_FIRMS)
    firms = Whole(_l("Exhibiting companies"), most=MOST_FIRMS)
    source_url = Line(_l("Source (web address)"), limit=LONGEST_URL)
    seen_by_meeting_id = MeetingChoice(_l("Noted at our meeting"))
    notes = Prose(_l("Notes"), limit=4000)

    @classmethod
    def initial(cls, row: RivalActivity) -> dict[str, Any]:
        one_day = row.ends_on == row.starts_on
        return super().initial(row) | {"ends_on": None if one_day else row.ends_on}

    def input(self) -> RivalInput:
        """What the services take."""
        return RivalInput(**self.values())


class SignalForm(BaseForm):
    place_id = PlaceField(_l("Where"), required=True)
    statement = Line(_l("What is wanted"), limit=500, required=True)
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES, required=True, blank=None)
    price_tier = Choice(_l("Price tier"), table=PRICE_TIERS)
    strength = Choice(_l("Strength"), table=rules.STRENGTHS, required=True, blank=None, default="3")
    observed_on = PastDay(_l("Observed on"), required=True)
    source_kind = Choice(_l("Kind of source"), table=rules.SOURCE_KINDS, required=True, blank=None)
    source = Line(
        _l("Source"), limit=500, required=True,
        description=_l("Who said it, or where it is written; for a web page, its address."),
    )  # fmt: skip

    @classmethod
    def initial(cls, row: DemandSignal) -> dict[str, Any]:
        return super().initial(row) | {"strength": str(row.strength)}

    def input(self) -> SignalInput:
        """What the services take."""
        values = self.values()
        return SignalInput(strength=int(values.pop("strength")), **values)
