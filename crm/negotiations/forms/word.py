"""The management's word on barred goods, asked for beside what it lets go on (INV-M1)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.core import here
from crm.core.cleaning import whole
from crm.core.permissions import Permission
from crm.negotiations.queries import BarredGoods, Mark
from crm.negotiations.services import Barred, ManagementWord
from crm.products import queries as products
from crm.web.access import can, me
from crm.web.forms import BaseForm, ManyRecords, PastDay, Prose
from crm.web.locale import language


class WordForm(BaseForm):
    """A form whose act may be held up by barred goods. `barring`: what was shown, "rule:version:goods", by
    commas; as long as there are none, nothing is asked."""

    PLUMBING: ClassVar = BaseForm.PLUMBING | {"barring", "word"}

    barring = HiddenField()
    word = Prose(
        _l("Why the management lets it go on"),
        limit=500,
        render_kw={"rows": 3},
        description=_l("It holds for these goods and what these rules say. Other goods and a changed rule ask again."),
    )

    def seen(self) -> set[Mark]:
        """The rules that were shown, with the goods as they were."""
        marks = ((*each.split(":"), "", "")[:3] for each in (self.barring.data or "").split(","))
        return {(whole(id) or 0, whole(version) or 0, goods) for id, version, goods in marks}

    def show(self, barring: Iterable[Mark]) -> None:
        """Carry what is shown with this form from now on."""
        self.barring.data = ",".join(f"{id}:{version}:{goods}" for id, version, goods in barring)

    def show_goods(self, barring: Iterable[BarredGoods]) -> None:
        """Carry these, which are shown with this form from now on."""
        self.show(mark for each in barring for mark in each.marks)

    def given(self) -> ManagementWord | None:
        """The word of whoever may give it; None where it was not asked for or not given."""
        reason = (self.word.data or "").strip()
        return ManagementWord(reason, self.seen()) if reason and self.asks_word else None

    @property
    def asks_word(self) -> bool:
        """Whether whoever reads the form can cure in place that goods are barred."""
        return bool(self.barring.data) and can(Permission.NEGOTIATIONS_OVERRIDE)

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Around the act: what holds it up is shown, and asked about; a word that lacks then, at its field."""
        asked = self.asks_word
        try:
            yield
        except Barred as refusal:
            self.show(refusal.marks)
            if asked and not (self.word.data or "").strip():
                refusal.field = "word"
            if self.facts and self.asks_word:
                self.facts.append(self.word)
            raise


class GoOnForm(WordForm):
    """Why a case goes on although rules bar its goods, as an act of its own."""

    product_ids = ManyRecords(
        _l("Products to add"),
        options=lambda: products.options(user=me(), language=language()),
        description=_l("Barred products that the negotiation gets with this word."),
    )
    reason = Prose(_l("Reason"), required=True, limit=500, render_kw={"rows": 3})
    signed_on = PastDay(
        _l("Day of signing"), description=_l("Only for a signing of an earlier day: the rules of that day count.")
    )

    def day(self) -> date:
        """For which the management lets it go on."""
        return self.signed_on.data or here.today()
