"""The sheet of a product in a pack says that the country we go to does not let it in (INV-M1)."""

from datetime import date

from crm.access import services as access
from crm.access.services import AccessInput
from crm.activities.models import Activity
from crm.core.database import db, writing
from tests import cast
from tests.contacts import book
from tests.documents.test_packs import html
from tests.documents.test_packs import mission as mission  # the fixture
from tests.products import test_products as goods


def test_a_barred_product_says_so_on_its_sheet(mission: Activity) -> None:
    maker = book.organisation("丸直ニット株式会社", "ja", country="JP").id
    goods.carry(mission.id, goods.made(maker).id, goods.made(maker, names={"ja": "純米酒"}, category="sake").id)
    assert "禁止进口" not in html(mission, language="zh-Hans", chosen=["products"])
    rule = AccessInput(
        country="CN", state="prohibited", category="sake", source_title="告示第9号", checked_on=date(2026, 10, 1),
        texts={"ja": "輸入できない。"},
    )  # fmt: skip
    with writing():
        access.make(rule, by=cast.user())
        db.session.commit()
    barred = html(mission, language="zh-Hans", chosen=["products"])
    assert barred.count("禁止进口") == 1
    assert barred.index("禁止进口") > barred.index("純米酒")
