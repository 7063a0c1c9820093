"""The kinds of documents of a mission, each declared once: what it consists of, for whom, on which paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_
from crm.reports import rules as report_rules

LANGUAGES: Final = LANGUAGE_LABELS

#: In the order in which they are used on the way (domain.md §2.8).
BRIEFING_PARTS: Final[dict[str, str]] = {
    "use": N_("How to use this pack, and whom to call"),
    "objectives": N_("Objectives and key messages"),
    "delegation": N_("Delegation list"),
    "flights": N_("Flights and transfers"),
    "itinerary": N_("Itinerary"),
    "rooming": N_("Rooming list (leader's edition only)"),
    "visit_list": N_("Visit list"),
    "names": N_("Names of everyone we meet"),
    "visits": N_("Visit sheets"),
    "products": N_("Product sheets"),
    "matching": N_("Matching timetable"),
    "cases": N_("Negotiations with the hosts (leader's edition only)"),
    "city": N_("City fact sheet"),
    "map": N_("Map of the places"),
    "addresses": N_("Addresses to show a driver"),
    "phrases": N_("Useful phrases"),
    "etiquette": N_("Etiquette"),
    "speeches": N_("Greeting and toast"),
    "glossary": N_("Glossary"),
    "money": N_("Exchange rates"),
    "budget": N_("Budget and spending (leader's edition only)"),
    "holidays": N_("Holidays around the mission"),
    "entry": N_("Entry and visa"),
    "customs": N_("Customs and samples"),
    "emergency": N_("Emergency contacts"),
    "travel": N_("Travel details of everyone (leader's edition only)"),
    "handling": N_("How to handle this pack"),
    "notes": N_("Pages for notes"),
}
#: What stands over a part on paper. Who gets it is told where it is ticked, and is no part of its name:
#: the office reads the same chapters.
HEADINGS: Final = BRIEFING_PARTS | {
    "rooming": N_("Rooming list"),
    "cases": N_("Negotiations with the hosts"),
    "budget": N_("Budget and spending"),
    "travel": N_("Travel details of everyone"),
}
#: Only the leader's edition has these, and only for whoever may see travel details.
RESTRICTED: Final = frozenset({"rooming", "travel"})
#: What an activity may cost and has cost, in packs and in reports: for whoever may see budgets.
OF_MONEY: Final = frozenset({"budget", "costs"})
#: Printed for whoever ticks them: lines to write on are no contents.
EXTRA: Final = frozenset({"notes"})
#: The readers who receive the delegation; and what one of them gets who is told of its own visits alone.
HOSTS: Final = "host"
#: The parts that name people, of whom each may have said no to being given away.
NAMING: Final = frozenset(
    {"use", "delegation", "flights", "itinerary", "rooming", "visit_list", "names", "visits", "matching", "cases",
     "speeches", "emergency", "travel"}
)  # fmt: skip
OF_ONE_HOST: Final = frozenset({"delegation", "visit_list", "products"})


@dataclass(frozen=True)
class Readers:
    """For whom an edition is made, and which parts they do not get."""

    label: str
    at_home: str = ""  #: the same of guests whom we receive: what tells of our makers is never called theirs
    letter: str = ""  #: whose it is, in the number of the edition
    trusted: bool = False  #: whether they read values, terms and telephone numbers
    #: Whether they read in the city fact sheet what rivals did and what shows demand: our own people do, not the hired
    #: or the visited.
    knows_rivals: bool = False
    outside: bool = False  #: whether their edition is given to others than our own people
    withheld: frozenset[str] = frozenset()  #: whatever is ticked
    not_needed: frozenset[str] = frozenset()  #: not ticked to begin with; may be ticked all the same

    def called(self, direction: str) -> str:
        """Their label at a mission of a direction. The head and the members of one that comes to us are its guests:
        they get no pack, and our own people read it.
        """
        return self.at_home if self.at_home and direction == "inbound" else self.label


@dataclass(frozen=True)
class DocumentKind:
    """What one kind of document is. Its templates lie in templates/documents under its code."""

    code: str
    label: str
    letter: str  #: in the number of an edition
    parts: Mapping[str, str]  #: {code: label}, in the order printed
    readers: Mapping[str, Readers]  #: the first are the usual ones
    fields: frozenset[str] = frozenset()  #: what the form of printing asks besides language, readers and parts
    presets: bool = False  #: whether the form is opened for one kind of readers, with their parts ticked
    written: bool = False  #: whether people write its text: a report, which is frozen when it is approved
    paper: str = "a4"  #: a4 | duplex | a6
    css: str = ""  #: class of its body


#: The leader alone reads values and travel details; the hosts get what we would tell them ourselves.
_HIRED: Final = RESTRICTED | {"cases", "budget"}
_MEMBERS: Final = Readers(N_("Delegates"), N_("Our staff"), "M", knows_rivals=True, outside=True, withheld=_HIRED)
PACK: Final = DocumentKind(
    "briefing",
    N_("Briefing pack"),
    "B",
    BRIEFING_PARTS,
    {
        "leader": Readers(
            N_("Head of delegation"), N_("Person in charge of the reception"), "L", trusted=True, knows_rivals=True
        ),
        "member": _MEMBERS,
        "interpreter": Readers(
            N_("Interpreter"),
            letter="I",
            withheld=_HIRED | {"money", "holidays", "entry", "customs"},
            not_needed=frozenset({"objectives", "map", "phrases", "etiquette", "city"}),
        ),
        HOSTS: Readers(
            N_("Hosts"),
            letter="H",
            outside=True,
            withheld=frozenset(BRIEFING_PARTS)
            - {"delegation", "flights", "itinerary", "visit_list", "matching", "products"},
        ),
        "office": Readers(
            N_("Office copy"),
            letter="O",
            trusted=True,
            knows_rivals=True,
            not_needed=frozenset(
                {"use", "map", "addresses", "phrases", "etiquette", "speeches", "glossary", "money", "holidays"}
            ),
        ),
    },
    fields=frozenset({"second", "visits", "since", "single"}),
    presets=True,
    paper="duplex",
    css="pack",
)
BREAST_POCKET: Final = DocumentKind(
    "pocket",
    N_("Pocket itinerary (A6)"),
    "P",
    {part: BRIEFING_PARTS[part] for part in ("itinerary", "addresses", "emergency")},
    {"member": replace(_MEMBERS, at_home="", letter="")},
    paper="a6",
    css="pocket",
)
WRITTEN_REPORT: Final = DocumentKind(
    "report",
    N_("Report on a mission"),
    "R",
    report_rules.PARTS,
    {"internal": Readers(N_("Internal"), trusted=True), "public": Readers(N_("Public"))},
    fields=frozenset({"addressee", "thousands"}),
    written=True,
)
DOCUMENTS: Final[Mapping[str, DocumentKind]] = {kind.code: kind for kind in (PACK, BREAST_POCKET, WRITTEN_REPORT)}
#: Every field that only some kinds ask for.
FIELDS: Final = frozenset[str]().union(*(kind.fields for kind in DOCUMENTS.values()))
KINDS: Final[dict[str, str]] = {code: kind.label for code, kind in DOCUMENTS.items()}
#: What may stand in the options of a printed edition, in words: readers, parts and forms.
WORDS: Final[dict[str, str]] = {
    code: label
    for kind in DOCUMENTS.values()
    for code, label in ({who: readers.label for who, readers in kind.readers.items()} | dict(kind.parts)).items()
} | report_rules.FORMS
BRIEFING, POCKET, REPORT = PACK.code, BREAST_POCKET.code, WRITTEN_REPORT.code


def parts(kind: str, *, restricted: bool = True) -> dict[str, str]:
    """The parts of a kind of document, in their order; those with travel details only when `restricted`."""
    found = DOCUMENTS[kind].parts
    return {code: label for code, label in found.items() if restricted or code not in RESTRICTED}


def audiences(kind: str, direction: str = "") -> dict[str, str]:
    """{code: label} of the readers a kind of document is made for at a mission; the first is the usual one."""
    return {code: readers.called(direction) for code, readers in DOCUMENTS[kind].readers.items()}


def preset(kind: str, audience: str, *, restricted: bool = True) -> list[str]:
    """The parts that are ticked for a reader to begin with, in their order."""
    readers = DOCUMENTS[kind].readers[audience]
    left_out = EXTRA | readers.not_needed | readers.withheld
    return [part for part in parts(kind, restricted=restricted and audience == "leader") if part not in left_out]


def number_of(
    base: str,
    activity_id: int,
    kind: str,
    language: str,
    edition: int,
    audience: str = "",
    *,
    visits: Sequence[int] = (),
) -> str:
    """The number of an edition: 見商国第26-118号-BH-JA-3 of the hosts' pack, M12-… when the mission has no number.

    Editions count for each kind of reader, so a pack tells by its second letter whose it is; and for each host that is
    handed one of its own, BH33-JA-1, by the first of its visits.
    """
    document = DOCUMENTS[kind]
    letters = document.letter + (document.readers[audience].letter if audience else "")
    letters += str(visits[0]) if visits else ""
    return f"{base or f'M{activity_id}'}-{letters}-{language[:2].upper()}-{edition}"
