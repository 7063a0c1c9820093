"""The form of a rule of market access."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.access import rules
from crm.access.models import AccessRule
from crm.access.services import AccessInput
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.texts import N_
from crm.places.forms import CountryField, PlaceField
from crm.web.forms import BaseForm, Choice, Day, Line, PastDay, Prose, in_each, shown_in_each, written_in_each
from crm.web.forms.tongues import ENDINGS

#: What stands in a field apiece for each language.
WORDS = "words"
WORD_FIELDS = tuple(f"{WORDS}_{end}" for end in ENDINGS)


class AccessForm(BaseForm):
    country = CountryField(_l("Importing country"), required=True, blank=None, default="CN")
    state = Choice(_l("Market access"), table=rules.STATES, required=True, blank=None, default=rules.RESTRICTED)
    hs_prefix = Line(
        _l("HS codes"),
        limit=400,
        description=_l("As in the notice: 2206, or 0302–0307, 1604. Empty: any code of the category."),
    )
    category = Choice(
        _l("Product category"), table=PRODUCT_CATEGORIES, description=_l("With a code: only where both are true.")
    )
    region_id = PlaceField(_l("Region of origin"), description=_l("Where the goods are made. Empty: everywhere."))
    words_ja, words_zh, words_ko, words_en = in_each(Prose, N_("Rule in words"), limit=1000, render_kw={"rows": 3})
    valid_from = Day(_l("Valid from"))
    valid_to = Day(_l("Valid until"), description=_l("Leave empty while no end is announced."))
    source_title = Line(_l("Source"), limit=300, required=True, description=_l("The notice or page that says so."))
    source_url = Line(_l("Source (web address)"), limit=500)
    checked_on = PastDay(_l("Checked on"), required=True)
    check_due = Day(_l("Next check by"))
    notes = Prose(_l("Notes"), limit=4000)

    @classmethod
    def initial(cls, row: AccessRule) -> dict[str, Any]:
        told = {text.language: {WORDS: text.text} for text in row.texts}
        return super().initial(row) | shown_in_each(told, (WORDS,))

    def input(self) -> AccessInput:
        """What the services take."""
        values = {name: value for name, value in self.values().items() if name not in WORD_FIELDS}
        told = written_in_each(self, (WORDS,))
        return AccessInput(**values, texts={language: said[WORDS] for language, said in told.items()})
