"""What can be done to many leads, and what is asked for before."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.leads import queries, rules, services
from crm.leads.models import Lead
from crm.leads.services import LeadInput
from crm.lists.forms import change_act, each_of, sheet_of
from crm.web.forms import Choice, Line
from crm.web.listings import BulkForm, RowAct, Values
from crm.web.locale import language

_REACHED: Final = {
    code: label for code, label in rules.LEAD_STATUSES.items() if code not in (rules.NEW, rules.CONVERTED)
}


class LeadsRankForm(BulkForm):
    rank = Choice(_l("Interest rank"), table=rules.RANKS, required=True)


class LeadsNextForm(BulkForm):
    next_action = Line(_l("Next action"), required=True)


class LeadsStatusForm(BulkForm):
    """Where the leads stand; why, where they are not pursued."""

    standing = Choice(_l("Status"), table=_REACHED, required=True)
    reason = Line(_l("Reason"), description=_l("Only for leads that are not pursued."))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and self.standing.data == rules.DISQUALIFIED and not self.reason.data:
            self.reason.errors = [*self.reason.errors, str(_l("Enter the reason."))]
            return False
        return good


def _moved(number: int) -> str:
    return str(ngettext("%(num)d lead gets this status.", "%(num)d leads get this status.", number))


def _stand(lead: Lead, said: Values, *, by: Actor) -> None:
    services.stand(lead, status=said["standing"], reason=said["reason"] or "", by=by)


STAND_ACT: Final = RowAct(
    code="status",
    label=N_("Change the status"),
    write=Permission.LEADS_WRITE,
    sentence=_moved,
    form=LeadsStatusForm,
    do=_stand,
    before=lambda lead, _said: services.standing(lead),
    back=services.put_back,
)
ANSWER_ACT: Final = RowAct(
    code="answered",
    label=N_("Note the first answer"),
    write=Permission.LEADS_WRITE,
    sentence=lambda number: str(ngettext("%(num)d lead was answered.", "%(num)d leads were answered.", number)),
    do=lambda lead, _said, *, by: services.follow_up(lead, by=by),
    before=lambda lead, _said: services.answered(lead),
    back=services.unanswer,
)
_SHEET: Final = sheet_of(LeadInput)

EACH: Final = each_of(
    Lead,
    Permission.LEADS_WRITE,
    queries.one,
    rules.ARCHIVED,
    rules.RESTORED,
    give=services.give,
    acts=(
        change_act(
            "rank", N_("Change the rank"), Permission.LEADS_WRITE, LeadsRankForm, _SHEET, services.change,
            columns=("rank",),
        ),
        STAND_ACT,
        ANSWER_ACT,
        change_act(
            "next", N_("Set the next action"), Permission.LEADS_WRITE, LeadsNextForm, _SHEET, services.change,
            columns=("next_action",),
        ),
    ),
    named=lambda lead: queries.heading(lead, spoken=language()).text,
)  # fmt: skip
