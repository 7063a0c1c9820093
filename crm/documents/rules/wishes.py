"""What somebody wants printed, checked, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from crm.audit.rules import Verb
from crm.core.errors import Refused
from crm.core.texts import N_, Text
from crm.documents.rules.kinds import (
    DOCUMENTS,
    EXTRA,
    HOSTS,
    KINDS,
    LANGUAGES,
    NAMING,
    OF_MONEY,
    OF_ONE_HOST,
    RESTRICTED,
    DocumentKind,
    Readers,
)

STATES: Final[dict[str, str]] = {
    "queued": N_("Waiting to be printed"),
    "running": N_("Being printed"),
    "ready": N_("Ready"),
    "failed": N_("Failed"),
}

#: Sheets of one page.
SHEETS: Final[dict[str, str]] = {
    "talk": N_("Business talk record"),
    "lead": N_("Lead sheet"),
    "product": N_("Product sheet"),
}

REQUESTED = Verb("document.requested", N_("Printing requested"))
PRINTED = Verb("document.printed", N_("Document printed"))
FORGOTTEN = Verb("document.forgotten", N_("Printed travel details deleted"))
EXPORTED = Verb("report.exported", N_("Report exported as DOCX"))


@dataclass(frozen=True)
class PrintWish:
    """What somebody wants printed: made by `wish`, so every code in it is known."""

    activity_id: int
    kind: str
    language: str
    audience: str
    parts: tuple[str, ...]
    addressee: str = ""  #: to whom a report goes, as typed
    report_id: int | None = None  #: which edition of the written report; None: the newest in the language
    second: str = ""  #: the language beside it, on A3; "": one language
    visits: tuple[int, ...] = ()  #: itinerary items: their sheets alone, or for their host; (): the whole document
    since: int | None = None  #: only the pages that changed since this edition
    single: bool = False  #: printed on one side: the holes stay at the left of every page
    thousands: bool = False  #: budget and actual in thousands; a written report says so itself

    @property
    def document(self) -> DocumentKind:
        """What its kind of document is."""
        return DOCUMENTS[self.kind]

    @property
    def readers(self) -> Readers:
        """For whom it is."""
        return self.document.readers[self.audience]

    @property
    def for_one_host(self) -> bool:
        """Whether it is the print for hosts that tells one of them of its own visits alone."""
        return bool(self.visits) and self.audience == HOSTS

    def has(self, part: str) -> bool:
        """Whether the document contains a part."""
        return part in self.parts

    @property
    def leaves(self) -> bool:
        """Whether it names people and is given to others than our own."""
        return self.readers.outside and not NAMING.isdisjoint(self.parts)

    @property
    def tells_rivals(self) -> bool:
        """Whether its city fact sheet names rivals and demand."""
        return self.has("city") and self.readers.knows_rivals

    @property
    def confidential(self) -> bool:
        """Whether it holds what only the leader or the office may read: values, terms, phone numbers of everyone."""
        return self.readers.trusted

    @property
    def restricted(self) -> bool:
        """Whether it prints travel details."""
        return not RESTRICTED.isdisjoint(self.parts)

    def unrestricted(self) -> "PrintWish":
        """The same without travel details."""
        return replace(self, parts=tuple(part for part in self.parts if part not in RESTRICTED))

    def unbudgeted(self) -> "PrintWish":
        """The same without what an activity may cost and has cost."""
        return replace(self, parts=tuple(part for part in self.parts if part not in OF_MONEY))


@dataclass(frozen=True)
class Layout:
    """How a document is laid out on paper; the fields are those of `PrintWish`."""

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
) -> PrintWish:
    """A checked wish; no `chosen` parts means all that its readers may have. Refused on a code outside the tables."""
    if kind not in KINDS:
        raise Refused(Text("There is no such kind of document."), "kind")
    if language not in LANGUAGES or layout.second not in ("", *LANGUAGES):
        raise Refused(Text("Documents are not printed in this language."), "language")
    document = DOCUMENTS[kind]
    reader = audience or next(iter(document.readers))
    if reader not in document.readers:
        raise Refused(Text("This kind of document is not made for these readers."), "audience")
    wanted = set(chosen) or set(document.parts) - EXTRA
    if not wanted <= set(document.parts):
        raise Refused(Text("This part does not belong to this kind of document."), "parts")
    wanted -= document.readers[reader].withheld
    if layout.visits:
        wanted &= OF_ONE_HOST if reader == HOSTS else {"visits"}
    if not wanted:
        raise Refused(Text("None of these parts is for these readers."), "parts")
    ordered = tuple(part for part in document.parts if part in wanted)
    second = layout.second if layout.second != language else ""
    made = PrintWish(
        activity_id, kind, language, reader, ordered, addressee, report_id, second, layout.visits, layout.since,
        layout.single, layout.thousands,
    )  # fmt: skip
    return made if reader == "leader" else made.unrestricted()


def state_of(status: str, job_state: str | None) -> str:
    """queued, running, ready or failed. A document whose job is over or purged without a file has failed."""
    if status != "queued":
        return status
    return {"queued": "queued", "running": "running"}.get(job_state or "", "failed")
