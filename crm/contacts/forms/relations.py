"""The input of the pages about relations between organisations."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import rules
from crm.contacts.forms.rows import in_order
from crm.web.forms import BaseForm, Day

#: What the other one is to ours: each kind in both directions, those that read alike from both sides once.
DIRECTIONS: dict[str, str] = {
    code: label
    for kind, (second, first) in rules.RELATION_KINDS.items()
    for code, label in ((kind, second), (f"{kind}:back", first))
    if code == kind or kind not in rules.MUTUAL_RELATIONS
}


class RelationDatesForm(BaseForm):
    from_date = Day(_l("From"))
    to_date = Day(_l("Until"))

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and in_order(self)
