"""The shape of input: an interaction, and to what a mail belongs."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.activities import queries as activities
from crm.contacts.forms.picks import OrganisationField, PersonField, organisations_told, surely_meant
from crm.contacts.queries.mailboxes import organisations_of_domain
from crm.contacts.rules import mail_domain
from crm.core import clock, here, zones
from crm.interactions import rules
from crm.interactions.models import Mail
from crm.interactions.queries import Belongs, draft_of
from crm.interactions.services import Completed, InteractionInput
from crm.meetings.services import TalkInput
from crm.negotiations.forms import NegotiationField
from crm.negotiations.models import Interaction
from crm.negotiations.rules import DIRECTIONS, LOGGED_KINDS
from crm.places.forms import PlaceField
from crm.users import queries as users
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Clock, Day, Line, LocalDateTime, Prose, RecordChoice, Tick
from crm.web.forms.picks import NOBODY, Sent
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


#: A line of a signature is no longer than this.
LONGEST_SIGNED: Final = 80


@dataclass(frozen=True)
class Suggested:
    """Which organisation somebody unknown may be of, and what says so: a guess."""

    id: int | None = None
    name: str = ""  #: of one that is not in the contacts
    by: str = ""  #: "domain" or "signature"

    @classmethod
    def of(cls, mail: Mail, sender: str) -> "Suggested":
        """By the domain of the sender's mail, where it is that of one organisation alone; else by the signature."""
        ours = users.staff_by_email(sender) is not None
        found = organisations_of_domain("" if ours else mail_domain(sender), here.today())
        if len(found) == 1:
            return cls(found[0], by="domain")
        lines = [line.strip() for text in (mail.body, mail.invitation["text"]) for line in text.splitlines()]
        named = organisations_told([line for line in lines if 0 < len(line) <= LONGEST_SIGNED])
        if not named:
            return cls()
        known = surely_meant(named[-1:]).get(named[-1])
        return cls(known, "" if known else named[-1], by="signature")


class CompleteForm(BaseForm):
    """A meeting from the invitation of somebody unknown: the talk, who invites, and of which organisation they are."""

    day = Day(_l("Day"), required=True)
    starts = Clock(_l("Start (local)"), required=True)
    ends = Clock(_l("End"))
    timezone = Choice(_l("Time zone of the place"), table=zones.ZONES, blank=None, required=True)
    venue = Line(_l("Place, booth or table"))
    subject = Line(_l("Subject"))
    organisation_id = OrganisationField(_l("Counterpart"), required=True, makes=False)
    adds_organisation = Tick(_l("Add it as a new organisation"))
    place_id = PlaceField(_l("Place"), description=_l("Of a new organisation. Empty: nobody knows."))
    name = Line(_l("Full name"))
    title = Line(_l("Title"))
    email = Line(_l("E-mail"), limit=320)
    activity_id = RecordChoice(
        _l("Mission or other activity"), options=lambda: activities.options(user=me(), language=language())
    )
    purpose = Prose(_l("Purpose"), limit=rules.LONGEST_BODY)

    PLUMBING: ClassVar[frozenset[str]] = BaseForm.PLUMBING | {"adds_organisation"}

    @classmethod
    def of(cls, mail: Mail) -> "CompleteForm":
        """As the invitation fills it; the organisation and the activity are guesses."""
        draft, told = draft_of(mail), mail.invitation
        suggested = Suggested.of(mail, draft.sender)
        words = " ".join((draft.subject, draft.venue, told["text"]))
        start = clock.local(draft.starts_at, draft.timezone)
        end = clock.local(draft.ends_at, draft.timezone) if draft.ends_at is not None else None
        activity = activities.held_where(start.date(), words, user=me())
        form = cls(
            data={
                "day": start.date(), "starts": start.time(), "ends": end.time() if end is not None else None,
                "timezone": draft.timezone, "venue": draft.venue, "subject": draft.subject, "purpose": told["text"],
                "organisation_id": suggested.id, "adds_organisation": bool(suggested.name),
                "name": draft.sender_name, "email": draft.sender, "activity_id": activity,
            }
        )  # fmt: skip
        form.timezone.table = {draft.timezone: zones.ZONES.get(draft.timezone, draft.timezone)} | zones.ZONES
        form.suggested, form.guessed_activity = suggested, activity
        if suggested.name and not form.is_submitted():
            form.organisation_id.sent = Sent(typed=suggested.name)
        return form

    suggested: Suggested = Suggested()
    guessed_activity: int | None = None

    @property
    def new_organisation(self) -> str:
        """The one that was typed, that nobody has entered yet and that is to be added."""
        sent = self.organisation_id.sent
        return (sent.typed or "") if sent.fault == NOBODY and self.adds_organisation.data else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """An organisation that nobody has entered yet is no fault once it is to be added."""
        valid = bool(super().validate(extra_validators))
        if valid or not self.new_organisation:
            return valid
        self.organisation_id.errors = []
        return not self.errors

    def refuse(self, message: str, field: str | None = None) -> None:
        """Where a new organisation is, is asked beside its place."""
        super().refuse(message, "place_id" if field == "new_at" else field)

    def completed(self) -> Completed:
        """What was typed, as the service takes it; an end before the start is in the night after it."""
        starts, ends = self._wall(self.starts.data), self._wall(self.ends.data)
        if starts is not None and ends is not None and ends < starts:
            ends += timedelta(days=1)
        talk = TalkInput(
            organisation_id=None, starts=starts, ends=ends, timezone=self.timezone.data, status="planned",
            **{name: self[name].data for name in ("venue", "subject", "purpose", "activity_id")},
        )  # fmt: skip
        person = {name: self[name].data or "" for name in ("name", "title", "email")}
        return Completed(self.organisation_id.data, self.new_organisation, self.place_id.data, talk=talk, **person)

    def _wall(self, at: time | None) -> datetime | None:
        return None if at is None else datetime.combine(cast(date, self.day.data), at)
