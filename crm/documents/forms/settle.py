"""What became of each item of a programme that is over, asked at once."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.core.texts import N_
from crm.missions.models import ItineraryItem
from crm.missions.queries import ProgrammeEntry
from crm.web.forms import BaseForm, Choice, Line

ANSWERS = {"done": N_("Took place"), "cancelled": N_("Did not take place")}
REASON_LIMIT = 300


class SettleForm(BaseForm):
    """For each item an answer and, where the plan was not kept, why; see `settle_form`."""

    entries: ClassVar[Sequence[ProgrammeEntry]] = ()

    def answered(self) -> list[tuple[ItineraryItem, str, str, str]]:
        """(item, its new state, the reason, the version that was shown) of those that have an answer."""
        return [
            (
                each.item,
                answer,
                (self[f"reason_{each.item.id}"].data or "").strip(),
                self[f"version_{each.item.id}"].data,
            )
            for each in self.entries
            if (answer := self[f"item_{each.item.id}"].data)
        ]

    @property
    def rows(self) -> list[tuple[ProgrammeEntry, Any, Any]]:
        """(entry, its answer, its reason): fields for the page."""
        return [(each, self[f"item_{each.item.id}"], self[f"reason_{each.item.id}"]) for each in self.entries]


def settle_form(entries: Sequence[ProgrammeEntry], *, usual: str = "") -> SettleForm:
    """A line for each entry; `usual` is the answer that is filled in beforehand."""
    fields: dict[str, Any] = {"entries": entries}
    for each in entries:
        id = each.item.id
        fields[f"item_{id}"] = Choice(_l("Carried out"), table=ANSWERS, default=usual)
        fields[f"reason_{id}"] = Line(_l("Reason"), limit=REASON_LIMIT)
        fields[f"version_{id}"] = HiddenField(default=str(each.item.version))
    form: SettleForm = type("SettleForm", (SettleForm,), fields)()
    return form
