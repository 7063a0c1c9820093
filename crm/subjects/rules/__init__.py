"""What answering and erasing a person are called in the log, and how their file is named."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

TOLD = Verb("person.told", N_("Everything about a person handed out"))

#: The mark that stands where a name stood. It is not translated: papers of four languages hold it.
MARK: Final = "(erased #{id})"

#: Entries of the log that a file holds at most.
MOST_ENTRIES: Final = 20_000


def mark(id: int) -> str:
    """What an erased person is called."""
    return MARK.format(id=id)
