"""The merge screen as a form: who stays, a side for every line, and the versions that were looked at."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts.rules import duplicates
from crm.core.cleaning import whole
from crm.merging import rules
from crm.merging.models import MergeRules
from crm.merging.queries.screen import ChoiceLine, Sides
from crm.merging.queries.weights import Weights
from crm.merging.services import Choices
from crm.web.forms import BaseForm, Choice, Whole


class MergeForm(BaseForm):
    """Fields that depend on the two records stand in the page as `pick-<name>`."""

    survivor = Choice(_l("Record to keep"), table=dict.fromkeys((rules.LEFT, rules.RIGHT), ""), blank=None)
    left_version = HiddenField()
    right_version = HiddenField()

    @classmethod
    def of(cls, sides: Sides, survivor: str = rules.LEFT) -> "MergeForm":
        """The form for two records as they are now."""
        return cls(
            data={
                "survivor": survivor,
                "left_version": str(sides.left.version),
                "right_version": str(sides.right.version),
            }
        )

    def versions(self) -> tuple[int, int]:
        """The versions that were looked at; something that is no number matches no version."""
        found = [field.data or "" for field in (self.left_version, self.right_version)]
        left, right = (whole(text) for text in found)
        return -1 if left is None else left, -1 if right is None else right

    def renew(self, sides: Sides) -> None:
        """Take the versions of now: the page shows both records anew."""
        self.left_version.data, self.right_version.data = str(sides.left.version), str(sides.right.version)

    def picked(self, line: ChoiceLine) -> str:
        """The side chosen for a line, or the one that stands chosen at first."""
        sent: Any = request.form.get(f"pick-{line.name}")
        return sent if sent in line.choices else line.standard(self.survivor.data or rules.LEFT)

    def check(self, sides: Sides) -> bool:
        """Whether every side that was sent is one of those offered."""
        lines = (*sides.fields, *sides.lists, *sides.own, *sides.mains)
        bad = [line for line in lines if request.form.get(f"pick-{line.name}", line.choices[0]) not in line.choices]
        if bad:
            self.refuse(_("Choose a side for each line."), "survivor")
        return not bad

    def choices(self, sides: Sides) -> Choices:
        """What was chosen, as the service takes it."""
        mains = {line.name: self.picked(line) for line in sides.mains}
        return Choices(
            survivor=self.survivor.data or rules.LEFT,
            fields={line.name: self.picked(line) for line in sides.fields},
            lists={line.name: self.picked(line) for line in sides.lists},
            own={int(line.name.removeprefix(rules.OWN)): self.picked(line) for line in sides.own},
            main_name=mains.get(rules.MAIN_NAME, ""),
            main_post=mains.get(rules.MAIN_POST, ""),
        )


class RulesForm(BaseForm):
    """A whole number for each reason, and the threshold. The fields of the reasons are added below."""

    threshold = Whole(_l("Minimum score for a pair to be listed"), required=True, least=1, most=100)

    @classmethod
    def initial(cls, row: MergeRules) -> dict[str, Any]:
        """The weights of the row under the codes of the reasons."""
        return duplicates.WEIGHTS | row.weights | {"threshold": row.threshold}

    @classmethod
    def of(cls, row: MergeRules | None, told: Weights) -> "RulesForm":
        """The form for the administrator's row, or for the defaults."""
        if row is not None:
            return cls.editing(row)
        return cls(data={**told.weights, "threshold": told.threshold})

    def weights(self) -> dict[str, int]:
        """{code: weight} as typed."""
        return {code: self[code].data for code in duplicates.WEIGHTS}


for _code, _reason in duplicates.REASONS.items():
    setattr(RulesForm, _code, Whole(_l(_reason.msgid), required=True, most=100))
