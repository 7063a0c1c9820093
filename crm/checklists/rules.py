"""The countdown of a mission: what is to be done when, counted from the departure and from the return.

Our office works on the days of its own calendar: what falls on another day is due on the working day before, and what
follows the return on the working day after.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.audit.rules import Verb
from crm.core.months import months_later
from crm.core.texts import N_
from crm.core.working import WorkingDays
from crm.reports.rules import DUE_DAYS

STARTED = Verb("checklist.started", N_("Countdown started"))
MOVED = Verb("checklist.moved", N_("Countdown moved with the mission dates"))

#: How many days around a due date may be off.
_LONGEST_BREAK = 30


@dataclass(frozen=True)
class CountdownStep:
    """One thing to do: so many months or days before the departure, or days (working days) after the return."""

    key: str
    label: str
    months: int = 0
    days: int = 0
    working_days: int = 0
    leads: bool = False  #: the mission leader does it, not the coordinator

    @property
    def is_after(self) -> bool:
        return self.days > 0 or self.working_days > 0


_AFTER: Final = (
    CountdownStep("thanks", N_("Send the thank-you letters"), working_days=3),
    CountdownStep("report", N_("Hand in the mission report"), days=DUE_DAYS, leads=True),
    CountdownStep("settlement", N_("Settle the costs with everyone who shares them"), days=14),
    CountdownStep("follow_up", N_("Follow up every talk and negotiation for the first time"), days=30),
)

#: By direction, in order of time.
TEMPLATES: Final[dict[str, tuple[CountdownStep, ...]]] = {
    "outbound": (
        CountdownStep("lookback", N_("Read last time's report, open tasks and open negotiations"), months=-6),
        CountdownStep("plan", N_("Settle the aim, the places and the dates"), months=-6, leads=True),
        CountdownStep("approval", N_("Circulate the request for approval"), months=-5),
        CountdownStep("subsidy", N_("Apply for the subsidies"), months=-5),
        CountdownStep("recruit", N_("Send out the call for participants"), months=-4),
        CountdownStep("hosts", N_("Make the list of hosts to visit"), months=-4),
        CountdownStep("applications", N_("Close the applications"), months=-3, days=-7),
        CountdownStep("requests", N_("Send the letters that ask for visits"), months=-3),
        CountdownStep("bookings", N_("Book flights and hotels"), months=-3),
        CountdownStep("invitation", N_("Receive the letters of invitation"), months=-2),
        CountdownStep("passports", N_("Check passports and visas"), months=-2),
        CountdownStep("samples", N_("Settle samples, ATA carnet and customs"), days=-42),
        CountdownStep("interpreters", N_("Confirm interpreters and vehicles"), days=-42),
        CountdownStep("matching", N_("Finalise the matching table"), days=-21),
        CountdownStep("gifts", N_("Buy the gifts"), days=-21),
        CountdownStep("insurance", N_("Take out travel insurance"), days=-21),
        CountdownStep("orientation", N_("Hold the meeting of the delegation"), days=-14, leads=True),
        CountdownStep("pack", N_("Print and send the briefing pack"), days=-7),
        CountdownStep("reconfirm", N_("Confirm every appointment once more"), days=-7),
        *_AFTER,
    ),
    "inbound": (
        CountdownStep("plan", N_("Settle the aim, the programme and the dates with the guests"), months=-6, leads=True),
        CountdownStep("approval", N_("Circulate the request for approval"), months=-5),
        CountdownStep("invite", N_("Send the letter of invitation"), months=-4),
        CountdownStep("visa_papers", N_("Send the papers for the guests' visas"), months=-3),
        CountdownStep("hosts", N_("Ask the organisations to be visited"), months=-3),
        CountdownStep("bookings", N_("Book hotels and vehicles"), months=-2),
        CountdownStep("guest_list", N_("Receive the list of the guests"), months=-2),
        CountdownStep("interpreters", N_("Confirm the interpreters"), days=-42),
        CountdownStep("recruit", N_("Find companies for the business talks"), days=-42),
        CountdownStep("matching", N_("Finalise the matching table"), days=-21),
        CountdownStep("reception", N_("Settle the reception, seating and gifts"), days=-21, leads=True),
        CountdownStep("press", N_("Inform the press"), days=-14),
        CountdownStep("pack", N_("Print the programme in the guests' language"), days=-7),
        CountdownStep("reconfirm", N_("Confirm the arrival and every appointment once more"), days=-7),
        *_AFTER,
    ),
    "online": (
        CountdownStep("plan", N_("Settle the aim and the date"), months=-2, leads=True),
        CountdownStep("hosts", N_("Find the other side's companies"), days=-42),
        CountdownStep("invite", N_("Send the invitation"), days=-28),
        CountdownStep("interpreters", N_("Confirm the interpreters"), days=-21),
        CountdownStep("samples", N_("Send samples ahead"), days=-21),
        CountdownStep("materials", N_("Have the materials translated"), days=-14),
        CountdownStep("rehearsal", N_("Test the connection with everyone"), days=-7),
        *_AFTER,
    ),
}


_APPROVAL: Final = CountdownStep("approval", N_("Circulate the request for approval"), months=-5)
_SUBSIDY: Final = CountdownStep("subsidy", N_("Apply for the subsidies"), months=-5)
_BOOKINGS: Final = CountdownStep("bookings", N_("Book flights and hotels"), months=-3)
_INTERPRETERS: Final = CountdownStep("interpreters", N_("Confirm the interpreters"), days=-42)
_TRANSLATED: Final = CountdownStep("materials", N_("Have the materials translated"), days=-14)
_GUESTS: Final = CountdownStep("guests", N_("Invite the guests and the press"), days=-28)
_FAIR: Final = (
    CountdownStep("booth", N_("Apply for the booth"), months=-6, leads=True),
    _APPROVAL,
    _SUBSIDY,
    CountdownStep("exhibitors", N_("Call for exhibitors"), months=-5),
    CountdownStep("import_check", N_("Check what may be imported and sold there"), months=-4),
    _BOOKINGS,
    CountdownStep("freight", N_("Send the exhibits and samples"), days=-42),
    _INTERPRETERS,
    CountdownStep("buyers", N_("Invite buyers to the booth"), days=-28),
    _TRANSLATED,
    CountdownStep("shifts", N_("Settle who staffs the booth and when"), days=-14),
    CountdownStep("sheets", N_("Print lead sheets, price lists and panels"), days=-7),
    *_AFTER,
)
_SHOWROOM: Final = (
    _APPROVAL,
    CountdownStep("contract", N_("Sign the contract for the space"), months=-4, leads=True),
    CountdownStep("prices", N_("Settle import, labels and prices of every product"), months=-3),
    CountdownStep("fittings", N_("Order the fittings"), months=-2),
    CountdownStep("stock", N_("Send the first stock"), days=-42),
    _GUESTS,
    _TRANSLATED,
    CountdownStep("training", N_("Train the sales staff"), days=-14),
    *_AFTER,
)
_HALL: Final = (
    CountdownStep("hall", N_("Book the hall"), months=-3),
    CountdownStep("speakers", N_("Ask the speakers"), months=-2),
    CountdownStep("recruit", N_("Find companies for the business talks"), days=-42),
    _INTERPRETERS,
    CountdownStep("matching", N_("Finalise the matching table"), days=-21),
    _TRANSLATED,
    CountdownStep("sheets", N_("Print lead sheets, price lists and panels"), days=-7),
    *_AFTER,
)
#: By kind of activity, where it is not prepared as a journey is.
KINDS: Final[dict[str, tuple[CountdownStep, ...]]] = {
    "trade_fair": _FAIR,
    "product_fair": _FAIR,
    "showroom_opening": _SHOWROOM,
    "showroom_operation": _SHOWROOM,
    "matching_event": _HALL,
    "seminar": _HALL,
    "signing_ceremony": (
        CountdownStep("wording", N_("Settle the text in every language"), days=-42, leads=True),
        _INTERPRETERS,
        CountdownStep("signatories", N_("Settle who signs, and in which order"), days=-28, leads=True),
        _GUESTS,
        CountdownStep("desk", N_("Prepare the documents, pens, flags and seats"), days=-7),
        *_AFTER,
    ),
}


def steps(direction: str, type: str = "") -> tuple[CountdownStep, ...]:
    """The template of a kind of activity, else that of its direction, in order of time."""
    return KINDS.get(type) or TEMPLATES.get(direction, TEMPLATES["outbound"])


def every_step(direction: str, type: str) -> list[CountdownStep]:
    """The same with the steps that a countdown may hold because the kind was another when it began."""
    found = {step.key: step for step in (*steps(direction), *steps(direction, type))}
    return list(found.values())


def due_on(step: CountdownStep, start_on: date, end_on: date, ours: WorkingDays) -> date:
    """The day of our own calendar on which a step is due."""
    if step.working_days:
        return ours.after(end_on, step.working_days)
    if step.is_after:
        return ours.nearest(end_on + timedelta(days=step.days), 1)
    return ours.nearest(months_later(start_on, step.months) + timedelta(days=step.days), -1)


def reach(start_on: date, end_on: date) -> tuple[date, date]:
    """The first and the last day that a due date of a mission can fall on."""
    return months_later(start_on, -7), end_on + timedelta(days=30 + _LONGEST_BREAK)
