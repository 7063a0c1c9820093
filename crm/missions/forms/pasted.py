"""A programme that is pasted: the text, then its lines, each to be looked at before all are saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField

from crm.activities.models import Activity
from crm.contacts.forms.picks import OrganisationField, surely_meant
from crm.contacts.rules import guess_language
from crm.contacts.services.rows import NAME_LIMIT
from crm.core.errors import Refused
from crm.core.hanja import han_writer
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.names import Script, script_of
from crm.core.texts import N_, Text
from crm.missions import queries, rules
from crm.missions.forms.guessed import HOSTED, on_clock, rows_of
from crm.missions.forms.items import NUMBER_LIMIT, TITLE_LIMIT, id_in
from crm.missions.models import ItineraryItem
from crm.missions.queries.timing import tight_text
from crm.missions.rules import hosts, timing
from crm.missions.rules.pasted import MOST_CHARACTERS, MOST_LINES, Read
from crm.missions.rules.untimed import held
from crm.missions.services import ItemInput, ListedHost, sketch
from crm.places import queries as places
from crm.places.forms import PlaceField
from crm.web.forms import BaseForm, Choice, Clock, Day, Line, PartForm, Prose, Rows, Tick, translate

#: What was agreed with the hosts of a programme when it was pasted: {state of its appointments: words}.
_AGREED = {
    "unasked": N_("Still to be requested from the hosts"),
    "tentative": N_("Being requested from the hosts"),
    "confirmed": N_("Agreed with the hosts"),
}


class PastedItem(PartForm):
    """One line of the text as an item."""

    take = Tick(_l("Save this line"))
    kind = Choice(_l("Kind"), table=rules.ITEM_KINDS, required=True, blank=None, default="visit")
    title = Line(_l("Title"))
    day = Day(_l("Day"))
    start = Clock(_l("From (local time)"))
    end = Clock(_l("To (local time)"))
    end_day = Day(_l("Ends on another day"))
    timezone = Choice(_l("Time zone"), table=rules.ZONES, blank=_l("Time zone of the place"))
    end_timezone = Choice(_l("Time zone at the end"), table=rules.ZONES, blank=_l("The same"))
    place_id = PlaceField(_l("Place"))
    venue = Line(_l("Venue"))
    transport = Line(_l("Transport"))
    flight_number = Line(_l("Flight number"), limit=NUMBER_LIMIT)
    origin = Line(_l("Where from"), limit=TITLE_LIMIT)
    destination = Line(_l("Where to"), limit=TITLE_LIMIT)
    source = HiddenField()
    guess = HiddenField()  #: the kind that the words suggested
    kind_told = HiddenField()  #: the kind that a column of a table told: no guess
    place_guess = HiddenField()  #: the place that the title names
    organisation_id = OrganisationField(_l("Host"))
    host_guess = HiddenField()  #: the organisation on file that the title names
    new_host = Line(_l("Host, not in the contacts yet"), limit=NAME_LIMIT)  #: that the title names, a guess
    new_host_at = PlaceField(_l("Where the new organisation is"))
    adds_host = Tick(_l("Add it as a new organisation"))
    #: Of several hosts that the title lists: each of them becomes an item of its own.
    several = SelectMultipleField(validate_choice=False)
    several_new = SelectMultipleField(validate_choice=False)  #: those that are to be added to the contacts as well

    FOLDED = ("end_day", "timezone", "end_timezone", "venue", "transport", "flight_number", "origin", "destination")


@dataclass
class Look:
    """What is shown beside a line before it is saved."""

    item: ItineraryItem | None = None  #: as it would be; None where its day or clocks make none
    told: list[Text] = field(default_factory=list)  #: what somebody has to look at
    town: str = ""  #: that the line names, and that is not chosen as its place


class PasteForm(BaseForm):
    text = Prose(_l("Programme"), limit=MOST_CHARACTERS)
    title_language = Choice(_l("Language of the titles"), table=LANGUAGE_LABELS, required=True, blank="", default="")
    agreed = Choice(_l("The appointments of this programme are"), table=_AGREED, blank=None)
    items = Rows(PastedItem, _l("Lines"), least=0, most=MOST_LINES)

    @property
    def only_rows_changed(self) -> bool:
        """Reading the text, and looking at the lines once more, save nothing."""
        return super().only_rows_changed or _is_read() or "check" in request.form

    def refuse(self, message: str, field: str | None = None) -> None:
        """A refusal of a line (items-3-day) stands beside its field, one of a field that is not shown on the line."""
        list_name, _, rest = (field or "").partition("-")
        number, _, name = rest.partition("-")
        if list_name != "items" or id_in(number) is None:
            super().refuse(message, field)
            return
        row = self.items.entries[int(number)].form
        self.refused = True
        if name in row._fields:
            row[name].errors = [*row[name].errors, message]
        else:
            row.form_errors.append(message)

    def plans(self, activity: Activity) -> dict[int, ItemInput]:
        """{number of its row: plan} of the ticked lines."""
        found = {}
        for n, row, at in self._ticked():
            head, pieces = hosts.listed(row.title.data or "")
            chosen = self._chosen(row)
            rest = {name: piece for name, piece in pieces.items() if name not in chosen}
            plan = self._plan(activity, row, at)
            if chosen and rest:
                title = hosts.called(head, rest, hosted=plan.organisation_id is not None)
                plan = replace(plan, title=title[:TITLE_LIMIT], start=None, holds=plan.start or at)
            if rest or not chosen:
                found[n] = plan
        return found

    def listed(self, activity: Activity) -> list[ListedHost]:
        """The items of the hosts that were ticked in lists. The first of a line begins when that does; when the others
        are, nobody told, nor when any but the last of the line ends.
        """
        found = []
        for n, row, at in self._ticked():
            head, pieces = hosts.listed(row.title.data or "")
            plan, chosen = self._plan(activity, row, at), self._chosen(row)
            known = surely_meant(chosen)
            for place, name in enumerate(chosen):
                ends = place == len(chosen) - 1 == len(pieces) - 1
                where = row.new_host_at.data or plan.place_id
                adds = name not in known and name in (row.several_new.data or [])
                title = hosts.called(head, {name: pieces[name]}, hosted=adds or name in known)
                item = replace(
                    plan, title=title[:TITLE_LIMIT], organisation_id=known.get(name),
                    start=plan.start if place == 0 else None, end=plan.end if ends else None, holds=plan.start or at,
                )  # fmt: skip
                found.append(ListedHost(n, item, (name, where) if adds else None))
        return found

    def _ticked(self) -> list[tuple[int, Any, time | None]]:
        rows = zip(self.items.entries, self._held(), strict=True)
        return [(n, row.form, at) for n, (row, at) in enumerate(rows) if row.form.take.data]

    @staticmethod
    def _chosen(row: Any) -> list[str]:
        """Which of the hosts that its title lists were ticked in a line; who is added receives us."""
        ticked = {*(row.several.data or []), *(row.several_new.data or [])}
        return [name for name in hosts.listed(row.title.data or "")[1] if name in ticked]

    @staticmethod
    def hosts_of(row: Any) -> list[tuple[str, bool]]:
        """What the title of a line lists: (its name, whether it may be added to the contacts as an organisation)."""
        names = list(hosts.listed(row.title.data or "")[1])
        known = surely_meant(names) if names else {}
        return [(name, name not in known and hosts.may_receive(name)) for name in names]

    def new_hosts(self) -> dict[int, tuple[str, int | None]]:
        """{number of its row: (its host, where that is)}, of the ticked lines whose host is to be added."""
        rows = enumerate(row.form for row in self.items.entries)
        return {
            n: (row.new_host.data, row.new_host_at.data) for n, row in rows
            if row.take.data and row.adds_host.data and row.new_host.data and row.organisation_id.data is None
        }  # fmt: skip

    def _held(self) -> list[time | None]:
        """Which clock holds the place of each line that has none itself."""
        rows = [row.form for row in self.items.entries]
        return held([(row.day.data, row.start.data, row.end.data) for row in rows])

    def _plan(self, activity: Activity, row: Any, at: time | None) -> ItemInput:
        flies, main = row.kind.data == "flight", activity.place
        place = None if flies else row.place_id.data
        zone = row.timezone.data or (main.timezone if place in (None, main.id) else places.zone_of(place))
        if place == main.id and zone != main.timezone:
            place = None  # the clock was changed, and is no longer that of the main place
        return ItemInput(
            kind=row.kind.data,
            day=row.day.data,
            start=row.start.data,
            end=row.end.data,
            end_day=row.end_day.data,
            holds=at,
            timezone=zone,
            end_timezone=row.end_timezone.data or None,
            title=row.title.data or "",
            title_language=self.title_language.data or Language.JA.value,  # as which nothing is saved: it is required
            status=self.agreed.data if row.kind.data in HOSTED else "tentative",
            organisation_id=None if flies else row.organisation_id.data,
            place_id=(
                queries.landing(row.destination.data or "", row.end_timezone.data or zone)
                if flies
                else place or on_clock(activity, zone)
            ),
            venue=row.venue.data or "",
            transport=row.transport.data or "",
            flight_number=row.flight_number.data or "",
            origin=row.origin.data or "",
            destination=row.destination.data or "",
        )

    def looks(self, activity: Activity, lines: Sequence[Read] = ()) -> list[Look]:
        """What is shown beside each line; `lines` are those that were read just now, in the order of the rows."""
        found = [Look() for _ in self.items.entries]
        told = zip(found, self.items.entries, self._held(), [*lines, *[None] * len(found)], strict=False)
        for look, row, at, line in told:
            try:
                look.item = sketch(activity, self._plan(activity, row.form, at))
            except Refused as refusal:
                look.told.append(refusal.text)
            if line is not None and line.doubt is not None:
                look.told[:] = [line.doubt]
            if line is not None:
                look.told += [note for note in (line.note, line.clock_note) if note is not None]
        for look, row in zip(found, self.items.entries, strict=True):
            _tell_town(activity, look, row.form)
        standing = queries.standing(activity.id)
        above: list[ItineraryItem] = []
        for look, row in zip(found, self.items.entries, strict=True):
            if look.item is None:
                continue
            if (same := queries.same_as(look.item, standing)) is not None:
                look.told.append(_known(*same))
                row.form.take.data = row.form.take.data and not lines
            elif look.item.flight_number and queries.same_as(look.item, above):
                look.told.append(Text("The list has this flight twice."))
                row.form.take.data = row.form.take.data and not lines
            above.append(look.item)
        self._tell_tight(activity, found)
        return found

    def _tell_tight(self, activity: Activity, found: Sequence[Look]) -> None:
        rows = {number: look.item for number, look in enumerate(found) if look.item is not None}
        ticked = {number: item for number, item in rows.items() if self.items.entries[number].form.take.data}
        stops = [queries.stop(item, number) for number, item in ticked.items()]
        for each in timing.tight(stops, travellers=len(activity.participants)):
            first, second = ticked[each.first.id], ticked[each.second.id]
            found[each.second.id].told.append(tight_text(each, second.day, first.title, second.title))


def _known(item: ItineraryItem, sure: bool) -> Text:
    """That a line stands in the programme already, or that something else may at its hour."""
    if sure:
        return Text("This is already in the programme.")
    return Text("At this time the programme has “%(title)s”. Tick the line if it is another item.", title=item.title)


def _tell_town(activity: Activity, look: Look, row: Any) -> None:
    """A town that the text names and that is no place yet: the line is not at the main place."""
    if row.place_id.data or row.organisation_id.data or row.kind.data not in rules.AT_AN_ADDRESS:
        return
    texts = (row.venue.data or "", row.title.data or "")
    look.town = next(filter(None, (queries.town_in(text, activity.place) for text in texts)), "")
    if look.town:
        text = Text("The text names %(town)s, which is not chosen as the place. Choose or add it.", town=look.town)
        look.told.append(text)


def _is_read() -> bool:
    """Whether the text is to be read: by its button, or because nothing was made of it yet."""
    return "read" in request.form or (
        request.method == "POST" and not any(name.startswith("items-") for name in request.form)
    )


def paste_form(activity: Activity) -> tuple[PasteForm, list[Read]]:
    """The form as it was sent; with the lines of its text where that is to be read, and what was read."""
    if not _is_read():
        return PasteForm(), []
    sent = PasteForm()
    text = sent.text.data or ""
    lines = [] if sent.text.process_errors else queries.read(activity, text)
    form = PasteForm(formdata=None, data={
        "text": text,
        "title_language": _language(text, lines),
        "items": rows_of(activity, lines[:MOST_LINES]),
    })  # fmt: skip
    form.title_language.description = translate(
        Text("Guessed from the characters: check it.")
        if form.title_language.data
        else Text("Chinese characters alone do not tell the language: choose it.")
    )
    if sent.text.process_errors:
        form.text.errors = list(sent.text.process_errors)
    elif len(lines) > MOST_LINES:
        text = translate(Text("At most %(number)s lines at once. Paste the rest afterwards.", number=MOST_LINES))
        form.text.errors = [text]
    elif not lines:
        form.text.errors = [translate(Text("No line of this text has a day or a time."))]
    return form, lines


def _language(text: str, lines: Sequence[Read]) -> str:
    """In which the titles are written, a guess: English where most are, though one names 図們無形文化財展覧館; Chinese
    characters alone tell it where all that one language alone writes are of the same. "" where nothing tells."""
    english = [line for line in lines if guess_language(line.title) == Language.EN]
    if 2 * len(english) > len(lines):
        return Language.EN.value
    return han_writer(text) if script_of(text) is Script.HAN else guess_language(text)


def made_text(made: Sequence[ItineraryItem]) -> str:
    """What was pasted, short enough for an address: 12.1~13.1"""
    return "~".join(f"{item.id}.{item.version}" for item in made)


def made_in(text: str) -> list[tuple[int, int]]:
    """What `made_text` wrote; refused for anything else."""
    pairs = [part.partition(".")[::2] for part in text.split("~")]
    numbers = [(id_in(id), id_in(version)) for id, version in pairs]
    if any(id is None or version is None for id, version in numbers):
        raise Refused(Text("This cannot be undone."))
    return [(id or 0, version or 0) for id, version in numbers]
