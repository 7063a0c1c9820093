"""What would become of a list, line by line: what each may be, what is preselected and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.activities.models import Participant
from crm.contacts.models import Person, PersonName
from crm.core.texts import Text
from crm.rosters import rules
from crm.rosters.queries.bodies import BodyMatch
from crm.rosters.rules import bodies
from crm.rosters.rules.bodies import BodyName
from crm.rosters.rules.reading import Roster, RosterEntry

#: Kinds of names that nobody is called by.
UNSAID: Final = frozenset({"former", "search"})
#: Kinds of names in Latin letters, that which is printed first.
LATIN: Final = ("latin_business", "latin_passport")


@dataclass(frozen=True)
class BodyLine:
    """One organisation of the list. `chosen` is "new", "o12", or "" where somebody has to choose."""

    number: int  #: from 1
    body: BodyName
    country: str
    people: int  #: of the list
    matches: Sequence[BodyMatch]
    chosen: str
    places: Sequence[tuple[int, str]]  #: that the name may say
    spelled: Sequence[str] = ()  #: otherwise in the same list

    @property
    def organisation_id(self) -> int | None:
        """The stored organisation that is chosen; None for a new one, and where nothing is chosen."""
        return int(self.chosen[1:]) if self.chosen.startswith("o") else None

    @property
    def match(self) -> BodyMatch | None:
        """The one that is chosen."""
        return next((match for match in self.matches if match.organisation.id == self.organisation_id), None)

    @property
    def adds_name(self) -> bool:
        """Whether the chosen organisation is not called so yet, letter by letter."""
        return self.match is not None and bodies.plain(self.body.text) not in {
            bodies.plain(name.text) for name in self.match.organisation.names
        }

    @property
    def shorter(self) -> str:
        """What the chosen organisation is called in the language of the list, where the list says it at more length.

        The list has the name in full, then: 延边朝鲜族自治州商务局 of 延边州商务局.
        """
        held = self._held
        longest = max(held, key=len, default="")
        return longest if self.adds_name and held and len(self.body.text) > len(longest) else ""

    @property
    def names_it(self) -> bool:
        """Whether its name is added unless somebody says otherwise: in a language that has none yet.

        What a record on file is called is never changed by a list alone: that is decided.
        """
        return self.adds_name and not self._held

    @property
    def _held(self) -> list[str]:
        names = self.match.organisation.names if self.match is not None else []
        return [name.text for name in names if name.language == self.body.language and name.kind not in UNSAID]


@dataclass(frozen=True)
class PersonChoice:
    """Somebody of the contacts who may be the one of a line, and why. `part` is their place in the delegation."""

    person: Person
    label: str
    reason: Text
    sure: bool
    part: Participant | None = None
    elsewhere: str = ""  #: their present employer, where the list names another


@dataclass(frozen=True)
class ListChange:
    """What the list says otherwise than the delegation: `label` is a message id, `words` tell what codes mean."""

    label: str
    before: str
    after: str
    words: Mapping[str, str] | None = None


@dataclass(frozen=True)
class RosterLine:
    """One person of the list. `chosen` is "new", "leave", "p12", "s3" (the person of line 3, in a second post), or ""
    where somebody has to choose."""

    entry: RosterEntry
    body: BodyLine | None
    choices: Sequence[PersonChoice]
    chosen: str
    state: str  #: rules.STATES
    changes: Sequence[ListChange] = ()
    notes: Sequence[Text] = ()
    stored_title: str = ""  #: of the post at this organisation, where the list says another
    since: date | None = None  #: from when on the title of the list is proposed to hold; None: as a correction
    replaces: Participant | None = None
    same_name: Sequence[int] = ()  #: lines above with this name and another employer: one person may hold both posts

    @property
    def joins(self) -> int | None:
        """The line whose person this one is, too."""
        return int(self.chosen[1:]) if self.chosen.startswith(rules.SAME_PERSON) else None

    @property
    def choice(self) -> PersonChoice | None:
        """Whoever of the contacts is chosen."""
        return next((choice for choice in self.choices if f"p{choice.person.id}" == self.chosen), None)

    @property
    def spellings(self) -> tuple[str, str]:
        """(in Latin letters as stored, as in the list) of whoever is chosen, where the two differ; else ("", "")."""
        stored = latin_of(self.choice.person) if self.choice is not None else None
        written = next((form.full for form in self.entry.others if form.kind in LATIN), "")
        if stored is None or not written or _letters(stored.full) == _letters(written):
            return "", ""
        return stored.full, written

    @property
    def elsewhere(self) -> str:
        """Where whoever is chosen works now, or those who may be chosen, when the list names another employer."""
        meant = [self.choice] if self.choice is not None else self.choices if not self.chosen else []
        return " · ".join(dict.fromkeys(choice.elsewhere for choice in meant if choice.elsewhere))

    @property
    def told(self) -> list[Text]:
        """What is said about the line: what was guessed, left out, stands twice."""
        return [*self.notes, *self.entry.remarks]


def latin_of(person: Person) -> PersonName | None:
    """The name in Latin letters that papers print."""
    return next((name for kind in LATIN for name in person.names if name.kind == kind), None)


def _letters(text: str) -> str:
    return "".join(text.casefold().split())


@dataclass(frozen=True)
class MissingDelegate:
    """A delegate who does not stand in the list, and whoever comes in their place."""

    part: Participant
    by: RosterLine | None = None


@dataclass(frozen=True)
class RosterPlan:
    """A whole list beside what is stored."""

    roster: Roster
    bodies: Sequence[BodyLine]
    lines: Sequence[RosterLine]
    missing: Sequence[MissingDelegate]
    places: Sequence[tuple[int, str]] = ()  #: to choose from where the name of an organisation says none

    def places_of(self, body: BodyLine) -> Sequence[tuple[int, str]]:
        """Where an organisation may be said to be: what its name tells, else any place on file."""
        return body.places or self.places

    @property
    def employers(self) -> list[str]:
        """What organisations are called in the list, each once: to choose from where a line names none."""
        return list(dict.fromkeys(e.organisation for e in self.roster.entries if e.organisation))

    @property
    def kept(self) -> list[RosterLine]:
        """The lines that are not left out."""
        return [line for line in self.lines if line.chosen != rules.LEAVE]

    @property
    def people(self) -> list[RosterLine]:
        """The kept lines that are a person each: without those that add a post to one of them."""
        return [line for line in self.kept if line.joins is None]

    @property
    def new_bodies(self) -> list[BodyLine]:
        """The organisations that are made: those of lines that are kept."""
        used = {line.body.number for line in self.kept if line.body is not None}
        return [body for body in self.bodies if body.chosen == rules.MAKE and body.number in used]

    @property
    def language(self) -> str:
        """The language that most of the names are in, a guess."""
        return Counter(line.entry.name.language for line in self.lines).most_common(1)[0][0]

    @property
    def open(self) -> int:
        """How many choices are left to be made."""
        used = {line.body.number for line in self.kept if line.body is not None}
        return sum(not line.chosen for line in self.lines) + sum(
            not body.chosen for body in self.bodies if body.number in used
        )
