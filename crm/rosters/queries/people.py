"""Who the people of a list are: of the delegation, of the contacts, or new."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from crm.activities.models import Activity, Participant
from crm.activities.rules import PARTICIPANT_ROLES, PARTICIPANT_STATUSES
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Affiliation, Person, PersonName
from crm.contacts.queries import Sought
from crm.contacts.rules import duplicates
from crm.core import here
from crm.core.names import Script, script_of, search_key
from crm.core.texts import N_, Text
from crm.rosters import rules
from crm.rosters.queries.lines import BodyLine, ListChange, PersonChoice, RosterLine
from crm.rosters.rules.reading import RosterEntry

#: Reasons of the ladder (INV-C2) that alone tell who somebody is; the others only put them before a human.
_IDENTIFYING: Final = ("email", "mobile_family")
TITLE: Final = N_("Job title")
IN_DELEGATION: Final = Text("In this delegation under this name")
TWICE: Final = Text("This name appears twice in the list.")
SAME_LINE: Final = Text("The same line appears above, so this one is left out.")


@dataclass
class RosterPresence:
    """Who is where: the delegation, the people of these names, the organisations of the list."""

    activity: Activity
    people: Sequence[Person]
    bodies: Mapping[int, BodyLine]
    claimed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.parts = {part.person_id: part for part in self.activity.participants}
        self.today = here.today()
        #: {folded name, number or address: whoever has it}
        self.told: dict[str, list[Person]] = {}
        for person in self.people:
            for key in {*person.search_key.split(), *(point.normalised for point in person.contact_points)}:
                self.told.setdefault(key, []).append(person)

    def lines(
        self,
        entries: Sequence[RosterEntry],
        sought: Sequence[Sought],
        of_line: Mapping[int, int],
        decided: Mapping[str, str],
    ) -> list[RosterLine]:
        """The lines: whoever is surely meant by one is not offered as a doubt to another."""
        offers = [
            self._choices(entry, one, self.bodies.get(of_line.get(entry.line, 0)))
            for entry, one in zip(entries, sought, strict=True)
        ]
        sure = [self._sure(choices) for choices in offers]
        again = _again(entries)
        keys = [search_key(entry.name.full) for entry in entries]
        told = {(id, key) for id, key, same in zip(sure, keys, again, strict=True) if id is not None and not same}
        self.claimed = {id for id, times in Counter(id for id, _key in told).items() if times == 1}
        names = Counter(keys)
        found: list[RosterLine] = []
        for entry, choices, certain, same in zip(entries, offers, sure, again, strict=True):
            notes = [TWICE] if names[search_key(entry.name.full)] > 1 else []
            notes += [SAME_LINE] if same else []
            above = [] if same else _same_name(entry, found, of_line)
            chosen = rules.LEAVE if same else self._chosen(choices, certain)
            # Who is surely meant by a line above, too, holds both posts.
            meant = (line.entry.line for line in found if line.chosen == chosen and line.choice is not None)
            if (first := next(meant, None)) in above:
                chosen = f"{rules.SAME_PERSON}{first}"
            chosen = decided.get(f"person-{entry.line}", chosen)
            known = [f"p{choice.person.id}" for choice in choices] + [f"{rules.SAME_PERSON}{line}" for line in above]
            if chosen not in ("", rules.MAKE, rules.LEAVE, *known):
                chosen = ""
            line = self._line(entry, self.bodies.get(of_line.get(entry.line, 0)), choices, chosen, notes)
            found.append(replace(line, same_name=above))
        return found

    def _choices(self, entry: RosterEntry, one: Sought, body: BodyLine | None) -> list[PersonChoice]:
        at = body.organisation_id if body is not None else None
        found: list[tuple[int, PersonChoice]] = []
        keys = one.keys | {value for _, value in one.telling}
        for person in (person for key in sorted(keys) for person in self.told.get(key, ())):
            if any(choice.person is person for _, choice in found):
                continue
            codes = contacts.likeness(one, person, at)
            if not codes or (not set(codes) & set(_IDENTIFYING) and _otherwise_called(entry, person)):
                continue
            part = self.parts.get(person.id)
            written = any(_bare(name.full) == _bare(entry.name.full) for name in person.names)
            named = bool({"post", "name", "name_otherwise", "name_elsewhere"} & set(codes))
            here = part is not None and written and (at is None or part.organisation_id in (None, at))
            sure = here or (codes[0] in _IDENTIFYING and named) or ("post" in codes and written)
            reason = IN_DELEGATION if part is not None and written else duplicates.REASONS[codes[0]]
            score = duplicates.score(codes) + 100 * sure + 50 * (part is not None)
            found.append(
                (score, PersonChoice(person, self._label(person), reason, sure, part, self._elsewhere(person, body)))
            )
        found.sort(key=lambda pair: (-pair[0], pair[1].person.id))
        return [choice for _, choice in found[:5]]

    def _label(self, person: Person) -> str:
        """The name with the present employer and title: what tells two of one name apart."""
        own, post = contacts.own_name(person), contacts.current_affiliation(person, self.today)
        at = " ".join((contacts.own_name(post.organisation).text, contacts.title_of(post))) if post is not None else ""
        return " — ".join(filter(None, (own.text, at.strip())))

    def _elsewhere(self, person: Person, body: BodyLine | None) -> str:
        """The present employer, where the line names another and no post at that one is known."""
        post = contacts.current_affiliation(person, self.today)
        if post is None or body is None or _post_at(person.affiliations, body) is not None:
            return ""
        return contacts.own_name(post.organisation).text

    def _sure(self, choices: Sequence[PersonChoice]) -> int | None:
        certain = [choice for choice in choices if choice.sure]
        in_delegation = [choice for choice in certain if choice.part is not None]
        best = in_delegation or certain
        return best[0].person.id if len(best) == 1 else None

    def _chosen(self, choices: Sequence[PersonChoice], certain: int | None) -> str:
        if certain is not None and certain in self.claimed:
            return f"p{certain}"
        return "" if any(choice.person.id not in self.claimed for choice in choices) else rules.MAKE

    def _line(
        self, entry: RosterEntry, body: BodyLine | None, choices: Sequence[PersonChoice], chosen: str, notes: list[Text]
    ) -> RosterLine:
        choice = next((choice for choice in choices if f"p{choice.person.id}" == chosen), None)
        if choice is None:
            state = rules.JOINED if chosen.startswith(rules.SAME_PERSON) else rules.NEW if chosen else rules.CHOOSE
            return RosterLine(entry, body, choices, chosen, state, notes=notes)
        if added := _new_of(choice.person, entry):
            notes = [*notes, Text("Added to the contacts: %(what)s", what=" · ".join(added))]
        stored, since, told = self._stored(choice.person, entry, body)
        if choice.part is not None:
            changes = _changes(choice.part, entry, body)
            stored = stored if any(change.label == TITLE for change in changes) else ""
            state = rules.CHANGED if changes else rules.SAME
            return RosterLine(entry, body, choices, chosen, state, changes, notes, stored_title=stored, since=since)
        return RosterLine(
            entry, body, choices, chosen, rules.KNOWN, notes=[*notes, *told], stored_title=stored, since=since
        )

    def _stored(self, person: Person, entry: RosterEntry, body: BodyLine | None) -> tuple[str, date | None, list[Text]]:
        """(the title that is stored at this organisation and differs, since when that of the list is proposed to hold,
        what is told about another employer); no day where the stored post began later."""
        held = [
            post for post in person.affiliations if contact_rules.is_current(post.from_date, post.to_date, self.today)
        ]
        here = _post_at(held, body)
        if here is not None:
            title, since = contacts.title_of(here), min(self.today, self.activity.start_on)
            later = here.from_date is not None and here.from_date >= since
            differs = entry.post and title and title != entry.post
            return (title if differs else ""), None if later else since, []
        if body is None or not held:
            return "", None, []
        stored = contacts.own_name(held[0].organisation).text
        told = Text("Recorded at %(stored)s: a second post at %(body)s is added.", stored=stored, body=body.body.text)
        return "", None, [told]


def _new_of(person: Person, entry: RosterEntry) -> list[str]:
    """Spellings, numbers and addresses of a line that are not stored with a person yet."""
    names = {_bare(name.full.casefold()) for name in person.names}
    points = {(point.kind, point.normalised) for point in person.contact_points}
    reading = [entry.name.reading] if unread(person, entry) is not None else []
    return (
        [form.full for form in entry.others if _bare(form.full.casefold()) not in names]
        + reading
        + [value for kind, value, comparable in entry.points if (kind, comparable) not in points]
    )


def unread(person: Person, entry: RosterEntry) -> PersonName | None:
    """The name of the list as it is stored, where nobody has stored how it is read and the list tells."""
    if not entry.name.reading or any(name.reading for name in person.names):
        return None
    return next((name for name in person.names if _bare(name.full) == _bare(entry.name.full)), None)


def _again(entries: Sequence[RosterEntry]) -> list[bool]:
    """Of each line whether one above is the same: name, organisation and title."""
    told = [(search_key(entry.name.full), entry.organisation, entry.post) for entry in entries]
    return [line in told[:place] for place, line in enumerate(told)]


def _same_name(entry: RosterEntry, above: Sequence[RosterLine], of_line: Mapping[int, int]) -> list[int]:
    """The lines above with the same name at another organisation, and that are a person of their own."""
    key, at = search_key(entry.name.full), of_line.get(entry.line)
    return [
        line.entry.line
        for line in above
        if line.joins is None
        and search_key(line.entry.name.full) == key
        and at not in (None, of_line.get(line.entry.line))
    ]


def _post_at(held: Sequence[Affiliation], body: BodyLine | None) -> Affiliation | None:
    at = body.organisation_id if body is not None else None
    return next((post for post in held if at is not None and post.organisation_id == at), None)


def _bare(name: str) -> str:
    return "".join(name.split())


def _otherwise_called(entry: RosterEntry, person: Person) -> bool:
    """Whether somebody shares only a Latin spelling: 李英兰 and 李莹兰 are both LI YINGLAN."""
    script = _group(entry.name.full)
    theirs = [name for name in person.names if _group(name.full) == script]
    own = duplicates.spellings(entry.name.full, entry.name.family, entry.name.given)
    if not script or not theirs:
        return False
    return not any(own & duplicates.spellings(name.full, name.family, name.given) for name in theirs)


def _group(name: str) -> str:
    script = script_of(name)
    return {Script.HAN: "han", Script.JAPANESE: "han", Script.HANGUL: "hangul"}.get(script, "")


def _changes(part: Participant, entry: RosterEntry, body: BodyLine | None) -> list[ListChange]:
    found = []
    if part.status == "cancelled":
        found.append(ListChange(N_("Status"), "cancelled", "accepted", PARTICIPANT_STATUSES))
    if entry.role_told and entry.role != part.role:
        found.append(ListChange(N_("Role in the delegation"), part.role, entry.role, PARTICIPANT_ROLES))
    if entry.post and entry.post != part.title_snapshot:
        found.append(ListChange(TITLE, part.title_snapshot, entry.post))
    if body is not None and body.chosen and body.organisation_id != part.organisation_id:
        found.append(ListChange(N_("Organisation"), part.organisation_snapshot, body.body.text))
    return found
