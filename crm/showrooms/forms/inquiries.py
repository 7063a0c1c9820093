"""The form of a visitor on the public page of a product, and that by which the office takes what arrived."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.contacts.forms.picks import PersonField
from crm.leads import rules as lead_rules
from crm.showrooms import queries
from crm.showrooms.rules.inquiries import QUESTION_LIMIT
from crm.showrooms.services import SentInquiry
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Line, Prose, RecordChoice, Tick
from crm.web.locale import language


class AskGoodsForm(BaseForm):
    """What a visitor wants to know. It has no token, which would begin a session: whoever sends it has no rights here.

    Nothing is ticked before.
    """

    asked_at_id = RecordChoice(_l("Which showroom do you ask?"))
    question = Prose(_l("What do you want to know?"), limit=QUESTION_LIMIT, render_kw={"rows": 4})
    name = Line(_l("Your name"), limit=200, render_kw={"autocomplete": "name"})
    company = Line(_l("Company"), limit=200, render_kw={"autocomplete": "organization"})
    contact = Line(_l("Phone, WeChat or e-mail"), limit=300, render_kw={"autocomplete": "off"})
    may_store = Tick(_l("Your consent to be contacted"))
    may_share = Tick(_l("Your consent to be named to makers"))

    @classmethod
    def of(cls, offered: list[tuple[int, str]]) -> "AskGoodsForm":
        """The form about one of the exhibits on offer; with one alone there is nothing to choose."""
        found = cls(meta={"csrf": False}, offers={"asked_at_id": lambda: offered})
        if len(offered) == 1:
            del found.asked_at_id
        return found

    def sent(self) -> SentInquiry:
        """What the services take."""
        values = {name: value for name, value in self.values().items() if name != "asked_at_id"}
        return SentInquiry(**values)

    def typed(self) -> list[tuple[str, str]]:
        """[(what it was typed for, text)] of what would be lost."""
        return [(field.label.text, field.data) for field in self if isinstance(field, Line | Prose) and field.data]


class TakeInquiryForm(BaseForm):
    """What the office says of an inquiry that becomes a lead."""

    exhibit_id = RecordChoice(
        _l("Exhibit"),
        description=_l(
            "Visitors ask about a product, not about one of its exhibits. Empty: the lead names the product alone."
        ),
    )
    person_id = PersonField(_l("In the contacts"), description=_l("Empty: the lead is matched later."))
    visitor_type = Choice(
        _l("Kind of visitor"),
        table=lead_rules.VISITOR_TYPES,
        description=_l("Trade uptake counts leads of trade alone."),
    )
    rank = Choice(
        _l("Interest rank"),
        table={code: code for code in lead_rules.RANKS},
        description=LazyString(lambda: " · ".join(_(label) for label in lead_rules.RANKS.values())),
    )
    activity_id = RecordChoice(
        _l("Counts for"), options=lambda: queries.counted_for(user=me(), language=language()), required=True
    )
    owner_id = StaffField(_l("Person in charge"))

    @classmethod
    def of(cls, exhibits: list[tuple[int, str]], begun: dict[str, Any]) -> "TakeInquiryForm":
        """The form of an inquiry about one of these exhibits, as it begins."""
        return cls(data=begun, offers={"exhibit_id": lambda: exhibits})
