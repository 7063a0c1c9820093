"""What can be done to many agreements, and what is asked for before."""

from functools import partial
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select

from crm.agreements import queries, rules, services
from crm.agreements.models import Agreement
from crm.audit import services as audit
from crm.core import here
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.initiatives.forms import InitiativeChosenForm
from crm.lists.forms import each_of
from crm.web.access import me
from crm.web.forms import Choice
from crm.web.listings import BulkForm, RowAct

#: Signing asks for the day and the signers, one agreement at a time.
_OFFERED: Final = {code: label for code, label in rules.STATUSES.items() if code != rules.SIGNED}


class AgreementsStatusForm(BulkForm):
    standing = Choice(_l("Status"), table=_OFFERED, required=True)

    def among(self, ids: Select[Any]) -> None:
        endings, today = queries.endings_among(ids, user=me()), here.today()
        self.standing.table = {
            code: label
            for code, label in _OFFERED.items()
            if any(rules.may_move(ending, code, today) for ending in endings)
        }
        if not self.standing.table:
            self.standing.description = _("None of these agreements can get another status now.")


def _moved(number: int) -> str:
    return str(ngettext("%(num)d agreement gets this status.", "%(num)d agreements get this status.", number))


EACH: Final = each_of(
    Agreement,
    Permission.AGREEMENTS_WRITE,
    queries.one,
    services.archive,
    partial(audit.restore, verb=rules.RESTORED),
    acts=(
        RowAct(
            code="status", label=N_("Change the status"), write=Permission.AGREEMENTS_WRITE, sentence=_moved,
            form=AgreementsStatusForm,
            do=lambda agreement, said, *, by: services.stand(agreement, status=said["standing"], by=by),
            before=lambda agreement, _said: agreement.status,
            back=lambda agreement, before, *, by: services.stand(agreement, status=before, by=by),
        ),
        RowAct(
            code="initiative", label=N_("Add to an initiative"), write=Permission.AGREEMENTS_WRITE, button=N_("Add"),
            form=InitiativeChosenForm,
            do=lambda agreement, said, *, by: services.belong(agreement, said["initiative_id"], by=by),
            before=lambda agreement, _said: agreement.initiative_id,
            back=lambda agreement, before, *, by: services.belong(agreement, before, by=by),
        ),
    ),
    named=lambda agreement: agreement.title,
)  # fmt: skip
