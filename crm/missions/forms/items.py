"""An item of the programme and the visit behind it, in one form."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.forms.picks import ORGANISATIONS, OrganisationField, PersonField
from crm.contacts.forms.titles import given_titles, shown_titles
from crm.contacts.rules import PersonNameInput, person_language
from crm.core.cleaning import whole
from crm.core.languages import LANGUAGE_LABELS
from crm.missions import queries, rules
from crm.missions.models import ItineraryItem
from crm.missions.services import ItemInput, VisitInput
from crm.places.forms import PlaceField
from crm.products import queries as products
from crm.web.access import me
from crm.web.forms import (
    BaseForm,
    Choice,
    Clock,
    Day,
    Line,
    ManyRecords,
    Prose,
    RecordChoice,
    Sent,
    Whole,
    in_each,
    shown_in_each,
    written_in_each,
)
from crm.web.locale import language
from crm.web.usual import usual

ADDRESS_LIMIT = 400
TITLE_LIMIT = 120
NUMBER_LIMIT = 20
MOST_NIGHTS, MOST_ROOMS = 60, 500
#: A longer number is no id: the database could not even compare it.
_VISIT_TEXTS = (
    "purpose", "agenda", "questions", "presenter_id", "gifts", "gifts_received", "photos", "result",
)  # fmt: skip


class ItemForm(BaseForm):
    kind = Choice(_l("Kind"), table=rules.ITEM_KINDS, required=True, blank=None, default="visit")
    state = Choice(_l("Status"), table=rules.ITEM_CHOICES, required=True, blank=None, default="tentative")
    organisation_id = OrganisationField(_l("Host"))
    title = Line(_l("Title"), description=_l("Empty: the name of the host."))
    title_language = Choice(
        _l("Language of the title"), table=LANGUAGE_LABELS, required=True, blank=None, default=lambda: usual().language
    )
    title_ja = Line(_l("Title in Japanese"))
    title_zh = Line(_l("Title in Chinese"))
    title_ko = Line(_l("Title in Korean"))
    title_en = Line(_l("Title in English"))
    day = Day(_l("Day"), required=True)
    start = Clock(
        _l("From (local time)"),
        description=_l(
            "Leave the time empty if it is not known yet. If both are empty, the item is shown as “time open”."
        ),
    )
    end = Clock(_l("To (local time)"))
    flight_number = Line(_l("Flight number"), limit=NUMBER_LIMIT)
    origin = Line(_l("Where from"), limit=TITLE_LIMIT)
    destination = Line(_l("Where to"), limit=TITLE_LIMIT)
    nights = Whole(_l("Nights"), most=MOST_NIGHTS)
    rooms = Whole(_l("Rooms"), most=MOST_ROOMS)
    end_day = Day(_l("Ends on another day"))
    timezone = Choice(_l("Time zone"), table=rules.ZONES, blank=_l("Time zone of the place"))
    end_timezone = Choice(
        _l("Time zone at the end"), table=rules.ZONES, blank=_l("The same"),
        description=_l("For a flight: the time zone where it lands."),
    )  # fmt: skip
    place_id = PlaceField(_l("Place"))
    venue = Line(_l("Venue"))
    address = Line(_l("Address in the local script"), limit=ADDRESS_LIMIT, description=_l("To show to a taxi driver."))
    interpreter_id = PersonField(_l("Interpreter"))
    contact_id = PersonField(_l("Contact on the day"), description=_l("Whom to call about this item."))
    transport = Line(_l("Transport"))
    dress = Line(_l("Dress"), limit=TITLE_LIMIT)
    venue_ja, venue_zh, venue_ko, venue_en = in_each(Line, "Venue")
    address_ja, address_zh, address_ko, address_en = in_each(Line, "Address", limit=ADDRESS_LIMIT)
    transport_ja, transport_zh, transport_ko, transport_en = in_each(Line, "Transport")
    dress_ja, dress_zh, dress_ko, dress_en = in_each(Line, "Dress")
    people = ManyRecords(_l("Who attends"), description=_l("Nobody ticked: the whole delegation."))
    whole_firms = ManyRecords(
        _l("Everyone from a company"), description=_l("In addition to the people ticked by name.")
    )
    notes = Prose(_l("Notes"))
    purpose = Prose(_l("Purpose"))
    agenda = Prose(_l("Agenda"), description=_l("One item per line."))
    questions = Prose(_l("Questions to ask"), description=_l("One per line."))
    presenter_id = RecordChoice(_l("Our presenter"))
    gifts = Line(_l("Gifts we bring"))
    gifts_received = Line(_l("Gifts received"))
    photos = Choice(_l("Photos"), table=rules.PHOTOS, blank=None, default="ask")
    result = Prose(_l("Result"), description=_l("Fill in after the visit, in a few lines. Log a talk as a meeting."))
    products = ManyRecords(_l("Product sheets"))
    hosts = ManyRecords(_l("Who receives us"))
    other_host_id = PersonField(_l("Someone else who receives us"))
    host_name = Line(_l("Name as on the card"))
    host_reading = Line(_l("Reading"))
    host_title = Line(_l("Job title"), limit=TITLE_LIMIT)

    #: Fields that belong to the visit, shown apart.
    VISIT = ("hosts", "other_host_id", "purpose", "agenda", "questions", "presenter_id", "gifts",
             "gifts_received", "photos", "result", "products")  # fmt: skip
    NEW_HOST = ("host_name", "host_reading", "host_title")

    @property
    def only_rows_changed(self) -> bool:
        """The buttons that show the people of the chosen host, or what a kind needs, do not save either."""
        return super().only_rows_changed or any(name in request.values for name in ("show-hosts", "show-kind"))

    def new_host(self, country: str) -> PersonNameInput | None:
        """The name of a host who is not in the book yet."""
        if not self.host_name.data:
            return None
        language = person_language(self.host_name.data, country)
        return PersonNameInput(language, self.host_name.data, reading=self.host_reading.data or "")

    def input(self, zones: Mapping[int | None, str]) -> ItemInput:
        """What was typed, for the service. `zones` is {place id: zone}, under None the mission's own."""
        hosts = [*(self.hosts.data or []), *filter(None, [self.other_host_id.data])]
        return ItemInput(
            kind=self.kind.data,
            status=self.state.data,
            title=self.title.data or "",
            title_language=self.title_language.data,
            titles=given_titles(self),
            day=self.day.data,
            start=self.start.data,
            end=self.end.data,
            end_day=self.last_day(),
            timezone=self.timezone.data or zones.get(self.place_id.data) or zones[None],
            end_timezone=self.end_timezone.data or None,
            place_id=self.place_id.data,
            venue=self.venue.data or "",
            address=self.address.data or "",
            organisation_id=self.organisation_id.data,
            interpreter_id=self.interpreter_id.data,
            contact_id=self.contact_id.data,
            transport=self.transport.data or "",
            dress=self.dress.data or "",
            texts=written_in_each(self, rules.ITEM_TEXTS),
            notes=self.notes.data or "",
            flight_number=self.flight_number.data or "",
            origin=self.origin.data or "",
            destination=self.destination.data or "",
            rooms=self.rooms.data,
            people=self.who_goes(),
            visit=VisitInput(
                purpose=self.purpose.data or "",
                agenda=self.agenda.data or "",
                questions=self.questions.data or "",
                gifts=self.gifts.data or "",
                gifts_received=self.gifts_received.data or "",
                photos=self.photos.data or "ask",
                result=self.result.data or "",
                presenter_id=self.presenter_id.data,
                products=self.chosen_products(),
                hosts=hosts,
            ),
        )

    def last_day(self) -> date | None:
        """The day of the end: of a hotel as many nights on as were typed, else what was typed itself."""
        if self.kind.data in rules.BACKGROUND and self.nights.data is not None and self.day.data is not None:
            last: date = self.day.data + timedelta(days=self.nights.data)
            return last
        return self.end_day.data

    #: {organisation: ids of its participants}, of the mission's delegation.
    members: ClassVar[Mapping[int, Sequence[int]]] = {}

    def who_goes(self) -> list[int]:
        """The participants ticked by name or by their firm."""
        whole = [id for firm in self.whole_firms.data or [] for id in self.members.get(firm, ())]
        return list(dict.fromkeys([*(self.people.data or []), *whole]))

    def chosen_products(self) -> list[int] | None:
        """The products ticked; None for all of them, so that one that the mission carries later goes along, too."""
        ticked, every = set(self.products.data or []), [id for id, _label in self.products.loaded()]
        return None if ticked.issuperset(every) else [id for id in every if id in ticked]


def item_form(activity: Activity, organisation_id: int | None, item: ItineraryItem | None = None) -> type[ItemForm]:
    """The form for one mission: its delegates may go, the people of the chosen host may receive them."""
    visit = item.visit if item is not None else None
    # Read before anything is written: the options are asked for again after a refusal has emptied the rows.
    named = {row.person_id: contacts.snapshot_name(row.person) for row in visit.hosts} if visit is not None else {}

    def delegates() -> list[tuple[int, str]]:
        return [(p.id, f"{p.name_snapshot} {p.title_snapshot}".strip()) for p in activity.participants]

    firms: dict[int, list[int]] = {}
    called: dict[int, str] = {}
    for part in activity.participants:
        if part.organisation is not None:
            firms.setdefault(part.organisation.id, []).append(part.id)
            called[part.organisation.id] = contacts.own_name(part.organisation).text

    def host_options() -> list[tuple[int, str]]:
        there = contacts.person_options(user=me(), organisation_id=organisation_id) if organisation_id else []
        return [*there, *((id, name) for id, name in named.items() if id not in dict(there))]

    def sheets() -> list[tuple[int, str]]:
        lines = [products.line(product, language()) for product in products.carried(activity.id, user=me())]
        return [(line.product.id, f"{line.name.text} — {line.maker.text}") for line in lines]

    def likely() -> set[int]:
        sender = activity.sender_organisation
        there = {activity.place_id} | {item.place_id for item in queries.standing(activity.id)}
        return {id for id in (*there, sender.place_id if sender is not None else None) if id is not None}

    class MissionItemForm(ItemForm):
        place_id = PlaceField(_l("Place"), first=likely)
        presenter_id = RecordChoice(_l("Our presenter"), options=delegates)
        people = ManyRecords(
            _l("Who attends"), options=delegates, description=_l("Nobody ticked: the whole delegation.")
        )
        whole_firms = ManyRecords(
            _l("Everyone from a company"),
            options=lambda: [(id, f"{called[id]} ({len(people)})") for id, people in firms.items()],
            description=_l("In addition to the people ticked by name."),
        )
        members = firms
        #: Whether parts of the delegation go to different items: then who goes stands open.
        splits = queries.is_split(activity.id)
        hosts = ManyRecords(_l("Who receives us"), options=host_options)
        products = ManyRecords(
            _l("Product sheets"),
            options=sheets,
            description=_l("With all ticked, products added to the mission later are included too."),
        )

        @classmethod
        def initial(cls, row: ItineraryItem) -> dict[str, Any]:
            loaded = queries.item(row.id, user=me()) if {"people", "visit"} & inspect(row).unloaded else row
            return _initial(loaded)

    return MissionItemForm


def _initial(item: ItineraryItem) -> dict[str, Any]:
    """What the form shows for an item."""
    plain = (
        "kind", "title", "title_language", "timezone", "end_timezone", "place_id", "venue", "address",
        "organisation_id", "interpreter_id", "contact_id", "transport", "dress", "notes", "flight_number", "origin",
        "destination", "rooms",
    )  # fmt: skip
    last = date.fromisoformat(item.wall_end[:10])
    chosen: set[int] | None = None
    values: dict[str, Any] = {name: getattr(item, name) for name in plain} | {
        "state": item.status,
        "day": item.day,
        "start": item.begins.time() if item.begins else None,
        "end": item.ends.time() if item.ends else None,
        "end_day": last if last != item.day and item.kind not in rules.BACKGROUND else None,
        "nights": (last - item.day).days if item.kind in rules.BACKGROUND else None,
        "people": [row.participant_id for row in item.people],
    }
    values |= shown_titles(item.titles) | shown_in_each(item.texts, rules.ITEM_TEXTS)
    if item.visit is not None:
        visit = item.visit
        values |= {n: getattr(visit, n) for n in _VISIT_TEXTS}
        values["hosts"] = [row.person_id for row in visit.hosts]
        chosen = {row.product_id for row in visit.products} if visit.some_products else None
    values["products"] = _ticked(item.activity_id, chosen)
    return values


def _ticked(activity_id: int, chosen: set[int] | None) -> list[int]:
    """Whose sheets go with a visit, of those that the mission carries; None: of all."""
    carried = [product.id for product in products.carried(activity_id, user=me())]
    return [id for id in carried if chosen is None or id in chosen]


def item_start(activity: Activity, args: "MultiDict[str, str]") -> dict[str, Any]:
    """What an empty form begins with: what the address says, else the first day and the place of the mission."""
    kind, zone = args.get("kind", ""), args.get("timezone", "")
    return {
        "kind": kind if kind in rules.ITEM_KINDS else "visit",
        "timezone": zone if zone in rules.ZONES else "",
        "day": _day(args.get("day", "")) or activity.start_on,
        "start": _clock(args.get("start", "")),
        "place_id": id_in(args.get("place_id", "")) or activity.place_id,
        "organisation_id": id_in(args.get("organisation_id", "")),
        "products": _ticked(activity.id, None),
    }


def host_asked_for(kept: int | None) -> int | None:
    """The host organisation chosen in the form as it was sent, else the one that is kept."""
    return Sent.of(ORGANISATIONS, "organisation_id", request.form).id if request.method == "POST" else kept


def id_in(text: str) -> int | None:
    """The id that a text from the address or a select holds, if it is one."""
    return whole(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
