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
KINDS: Final[dict[str, str]] = {BRIEFING: N_("Briefing pack"), REPORT: N_("Mission report")}
LANGUAGES: Final = LANGUAGE_LABELS

#: In the order in which they are used on the way (DOMAIN §2.8).
BRIEFING_PARTS: Final[dict[str, str]] = {
    "objectives": N_("Objectives and key messages"),
    "delegation": N_("Delegation list"),
    "itinerary": N_("Itinerary"),
    "rooming": N_("Rooming list (leader only)"),
    "names": N_("Names of everyone we meet"),
    "visits": N_("Visit sheets"),
    "city": N_("City fact sheet"),
    "phrases": N_("Useful phrases"),
    "etiquette": N_("Etiquette"),
    "emergency": N_("Emergency contacts"),
    "travel": N_("Travel details of everyone (leader only)"),
    "handling": N_("How to handle this pack"),
    "notes": N_("Pages for notes"),
}
REPORT_PARTS: Final = report_rules.PARTS
#: Only the leader's edition has these, and only for whoever may see travel details.
RESTRICTED: Final = frozenset({"rooming", "travel"})
PARTS: Final = {BRIEFING: BRIEFING_PARTS, REPORT: REPORT_PARTS}

#: For whom a document is made.
AUDIENCES: Final[dict[str, dict[str, str]]] = {
    BRIEFING: {"leader": N_("Leader of the delegation"), "member": N_("Delegates"), "interpreter": N_("Interpreter")},
    REPORT: {"internal": N_("Internal"), "public": N_("Public")},
}

STATES: Final[dict[str, str]] = {
    "queued": N_("Waiting for the printer"),
    "running": N_("Being printed"),
    "ready": N_("Ready"),
    "failed": N_("Failed"),
}

#: What became of an item of the programme after the departure.
CHANGES: Final[dict[str, str]] = {
    "added": N_("Added on the way"),
    "moved": N_("Changed on the way"),
    "cancelled": N_("Cancelled"),
    "dropped": N_("Left out"),
}

REQUESTED = Verb("document.requested", N_("Printing requested"))
PRINTED = Verb("document.printed", N_("Document printed"))
FORGOTTEN = Verb("document.forgotten", N_("Printed travel details deleted"))
EXPORTED = Verb("report.exported", N_("Report given out as DOCX"))


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

    def has(self, part: str) -> bool:
        """Whether the document contains a part."""
        return part in self.parts

    @property
    def confidential(self) -> bool:
        """Whether it holds what only the leader or the office may read: values, terms, phone numbers of everyone."""
        return self.audience in ("leader", "internal")

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


def wish(
    activity_id: int,
    *,
    kind: str,
    language: str,
    audience: str = "",
    chosen: Iterable[str] = (),
    addressee: str = "",
    report_id: int | None = None,
) -> Wish:
    """A checked wish; no `chosen` parts means all. Refused on a code outside the tables."""
    if kind not in KINDS:
        raise Refused(Text("There is no such kind of document."), "kind")
    if language not in LANGUAGES:
        raise Refused(Text("Documents are not printed in this language."), "language")
    reader = audience or next(iter(AUDIENCES[kind]))
    if reader not in AUDIENCES[kind]:
        raise Refused(Text("This kind of document is not made for these readers."), "audience")
    wanted = set(chosen) or set(PARTS[kind])
    if not wanted <= set(PARTS[kind]):
        raise Refused(Text("This part does not belong to this kind of document."), "parts")
    ordered = tuple(part for part in PARTS[kind] if part in wanted)
    made = Wish(activity_id, kind, language, reader, ordered, addressee, report_id)
    return made if reader == "leader" else made.unrestricted()


def number_of(base: str, activity_id: int, kind: str, language: str, edition: int) -> str:
    """The number of an edition: 見商国第26-118号-B-JA-3, or M12-B-JA-3 when the mission has no number of its own."""
    letter = {BRIEFING: "B", REPORT: "R"}[kind]
    return f"{base or f'M{activity_id}'}-{letter}-{language[:2].upper()}-{edition}"


def state_of(status: str, job_state: str | None) -> str:
    """queued, running, ready or failed. A document whose job is over or purged without a file has failed."""
    if status != "queued":
        return status
    return {"queued": "queued", "running": "running"}.get(job_state or "", "failed")
