"""The form for one more secret address."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities.models import Activity
from crm.core.languages import LANGUAGE_LABELS
from crm.missions import queries
from crm.web.forms import BaseForm, Choice, RecordChoice
from crm.web.locale import language


class FeedForm(BaseForm):
    participant_id = RecordChoice(_l("For"), description=_l("Nobody chosen: the whole programme."))
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None)

    def __init__(self, activity: Activity, **kwargs: Any) -> None:
        super().__init__(data={"language": language()}, **kwargs)
        self.participant_id.options = lambda: [(p.id, p.name_snapshot) for p in queries.delegates(activity)]
