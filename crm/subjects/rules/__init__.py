"""What answering and erasing a person are called in the log, which states there are, how long what is kept lasts."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core.contact_points import dialled_at_home
from crm.core.texts import N_
from crm.subjects.rules import spelling

TOLD = Verb("person.told", N_("Everything about a person handed out"))
ERASED = Verb("person.erased", N_("Person erased"))
REDACTED = Verb("person.redacted", N_("Name of an erased person taken out of a text"))
EMPTIED = Verb("person.text_emptied", N_("Text about an erased person emptied"))
LEFT = Verb("person.text_left", N_("Text left as it is after an erasure"))
OPENED = Verb("person.kept_opened", N_("What is kept of an erased person opened"))
FORGOTTEN = Verb("person.kept_forgotten", N_("What was kept of an erased person deleted at its term"))
LIFTED = Verb("person.tombstone_lifted", N_("Erased person may be entered again"))
MARKED = Verb("person.marked", N_("Legal hold or stop of use set"))
UNMARKED = Verb("person.unmarked", N_("Legal hold or stop of use lifted"))

RETAINED = Verb("subjects.retained", N_("Records deleted at their term"))

#: The mark that stands where a name stood. It is not translated: papers of four languages hold it.
MARK: Final = "(erased #{id})"

#: Entries of the log that a file holds at most.
MOST_ENTRIES: Final = 20_000

HOLD, STOP = "hold", "stop"
MARKS: Final = {HOLD: N_("Legal hold"), STOP: N_("Stop of use")}

OPEN, DONE, LEAVE = "open", "redacted", "left"
HIT_STATES: Final = {OPEN: N_("To look at"), DONE: N_("Taken out"), LEAVE: N_("Left as it is")}

#: Why a text stays as it is.
OF_OTHERS: Final = N_("It tells of somebody else who is in the contacts: it stays as it is.")
FROZEN: Final = N_("It was approved, signed or sent: it stays as it is.")

#: Years for which signed agreements, approved reports and what proves them are kept (domain.md §6.2, DP-6, DP-8).
YEARS_KEPT: Final = 10
#: Years for which a register of what was given to others says of whom (DP-4).
YEARS_TOLD: Final = 3
#: Shorter names are not looked for in texts: one character stands in half of all texts.
SHORTEST_NAME: Final = 2
#: The job that takes away what came to its term and what deleted rows left in the file of the database.
NIGHT_JOB: Final = "subjects.tidy"


def mark(id: int) -> str:
    """What an erased person is called."""
    return MARK.format(id=id)


def kept_until(day: date, years: int = YEARS_KEPT) -> date:
    """The last day on which what was signed, approved or given on a day is kept."""
    leap = (day.month, day.day) == (2, 29)  # not every year has that day: then the next one
    return date(day.year + years, 3, 1) if leap else day.replace(year=day.year + years)


def terms(names: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """What to look for in texts, however it is spelt there (`spelling`): names, and addresses as they are typed;
    numbers as one dials them at home, too. The longest first."""
    found = {name.strip() for name in names if len(spelling.folded(name)) >= SHORTEST_NAME}
    told = {address.strip() for address in addresses if address.strip()}
    told |= {at_home for address in told if (at_home := dialled_at_home(address))}
    return sorted(found | told, key=lambda one: (-len(one), one))
