"""The page of a pack about money: what is paid there, in the currency that the office counts in."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.models import Activity
from crm.core.database import db, writing
from crm.documents import contents, rules
from crm.documents.contents import Imprint
from crm.office import queries as office
from crm.office.services import change
from crm.places import services as places
from tests import cast
from tests.contacts import book
from tests.missions import voyage

pytestmark = [pytest.mark.once, pytest.mark.printed]


def html(trip: Activity) -> str:
    wish = rules.wish(trip.id, kind=rules.BRIEFING, language="ja", chosen=["money"])
    shown = contents.bare_html(contents.filled(wish, user=cast.user()), Imprint("1", 1, date(2026, 11, 24), ""))
    return re.sub(r"\s+", "", shown)


def test_an_office_abroad_reads_what_a_yen_is_in_its_own_currency(session: scoped_session[Session]) -> None:
    """Japan had no currency, so that the pack of a Chinese office for it had no rates."""
    voyage.load_places()
    trip, at_home = voyage.mission(place_id=book.place("15000").id), voyage.mission()
    row = office.record()
    assert row is not None
    with writing():
        change(row, replace(office.current(), currency="CNY"), by=None)
        places.add_rate(day=trip.start_on, base="JPY", quote="CNY", rate=Decimal("0.0481"), source="bank", by=None)
        db.session.commit()
    assert '<tdclass="r">100</td><tdclass="r"><b>4.81</b></td><tdclass="r">10,000</td>' in html(voyage.fresh(trip))
    assert 'id="money"' not in html(voyage.fresh(at_home)), "one's own money needs no rate"
