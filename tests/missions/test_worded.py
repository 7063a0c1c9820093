"""Texts of an item in the words of whoever reads it."""

import pytest

from crm.missions.models import ItineraryItem

pytestmark = pytest.mark.once


def test_a_venue_that_is_the_title_is_called_as_the_title_is() -> None:
    item = ItineraryItem(title="西市場", title_language="ja", titles={"zh-Hans": "西市场"}, texts={}, venue="西市場")
    assert item.worded("venue", "zh-Hans") == ("西市场", "zh-Hans")
    assert item.worded("venue", "ko") == ("西市場", "")
    item.texts = {"zh-Hans": {"venue": "延吉西市场"}}
    assert item.worded("venue", "zh-Hans") == ("延吉西市场", "zh-Hans"), "what somebody gave comes first"
    item.texts, item.venue = {}, "東市場"
    assert item.worded("venue", "zh-Hans") == ("東市場", "")
