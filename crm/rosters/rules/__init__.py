"""The words of pasted lists: what was done, and how a line stands to what is stored."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

PASTED = Verb("roster.pasted", N_("List of delegates pasted"))
TAKEN_BACK = Verb("roster.taken_back", N_("Pasted list of delegates undone"))

#: How much is read: characters of a paste, and delegates in it. While they are saved nobody else can write.
LONGEST: Final = 60_000
MOST: Final = 500

#: How a line stands to the delegation and to the contacts.
NEW, KNOWN, CHANGED, SAME, CHOOSE, JOINED = "new", "known", "changed", "same", "choose", "joined"
STATES: Final = {
    NEW: N_("New person"),
    KNOWN: N_("Known person"),
    CHANGED: N_("Changed"),
    SAME: N_("Unchanged"),
    CHOOSE: N_("Choose"),
    JOINED: N_("Second post"),
}
TONES: Final = {NEW: "acc", KNOWN: "good", CHANGED: "warn", SAME: "", CHOOSE: "bad", JOINED: "good"}

#: What is decided about a line beside a person of the contacts: `person-12`.
MAKE, LEAVE = "new", "leave"
#: Begins the choice of the person of another line: `s3`.
SAME_PERSON = "s"
