"""What can be done to many missions, and what is asked for before."""

from dataclasses import fields
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.activities import queries
from crm.activities import services as activities
from crm.activities.models import Activity
from crm.activities.services import ActivityInput
from crm.core.permissions import Permission
from crm.core.texts import N_
from crm.initiatives.forms import InitiativeChosenForm
from crm.initiatives.queries import title
from crm.lists.forms import change_act, each_of
from crm.missions import services
from crm.users.forms import StaffField
from crm.web.listings import BulkForm

_PLAIN: Final = tuple(f.name for f in fields(ActivityInput) if f.name != "names")


class MissionsLeaderForm(BulkForm):
    leader_id = StaffField(_l("Mission leader"), required=True)


class MissionsCoordinatorForm(BulkForm):
    coordinator_id = StaffField(_l("Coordinator"), required=True)


def _sheet(activity: Activity) -> ActivityInput:
    told = {name: getattr(activity, name) for name in _PLAIN}
    return ActivityInput(names={row.language: row.text for row in activity.names}, **told)


EACH: Final = each_of(
    Activity,
    Permission.MISSIONS_WRITE,
    queries.one,
    activities.archive,
    activities.restore,
    acts=(
        change_act(
            "leader", N_("Change the mission leader"), Permission.MISSIONS_WRITE, MissionsLeaderForm, _sheet,
            services.change,
            columns=("leader_id",), hands_on=True,
        ),
        change_act(
            "coordinator", N_("Change the coordinator"), Permission.MISSIONS_WRITE, MissionsCoordinatorForm, _sheet,
            services.change, columns=("coordinator_id",), hands_on=True,
        ),
        change_act(
            "initiative", N_("Add to an initiative"), Permission.MISSIONS_WRITE, InitiativeChosenForm, _sheet,
            services.change, columns=("initiative_id",),
        ),
    ),
    named=lambda activity: title(activity.names),
    whole=queries.whole,
)  # fmt: skip
