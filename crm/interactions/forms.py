"""The shape of input: an interaction, and to what a mail belongs."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.core import clock
from crm.interactions import rules
from crm.interactions.queries import Belongs
from crm.interactions.services import InteractionInput
from crm.negotiations.forms import NegotiationField
from crm.negotiations.models import Interaction
from crm.negotiations.rules import DIRECTIONS, LOGGED_KINDS
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, LocalDateTime, Prose, RecordChoice
from crm.web.locale import language, zone


class InteractionForm(BaseForm):
    kind = Choice(_l("What it was"), table=LOGGED_KINDS, blank=None, required=True)
    direction = Choice(_l("From whom"), table=DIRECTIONS, blank=None, required=True)
    at = LocalDateTime(
        _l("When (your time)"), description=_l("Empty: now, or the time of the last message of the conversation.")
    )
    summary = Prose(
        _l("What was said or sent"),
        render_kw={"rows": 4},
        description=_l("May stay empty when a conversation is pasted below."),
    )
    body = Prose(
        _l("Conversation"),
        limit=rules.LONGEST_BODY,
        render_kw={"rows": 6},
        description=_l(
            "Paste text copied or exported from WeChat, LINE or KakaoTalk. Names and times are read from it."
        ),
    )
    organisation_id = OrganisationField(_l("Organisation"))
    person_id = PersonField(_l("Person"))
    negotiation_id = NegotiationField(_l("Negotiation"))
    activity_id = RecordChoice(
        _l("Mission or other activity"), options=lambda: activities.options(user=me(), language=language())
    )

    @classmethod
    def initial(cls, row: Interaction) -> dict[str, Any]:
        """The row as the form shows it; its moment on the reader's clock, to the minute."""
        wall = clock.local(row.at, zone()).replace(tzinfo=None, second=0, microsecond=0)
        return super().initial(row) | {"at": wall}

    def entry(self) -> InteractionInput:
        """What was typed, as the service takes it; a moment that was not touched keeps its seconds."""
        wall = self.at.data
        if wall is None:
            at = None
        elif self.row is not None and wall == self.initial(self.row)["at"]:
            at = self.row.at
        else:
            at = clock.from_wall(wall, zone())
        return InteractionInput(**self.values() | {"at": at, "zone": zone()})


class AssignForm(BaseForm):
    """To what a mail belongs; one of the three is enough."""

    negotiation_id = NegotiationField(_l("Negotiation"))
    person_id = PersonField(_l("Person"))
    organisation_id = OrganisationField(_l("Organisation"))

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if valid and not self.belongs().anywhere:
            self.refuse(_("Choose a negotiation, a person or an organisation."), "negotiation_id")
            return False
        return valid

    def belongs(self) -> Belongs:
        """What was named, as the service takes it."""
        return Belongs(**self.values())
