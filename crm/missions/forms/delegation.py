"""Who takes part: somebody from the book or somebody new, with organisation, role and place in the order."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from crm.activities import queries as activities
from crm.activities import rules
from crm.activities import services as activity_services
from crm.activities.models import Activity, Participant
from crm.activities.services import ParticipantTerms
from crm.activities.services.participants import MOST_AT_ONCE
from crm.contacts import queries as contacts
from crm.contacts.forms.likeness import weights
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.contacts.forms.titles import TitleFields, given_titles, shown_titles
from crm.contacts.rules import TITLE_LIMIT, PersonNameInput
from crm.core.cleaning import whole
from crm.core.errors import NotVisible, Refused
from crm.core.languages import NAME_LANGUAGES, Language
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.core.upshots import Took, Upshot
from crm.missions import services
from crm.places.forms import AmountCurrency
from crm.web.access import me
from crm.web.forms import Amount, BaseForm, Choice, Line, Prose, RecordChoice, Whole
from crm.web.listings import BulkForm, GroupAct, Values
from crm.web.locale import language

PRODUCTS_LIMIT = 1000
MOST_PLACES = 999


class JoinChosenForm(BulkForm):
    """Which delegation the ticked people join, and as what."""

    activity_id = RecordChoice(_l("Mission"), required=True)
    role = Choice(_l("Role"), table=rules.PARTICIPANT_ROLES, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity_id.options = lambda: activities.options(user=me(), language=language())


def _joining(number: int) -> str:
    return str(ngettext("%(num)d person joins the delegation.", "%(num)d people join the delegation.", number))


def _join(ids: Sequence[int], said: Values, by: Actor) -> Upshot:
    activity = activities.one(said["activity_id"], user=by)
    joined, left_out = activity_services.add_participants(activity, ids, role=said["role"], by=by)
    return Upshot({id: Took(activity.id) for id in joined}, left_out)


def _leave(before: Mapping[int, Any], by: Actor) -> Upshot:
    """Take those out who joined, as their page does."""
    done, left_out = {}, {}
    for id, activity_id in before.items():
        activity = activities.one(activity_id, user=by)
        part = next((part for part in activity.participants if part.person_id == id), None)
        try:
            if part is not None:
                services.remove_participant(activity, part, by=by)
        except Refused as refusal:
            left_out[id] = refusal.text
        else:
            done[id] = Took()
    return Upshot(done, left_out)


#: Ticked people of a list join the delegation of a mission.
JOIN_ACT: Final = GroupAct(
    code="join",
    label=N_("Add to a mission"),
    write=Permission.MISSIONS_WRITE,
    button=N_("Add"),
    sentence=_joining,
    form=JoinChosenForm,
    together=_join,
    apart=_leave,
    most=MOST_AT_ONCE,
)


class ParticipantForm(TitleFields, BaseForm):
    """What may be corrected about a delegate; the name stays as it was when they joined."""

    organisation_id = OrganisationField(_l("Represents"))
    title = Line(_l("Title as in the delegation list"), limit=TITLE_LIMIT)
    role = Choice(_l("Role"), table=rules.PARTICIPANT_ROLES, required=True, blank=None, default="member")
    state = Choice(_l("Status"), table=rules.PARTICIPANT_STATUSES, required=True, blank=None, default="accepted")
    order = Whole(
        _l("Place in the order of protocol"),
        most=MOST_PLACES,
        description=_l("1 comes first. Empty: after everyone else."),
    )
    products = Prose(_l("Products carried along"), limit=PRODUCTS_LIMIT)
    fee = Amount(_l("Participation fee"), description=_l("The budget uses this fee as the share of the delegate."))
    fee_currency = AmountCurrency(_l("Currency"), of="fee")

    #: Name of the hidden field that says of which organisation the titles in the form are.
    TITLES_OF: ClassVar[str] = "titles-of"

    @property
    def titles_of(self) -> str:
        """The organisation whose titles stand in the form: as it was sent, else the one of the record."""
        sent = request.form.get(self.TITLES_OF)
        return str(self.organisation_id.data or "") if sent is None else sent

    def title_of_choice(self, before: Participant) -> str | None:
        """The title to write; None for the one of the organisation chosen.

        That is when another organisation was chosen, and the title left as it was: it is that of the former one.
        """
        written = self.title.data or ""
        of = whole(self.titles_of)
        return None if of != self.organisation_id.data and written == before.title_snapshot else written

    def part(self) -> dict[str, Any]:
        """The keyword arguments that adding and changing share."""
        return {
            "organisation_id": self.organisation_id.data,
            "role": self.role.data,
            "status": self.state.data,
            "order": self.order.data,
            "titles": given_titles(self),
            "terms": ParticipantTerms(**{name: self[name].data for name in ("products", "fee", "fee_currency")}),
        }


class NewParticipantForm(ParticipantForm):
    person_id = PersonField(_l("Person"))
    name = Line(_l("Name as on the card"), description=_l("Only for someone who is not in the list above."))
    name_language = Choice(
        _l("Language of the name"), table=NAME_LANGUAGES, required=True, blank=None, default=Language.JA.value
    )
    reading = Line(_l("Reading"), description=_l("Kana, or pinyin with tones."))

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if self.person_id.data is None and not self.name.data:
            self.person_id.errors = [*self.person_id.errors, _("Choose a person or enter the name of a new one.")]
            return False
        if self.person_id.data is not None and self.name.data:
            self.name.errors = [*self.name.errors, _("Choose a person or enter a name, not both.")]
            return False
        return valid

    def new_name(self) -> PersonNameInput:
        """The name of somebody who is not in the book yet."""
        return PersonNameInput(self.name_language.data or "", self.name.data or "", reading=self.reading.data or "")

    def candidates(self) -> list[contacts.Candidate]:
        """Who in the book may be the one whose name was typed."""
        if not self.name.data:
            return []
        at = self.organisation_id.data
        return contacts.candidates([self.new_name()], organisation_id=at, user=me(), weights=weights())


def titles_shown(activity: Activity, part: Participant, organisation_id: int | None) -> dict[str, str]:
    """{field: title} of a delegate as the form shows them for an organisation: as kept, or as held at another one."""
    if organisation_id == part.organisation_id:
        title, titles = part.title_snapshot, part.titles_snapshot
    else:
        title, titles = activities.title_held(part.person_id, organisation_id, activity.start_on)
    return {"title": title, **shown_titles(titles)}


def participant_form(participant_id: int) -> type[ParticipantForm]:
    """The form of one delegate. The delegation's version is the mission's: its row is the activity."""

    class OneParticipantForm(ParticipantForm):
        @classmethod
        def initial(cls, row: Activity) -> dict[str, Any]:
            part = next((p for p in activities.participants(row.id) if p.id == participant_id), None)
            if part is None:
                raise NotVisible
            return {
                "organisation_id": part.organisation_id,
                "title": part.title_snapshot,
                "role": part.role,
                "state": part.status,
                "order": part.order,
                "products": part.products,
                "fee": part.fee,
                "fee_currency": part.fee_currency,
                **shown_titles(part.titles_snapshot),
            }

    return OneParticipantForm
