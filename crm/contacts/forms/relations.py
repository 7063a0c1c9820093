"""The input of the page that relates two organisations."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import rules
from crm.contacts.forms.rows import in_order, organisation_options
from crm.web.forms import BaseForm, Choice, Day, RecordChoice

#: Each kind once in each direction; those that read alike from both sides once.
DIRECTIONS: dict[str, str] = {
    code: label
    for kind, (there, back) in rules.RELATION_KINDS.items()
    for code, label in ((kind, there), (f"{kind}:back", back))
    if code == kind or kind not in rules.MUTUAL_RELATIONS
}


class RelationDatesForm(BaseForm):
    from_date = Day(_l("From"))
    to_date = Day(_l("Until"))

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and in_order(self)


class RelationForm(BaseForm):
    relation = Choice(_l("Relation"), table=DIRECTIONS, required=True)
    other_id = RecordChoice(_l("Organisation"), options=organisation_options, required=True)
    from_date = Day(_l("From"))
    to_date = Day(_l("Until"))

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and in_order(self)

    def written(self) -> dict[str, Any]:
        """The keyword arguments of `services.relate`."""
        kind, _, back = (self.relation.data or "").partition(":")
        return {
            "kind": kind, "back": bool(back), "other_id": self.other_id.data,
            "from_date": self.from_date.data, "to_date": self.to_date.data,
        }  # fmt: skip
