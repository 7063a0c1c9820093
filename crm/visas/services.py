"""What is noted when the papers leave: that they were printed, and whose travel details stand in them."""

from crm.audit.services import action
from crm.core.permissions import Actor
from crm.travel import services as travel
from crm.visas import rules
from crm.visas.queries import Papers


def printed(papers: Papers, *, by: Actor | None) -> None:
    """Note that the details of these guests were printed. Nothing of the papers is kept."""
    with action(rules.PRINTED, by=by, record=papers.activity):
        pass
    travel.printed(papers.details, by=by)
