"""The form of a mission or other activity."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from crm.activities import queries, rules
from crm.activities.models import Activity
from crm.activities.services import ActivityInput
from crm.contacts.forms.picks import OrganisationField
from crm.core.permissions import Actor, Role
from crm.fairs import queries as fairs
from crm.initiatives import queries as initiatives
from crm.initiatives.forms import NamedForm, names_of
from crm.places.forms import PlaceField
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.forms import Choice, Day, Line, Prose, RecordChoice, Tick, Whole
from crm.web.forms.picks import NOBODY
from crm.web.guards import row_id
from crm.web.locale import language

NUMBER_LIMIT = 40
MOST_TARGET = 100_000
_PLAIN = tuple(f.name for f in fields(ActivityInput) if f.name != "names")


def initiative_options() -> list[tuple[int, str]]:
    """The initiatives the reader may choose."""
    return initiatives.options(user=me(), language=language())


class MissionForm(NamedForm):
    type = Choice(_l("Type"), table=rules.ACTIVITY_TYPES, required=True, blank=None, default="inspection_mission")
    direction = Choice(
        _l("Direction"),
        table=rules.DIRECTIONS,
        blank=_l("Default for the type"),
        description=_l("Outbound: we travel. Inbound: guests come to us."),
    )
    place_id = PlaceField(_l("Main place"), required=True)
    start_on = Day(_l("First day"), required=True)
    end_on = Day(_l("Last day"), required=True)
    initiative_id = RecordChoice(_l("Initiative"), options=initiative_options)
    leader_id = StaffField(_l("Mission leader"))
    coordinator_id = StaffField(_l("Coordinator"))
    host_organisation_id = OrganisationField(
        _l("Host"), adds=True, description=_l("If we receive guests, enter our own organisation or leave this empty.")
    )
    #: Asked only of a host that is not in the contacts yet.
    adds_host = Tick(_l("Add the host as a new organisation at the main place"))
    sender_organisation_id = OrganisationField(_l("Sending organisation"), adds=True)
    #: Asked only of a sender that is not in the contacts yet: the language of its name does not tell where it is.
    adds_sender = Tick(_l("Add the sending organisation as a new one"))
    sender_at = PlaceField(_l("Where the sending organisation is"))
    document_number = Line(_l("Document number"), limit=NUMBER_LIMIT)
    venue = Line(_l("Venue"), description=_l("Of a fair, an event or a ceremony: hall, booth, room."))
    co_organisers = Prose(_l("Co-organisers"), description=_l("One per line."))
    objectives = Prose(_l("Objectives"), description=_l("One per line."))
    key_messages = Prose(_l("Key messages"), description=_l("One per line."))
    target_leads = Whole(_l("Target: leads"), most=MOST_TARGET)
    target_talks = Whole(_l("Target: talks"), most=MOST_TARGET)
    target_agreements = Whole(_l("Target: commercial agreements"), most=MOST_TARGET)
    target_frameworks = Whole(
        _l("Target: framework agreements"),
        most=MOST_TARGET,
        description=_l(
            "MOUs, letters of intent, friendship and exchange agreements. Counted separately from contracts."
        ),
    )
    outcome = Prose(_l("Outcome and assessment"))
    impressions = Prose(_l("Impressions"))
    proposals = Prose(_l("Proposals"))

    PLUMBING: ClassVar[frozenset[str]] = NamedForm.PLUMBING | {"adds_host", "adds_sender", "sender_at"}

    #: {field: the tick that adds whom it names}.
    ADDED: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"host_organisation_id": "adds_host", "sender_organisation_id": "adds_sender"}
    )

    def unknown(self, name: str) -> str:
        """The organisation that was typed into a field of ADDED and that nobody has entered yet; "" for none."""
        sent = self[name].sent
        return (sent.typed or "") if sent.fault == NOBODY else ""

    def added(self, name: str) -> str:
        """The one of them that is to be added."""
        return self.unknown(name) if self[self.ADDED[name]].data else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whom nobody has entered yet is no fault once they are to be added, also while others are mended."""
        for name, tick in self.ADDED.items():
            self[tick].data = self[tick].data or self[name].sent.new
        valid = bool(super().validate(extra_validators))
        added = [name for name in self.ADDED if self.added(name)]
        for name in added:
            self[name].errors = []
        if self.added("sender_organisation_id") and self.sender_at.data is None and not self.sender_at.errors:
            self.sender_at.errors = [_("Choose its place.")]
        return valid or bool(added and not self.errors)

    @classmethod
    def initial(cls, row: Activity) -> dict[str, Any]:
        activity = queries.one(row.id, user=me()) if "names" in inspect(row).unloaded else row
        return names_of(activity.names) | {name: getattr(activity, name) for name in _PLAIN}

    def input(self) -> ActivityInput:
        """What was typed, for the service."""
        values = {name: self[name].data for name in _PLAIN}
        texts = {name: value or "" for name, value in values.items() if isinstance(self[name], Line | Prose)}
        values["direction"] = values["direction"] or rules.default_direction(values["type"])
        return ActivityInput(names=self.names(), **(values | texts))


def mission_start(args: "MultiDict[str, str]", user: Actor) -> dict[str, Any]:
    """What an empty form begins with: the initiative, type and first day asked for, and who plans it; of the
    next edition of a fair series, also its names and place."""
    wanted = args.get("type", "")
    mine = "leader_id" if user.role == Role.MISSION_LEADER else "coordinator_id"
    asked = args.get("series_id", type=row_id)
    series = fairs.series(asked, user=user) if asked is not None else None
    return (names_of(series.names) | {"place_id": series.place_id} if series is not None else {}) | {
        "type": wanted if wanted in rules.ACTIVITY_TYPES else "inspection_mission",
        "initiative_id": args.get("initiative_id", type=row_id),
        "start_on": args.get("start_on", type=date.fromisoformat),
        mine: user.id,
    }
