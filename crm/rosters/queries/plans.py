"""What would become of a list: each organisation and each line beside what is stored, and who is missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from crm.activities.models import Activity, Participant
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Person
from crm.contacts.queries import Sought
from crm.core.permissions import Actor
from crm.core.scripts import Script, script_of
from crm.core.texts import Text
from crm.interchange.rules import cells
from crm.places import queries as places
from crm.places.queries.facts import COUNTRY_CODES
from crm.rosters import rules
from crm.rosters.queries.bodies import BodyMatch, matches, spellings
from crm.rosters.queries.lines import BodyLine, MissingDelegate, RosterLine, RosterPlan
from crm.rosters.queries.people import RosterPresence
from crm.rosters.rules import bodies
from crm.rosters.rules.bodies import BodyName, Places
from crm.rosters.rules.reading import Roster, as_decided

#: Other countries whose firms write Cyrillic.
_CYRILLIC: Final = frozenset({"BY", "KG", "KZ", "MN", "UA"})
NAMED_THERE: Final = Text("%(reason)s; %(name)s is there")


def origin(activity: Activity) -> str:
    """The country that a delegation comes from: of its sender, else of whoever does not receive it; "" unknown."""
    if activity.direction == "inbound" and activity.sender_organisation is not None:
        return activity.sender_organisation.country
    return ""


def plan(
    roster: Roster, activity: Activity, *, user: Actor, language: str, decided: Mapping[str, str] | None = None
) -> RosterPlan:
    """What would become of the list; the mission as `activities.queries.one` loads it.

    `decided` is {field of the form: value}: what somebody chose goes before what is preselected.
    """
    decided = decided or {}
    roster = replace(roster, entries=as_decided(roster.entries, decided))
    known = spellings(user)
    sought = [
        Sought([entry.name, *entry.others], [(k, value) for k, _, value in entry.points]) for entry in roster.entries
    ]
    people = contacts.namesakes(sought, user=user) if sought else []
    told, of_line = _bodies(roster, activity, known, people, user=user, language=language, decided=decided)
    board = RosterPresence(activity, people, {body.number: body for body in told})
    lines = board.lines(roster.entries, sought, of_line, decided)
    lines, missing = _replaced(lines, _missing(activity, lines))
    silent = any(not body.places for body in told)
    return RosterPlan(roster, told, lines, missing, _everywhere(activity, user, language) if silent else ())


def _everywhere(activity: Activity, user: Actor, language: str) -> list[tuple[int, str]]:
    """All places on file, those where the delegation comes from first."""
    away = COUNTRY_CODES.get(origin(activity))
    first = {away} if away is not None else {fact.spec.code for fact in places.seat()[:1]}
    return places.options(language=language, user=user, first=first)


# ------------------------------------------------------------------ organisations


def _bodies(
    roster: Roster,
    activity: Activity,
    known: Places,
    people: Sequence[Person],
    *,
    user: Actor,
    language: str,
    decided: Mapping[str, str],
) -> tuple[list[BodyLine], dict[int, int]]:
    """The organisations of the list, each once, and {line: number of its organisation}."""
    country = contact_rules.REGIONS.get(roster.language, "")
    groups: list[tuple[BodyName, list[str]]] = []
    of_line: dict[int, int] = {}
    for entry in roster.entries:
        if not entry.organisation:
            continue
        body = bodies.taken_apart(entry.organisation, known, country)
        place = next((place for place, (other, _) in enumerate(groups) if _one(body, other)), len(groups))
        if place == len(groups):
            groups.append((body, []))
        elif entry.organisation not in (groups[place][0].text, *groups[place][1]):
            groups[place][1].append(entry.organisation)
        of_line[entry.line] = place + 1
    found = matches([body for body, _ in groups], known, user=user)
    told = places.by_ids({id for body, _ in groups for id in body.places})
    lines = []
    for number, ((body, spelled), offers) in enumerate(zip(groups, found, strict=True), start=1):
        names = {entry.name.full for entry in roster.entries if of_line.get(entry.line) == number}
        offered = [_attested(match, names, people) for match in offers]
        chosen = decided.get(f"body-{number}", _preselected(offered))
        if chosen not in ("", rules.MAKE, *(f"o{match.organisation.id}" for match in offered)):
            chosen = ""
        count = sum(held == number for held in of_line.values())
        there = [told[id] for id in sorted(body.places) if id in told]
        where = [(place.id, places.display_name(place, language).text) for place in there]
        inside = {place.country for place in there}  # 연길한성식품 in 延吉 is no Korean firm, whatever its letters
        land = inside.pop() if len(inside) == 1 else _country(body, roster, origin(activity))
        lines.append(BodyLine(number, body, land, count, offered, chosen, where, spelled))
    return lines, of_line


def _one(body: BodyName, other: BodyName) -> bool:
    agreed = bodies.agree(body, other)
    return agreed is not None and agreed.sure


def _country(body: BodyName, roster: Roster, origin: str) -> str:
    """Where an organisation is whose name says no place, a guess: as its legal form tells, or a language that is not
    that of the list, or Russian letters; else where the delegation comes from; else of the language of the list.
    """
    regions = contact_rules.REGIONS
    other = regions.get(body.language, "") if body.language != roster.language else ""
    if script_of(body.text) is Script.CYRILLIC and origin not in _CYRILLIC:
        other = "RU"  # nobody in the countries of our languages is called ООО
    return cells.country_of({"organisation": body.text}, other or origin or regions.get(roster.language, "JP"))


def _attested(match: BodyMatch, names: Collection[str], people: Iterable[Person]) -> BodyMatch:
    """A match that is not sure becomes so when somebody of the list is stored there, under the very name."""
    if match.agreement.sure:
        return match
    for person in people:
        there = any(post.organisation_id == match.organisation.id for post in person.affiliations)
        said = next((name.full for name in person.names if name.full in names), "")
        if there and said:
            reason = Text(NAMED_THERE.msgid, reason=match.agreement.reason, name=said)
            return BodyMatch(
                match.organisation, match.name, bodies.Likeness(reason, sure=True, weight=match.agreement.weight)
            )
    return match


def _preselected(offers: Sequence[BodyMatch]) -> str:
    """The one that is sure; nothing where several are, or some may be; a new one where nothing is like it."""
    if not offers:
        return rules.MAKE
    sure = [match for match in offers if match.agreement.sure]
    best = [match for match in sure if match.agreement.weight == sure[0].agreement.weight]
    return f"o{best[0].organisation.id}" if len(best) == 1 else ""


# ------------------------------------------------------------------ who is missing


def _missing(activity: Activity, lines: Sequence[RosterLine]) -> list[Participant]:
    """Delegates that no line may mean."""
    meant = {line.choice.person.id for line in lines if line.choice is not None}
    undecided = [line for line in lines if line.choice is None and line.chosen != rules.MAKE]
    meant |= {choice.person.id for line in undecided for choice in line.choices}
    return [part for part in activity.participants if part.person_id not in meant and part.status != "cancelled"]


def _replaced(
    lines: Sequence[RosterLine], gone: Sequence[Participant]
) -> tuple[list[RosterLine], list[MissingDelegate]]:
    """Somebody new who comes for the same organisation in the same post stands in for a delegate who is missing."""
    found, by = [], dict[int, RosterLine]()
    for line in lines:
        new = line.chosen != rules.LEAVE and line.joins is None and (line.choice is None or line.choice.part is None)
        at = line.body.organisation_id if line.body is not None else None
        for part in gone:
            alike = at is not None and part.organisation_id == at and part.title_snapshot == line.entry.post
            if new and alike and line.entry.post and part.id not in by:
                line = replace(line, replaces=part)
                by[part.id] = line
                break
        found.append(line)
    return found, [MissingDelegate(part, by.get(part.id)) for part in gone]
