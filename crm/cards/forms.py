"""The shape of input about cards: the pictures, the draft to confirm, an exchange, how we met."""

from datetime import date
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field

from crm.activities import queries as activities
from crm.cards import queries, rules, services
from crm.cards.models import Acquaintance
from crm.cards.rules import CardDraft
from crm.cards.services import Exchange, FirstMeeting, NewContact, Upload
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.forms.likeness import is_new, weights
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.contacts.forms.rows import ContactRow, all_checked, contact_inputs
from crm.contacts.rules import PersonNameInput
from crm.core import clock, here
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.languages import LANGUAGE_LABELS
from crm.users.forms import StaffField
from crm.web.access import me
from crm.web.forms import (
    BaseForm,
    Choice,
    Code,
    Day,
    Line,
    ManyRecords,
    PastDay,
    Prose,
    RecordChoice,
    Rows,
    Tick,
    translate,
)
from crm.web.locale import language, zone

PLACE_LIMIT = 120
CAMERA = {"accept": "image/*", "capture": "environment"}
ALBUM = {"accept": "image/*"}


def activity_options() -> list[tuple[int, str]]:
    """The activities that the reader sees."""
    return activities.options(user=me(), language=language())


class UploadForm(BaseForm):
    """Each side from the camera, or a picture that is there already; the camera counts when both are sent."""

    front = FileField(_l("Front"), render_kw=CAMERA)
    back = FileField(_l("Back"), render_kw=CAMERA)
    front_kept = FileField(_l("Front, from the album"), render_kw=ALBUM)
    back_kept = FileField(_l("Back, from the album"), render_kw=ALBUM)
    language = Choice(
        _l("Language of the front"), table=LANGUAGE_LABELS, description=_l("Helps to recognise the text on the card.")
    )
    received_on = PastDay(_l("Received on"), default=lambda: clock.today(zone()))
    place = Line(_l("Where"), limit=PLACE_LIMIT)
    activity_id = RecordChoice(_l("Activity"), options=activity_options)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: {side: field its picture came in}, so that what is said about it stands there.
        self.origins: dict[str, str] = {}

    def refuse(self, message: str, field: str | None = None) -> None:
        super().refuse(message, self.origins.get(field or "", field))

    def sent(self) -> Upload:
        """What was sent. One byte more than a picture may have is read, so that too large a one is told."""
        pictures = {}
        for side in rules.SIDES:
            for name in (side, f"{side}_kept"):
                picked = self[name].data
                if picked and side not in pictures:
                    self.origins[side] = name
                    with picked.stream as stream:
                        pictures[side] = stream.read(rules.LARGEST + 1)
        return Upload(
            pictures, self.language.data or "", self.received_on.data, self.place.data or "", self.activity_id.data
        )


class ConfirmForm(BaseForm):
    """A person as the card shows them. The organisation from the list, or the printed name, which makes a new one."""

    language = Choice(_l("Language of the card"), table=LANGUAGE_LABELS, required=True, blank=None)
    full = Line(_l("Name as on the card"), required=True)
    reading = Line(_l("Reading"), description=_l("Kana, or pinyin with tones."))
    latin = Line(_l("Name in Latin letters"))
    organisation_id = OrganisationField(_l("Organisation in the contacts"))
    organisation_name = Line(
        _l("New organisation"), description=_l("As on the card. It is created if none is chosen from the contacts.")
    )
    department = Line(_l("Department"), limit=120)
    title = Line(_l("Job title"), limit=120)
    contact_points = Rows(ContactRow, _l("Contact details"), least=1)
    address = Line(_l("Address"), limit=400, description=_l("Saved with a new organisation."))
    postal_code = Code(_l("Postal code"), limit=12)

    @classmethod
    def prefill(cls, draft: CardDraft) -> dict[str, Any]:
        """{field: value} from what was read: an organisation in the contacts is chosen, another one named."""
        firm = [draft.organisation] if draft.organisation else []
        known = contacts.organisation_candidates(firm, user=me(), weights=weights()) if firm else []
        only = known[0].organisation.id if len(known) == 1 else None
        return {
            "language": draft.language if draft.language in LANGUAGE_LABELS else language(),
            "full": draft.full, "reading": draft.reading, "latin": draft.latin,
            "organisation_id": only, "organisation_name": "" if only else draft.organisation,
            "department": draft.department[:120], "title": draft.title[:120],
            "contact_points": [{"kind": kind, "value": value} for kind, value in draft.contacts],
            "address": draft.address, "postal_code": draft.postal_code[:12],
        }  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        valid = is_new(self.organisation_id, self.organisation_name) and valid
        return all_checked(self.contact_points, [self._region()]) and valid

    def _region(self) -> str:
        by_language = contact_rules.REGIONS.get(self.language.data or "", "")
        return contacts.country_of(self.organisation_id.data) or by_language

    def sought(self) -> tuple[list[PersonNameInput], list[tuple[str, str]], int | None]:
        """Names, (kind, comparable form) and organisation by which the person may be in the contacts already."""
        region = self._region()
        points = []
        for point in contact_inputs(self.contact_points):
            try:
                points.append((point.kind, normalise(point.kind, point.value, region)))
            except BadText:
                continue
        names = [PersonNameInput(self.language.data or "", text) for text in (self.full.data, self.latin.data) if text]
        return names, points, self.organisation_id.data

    def confirmed(self) -> NewContact:
        """For the service."""
        return NewContact(
            name=PersonNameInput(self.language.data or "", self.full.data or "", reading=self.reading.data or ""),
            latin=self.latin.data or "",
            organisation_id=self.organisation_id.data,
            organisation_name=self.organisation_name.data or "",
            department=self.department.data or "",
            title=self.title.data or "",
            contact_points=tuple(contact_inputs(self.contact_points)),
            address=self.address.data or "",
            postal_code=self.postal_code.data or "",
        )


class ExchangeForm(BaseForm):
    exchanged_on = PastDay(_l("Date"), required=True, default=lambda: clock.today(zone()))
    user_id = StaffField(_l("Our person"), default=lambda: me().id)
    our_person_id = RecordChoice(_l("Or a delegate"), options=lambda: queries.delegate_options(user=me()), default=None)
    direction = Choice(_l("Person on the card"), table=rules.DIRECTIONS, blank=None)
    place = Line(_l("Where"), limit=PLACE_LIMIT, id="exchange_place")
    activity_id = RecordChoice(_l("Activity"), options=activity_options, id="exchange_activity_id")

    def input(self) -> Exchange:
        """For the service. A delegate who is chosen goes before oneself, who stands there by default."""
        delegate = self.our_person_id.data
        return Exchange(
            exchanged_on=self.exchanged_on.data,
            user_id=None if delegate is not None else self.user_id.data,
            our_person_id=delegate,
            place=self.place.data or "",
            activity_id=self.activity_id.data,
            direction=self.direction.data or "",
        )


class FirstMeetingForm(BaseForm):
    source = Choice(_l("How we met"), table=rules.SOURCES)
    met_on = PastDay(_l("Date"))
    activity_id = RecordChoice(_l("Activity"), options=activity_options, id="met_activity_id")
    introduced_by_id = PersonField(
        _l("Introduced by"), description=_l("Any form of a name in the contacts, in any script.")
    )
    note = Prose(_l("Note"), id="met_note", render_kw={"rows": 2})

    @classmethod
    def of(cls, row: Acquaintance | None, **kwargs: Any) -> Self:
        """The form of what was told; where nothing was yet it carries version 0, so that a second one is noticed."""
        return cls.editing(row or Acquaintance(version=0), **kwargs)

    def input(self) -> FirstMeeting:
        """For the service."""
        return FirstMeeting(
            self.met_on.data,
            self.activity_id.data,
            self.introduced_by_id.data,
            self.source.data or "",
            self.note.data or "",
        )


class SaidForm(BaseForm):
    """What to take over from the card of somebody known; only what is new is asked for."""

    points = ManyRecords(_l("New contact details"))
    title = Tick(_l("Job title"))
    department = Tick(_l("Department"))
    change = Choice(_l("What changed about this post"), table=contact_rules.TITLE_CHANGES, blank=None)
    since = Day(_l("New post since"))

    def asked_for(self) -> list[Field]:
        """The fields of this card."""
        return self.content()

    def taken(self, said: queries.CardNews) -> services.Taken:
        """For the service."""
        ticked = self.points.data or [] if "points" in self else []
        return services.Taken(
            points=[said.points[place - 1] for place in ticked],
            post=said.post,
            title=said.title if "title" in self and self.title.data else "",
            department=said.department if "department" in self and self.department.data else "",
            since=self.since.data if "change" in self and self.change.data == "since" else None,
        )


def said_form(said: queries.CardNews, received_on: date | None) -> type[SaidForm]:
    """The form of one card: everything that is new is ticked, the rest is not there.

    Where the post on file is called otherwise, it is proposed that it is a new one since the day of the card.
    """

    kinds = contact_rules.CONTACT_KINDS
    colon = translate(": ")
    shown = [(place, f"{translate(kinds[kind])}{colon}{value}") for place, (kind, value) in enumerate(said.points, 1)]
    ticked = {"points": [place for place, _text in shown], "title": True, "department": True}

    class OneSaidForm(SaidForm):
        points = ManyRecords(_l("New contact details"), options=lambda: shown)
        title = Tick(_l("Job title: %(text)s", text=said.title))
        department = Tick(_l("Department: %(text)s", text=said.department))

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            preset = ticked | {"change": "since", "since": received_on or here.today()}
            super().__init__(*args, **({"data": preset} | kwargs))
            for name in ticked:
                if not getattr(said, name):
                    del self[name]
            if not said.renames:
                del self.change, self.since

        def validate(self, extra_validators: Any = None) -> bool:
            valid = super().validate(extra_validators)
            if "change" in self and self.change.data == "since" and self.since.data is None and not self.since.errors:
                self.since.errors = [_("Fill in this field.")]
            return bool(valid) and not self.errors

    return OneSaidForm
