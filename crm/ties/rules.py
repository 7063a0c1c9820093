"""What a relation of a kind of the office's own stands between, and what is done with it in the log."""

from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

ORGANISATIONS, PEOPLE = "organisations", "people"
#: What either side of a relation may be: {table name: label}.
SIDES: Final[dict[str, str]] = {ORGANISATIONS: N_("Organisation"), PEOPLE: N_("Person")}
NAME_LIMIT: Final = 60
#: What stands before the number of a kind in a form, and behind it where the relation is read from its second side.
OWN, BACK = "own-", ":back"

KIND_MADE = Verb("tie.kind_made", N_("Kind of relation created"))
KIND_CHANGED = Verb("tie.kind_changed", N_("Kind of relation changed"))
KIND_ARCHIVED = Verb("tie.kind_archived", N_("Kind of relation archived"))
KIND_RESTORED = Verb("tie.kind_restored", N_("Kind of relation restored"))
TIED = Verb("tie.recorded", N_("Relation recorded"))
UNTIED = Verb("tie.removed", N_("Relation removed"))
