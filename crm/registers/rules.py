"""Registers of data protection: requests of people, breaches with their clocks, assessments (DP-9, DP-11, DP-12)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

REQUEST_NOTED = Verb("registers.request_noted", N_("Request of a person noted"))
REQUEST_CHANGED = Verb("registers.request_changed", N_("Request of a person changed"))
REQUEST_ANSWERED = Verb("registers.request_answered", N_("Request of a person answered"))
REQUEST_REOPENED = Verb("registers.request_reopened", N_("Request of a person opened again"))
REQUEST_ARCHIVED = Verb("registers.request_archived", N_("Request of a person archived"))
REQUEST_RESTORED = Verb("registers.request_restored", N_("Request of a person restored"))
BREACH_NOTED = Verb("registers.breach_noted", N_("Data breach noted"))
BREACH_CHANGED = Verb("registers.breach_changed", N_("Data breach changed"))
STEP_SETTLED = Verb("registers.step_settled", N_("Report of a data breach settled"))
BREACH_ARCHIVED = Verb("registers.breach_archived", N_("Data breach archived"))
BREACH_RESTORED = Verb("registers.breach_restored", N_("Data breach restored"))
ASSESSMENT_NOTED = Verb("registers.assessment_noted", N_("Privacy assessment noted"))
ASSESSMENT_CHANGED = Verb("registers.assessment_changed", N_("Privacy assessment changed"))
ASSESSMENT_ARCHIVED = Verb("registers.assessment_archived", N_("Privacy assessment archived"))
ASSESSMENT_RESTORED = Verb("registers.assessment_restored", N_("Privacy assessment restored"))

TEXT_LIMIT, LINE_LIMIT = 4000, 200

# ------------------------------------------------------------------ requests (DP-9)

ASKED: Final[dict[str, str]] = {
    "access": N_("What is kept about them"),
    "correction": N_("Correction"),
    "stop": N_("Stop of use"),
    "erasure": N_("Erasure"),
    "portability": N_("Their data as a file"),
    "other": N_("Something else"),
}
UNCHECKED: Final = ""
#: How the office made sure that the person asked who they say they are.
IDENTITIES: Final[dict[str, str]] = {
    UNCHECKED: N_("Not checked yet"),
    "known": N_("Known in person"),
    "callback": N_("Called back or written to, under what is on record"),
    "document": N_("An identity document was seen, and not kept"),
}
OPEN, DONE, PARTLY, REFUSED, WITHDRAWN = "open", "done", "partly", "refused", "withdrawn"
OUTCOMES: Final[dict[str, str]] = {
    OPEN: N_("Open"),
    DONE: N_("Done"),
    PARTLY: N_("Partly done"),
    REFUSED: N_("Refused"),
    WITHDRAWN: N_("Withdrawn by the person"),
}
#: Those that end a request.
ENDS: Final = {code: label for code, label in OUTCOMES.items() if code != OPEN}
OUTCOME_CHIPS: Final = {OPEN: "warn", DONE: "good", PARTLY: "warn", REFUSED: "bad", WITHDRAWN: ""}
#: Where the person must be told why.
NEEDS_REASON: Final = frozenset({PARTLY, REFUSED})
#: Korea's term; in Japan and China “promptly”, for which the same number of days is proposed.
REQUEST_DAYS: Final = 10


def request_due(received_on: date) -> date:
    """By when a request is answered, unless somebody says another day."""
    return received_on + timedelta(days=REQUEST_DAYS)


# ------------------------------------------------------------------ breaches (DP-12)

BREACH_KINDS: Final[dict[str, str]] = {
    "sent": N_("Sent to the wrong person"),
    "lost": N_("Lost device or paper"),
    "intruder": N_("Somebody got in"),
    "published": N_("Published by mistake"),
    "insider": N_("Taken or misused by somebody of ours"),
    "destroyed": N_("Lost for good, or changed"),
    "other": N_("Something else"),
}
UNKNOWN, MALICIOUS, ACCIDENT = "unknown", "yes", "no"
#: Whether somebody did it on purpose: Japan's final report has another term then.
PURPOSE: Final[dict[str, str]] = {
    UNKNOWN: N_("Not known yet"),
    MALICIOUS: N_("Possibly on purpose"),
    ACCIDENT: N_("By accident"),
}
#: Whose people are concerned.
LAWS: Final[dict[str, str]] = {
    "JP": N_("Japan (APPI)"),
    "CN": N_("China (PIPL)"),
    "KR": N_("Korea (PIPA)"),
}


@dataclass(frozen=True)
class ReportClock:
    """A report that a law asks for after a breach, and how long it gives from the moment when it was noticed."""

    law: str
    label: str
    term: timedelta
    #: Where somebody may have done it on purpose; None: the same.
    on_purpose: timedelta | None = None
    by_the_hour: bool = False  #: the term ends at a moment, not with a day


_AT_ONCE, _HOURS = timedelta(0), timedelta(hours=72)
#: {code: the report}. Japan: APPI, Article 26 (3 to 5 days, 30 or 60); Korea: PIPA, Article 34 (72 hours); China: PIPL,
#: Article 57 (at once). DP-12.
CLOCKS: Final[dict[str, ReportClock]] = {
    "cn_authority": ReportClock("CN", N_("China: to the authority, at once"), _AT_ONCE, by_the_hour=True),
    "cn_people": ReportClock("CN", N_("China: to the people concerned, at once"), _AT_ONCE, by_the_hour=True),
    "kr_people": ReportClock("KR", N_("Korea: to the people concerned, within 72 hours"), _HOURS, by_the_hour=True),
    "kr_authority": ReportClock("KR", N_("Korea: to the authority, within 72 hours"), _HOURS, by_the_hour=True),
    "jp_first": ReportClock("JP", N_("Japan: first report to the commission, within 3 to 5 days"), timedelta(days=5)),
    "jp_people": ReportClock("JP", N_("Japan: to the people concerned, promptly"), timedelta(days=5)),
    "jp_final": ReportClock(
        "JP", N_("Japan: final report to the commission, within 30 days; 60 if on purpose"), timedelta(days=30),
        on_purpose=timedelta(days=60),
    ),
}  # fmt: skip
CLOCK_LABELS: Final[dict[str, str]] = {code: clock.label for code, clock in CLOCKS.items()}
STEP_DONE, NOT_NEEDED = "done", "not_needed"
STEP_STATES: Final[dict[str, str]] = {OPEN: N_("Open"), STEP_DONE: N_("Sent"), NOT_NEEDED: N_("Not needed")}
STEP_ENDS: Final = {code: label for code, label in STEP_STATES.items() if code != OPEN}


def clocks_of(laws: str) -> list[str]:
    """The reports that the laws of a breach ask for, the most urgent first; `laws` are codes with commas between."""
    chosen = set(laws.split(","))
    return [code for code, clock in CLOCKS.items() if clock.law in chosen]


def report_due(code: str, noticed_at: datetime, purpose: str) -> datetime:
    """By when a report is sent. While nobody knows whether it was on purpose, the shorter term holds."""
    clock = CLOCKS[code]
    longer = clock.on_purpose if purpose == MALICIOUS else None
    return noticed_at + (longer or clock.term)


# ------------------------------------------------------------------ assessments (DP-11)

RESULTS: Final[dict[str, str]] = {
    "fine": N_("Acceptable"),
    "measures": N_("Acceptable with the measures below"),
    "stop": N_("Not acceptable"),
}
RESULT_CHIPS: Final = {"fine": "good", "measures": "warn", "stop": "bad"}
#: For how long an assessment is kept (PIPL, Article 56).
KEPT_YEARS: Final = 3


def kept_until(assessed_on: date) -> date:
    """The last day on which an assessment must be at hand."""
    year = assessed_on.year + KEPT_YEARS
    try:
        return assessed_on.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
