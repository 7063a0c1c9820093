"""What people tell for the papers is kept, and noted when they leave: whose travel details stand in them."""

from collections.abc import Mapping

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core.database import db
from crm.core.permissions import Actor
from crm.travel import services as travel
from crm.visas import rules
from crm.visas.models import VisaWords
from crm.visas.queries import Papers


def keep(activity: Activity, kept: VisaWords | None, words: Mapping[str, str], *, by: Actor | None) -> VisaWords:
    """The words of the papers, {column: text}, with their mission; `kept` are those that it has."""
    with action(rules.KEPT, by=by):
        row = kept if kept is not None else VisaWords(activity_id=activity.id)
        for name, text in words.items():
            setattr(row, name, text)
        db.session.add(row)
    return row


def printed(papers: Papers, *, by: Actor | None) -> None:
    """Note that the details of these guests were printed. None of their details is kept with the papers."""
    with action(rules.PRINTED, by=by, record=papers.activity):
        pass
    travel.printed(papers.details, by=by)
