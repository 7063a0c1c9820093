"""What a report counts and calls: talks, titles."""

from datetime import date, datetime

import pytest

from crm.contacts.models import Organisation
from crm.documents.contents.talked import TalkedWith
from crm.documents.queries.changes import ItemChange
from crm.meetings.models import Meeting

pytestmark = pytest.mark.once


def test_a_courtesy_call_is_counted_as_no_talk() -> None:
    call = Meeting(kind="courtesy_call", status="held", held_on=date(2026, 12, 11), organisation_id=1)
    assert TalkedWith(Organisation(), [call]).business == 0


def test_what_did_not_take_place_is_called_as_in_the_table() -> None:
    gone = ItemChange(1, "cancelled", "今辺百貨 訪問", "ja", datetime(2026, 11, 18, 10), {}, "", titles={"en": "Visit"})
    assert gone.titled("en") == ("Visit", "en")
    assert gone.titled("zh-Hans") == ("今辺百貨 訪問", "ja")
