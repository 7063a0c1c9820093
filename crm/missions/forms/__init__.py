"""The input of the pages of missions."""

from crm.missions.forms.again import AgainForm
from crm.missions.forms.delegation import NewParticipantForm, ParticipantForm, participant_form
from crm.missions.forms.items import ItemForm, id_in, item_form, item_start
from crm.missions.forms.missions import CostForm, MissionFilters, MissionForm, mission_start

__all__ = [
    "AgainForm",
    "CostForm",
    "ItemForm",
    "MissionFilters",
    "MissionForm",
    "NewParticipantForm",
    "ParticipantForm",
    "id_in",
    "item_form",
    "item_start",
    "mission_start",
    "participant_form",
]
