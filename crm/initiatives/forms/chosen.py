"""What is asked for before many records go under an initiative."""

from flask_babel import lazy_gettext as _l

from crm.initiatives import queries
from crm.web.access import me
from crm.web.forms import RecordChoice
from crm.web.listings import BulkForm
from crm.web.locale import language


class InitiativeChosenForm(BulkForm):
    """The initiative that the ticked records belong to from now on."""

    initiative_id = RecordChoice(
        _l("Initiative"), options=lambda: queries.options(user=me(), language=language()), required=True
    )
