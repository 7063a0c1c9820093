"""The leader's pack of the sample's mission of five days: no more pages than it needs, and no page nearly empty."""

import io
from datetime import date

import pytest
from flask import Flask
from pypdf import PageObject, PdfReader
from sqlalchemy import select

from crm.activities.models import Activity
from crm.core.database import db
from crm.documents import contents, rules
from crm.documents.commands import Shell
from crm.documents.contents import Imprint

pytestmark = [pytest.mark.once, pytest.mark.printed]
MOST = 26  #: pages
#: Points from the foot of A4: below it stand page number and document number alone.
FOOT, THIRD = 50.0, 842 * 2 / 3


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko"])
def test_the_pack_has_few_pages_and_each_is_filled_beyond_its_first_third(sample: Flask, language: str) -> None:
    mission = db.session.scalars(select(Activity).where(Activity.status == "confirmed")).one()
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language=language)
    printed = contents.pdf(contents.filled(wish, user=Shell()), Imprint("B-1", 1, date(2026, 11, 24), ""))
    db.session.rollback()
    pages = PdfReader(io.BytesIO(printed)).pages
    assert len(pages) <= MOST
    ends = [lowest(page) for page in pages]
    assert [number for number, end in enumerate(ends[1:], 2) if end > THIRD] == [], "nearly empty"


def lowest(page: PageObject) -> float:
    """How far above the foot of the page its last line of text stands, in points."""
    heights = [float(page.mediabox.height)]

    def note(text: str, now: list[float], matrix: list[float], *_: object) -> None:
        height = matrix[5] * now[3] + now[5]
        if text.strip() and height > FOOT:
            heights.append(height)

    page.extract_text(visitor_text=note)
    return min(heights)
