"""What is asked for before something is done to many people or organisations."""

import re

from flask_babel import lazy_gettext as _l

from crm.contacts import rules
from crm.core.texts import N_
from crm.places.forms import PlaceField
from crm.tags import rules as tag_rules
from crm.web.forms import Choice, Line
from crm.web.listings import BulkForm

CONSENT = {"no": N_("may be contacted"), "yes": N_("Do not contact")}
_COMMA = re.compile("[,、，]")


class TagChosenForm(BulkForm):
    """The names of the tags, commas between."""

    names = Line(_l("Tags, separated by commas"), limit=tag_rules.NAME_LIMIT * tag_rules.MOST_NAMES, required=True)

    def given(self) -> list[str]:
        """Each name once."""
        return [name for name in (part.strip() for part in _COMMA.split(self.names.data or "")) if name]


class ConsentForm(BulkForm):
    consent = Choice(_l("They"), table=CONSENT, required=True, blank=None)


class ChangeOrganisationsForm(BulkForm):
    standing = Choice(_l("Status"), table=rules.ORGANISATION_STATUSES)
    place_id = PlaceField(_l("Place"))
