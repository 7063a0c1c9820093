"""Which documents there are, what they consist of, for whom, and how an edition is numbered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from crm.audit.rules import Verb
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_, Text
from crm.reports import rules as report_rules

BRIEFING: Final = "briefing"
REPORT: Final = "report"
POCKET: Final = "pocket"
KINDS: Final[dict[str, str]] = {
    BRIEFING: N_("Briefing pack"),
    POCKET: N_("Pocket itinerary (A6)"),
    REPORT: N_("Report on a mission"),
}
LANGUAGES: Final = LANGUAGE_LABELS

#: In the order in which they are used on the way (domain.md §2.8).
BRIEFING_PARTS: Final[dict[str, str]] = {
    "use": N_("How to use this pack, and whom to call"),
    "objectives": N_("Objectives and key messages"),
    "delegation": N_("Delegation list"),
    "flights": N_("Flights and transfers"),
    "itinerary": N_("Itinerary"),
    "rooming": N_("Rooming list (leader only)"),
    "visit_list": N_("Visit list"),
    "names": N_("Names of everyone we meet"),
    "visits": N_("Visit sheets"),
    "products": N_("Product sheets"),
    "matching": N_("Timetable of the matching"),
    "cases": N_("Open negotiations with the hosts (leader only)"),
    "city": N_("City fact sheet"),
    "map": N_("Map of the places"),
    "addresses": N_("Addresses to show a driver"),
    "phrases": N_("Useful phrases"),
    "etiquette": N_("Etiquette"),
    "speeches": N_("Greeting and toast"),
    "glossary": N_("Glossary"),
    "money": N_("Exchange rates"),
    "budget": N_("Budget and spending (leader only)"),
    "holidays": N_("Holidays around the mission"),
    "entry": N_("Entry and visa"),
    "customs": N_("Customs and samples"),
    "emergency": N_("Emergency contacts"),
    "travel": N_("Travel details of everyone (leader only)"),
    "handling": N_("How to handle this pack"),
    "notes": N_("Pages for notes"),
}
#: What stands over a part on paper. Who gets it is told where it is ticked, and is no part of its name:
#: the office reads the same chapters.
HEADINGS: Final = BRIEFING_PARTS | {
    "rooming": N_("Rooming list"),
    "cases": N_("Open negotiations with the hosts"),
    "budget": N_("Budget and spending"),
    "travel": N_("Travel details of everyone"),
}
#: On A6, for the breast pocket.
POCKET_PARTS: Final = {part: BRIEFING_PARTS[part] for part in ("itinerary", "addresses", "emergency")}
REPORT_PARTS: Final = report_rules.PARTS
#: Only the leader's edition has these, and only for whoever may see travel details.
RESTRICTED: Final = frozenset({"rooming", "travel"})
PARTS: Final = {BRIEFING: BRIEFING_PARTS, POCKET: POCKET_PARTS, REPORT: REPORT_PARTS}
#: Printed for whoever ticks them: lines to write on are no contents.
EXTRA: Final = frozenset({"notes"})

_READERS: Final[dict[str, str]] = {
    "leader": N_("Leader of the delegation"),
    "member": N_("Delegates"),
    "interpreter": N_("Interpreter"),
    "host": N_("Hosts"),
    "office": N_("Office copy"),
}
#: Who reads values, terms and telephone numbers.
TRUSTED: Final = frozenset({"leader", "office", "internal"})
#: For whom a document is made.
AUDIENCES: Final[dict[str, dict[str, str]]] = {
    BRIEFING: _READERS,
    POCKET: {"member": _READERS["member"]},
    REPORT: {"internal": N_("Internal"), "public": N_("Public")},
}

#: What readers of a pack do not get, whatever is ticked: the leader alone reads values and travel details; the hosts
#: get what we would tell them ourselves.
WITHHELD: Final[dict[str, frozenset[str]]] = {
    "member": frozenset({"rooming", "travel", "cases", "budget"}),
    "interpreter": frozenset({"rooming", "travel", "cases", "budget", "money", "holidays", "entry", "customs"}),
    "host": frozenset(BRIEFING_PARTS) - {"delegation", "flights", "itinerary", "visit_list", "products"},
}

#: Who reads in the city fact sheet what rivals did and what shows demand: our own people, not the hired or visited.
KNOWING_RIVALS: Final = frozenset({"leader", "member", "office"})
#: What is not ticked for a reader to begin with, beside what is withheld: it may be ticked all the same.
NOT_NEEDED: Final[dict[str, frozenset[str]]] = {
    "interpreter": frozenset({"objectives", "map", "phrases", "etiquette", "city"}),
    "office": frozenset(
        {"use", "map", "addresses", "phrases", "etiquette", "speeches", "glossary", "money", "holidays"}
    ),
}

STATES: Final[dict[str, str]] = {
    "queued": N_("Waiting for the printer"),
    "running": N_("Being printed"),
    "ready": N_("Ready"),
    "failed": N_("Failed"),
}

#: Sheets of one page.
SHEETS: Final[dict[str, str]] = {"talk": N_("Business talk record"), "lead": N_("Lead sheet")}

#: What a report tells that may change after its approval.
SINCE_APPROVAL: Final[dict[str, str]] = {
    "attendance": N_("Participants"),
    "costs": N_("Costs"),
    "talks": N_("Meetings"),
    "agreements": N_("Agreements"),
}
#: What became of an item of the programme after the departure.
CHANGES: Final[dict[str, str]] = {
    "added": N_("Added during the mission"),
    "moved": N_("Changed during the mission"),
    "cancelled": N_("Cancelled"),
    "dropped": N_("Left out"),
}

#: What became of an item of the programme, as a report tells it. Nothing is said of one that nobody settled.
CARRIED: Final[dict[str, str]] = {
    "as_planned": N_("As planned"),
    "moved": CHANGES["moved"],
    "added": CHANGES["added"],
    "held": N_("Held"),
    "cancelled": N_("Did not take place"),
    "not_yet": N_("Not held yet"),
    "open": N_("Not confirmed"),
}
#: What a short report tells of a talk beside its text, for those who may know it: columns of a meeting.
SUBSTANCE: Final = ("counterpart_requests", "conditions_agreed", "pending")
#: What is neither held nor left out: a night and free time. Reports count and list the rest.
NO_EVENT: Final = frozenset({"hotel", "free"})
#: Of these it is known that they took place.
HELD: Final = frozenset({"as_planned", "moved", "added", "held"})

REQUESTED = Verb("document.requested", N_("Printing requested"))
PRINTED = Verb("document.printed", N_("Document printed"))
FORGOTTEN = Verb("document.forgotten", N_("Printed travel details deleted"))
EXPORTED = Verb("report.exported", N_("Report exported as DOCX"))


@dataclass(frozen=True)
class Wish:
    """What somebody wants printed: made by `wish`, so every code in it is known."""

    activity_id: int
    kind: str
    language: str
    audience: str
    parts: tuple[str, ...]
    addressee: str = ""  #: to whom a report goes, as typed
    report_id: int | None = None  #: which edition of the written report; None: the newest in the language
    second: str = ""  #: the language beside it, on A3; "": one language
    visits: tuple[int, ...] = ()  #: itinerary items: their visit sheets alone; (): the whole document
    since: int | None = None  #: only the pages that changed since this edition
    single: bool = False  #: printed on one side: the holes stay at the left of every page
    thousands: bool = False  #: budget and actual in thousands; a written report says so itself

    def has(self, part: str) -> bool:
        """Whether the document contains a part."""
        return part in self.parts

    @property
    def tells_rivals(self) -> bool:
        """Whether its city fact sheet names rivals and demand."""
        return self.has("city") and self.audience in KNOWING_RIVALS

    @property
    def confidential(self) -> bool:
        """Whether it holds what only the leader or the office may read: values, terms, phone numbers of everyone."""
        return self.audience in TRUSTED

    @property
    def restricted(self) -> bool:
        """Whether it prints travel details."""
        return not RESTRICTED.isdisjoint(self.parts)

    def unrestricted(self) -> "Wish":
        """The same without travel details."""
        return replace(self, parts=tuple(part for part in self.parts if part not in RESTRICTED))


def audiences(kind: str) -> dict[str, str]:
    """The readers a kind of document is made for; the first is the usual one."""
    return AUDIENCES[kind]


def parts(kind: str, *, restricted: bool = True) -> dict[str, str]:
    """The parts of a kind of document, in their order; those with travel details only when `restricted`."""
    return {code: label for code, label in PARTS[kind].items() if restricted or code not in RESTRICTED}


def preset(kind: str, audience: str, *, restricted: bool = True) -> list[str]:
    """The parts that are ticked for a reader to begin with, in their order."""
    left_out = EXTRA | NOT_NEEDED.get(audience, frozenset())
    left_out |= WITHHELD.get(audience, frozenset()) if kind == BRIEFING else frozenset()
    return [part for part in parts(kind, restricted=restricted and audience == "leader") if part not in left_out]


@dataclass(frozen=True)
class Layout:
    """How a document is laid out on paper; the fields are those of `Wish`."""

    second: str = ""
    visits: tuple[int, ...] = ()
    since: int | None = None
    single: bool = False
    thousands: bool = False


def wish(
    activity_id: int,
    *,
    kind: str,
    language: str,
    audience: str = "",
    chosen: Iterable[str] = (),
    addressee: str = "",
    report_id: int | None = None,
    layout: Layout = Layout(),  # frozen: nobody changes the one that all share
) -> Wish:
    """A checked wish; no `chosen` parts means all that its readers may have. Refused on a code outside the tables."""
    if kind not in KINDS:
        raise Refused(Text("There is no such kind of document."), "kind")
    if language not in LANGUAGES or layout.second not in ("", *LANGUAGES):
        raise Refused(Text("Documents are not printed in this language."), "language")
    reader = audience or next(iter(AUDIENCES[kind]))
    if reader not in AUDIENCES[kind]:
        raise Refused(Text("This kind of document is not made for these readers."), "audience")
    wanted = set(chosen) or set(PARTS[kind]) - EXTRA
    if not wanted <= set(PARTS[kind]):
        raise Refused(Text("This part does not belong to this kind of document."), "parts")
    wanted -= WITHHELD.get(reader, frozenset()) if kind == BRIEFING else frozenset()
    if layout.visits:
        wanted &= {"visits"}
    if not wanted:
        raise Refused(Text("None of these parts is for these readers."), "parts")
    ordered = tuple(part for part in PARTS[kind] if part in wanted)
    second = layout.second if layout.second != language else ""
    made = Wish(
        activity_id, kind, language, reader, ordered, addressee, report_id, second, layout.visits, layout.since,
        layout.single, layout.thousands,
    )  # fmt: skip
    return made if reader == "leader" else made.unrestricted()


def number_of(base: str, activity_id: int, kind: str, language: str, edition: int, audience: str = "") -> str:
    """The number of an edition: 見商国第26-118号-BH-JA-3 of the hosts' pack, M12-… when the mission has no number.

    Editions count for each kind of reader, so a pack tells by its first letter whose it is.
    """
    letter = {BRIEFING: "B", POCKET: "P", REPORT: "R"}[kind] + (audience[:1].upper() if kind == BRIEFING else "")
    return f"{base or f'M{activity_id}'}-{letter}-{language[:2].upper()}-{edition}"


def state_of(status: str, job_state: str | None) -> str:
    """queued, running, ready or failed. A document whose job is over or purged without a file has failed."""
    if status != "queued":
        return status
    return {"queued": "queued", "running": "running"}.get(job_state or "", "failed")
