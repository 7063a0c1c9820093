"""When results are asked for, how an entry stands, what a company may answer, and how answers are counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from crm.audit.rules import Verb
from crm.core.months import months_later
from crm.core.texts import N_
from crm.negotiations.rules import STAGE_LABELS

#: The job that makes, every night, what is due.
PREPARE_JOB: Final = "outcomes.prepare"
#: Months after the end of an activity: one, then quarterly for a year.
MONTHS: Final = (1, 3, 6, 9, 12)
#: An entry is late when it stays without an answer for so long after it was due or asked.
PATIENCE: Final = timedelta(days=14)
#: What nobody asked for so long is not asked after the fact: the question of the next quarter asks for the same state.
PAST_ASKING: Final = timedelta(days=92)
#: The job that hands waiting mails over: when one is ordered, and every hour.
SEND_JOB: Final = "outcomes.send"
#: How often a mail is tried, once an hour, before somebody must look at it.
MOST_MAIL_TRIES: Final = 24
#: A worker that has a mail for so long died over it.
MAIL_LEASE: Final = timedelta(minutes=15)
#: How long a link can be used. Once.
LINK_LIVES: Final = timedelta(days=60)
#: Tries to open a link, from one network address, until it must wait.
MOST_TRIES: Final = 20
TRIES_WITHIN: Final = timedelta(minutes=10)
NAME_LIMIT, COMMENT_LIMIT = 120, 2000

DUE, ASKED, OVERDUE, ANSWERED = "due", "asked", "overdue", "answered"
STATES: dict[str, str] = {
    DUE: N_("To be asked"),
    ASKED: N_("Waiting for an answer"),
    OVERDUE: N_("Overdue"),
    ANSWERED: N_("Answered"),
}
STATE_TONES: dict[str, str] = {DUE: "warn", ASKED: "acc", OVERDUE: "bad", ANSWERED: "good"}
#: How the talks stand, as a company says it: the stages of negotiations.
STANDINGS: dict[str, str] = STAGE_LABELS
ENDED: Final = "lost"
#: Whoever stands here left a card or an inquiry: nobody has talked business with them yet (domain.md §3.1).
BEFORE_TALK: Final = ("lead", "qualified")
YES, EXPECTED, NO = "yes", "expected", "no"
ORDERS: dict[str, str] = {
    YES: N_("Yes, there is an order or a contract"),
    EXPECTED: N_("Not yet, but it is expected"),
    NO: N_("No"),
}
MAIL_WAITS, MAIL_LEAVES, MAIL_WAITS_AGAIN, MAIL_SENT, MAIL_GIVEN_UP = "waits", "leaves", "again", "sent", "given_up"
MAIL_STATES: dict[str, str] = {
    MAIL_WAITS: N_("E-mail is on its way"),
    MAIL_LEAVES: N_("E-mail is on its way"),
    MAIL_WAITS_AGAIN: N_("E-mail not sent yet"),
    MAIL_SENT: N_("E-mail sent"),
    MAIL_GIVEN_UP: N_("E-mail not sent"),
}
MAIL_TONES: dict[str, str] = {MAIL_WAITS_AGAIN: "warn", MAIL_SENT: "good", MAIL_GIVEN_UP: "bad"}
WAITING, ACCEPTED, DECLINED = "", "accepted", "declined"
DECISIONS: dict[str, str] = {
    WAITING: N_("To be reviewed"),
    ACCEPTED: N_("Added to the record"),
    DECLINED: N_("Left out of the record"),
}
BY_LINK, BY_STAFF = "link", "staff"
#: What a case counts as, under the first that holds (domain.md §3.1).
STANDING_SETS: Final = ("orders", "ended", "expected", "continuing", "contacts")
#: The numbers of answers that a list stands behind.
TOLD_SETS: Final = ("asked", "answered", "by_companies", "unconfirmed", *STANDING_SETS, "unrated")
SOURCES: dict[str, str] = {
    BY_LINK: N_("By the company, on the page of its link"),
    BY_STAFF: N_("By the office, on behalf of the company"),
}

OPENED = Verb("outcome.opened", N_("Question about the outcome due"))
SENT = Verb("outcome.asked", N_("Company asked for the outcome"))
REMINDED = Verb("outcome.reminded", N_("Company reminded of the outcome"))
MAIL_ORDERED = Verb("outcome.mail_ordered", N_("E-mail to the company requested"))
MAIL_TRIED = Verb("outcome.mail_tried", N_("E-mail passed to the mail server"))
MAIL_FAILED = Verb("outcome.mail_failed", N_("E-mail not accepted by the mail server"))
TOLD = Verb("outcome.answered", N_("Outcome reported"))
TAKEN_OVER = Verb("outcome.accepted", N_("Outcome added to the record"))
REFUSED = Verb("outcome.declined", N_("Outcome left out of the record"))
EXPORTED = Verb("outcome.exported", N_("Summary of outcomes exported"))


def due_dates(end_on: date) -> list[tuple[int, date]]:
    """[(months after the end, day)]: on a shorter month's last day where the day does not exist."""
    return [(months, months_later(end_on, months)) for months in MONTHS]


def askable(end_on: date, today: date) -> list[tuple[int, date]]:
    """Those of `due_dates` whose question may be made on a day: due, and not a quarter past."""
    return [(months, due_on) for months, due_on in due_dates(end_on) if due_on <= today < due_on + PAST_ASKING]


def is_past_asking(end_on: date, today: date) -> bool:
    """Whether nothing of an activity is asked any more: it ended so long ago that the last question is past, too."""
    return all(today >= due_on + PAST_ASKING for _months, due_on in due_dates(end_on))


def state(*, due_on: date, asked_on: date | None, answered: bool, today: date) -> str:
    """How an entry stands. A late one is overdue whether it was asked or only should have been."""
    if answered:
        return ANSWERED
    if today > (asked_on or due_on) + PATIENCE:
        return OVERDUE
    return ASKED if asked_on is not None else DUE


@dataclass(frozen=True)
class CountedAnswer:
    """What is counted of one answer: the case it is about, and the amount in the office's currency.

    None: no rate for it.
    """

    case: tuple[str, int]  #: ("negotiation" | "lead", id)
    at: datetime
    standing: str
    order: str
    amount: Decimal | None
    currency: str
    booked: Decimal | None
    rate: tuple[Decimal, date] | None = None  #: that it was converted at, and the day that this is of
    outcome_id: int = 0

    @property
    def unrated(self) -> bool:
        """Whether no rate converts its amount."""
        return self.amount is not None and self.booked is None


#: (currency, its price in that of the office, the day of that price)
UsedRate = tuple[str, Decimal, date]


@dataclass(frozen=True)
class Tally:
    """What was asked and what came of it. Answers leave out what was declined.

    Each case counts once, by its latest answer, under the first that holds: ordered, ended, expected, continuing,
    contacts (domain.md §3.1). Expected orders are never added to the orders.
    """

    asked: int
    answered: int
    by_office: int  #: of the answers, those that our office wrote down, asked or not; the others companies gave
    unconfirmed: int  #: of the answers, those that nobody of our office has looked at yet
    orders: int
    ended: int
    expected: int
    continuing: int  #: of which there was a talk, or more
    contacts: int  #: of which there was none: a card, an inquiry
    booked: Decimal
    unconverted: int  #: amounts of orders without a rate, counted apart
    rates: Sequence[UsedRate]  #: at which the orders were converted
    ordered: Sequence[tuple[str, int]]  #: the cases of the orders

    @property
    def by_companies(self) -> int:
        return self.answered - self.by_office

    @property
    def share(self) -> float | None:
        """Answers of companies per question to them; None where our office answered all that there is."""
        asked = self.asked - self.by_office
        return self.by_companies / asked if asked else None


def tally(asked: int, answers: Sequence[tuple[str, str]], reports: Iterable[CountedAnswer]) -> Tally:
    """Count what so many questions brought; `answers` are (source, decision) of each answer that counts."""
    found = by_standing(reports)
    orders = found["orders"]
    return Tally(
        asked=asked,
        answered=len(answers),
        by_office=sum(source == BY_STAFF for source, _decision in answers),
        unconfirmed=sum(decision == WAITING for _source, decision in answers),
        orders=len(orders),
        ended=len(found["ended"]),
        expected=len(found["expected"]),
        continuing=len(found["continuing"]),
        contacts=len(found["contacts"]),
        booked=sum((one.booked for one in orders if one.booked is not None), Decimal(0)),
        unconverted=sum(one.unrated for one in orders),
        rates=sorted({(one.currency, *one.rate) for one in orders if one.rate is not None}),
        ordered=[one.case for one in orders],
    )


def by_standing(reports: Iterable[CountedAnswer]) -> dict[str, list[CountedAnswer]]:
    """{what a case counts as: the latest answer about each such case}."""
    latest = {report.case: report for report in sorted(reports, key=lambda one: one.at)}
    found: dict[str, list[CountedAnswer]] = {name: [] for name in STANDING_SETS}
    for one in latest.values():
        found[_counted_as(one)].append(one)
    return found


def _counted_as(answer: CountedAnswer) -> str:
    if answer.order == YES:
        return "orders"
    if answer.standing == ENDED:
        return "ended"
    if answer.order == EXPECTED:
        return "expected"
    return "contacts" if answer.standing in BEFORE_TALK else "continuing"
