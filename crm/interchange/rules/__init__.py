"""The words of importing: what is imported, in which state a file is, how a row ends."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.categories import BOOK_KINDS
from crm.core.texts import N_

UPLOADED = Verb("import.uploaded", N_("File uploaded for import"))
PREPARED = Verb("import.prepared", N_("Import prepared"))
CHECKED = Verb("import.checked", N_("Import checked"))
STARTED = Verb("import.started", N_("Import started"))
IMPORTED = Verb("import.imported", N_("Imported from a file"))
ENDED = Verb("import.ended", N_("Import ended"))
UNDONE = Verb("import.undone", N_("Import undone"))
PROFILE_SAVED = Verb("import.profile_saved", N_("Import profile saved"))

#: What is imported, by the table that the rows become.
KINDS: Final = BOOK_KINDS

#: The states of a file: reading → columns → checking → checked → running → done → undoing → undone.
READING, COLUMNS, CHECKING, CHECKED_STATE = "reading", "columns", "checking", "checked"
RUNNING, DONE, UNDOING, UNDONE_STATE = "running", "done", "undoing", "undone"
#: Of a file that was not imported yet when somebody was erased: it may hold them, and nobody reads it any more.
DROPPED: Final = "dropped"
STATES: Final = {
    READING: N_("Check the encoding"),
    COLUMNS: N_("Assign the columns"),
    CHECKING: N_("Trial run under way"),
    CHECKED_STATE: N_("Trial run done"),
    RUNNING: N_("Import under way"),
    DONE: N_("Imported"),
    UNDOING: N_("Undo under way"),
    UNDONE_STATE: N_("Undone"),
    DROPPED: N_("Cancelled by an erasure"),
}
#: States in which a background job works on the file.
MOVING: Final = (CHECKING, RUNNING, UNDOING)
#: States that an erasure leaves as they are: nothing more is read from the file.
OVER: Final = (DONE, UNDOING, UNDONE_STATE)
#: What the reader may still change: encoding, columns, options.
OPEN: Final = (READING, COLUMNS, CHECKED_STATE)

#: How a row ends.
NEW, UPDATED, SAME, DUPLICATE, REJECTED = "new", "update", "same", "duplicate", "rejected"
STATUSES: Final = {
    NEW: N_("New"),
    UPDATED: N_("Update"),
    SAME: N_("Nothing new"),
    DUPLICATE: N_("Possible duplicate"),
    REJECTED: N_("Rejected"),
}

FORMATS: Final = {"csv": N_("Table (CSV)"), "xlsx": N_("Excel workbook"), "vcf": N_("vCard")}
#: How a table can be read. The first five are told by their bytes; the others are for people to choose.
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp932": "CP932 (Shift_JIS)",
    "gb18030": "GB18030 (GBK, GB2312)",
    "cp949": "CP949 (EUC-KR)",
    "cp950": "Big5 (CP950)",
    "euc_jp": "EUC-JP",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
}

#: Limits of a file. The request's own limit (25 MB) stands above the first.
LARGEST: Final = 24 * 1024 * 1024  #: bytes
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 20_000  #: characters
#: Of a workbook: rows read, bytes unzipped, members, and unzipped bytes to one zipped.
MOST_SHEET_ROWS: Final = 10_000
LARGEST_UNZIPPED: Final = 50 * 1024 * 1024
MOST_MEMBERS: Final = 200
MOST_RATIO: Final = 100

#: Raw rows that the first look at a file shows and searches for the header.
HEAD_ROWS: Final = 40
SHOWN_ROWS: Final = 5
SAMPLES: Final = 5  #: examples of each outcome on the page of a trial run
FIRST_CHUNK: Final = 50  #: rows in the first transaction (core.turns says how many the next takes)
CHUNK: Final = 500  #: rows in one transaction
UNDO_DAYS: Final = 30


def format_of(name: str, content: bytes) -> str | None:
    """csv, xlsx or vcf, by what the first bytes and the ending say; None for anything else."""
    lowered = name.lower()
    if content.startswith(b"PK\x03\x04"):
        return "xlsx" if lowered.endswith((".xlsx", ".xlsm")) else None
    if lowered.endswith((".vcf", ".vcard")):
        return "vcf"
    return "csv" if lowered.endswith((".csv", ".txt", ".tsv", ".tab")) else None


def is_old_workbook(content: bytes) -> bool:
    """Whether it is a compound file: a workbook of Excel before 2007, or one that a password encrypts."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
