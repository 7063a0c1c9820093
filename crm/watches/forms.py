"""How many days of silence a watch allows."""

from flask_babel import lazy_gettext as _l

from crm.watches import rules
from crm.web.forms import BaseForm, Whole


class WatchForm(BaseForm):
    days = Whole(
        _l("Days without contact"),
        required=True,
        least=rules.FEWEST_DAYS,
        most=rules.MOST_DAYS,
        default=rules.DEFAULT_DAYS,
        id="watch_days",
    )
