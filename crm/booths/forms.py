"""The forms of booth mode: the code with a name, the lead on the phone, and what the office makes and decides."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.booths import rules
from crm.booths.services import SentLead
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.languages import LANGUAGE_LABELS
from crm.leads import rules as lead_rules
from crm.partners.rules import CHANNELS
from crm.users.forms import StaffField
from crm.web.forms import BaseForm, Choice, Line, Prose, RecordChoice, Tick, translate

NOTE_LIMIT = 2000
_UNFILLED = {"autocomplete": "off"}


class OpenBoothForm(BaseForm):
    """What lets a phone in: the code of the fair, and who captures with it."""

    code = Line(_l("Code"), limit=60, required=True, render_kw={"autocomplete": "off", "autocapitalize": "characters"})
    name = Line(
        _l("Who captures with this phone?"), limit=rules.NAME_LIMIT, required=True,
        description=_l("Your name. It stands with each lead that this phone sends."),
        render_kw={"autocomplete": "name"},
    )  # fmt: skip


class TappedLeadForm(BaseForm):
    """A lead as it is tapped in: everything may be empty, nothing is chosen before."""

    rank = Choice(_l("Interest rank"), table=lead_rules.RANKS)
    visitor_type = Choice(_l("Kind of visitor"), table=lead_rules.VISITOR_TYPES)
    category = Choice(_l("Product category"), table=PRODUCT_CATEGORIES)
    channel = Choice(_l("Sales channel they own"), table=CHANNELS)
    language = Choice(_l("Language of the visitor"), table=LANGUAGE_LABELS)
    raw_name = Line(_l("Full name"), render_kw=_UNFILLED)
    raw_organisation = Line(_l("Company"), render_kw=_UNFILLED)
    raw_contact = Line(_l("Phone, WeChat or e-mail"), limit=300, render_kw=_UNFILLED)
    note = Prose(_l("Note"), limit=NOTE_LIMIT, render_kw={"rows": 2})
    may_store = Tick(_l("May be contacted"))
    may_share = Tick(_l("May be given to makers"))
    by = Line(_l("Who captures"), limit=rules.NAME_LIMIT)
    notice_version = Line(_l("Notice"), limit=20)
    notice_language = Choice(_l("Language"), table=LANGUAGE_LABELS)

    def sent(
        self, *, asked: list[str], left_out: int, product_ids: list[int], promised: list[str], spoken: str
    ) -> SentLead:
        """What the service takes; what is promised, and how many products were refused, stands in the language of
        whoever keeps it."""
        values = self.values()
        for name in ("may_store", "may_share", "notice_version", "notice_language"):
            values.pop(name)
        kept = [code for code in rules.PROMISES if code in promised]
        with force_locale(spoken):
            wish = rules.BETWEEN.join(translate(rules.PROMISES[code]) for code in kept)
            refused = _("(products that this booth does not show, left out: %(count)s)", count=left_out)
        told = [refused] if left_out else []
        interest = "; ".join([*told, *asked])[:300]
        return SentLead(interest=interest, product_ids=product_ids, promised=kept, wish=wish[:200], **values)


class BoothCodeForm(BaseForm):
    booth_id = RecordChoice(
        _l("Booth"), description=_l("Its products are offered on the phone. Empty: the whole fair.")
    )
    label = Line(
        _l("For which team"),
        limit=rules.LABEL_LIMIT,
        description=_l("It stands with each lead of this code."),
    )
    owner_id = StaffField(_l("Person in charge"))

    def offer(self, booths: Iterable[tuple[int, str]]) -> "BoothCodeForm":
        """Have the booths of a fair to choose from; where there are none, nothing is to be chosen."""
        self.booth_id.options = lambda: booths
        if not self.booth_id.loaded():
            del self.booth_id
        return self


class RefuseLeadForm(BaseForm):
    reason = Line(_l("Reason"), limit=300, required=True)

    @classmethod
    def initial(cls, row: Any) -> dict[str, Any]:
        return {"reason": row.refusal}
