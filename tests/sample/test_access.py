"""What the sample says that China lets in of Niigata's goods, as its sources have it."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select

from crm.access import queries
from crm.access.models import AccessRule
from crm.core.database import db
from crm.places.models import Place

DAY = date(2026, 11, 30)


def _made_in(code: str, category: str, heading: str) -> Select[Any]:
    facts = queries.facts(key=Place.id, place=Place.id, category=category, heading=heading, country="CN")
    return select(*facts).where(Place.code == code, Place.country == "JP")


@pytest.mark.parametrize(
    ("code", "category", "heading", "state"),
    [
        ("15000", "sake", "2206", "prohibited"), ("15000", "sake", "2208", "prohibited"),  # plum wine
        ("15000", "rice", "1102", "prohibited"), ("15000", "rice", "1006", "restricted"),  # flour, rice
        ("15000", "food", "1905", "prohibited"), ("15000", "knitwear", "6110", ""),
        ("05000", "sake", "2206", ""), ("05000", "seafood", "0307", "prohibited"),  # Akita: seafood of all Japan
    ],
)  # fmt: skip
def test_all_food_of_niigata_is_barred_but_rice(
    sampled: Flask, code: str, category: str, heading: str, state: str
) -> None:
    with sampled.app_context():
        [told] = queries.judged(_made_in(code, category, heading), DAY)
        assert told.verdict.state == state


def test_a_day_that_no_source_states_is_no_first_day_and_old_checks_are_due(sampled: Flask) -> None:
    with sampled.app_context():
        known = db.session.scalars(select(AccessRule)).all()
        assert [rule.valid_from for rule in known if rule.valid_from] == [date(2018, 11, 28)]
        old = [rule for rule in known if rule.checked_on < date(2025, 11, 30)]
        assert old
        assert all(rule.check_due is not None and rule.check_due <= DAY for rule in old)
