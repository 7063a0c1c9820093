"""Asking for the approval of a plan, and deciding on it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from crm.activities import rules
from crm.office.rules import OfficeText
from crm.web.forms import BaseForm, Choice, Day, Prose, translate


class AskForm(BaseForm):
    request = Prose(
        _l("What is asked for"),
        limit=4000,
        description=_l("Printed above the figures on the request."),
    )
    retention = Choice(
        _l("Retention period"), table=rules.RETENTIONS, description=_l("How long the office keeps the request.")
    )


class DecideForm(BaseForm):
    remark = Prose(_l("Remark"), limit=2000, description=_l("Required when you return the plan."))
    effective_on = Day(_l("In effect from"), description=_l("The day of the decision unless you enter another."))

    passing: ClassVar[Sequence[str]] = ()

    @property
    def boxes(self) -> list[Any]:
        """The fields of the posts that do not decide."""
        return [self[f"passed_{place}"] for place in range(len(self.passing))]

    def passed(self) -> dict[str, str]:
        """{post: what stands in its box}."""
        return {post: field.data or "" for post, field in zip(self.passing, self.boxes, strict=True)}

    def refuse(self, message: str, field: str | None = None) -> None:
        """A refusal names a post: it stands beside its choice."""
        super().refuse(message, f"passed_{self.passing.index(field)}" if field in self.passing else field)


def decide_form(passing: Sequence[str], titles: Sequence[OfficeText], **kwargs: Any) -> DecideForm:
    """The form with a choice for each post that whoever decides passes over, by its title."""
    fields: dict[str, Any] = {"passing": passing}
    for place, title in enumerate(titles):
        label = _l("Approval box: %(post)s", post=translate(title.text))
        fields[f"passed_{place}"] = Choice(label, table=rules.PASSED)
    form: DecideForm = type("DecideForm", (DecideForm,), fields)(**kwargs)
    return form
