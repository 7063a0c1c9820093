"""What is missing before the pack is printed: the "N gaps" of a mission, each with what to open to mend it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from crm.activities.models import Activity, Participant
from crm.activities.rules import ABSENT, GOING
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import GuessedTitle
from crm.core.days import ShortDays
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.romaji import spells_one_of_ours
from crm.core.scripts import Script, script_of
from crm.core.texts import Listed, PerLanguage, Text, Worded, listing
from crm.missions import rules
from crm.missions.models import ItineraryItem
from crm.missions.queries.borders import Border
from crm.missions.queries.emergency import without_number
from crm.missions.queries.itinerary import (
    ProgrammeEntry,
    addresses_of_venues,
    asks_appointment,
    is_visit,
    local_language,
    slot,
)
from crm.missions.queries.names import lacks_letters
from crm.missions.queries.rooms import of_rooms
from crm.missions.queries.timing import of_time
from crm.missions.rules import Gap, hosts
from crm.missions.rules.splits import left_out
from crm.places import queries as places
from crm.places.queries import Calls
from crm.products import queries as products
from crm.products.rules import SCHEMES
from crm.wordings import queries as wordings

#: Where names are written otherwise than in Latin letters.
_IN_CHARACTERS: Final = ("CN", "JP", "KR")


@dataclass(frozen=True)
class _Items(PerLanguage):
    """Items inside a sentence, each by its day, its clock and its title."""

    entries: Sequence[ProgrammeEntry]

    def called(self, language: str) -> str:
        told = (f"{entry.when.called(language)} {entry.item.titled(language)[0]}" for entry in self.entries)
        return listing(language, told)


def gaps(
    activity: Activity,
    found: Sequence[ProgrammeEntry],
    borders: Sequence[Border],
    calls: Calls,
    held: Collection[int] = (),
) -> list[Gap]:
    """Everything missing, in the order of `rules.GAP_KINDS`, then of time. At the items `held` somebody received us.

    Needs the activity's place, its participants with their people and contact points, the entries of its items, the
    borders they cross and whom to call at its place. Cancelled and done items need nothing.
    """
    open_entries = [entry for entry in found if entry.item.status in rules.OPEN]
    delegation = [part for part in activity.participants if part.status != "cancelled"]
    all_gaps = [
        *_of_clashes(open_entries, delegation),
        *of_rooms(activity, open_entries),
        *_of_splits(open_entries, delegation),
        *_of_readings(open_entries, delegation),
        *_of_undivided(open_entries, delegation),
        *_of_scripts(open_entries, delegation),
        *(
            gap
            for entry in open_entries
            for gap in _of_entry(activity, entry, delegation)
            if gap.kind != "appointment" or gap.item_id not in held
        ),
        *_of_addresses(open_entries),
        *of_time(activity, open_entries, delegation),
    ]
    for border in borders:
        for doubt in border.doubts:
            all_gaps.append(Gap("entry", Text("%(who)s: %(doubt)s", who=border.label, doubt=doubt)))
    if not any(part.status in GOING for part in delegation):
        all_gaps.append(Gap("delegation", Text("Nobody takes part yet.")))
    if not found and activity.direction != "online":
        all_gaps.append(Gap("programme", Text("The itinerary has no items yet.")))
    all_gaps += without_number(calls, delegation)
    all_gaps += _of_certificates(activity)
    all_gaps += _of_titles(delegation, local_language(activity.place.country))
    if not rules.lines(activity.objectives):
        all_gaps.append(Gap("objectives", Text("The objectives are not written yet.")))
    order = list(rules.GAP_KINDS)
    return sorted(all_gaps, key=lambda gap: order.index(gap.kind))


def _of_clashes(found: Iterable[ProgrammeEntry], delegation: Sequence[Participant]) -> Iterable[Gap]:
    names = {part.id: part.name_snapshot for part in delegation}
    titles = {entry.item.id: entry for entry in found}
    seen = set()
    for entry in titles.values():
        for clash in entry.clashes:
            if clash in seen or clash.first.id not in titles or clash.second.id not in titles:
                continue
            seen.add(clash)
            first, second = titles[clash.first.id], titles[clash.second.id]
            named = [names[id] for id in clash.people if id in names]
            text = clash_text(first, second, named) if clash.interpreter is None else _interpreter_text(first, second)
            yield Gap("clash", text, item_id=second.item.id)


def _of_splits(found: Sequence[ProgrammeEntry], delegation: Sequence[Participant]) -> Iterable[Gap]:
    """Who goes to none of the items for which the delegation splits."""
    entries = {entry.item.id: entry for entry in found}
    names = {part.id: part.name_snapshot for part in delegation}
    slots = [slot(entry.item) for entry in entries.values()]
    for together, idle in left_out(slots, frozenset(names)):
        first, second = (entries[each.id] for each in together[:2])
        text = Text(
            "%(day)s: at neither “%(first)s” nor “%(second)s”: %(names)s",
            day=first.when,
            first=first.item.called,
            second=second.item.called,
            names=Listed([name for id, name in names.items() if id in idle]),
        )
        yield Gap("left_out", text, item_id=first.item.id)


def clash_text(first: ProgrammeEntry, second: ProgrammeEntry, names: Sequence[str]) -> Text:
    """Who is in two places at once, and when."""
    times = {"day": ShortDays([second.start.date()]), "first": first.item.called, "second": second.item.called}
    if not names:
        return Text("%(day)s: “%(first)s” and “%(second)s” overlap for the whole delegation.", **times)
    return Text("%(day)s: “%(first)s” and “%(second)s” overlap for %(names)s.", names=Listed(names), **times)


def _interpreter_text(first: ProgrammeEntry, second: ProgrammeEntry) -> Text:
    name = contacts.snapshot_name(second.item.interpreter) if second.item.interpreter is not None else ""
    return Text(
        "%(day)s: “%(first)s” and “%(second)s” overlap for the interpreter %(name)s.",
        day=ShortDays([second.start.date()]),
        first=first.item.called,
        second=second.item.called,
        name=name,
    )


def _hosts(found: Iterable[ProgrammeEntry]) -> dict[int, Person]:
    visits = (entry.item.visit for entry in found if entry.item.visit is not None)
    return {host.person_id: host.person for visit in visits for host in visit.hosts}


@dataclass(frozen=True)
class _Met:
    """Somebody whom the papers name, with whom they stand for."""

    person: Person
    body: Organisation | None
    body_name: str


def _met(found: Iterable[ProgrammeEntry], delegation: Iterable[Participant]) -> dict[Person, _Met]:
    """Everybody whom the papers name: the hosts, the delegation, each once."""
    hosts = ((person, entry.item.organisation) for entry in found for person in _hosts([entry]).values())
    met = [_Met(person, body, contacts.own_name(body).text if body is not None else "") for person, body in hosts]
    met += [_Met(part.person, part.organisation, part.organisation_snapshot) for part in delegation]
    found_once: dict[Person, _Met] = {}
    for each in met:
        found_once.setdefault(each.person, each)
    return found_once


def _named(met: Iterable[_Met]) -> dict[Person, str]:
    """{person: what a gap calls them}: by name, and with whom they stand for where two are called alike."""
    found = list(met)
    names = {each.person: contacts.snapshot_name(each.person) for each in found}
    often = Counter(names.values())
    return {
        each.person: f"{names[each.person]} · {each.body_name}"
        if each.body_name and often[names[each.person]] > 1
        else names[each.person]
        for each in found
    }


def _of_undivided(found: Iterable[ProgrammeEntry], delegation: Iterable[Participant]) -> Iterable[Gap]:
    """Whose kana runs on is printed as one word in Latin letters, where nobody wrote those."""
    for person, name in _named(_met(found, delegation).values()).items():
        kana = any(contact_rules.divided_kana(form.reading, form.family, form.given) for form in person.names)
        if kana and not any(form.kind.startswith("latin") for form in person.names):
            text = Text("%(name)s: the reading does not show where the given name begins.", name=name)
            yield Gap("undivided", text, person_id=person.id)


def _of_readings(found: Iterable[ProgrammeEntry], delegation: Iterable[Participant]) -> Iterable[Gap]:
    for person, name in _named(_met(found, delegation).values()).items():
        if needs_reading(person):
            yield Gap("reading", Text("%(name)s has no reading.", name=name), person_id=person.id)


def _is_spelt(person: Person) -> bool:
    """Whether a name in Latin letters spells one of Japan, China or Korea: told by its language, else by its sound."""
    return any(form.language in ("ja", "zh-Hans", "ko") or spells_one_of_ours(form.full) for form in person.names)


def _of_scripts(found: Sequence[ProgrammeEntry], delegation: Iterable[Participant]) -> Iterable[Gap]:
    """Whose name is known in hangul alone, or without any Latin letters, or in these alone though it sounds like one of
    those that are written in characters, as firms there are: John Miller has no others.
    """
    met = _met(found, delegation)
    for person, name in _named(met.values()).items():
        body = met[person].body
        told = {script_of(text) for form in person.names for text in (form.full, form.reading) if text}
        if told == {Script.HANGUL}:
            text = Text("%(name)s: known in hangul only; Latin letters are guessed on paper.", name=name)
            yield Gap("script", text, person_id=person.id)
        elif not needs_reading(person) and lacks_letters(person):
            text = Text("%(name)s: not in Latin letters, and nothing tells how they would be.", name=name)
            yield Gap("script", text, person_id=person.id)
        elif told == {Script.LATIN} and body is not None and body.country in _IN_CHARACTERS and _is_spelt(person):
            text = Text("%(name)s: known in Latin letters only, not in the characters of the name.", name=name)
            yield Gap("script", text, person_id=person.id)


def _of_titles(delegation: Sequence[Participant], language: str) -> list[Gap]:
    """One for all whose title the hosts' papers would print in another language: neither told with the delegation, nor
    among the texts of the papers; one for those of whom the table of posts guesses it. Who was absent is on none."""
    there = (part for part in delegation if part.status != ABSENT and part.title_snapshot)
    parts = [part for part in there if contact_rules.as_given(part.titled(language))[1] != language]
    told = wordings.of_texts([wordings.digest_of(part.title_snapshot) for part in parts], language)
    named = _named(_met((), delegation).values())
    foreign = [part for part in parts if wordings.digest_of(part.title_snapshot) not in told]
    guesses = {part.id: title for part in foreign if isinstance(title := part.titled(language)[0], GuessedTitle)}
    spoken = Text(LANGUAGE_LABELS[language])
    found = []
    if lacking := [named[part.person] for part in foreign if part.id not in guesses]:
        text = Text("No job title in %(language)s: %(names)s", language=spoken, names=Listed(lacking))
        found.append(Gap("titles", text))
    if guesses:  # pages show them, beside the word that they stand for
        names = [f"{named[part.person]} · {guesses[part.id]}" for part in foreign if part.id in guesses]
        text = Text("Job title in %(language)s only guessed: %(names)s", language=spoken, names=Listed(names))
        found.append(Gap("titles", text))
    return found


def _of_certificates(activity: Activity) -> Iterable[Gap]:
    """What goes along and is certified for less than the whole journey."""
    for certificate, product in products.too_short(activity):
        name = certificate.name or Text(SCHEMES[certificate.scheme])
        named = Worded(
            products.name_for(product, Language.JA).text, {each.language: each.text for each in product.names}
        )
        day = certificate.expires_on
        text = Text(
            "%(product)s: %(certificate)s is valid only until %(day)s.", product=named, certificate=name, day=day
        )
        yield Gap("certificate", text, product_id=product.id)


def needs_reading(person: Person) -> bool:
    """Whether the name is written in Chinese characters and nothing tells how it is read."""
    written = script_of(contacts.snapshot_name(person))
    return written in (Script.HAN, Script.JAPANESE) and not contacts.has_reading(person)


def _of_entry(activity: Activity, entry: ProgrammeEntry, delegation: Sequence[Participant]) -> Iterable[Gap]:
    item = entry.item
    at = {"day": entry.when, "title": item.called}
    if _needs_interpreter(activity, entry, delegation):
        yield Gap("interpreter", Text("%(day)s %(title)s: no interpreter.", **at), item_id=item.id)
    hosted = item.organisation_id is not None or bool(item.visit is not None and item.visit.hosts)
    if entry.town:
        named = Text("%(day)s %(title)s: names %(town)s, but no place is chosen.", town=entry.town, **at)
        yield Gap("town", named, item_id=item.id)
    if not hosted and activity.direction != "online" and hosts.receives(item.kind, item.title):
        yield Gap("host", Text("%(day)s %(title)s: no host.", **at), item_id=item.id)
    if asks_appointment(item) and item.appointment != "confirmed":
        state = Text(rules.APPOINTMENTS[item.appointment])
        text = Text("%(day)s %(title)s: the appointment is “%(state)s”.", state=state, **at)
        yield Gap("appointment", text, item_id=item.id)
    if entry.notice is not None and entry.notice.needs_thought:
        yield Gap("holiday", Text("%(day)s %(title)s: %(notice)s", notice=entry.notice.text, **at), item_id=item.id)


def _of_addresses(found: Iterable[ProgrammeEntry]) -> Iterable[Gap]:
    """Each venue once, with all its items: the address of one is that of all, unless another has another.

    What has no venue either stands in one line, too: a line each for a dozen of them hides the others.
    """
    asked, found = set(), list(found)
    told = {venue: addresses for venue, addresses in addresses_of_venues(found).items() if len(addresses) > 1}
    for entry in found:
        if (addresses := told.pop(entry.item.venue, None)) is not None:
            asked.add(entry.item.venue)
            text = Text(
                "“%(venue)s” has different addresses in the programme: %(addresses)s. Which one is right?",
                venue=entry.item.venue,
                addresses=Listed(addresses),
            )
            yield Gap("address", text, item_id=entry.item.id)
    lacking: dict[tuple[str, bool], list[ProgrammeEntry]] = {}
    placed: list[ProgrammeEntry] = []
    for entry in found:
        item = entry.item
        if item.at_named_place or item.venue in asked:
            continue  # every driver knows the airport
        if item.kind in rules.AT_AN_ADDRESS and not entry.address and not item.venue and _in_town(item):
            placed.append(entry)
        elif item.kind in rules.AT_AN_ADDRESS and not entry.address:
            lacking.setdefault((item.venue, entry.is_assumed and not item.venue), []).append(entry)
    for (venue, assumed), entries in lacking.items():
        text = Text("No address for “%(venue)s”: %(items)s", venue=venue, items=_Items(entries))
        if assumed:
            text = Text(
                "No venue and no address; the mission's main place is only assumed: %(items)s",
                items=_Items(entries),
            )
        elif not venue:
            text = Text("No venue and no address: %(items)s", items=_Items(entries))
        yield Gap("address", text, item_id=entries[0].item.id)
    if placed:
        text = Text("Only the place is known, no venue: %(items)s", items=_Items(placed))
        yield Gap("address", text, item_id=placed[0].item.id)


def _in_town(item: ItineraryItem) -> bool:
    """Whether somebody told the place of what is no visit: a walk through a market, a dinner."""
    return item.told_place is not None and (not is_visit(item) or hosts.inspects(item.kind, item.title))


def _needs_interpreter(activity: Activity, entry: ProgrammeEntry, delegation: Sequence[Participant]) -> bool:
    return is_spoken(activity, entry) and entry.item.interpreter_id is None and not along(entry, delegation)


def is_spoken(activity: Activity, entry: ProgrammeEntry) -> bool:
    """Whether one talks at it across languages: abroad, and wherever guests from abroad are received."""
    item, abroad = entry.item, entry.country != places.office_country() or activity.direction == "inbound"
    hosted = item.organisation_id is not None
    return abroad and (item.kind in rules.SPOKEN or hosts.dines(item.kind, item.title, hosted=hosted))


def along(entry: ProgrammeEntry, delegation: Sequence[Participant]) -> list[Participant]:
    """The interpreters who go along to an item: those of who is there, else of the delegation. Who is only invited does
    not go along yet."""
    return [part for part in entry.people or delegation if part.role == "interpreter" and part.status in GOING]
