"""What people tell for the papers is kept, and noted when they leave: whose travel details stand in them."""

from collections.abc import Mapping

from crm.activities.models import Activity
from crm.audit.services import action
from crm.core import here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.initiatives.queries import title
from crm.privacy import queries as privacy_queries
from crm.privacy import services as privacy
from crm.privacy.queries import Sharing
from crm.privacy.rules import DELEGATE
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


def sharing(papers: Papers) -> Sharing:
    """How those stand whom the papers name: the applicants, and whom the programme names. They go to the guests, and
    with them to the consulate: who needs no visa stands in none."""
    activity = papers.activity
    body = activity.sender_organisation
    scope = privacy_queries.scope_towards(body.country if body is not None else "")
    applying = {each.part.person_id for each in papers.applicants}
    found = privacy_queries.sharing(activity.id, scope, only=[entry.item.id for entry in papers.entries])
    return Sharing(scope, [each for each in found.people if each.part != DELEGATE or each.person.id in applying])


def check_leaving(papers: Papers) -> None:
    """Refused while the papers name somebody who said no and nobody has decided (DP-3)."""
    privacy.check_paper(sharing(papers))


def printed(papers: Papers, *, consulate: str, file: tuple[str, bytes], by: Actor | None) -> None:
    """Note that the details of these guests were printed, and that the papers go to the guests for a consulate. None of
    their details is kept with the papers."""
    with action(rules.PRINTED, by=by, record=papers.activity):
        body = papers.activity.sender_organisation
        privacy.note_paper(
            sharing(papers), other=consulate or title(papers.activity.names, rules.LANGUAGE),
            country=body.country if body is not None else "", items=file[0], on=here.today(),
            activity_id=papers.activity.id, by=by, file=file,
        )  # fmt: skip
    travel.printed(papers.details, by=by)
