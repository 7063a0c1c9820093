"""What would stand empty in a pack: told on the page that prints, while it can still be mended or unticked."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from crm.contacts import queries as contacts
from crm.core.languages import LANGUAGE_LABELS, Language
from crm.core.scripts import Script, script_of
from crm.core.texts import Listed, Text
from crm.documents.contents.briefing import Briefing
from crm.documents.contents.driving import name_there
from crm.documents.rules import BRIEFING_PARTS, is_barred, is_unwelcome
from crm.missions import queries as missions
from crm.wordings import queries as wordings

#: In which scripts readers of a language read an address.
READABLE: Final[dict[str, tuple[Script, ...]]] = {
    Language.JA: (Script.HAN, Script.KANA, Script.JAPANESE, Script.LATIN),
    Language.ZH: (Script.HAN, Script.JAPANESE, Script.LATIN),
    Language.KO: (Script.HANGUL, Script.LATIN),
    Language.EN: (Script.LATIN,),
}


def blanks(pack: Briefing, *, but: Collection[str] = ()) -> list[Text]:
    """A sentence for each part that was ticked and has nothing to print, in the order of the pack.

    Without the parts `but`, which the caller tells.

    Parts that are never empty need none, nor those of which nothing is an answer, too (no holiday, no open case).
    """
    return [
        Text("%(part)s: %(reason)s", part=Text(BRIEFING_PARTS[part]), reason=reason)
        for part in pack.wish.parts
        if part not in but
        for reason in _REASONS.get(part, _nothing)(pack)
    ]


def _nothing(pack: Briefing) -> Iterator[Text]:
    yield from ()


def _flights(pack: Briefing) -> Iterator[Text]:
    if not pack.moves:
        yield Text("No flight or transfer is planned yet.")


def _visits(pack: Briefing) -> Iterator[Text]:
    if not pack.sheets:
        yield Text("No visit is planned yet.")
    for sheet in pack.sheets:
        entry, gifts = sheet.fact.entry, sheet.fact.gifts
        at = {"day": entry.when, "title": entry.item.called}
        if not sheet.fact.hosts:
            yield Text("%(day)s %(title)s: no seating plan, because no host is named.", **at)
        if is_barred(gifts, entry.country):
            if pack.food_was_refused:
                yield Text("%(day)s %(title)s: food is on record as barred from import: %(gifts)s", gifts=gifts, **at)
            else:
                yield Text("%(day)s %(title)s: the pack says that food may be barred: %(gifts)s", gifts=gifts, **at)
        if is_unwelcome(gifts, entry.country):
            yield Text("%(day)s %(title)s: the pack advises against this gift: %(gifts)s", gifts=gifts, **at)


def _products(pack: Briefing) -> Iterator[Text]:
    if not pack.products:
        yield Text("No product is chosen yet.")


def _matching(pack: Briefing) -> Iterator[Text]:
    if not pack.boards:
        yield Text("No matching table yet.")
    elif not any(board.meetings for board in pack.boards):
        yield Text("No talks yet.")


def _map(pack: Briefing) -> Iterator[Text]:
    if not pack.prints("map"):
        yield Text("The programme leads to fewer than two places.")
    elif unknown := [spot.place for spot in pack.way.spots if not spot.is_on_map]:
        names = [contacts.written(place, pack.wish.language).name.text for place in unknown]
        yield Text("No coordinates, so not on the map: %(names)s", names=Listed(names))


def _addresses(pack: Briefing) -> Iterator[Text]:
    if not pack.stops:
        yield Text("No address is known yet.")
    # Of the items of what is still to come the mission has told most already.
    told = {gap.item_id for gap in pack.facts.gaps if gap.kind == "address"}
    away = [stop.entries for stop in pack.stops if stop.is_unknown]
    lacking = [entries[0].item for entries in away if told.isdisjoint(entry.item.id for entry in entries)]
    if names := list(
        dict.fromkeys(item.venue or item.origin or item.titled(pack.wish.language)[0] for item in lacking)
    ):
        yield Text("No address is known for: %(names)s", names=Listed(names))
    yield from _for_drivers(pack)
    read = READABLE[pack.wish.language]
    foreign = [
        entry.item.titled(pack.wish.language)[0]
        for entry in (stop.entries[0] for stop in pack.stops if not stop.is_unknown)
        if script_of(entry.address) not in read and not entry.address_in(pack.wish.language)
    ]
    if foreign:
        spoken = Text(LANGUAGE_LABELS[pack.wish.language])
        yield Text("No address in %(language)s: %(names)s", language=spoken, names=Listed(list(dict.fromkeys(foreign))))


def _for_drivers(pack: Briefing) -> Iterator[Text]:
    """Of drivers who read another language than the pack; what its own readers cannot read is one of its words."""
    for local in {stop.language for stop in pack.stops} - {pack.wish.language}:
        words = wordings.in_language(local)
        for stop in pack.stops:
            item = stop.entries[0].item
            if stop.language == local and stop.host is None:
                name_there(item, words)
        if words.met:
            spoken = Text(LANGUAGE_LABELS[local])
            names = Listed(list(words.met))
            yield Text("No name in %(language)s for the driver: %(names)s", language=spoken, names=names)


def _emergency(pack: Briefing) -> Iterator[Text]:
    yield from (gap.text for gap in missions.without_number(pack.facts.calls, pack.facts.delegation))
    own = {call.place.id for call in pack.facts.calls.numbers if call.kind == "medical" and call.place is not None}
    away = [place for place, days in pack.counted.places if days and place.id not in own]
    if own and away:
        names = [contacts.written(place, pack.wish.language).name.text for place in away]
        yield Text("No hospital of its own is entered for: %(names)s", names=Listed(names))


def _use(pack: Briefing) -> Iterator[Text]:
    for part, point in pack.callers:
        if point is None:
            yield Text("%(name)s has no mobile number and no WeChat.", name=part.name_snapshot)
    for person, point in [*pack.interpreters, *pack.drivers]:
        if point is None:
            name = contacts.written(person, pack.wish.language).name.text
            yield Text("%(name)s has no mobile number and no WeChat.", name=name)


def _customs(pack: Briefing) -> Iterator[Text]:
    if pack.unsized and pack.wish.confidential:
        begun, untold = ([each for each in pack.unsized if each.is_begun is told] for told in (True, False))
        if begun:
            names = Listed([each.line.name.text for each in begun])
            yield Text("Carried without a quantity, so blank in the list for customs: %(names)s", names=names)
        if untold:
            names = Listed([each.line.name.text for each in untold])
            yield Text("Nothing entered for customs, so not in the list: %(names)s", names=names)
    apart = [each.line.name.text for each in pack.samples if each.is_valued_apart]
    if apart and pack.wish.confidential:
        yield Text("Declared to customs at a value that is none of its prices: %(names)s", names=Listed(apart))


def _phrases(pack: Briefing) -> Iterator[Text]:
    if not pack.languages:
        yield Text("There are none for this country and this language.")


def _money(pack: Briefing) -> Iterator[Text]:
    if pack.currency and pack.rate is None:
        yield Text("No exchange rate for %(currency)s is entered up to the first day.", currency=pack.currency)


def _budget(pack: Briefing) -> Iterator[Text]:
    if pack.budget is None or not (pack.budget.lines or pack.budget.costs):
        yield Text("No budget is planned and no costs are booked.")


def _entry(pack: Briefing) -> Iterator[Text]:
    if pack.no_passport and pack.prints("entry"):
        names = Listed([part.name_snapshot for part in pack.no_passport])
        yield Text("Nationality of the passport not on record: %(names)s", names=names)


def _travel(pack: Briefing) -> Iterator[Text]:
    if pack.travellers and not any(sheet.details for sheet in pack.travellers):
        yield Text("No travel details have been entered yet.")


_REASONS: Final[dict[str, Callable[[Briefing], Iterator[Text]]]] = {
    "flights": _flights,
    "visits": _visits,
    "products": _products,
    "matching": _matching,
    "map": _map,
    "addresses": _addresses,
    "customs": _customs,
    "emergency": _emergency,
    "use": _use,
    "phrases": _phrases,
    "money": _money,
    "budget": _budget,
    "entry": _entry,
    "travel": _travel,
}
