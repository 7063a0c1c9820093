"""The leader's pack of the sample's mission of five days: no more pages than it needs, and no page nearly empty."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.activities.models import Activity
from crm.core.database import db
from crm.core.permissions import Shell
from crm.documents import contents, rules
from crm.documents.contents import Imprint
from crm.pdf.order import RenderOrder

pytestmark = pytest.mark.once
MOST = 26  #: pages


@pytest.mark.parametrize("language", ["ja", "zh-Hans", "ko"])
def test_the_pack_has_few_pages_and_each_is_filled_beyond_its_first_third(
    sample: Flask, language: str, monkeypatch: pytest.MonkeyPatch, blank_page: bytes
) -> None:
    """Its pages are laid out here and not drawn: to write them and to read them again takes twice as long."""
    orders: list[RenderOrder] = []

    def keep(order: RenderOrder, _progress: object) -> bytes:
        orders.append(order)
        return blank_page

    monkeypatch.setattr("crm.pdf.render.in_a_child", keep)
    mission = db.session.scalars(select(Activity).where(Activity.status == "confirmed")).one()
    wish = rules.wish(mission.id, kind=rules.BRIEFING, language=language)
    contents.pdf(contents.filled(wish, user=Shell()), Imprint("B-1", 1, date(2026, 11, 24), ""))
    db.session.rollback()
    [order] = orders
    monkeypatch.setenv("FONTCONFIG_FILE", str(order.fonts))
    pages = laid_out(order)
    assert len(pages) <= MOST
    ends = [reach(page) for page in pages]
    assert [number for number, end in enumerate(ends[1:], 2) if end < 1 / 3] == [], "nearly empty"


def laid_out(order: RenderOrder) -> list[Any]:
    """The boxes of its pages."""
    from crm.pdf import engine  # slow to import, and wanted by this test alone

    return [page._page_box for page in engine._laid_out(order, order.css).pages]


def reach(page: Any) -> float:
    """How far down its last line of text stands, as a part of its height; what stands in the margins does not count."""
    lines = (box for box in page.children[0].descendants() if getattr(box, "text", "").strip())
    return max((float(box.position_y + box.height) for box in lines), default=0.0) / float(page.margin_height())
