"""In which group a case is counted by the place that its first talk froze, and as how many talks shared ones count."""

from decimal import Decimal

from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.insights.rules.cells import CLAIMED
from crm.negotiations.models import NegotiationLead, NegotiationMeeting
from crm.negotiations.rules import OPENED
from tests import cast
from tests.insights import fairs
from tests.insights.test_hypothesis import World, figures, world

__all__ = ["world"]


def test_the_list_of_talks_of_a_group_says_as_how_many_they_count(world: World, client: FlaskClient) -> None:
    """A cell of 1.5 talks opened a list of two rows without a word."""
    one, two = (world.talked(world.regional, partner=partner, tier="regional") for partner in (True, False))
    first = db.session.scalars(select(NegotiationMeeting.meeting_id).filter_by(negotiation_id=one.id)).one()
    fairs.keep(NegotiationMeeting(negotiation_id=two.id, meeting_id=first))
    cast.sign_in(client, Role.MANAGEMENT)
    page = client.get("/insights/talks?of=cell&fy=2025&tier=regional&partner=no").get_data(as_text=True)
    assert "Together they count as 1.5 talks here" in page
    page = client.get("/insights/talks?of=cell&fy=2025&tier=major&partner=no").get_data(as_text=True)
    assert "Together they count" not in page


def test_the_switch_asks_for_the_place_whose_tier_was_frozen_and_makes_no_case_major(world: World) -> None:
    """A lead of the fair in Shanghai, first talked about at the mission to Yanji: "only Beijing and Shanghai as major"
    called this case major. Neither a target place nor a fair that moved since changes what was frozen."""
    lead = fairs.lead(world.major)
    case = world.talked(world.regional, partner=True)
    fairs.keep(NegotiationLead(negotiation_id=case.id, lead_id=lead.id))
    cells = [figures(narrow=narrow).cells[CLAIMED] for narrow in (False, True)]
    assert [(cell.negotiations, cell.cost) for cell in cells] == [(1, Decimal(6_000_000))] * 2
    with writing():
        with action(OPENED, by=None):
            case.place_id = world.major.place_id
        db.session.commit()
    cells = [figures(narrow=narrow).cells[CLAIMED] for narrow in (False, True)]
    assert [(cell.negotiations, cell.cost) for cell in cells] == [(1, Decimal(6_000_000))] * 2
