"""The forms of an inquiry at an exhibit, and of what a lead asked about."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core import here
from crm.core.languages import LANGUAGE_LABELS
from crm.leads import rules as lead_rules
from crm.leads.models import Lead
from crm.showrooms import queries
from crm.showrooms.services import InquiryInput
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Line, ManyRecords, PastDay, Prose, RecordChoice, Tick
from crm.web.locale import language

_UNFILLED = {"autocomplete": "off"}


class InquiryForm(BaseForm):
    """What somebody asked about an exhibit."""

    raw_name = Line(_l("Full name"), render_kw=_UNFILLED)
    raw_organisation = Line(_l("Company"), render_kw=_UNFILLED)
    raw_contact = Line(_l("Phone, WeChat or e-mail"), limit=300, render_kw=_UNFILLED)
    inquiry = Prose(_l("What they asked"), render_kw={"rows": 3})
    wanted_quantity = Line(_l("Wanted quantity"), limit=100)
    visitor_type = Choice(_l("Kind of visitor"), table=lead_rules.VISITOR_TYPES)
    rank = Choice(
        _l("Interest rank"),
        table={code: code for code in lead_rules.RANKS},
        description=LazyString(lambda: " · ".join(_(label) for label in lead_rules.RANKS.values())),
    )
    language = Choice(_l("Language"), table=LANGUAGE_LABELS)
    day = PastDay(_l("Day"), required=True, default=here.today)
    activity_id = RecordChoice(
        _l("Counts for"), options=lambda: queries.counted_for(user=me(), language=language()), required=True
    )
    owner_id = StaffField(_l("Person in charge"))
    may_contact = Tick(_l("The visitor agrees to be contacted and to the data being kept in Japan"))

    def input(self) -> InquiryInput:
        """What the services take."""
        return InquiryInput(**self.values())


class AskedForm(BaseForm):
    """What of the exhibits and of the catalogue a lead asked about."""

    exhibit_ids = ManyRecords(_l("Exhibits asked about"))
    product_ids = ManyRecords(_l("Products of the catalogue"))

    @classmethod
    def initial(cls, row: Lead) -> dict[str, Any]:
        said = queries.choices(row, user=me(), language=language())
        return {"exhibit_ids": list(said.exhibit_ids), "product_ids": list(said.product_ids)}

    @classmethod
    def of(cls, lead: Lead) -> "AskedForm":
        """The form of a lead that the reader sees."""
        offered = queries.choices(lead, user=me(), language=language())
        return cls.editing(
            lead, offers={"exhibit_ids": lambda: offered.exhibits, "product_ids": lambda: offered.products}
        )
