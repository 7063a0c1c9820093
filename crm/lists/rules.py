"""Saved views and exports: names, formats, limits."""

from datetime import timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

VIEW_SAVED = Verb("view.saved", N_("View saved"))
VIEW_CHANGED = Verb("view.changed", N_("View changed"))
VIEW_REMOVED = Verb("view.removed", N_("View removed"))
VIEW_RESTORED = Verb("view.restored", N_("View restored"))
EXPORT_ASKED = Verb("list.export_asked", N_("Export of a list requested"))
EXPORT_QUEUED = Verb("list.export_queued", N_("Export moved to the background"))
EXPORTED = Verb("list.exported", N_("List exported"))
EXPORT_STOPPED = Verb("list.export_stopped", N_("Export stopped: characters that cannot be written"))
EXPORT_EXPIRED = Verb("list.export_expired", N_("Files of expired exports deleted"))
EXPORT_REFUSED = Verb("list.export_refused", N_("Export refused: more rows than allowed in a day"))

NAME_LIMIT: Final = 60
QUERY_LIMIT: Final = 4000
#: More rows than this are written in the background.
DIRECT_ROWS: Final = 5000
#: More rows than this are changed in the background; each goes through the service of one.
DIRECT_CHANGES: Final = 100
#: So many are changed in the first transaction, and in any at most: other writers wait for it (core.turns).
FIRST_ROWS: Final = 3
MOST_ROWS: Final = 100
#: How long what was done to many can be undone.
KEEP_RUNS: Final = timedelta(days=30)
#: Of those that were left out, how many are named.
MOST_NAMED: Final = 200
#: What came of a row.
WAITING, DONE, LEFT = "waiting", "done", "left"
#: Within this time the rows that a user takes out are added up.
DAY: Final = timedelta(hours=24)
#: How long a written file can be fetched.
KEEP: Final = timedelta(days=7)

VCARD: Final = "vcf"
FORMATS: Final = {"xlsx": N_("Excel (XLSX)"), "csv": N_("CSV")}
MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    VCARD: "text/vcard",
}
#: {what Python calls it: label}. Only the first and the third can hold every script in one file.
ENCODINGS: Final = {
    "utf-8-sig": N_("UTF-8 (every script)"),
    "cp932": N_("CP932 (Shift_JIS of Windows, Japanese)"),
    "gb18030": N_("GB18030 (Chinese)"),
    "cp949": N_("CP949 (Korean)"),
}
#: {encoding: what the header of a download calls it}
CHARSETS: Final = {"utf-8-sig": "utf-8", "cp932": "windows-31j", "gb18030": "gb18030", "cp949": "euc-kr"}
UNWRITABLE: Final = {
    "refuse": N_("Stop and show me what cannot be written"),
    "substitute": N_("Write 〓 in its place"),
}

MAKER: Final = "makers"
#: To whom a list goes that tells of people, beside the office itself: what each of them must have been given for.
RECIPIENTS: Final = {
    MAKER: N_("A maker"),
    "partners": N_("A partner abroad"),
    "newsletter": N_("Whoever sends newsletters for us"),
}
RECIPIENT_LIMIT, REASON_LIMIT = 200, 300
