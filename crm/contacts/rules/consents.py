"""What a person may be asked for, and how they stand to it (DP-1). The answers lie above, in `crm/privacy`."""

from typing import Final

from crm.core.texts import N_

KEEP, MAKERS, PARTNERS, NEWSLETTER, PHOTO = "keep", "makers", "partners", "newsletter", "photo"
#: What may be done with what we know of somebody.
SCOPES: Final[dict[str, str]] = {
    KEEP: N_("Keep in our country"),
    MAKERS: N_("Give to makers"),
    PARTNERS: N_("Give to partners abroad"),
    NEWSLETTER: N_("Newsletters"),
    PHOTO: N_("Photographs"),
}
NOT_ASKED, UNTICKED, GIVEN, MISSION = "not_asked", "unticked", "given", "mission"
REFUSED, WITHDRAWN = "refused", "withdrawn"
#: How somebody stands to a scope. Nobody who was not asked has said yes or no; whoever left a tick empty that they were
#: shown was asked and did not say yes.
STANDINGS: Final[dict[str, str]] = {
    NOT_ASKED: N_("Not asked"),
    UNTICKED: N_("Did not say yes"),
    GIVEN: N_("Given"),
    MISSION: N_("For a mission only"),
    REFUSED: N_("Said no"),
    WITHDRAWN: N_("Taken back"),
}
#: What keeps the data of somebody back.
BLOCKING: Final = frozenset({REFUSED, WITHDRAWN})
