"""The second story of the sample: the knitwear of Mitsuke goes to Yanji with a local partner, told whole."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from crm.core.database import db
from crm.core.permissions import Role, Shell
from crm.launches import queries
from crm.launches.models import Launch
from tests.cast import sign_in
from tests.pdf.paper import text as text_of

#: {language: (the fair, how it is said how much was sold, the showroom in Yanji)}
TOLD = {
    "ja": ("延吉 春節物産展", "これまでの販売", "延吉常設展示場"),
    "zh-Hans": ("延吉春节特产展销会", "至今售出", "延吉常设展厅"),
    "ko": ("연길 춘절 특산품 판매전", "현재까지 판매", "연길 상설 전시장"),
    "en": ("Yanji New Year Product Fair", "sold to date", "Yanji Permanent Showroom"),
}


def test_the_launch_has_demand_a_showroom_a_fair_three_cases_and_one_agreement(sampled: Flask) -> None:
    with sampled.app_context():
        [id] = db.session.scalars(select(Launch.initiative_id))
        found = queries.story(id, user=Shell(), language="ja")
        assert found is not None
        assert found.signals
        assert {each.showroom.text for each in found.exhibits or ()} == {"延吉常設展示場"}
        assert {line.product.id for line in found.products} == {
            each.lines[0].exhibit.product_id for each in found.exhibits or ()
        }
        held = [each for each in found.fairs or () if each.sold]
        assert [each.activity.type for each in held] == ["product_fair"]
        assert len(found.cases or ()) == 3
        [order] = found.orders or ()
        assert order.agreement is not None
        assert order.agreement.signed_on is not None
        assert found.sales


@pytest.mark.printed
@pytest.mark.parametrize("language", list(TOLD))
def test_page_and_one_sheet_of_paper_tell_it_in_each_language(sampled: Flask, language: str) -> None:
    with sampled.app_context():
        [id] = db.session.scalars(select(Launch.initiative_id))
    client = sampled.test_client()
    sign_in(client, Role.MANAGEMENT, email="yoshihara@example.jp", language=language)
    sheet = text_of(client.get(f"/launches/initiatives/{id}/story.pdf?lang={language}").data)
    assert "1 / 1" in sheet
    page = re.sub("<[^>]+>", "", client.get(f"/launches/panels/initiatives/{id}").text)
    for where in (sheet, page):
        bare = "".join(where.split())
        assert [words for words in TOLD[language] if "".join(words.split()) not in bare] == []
    assert len(re.findall("×", sheet)) == 4, "three negotiations, and the agreement of one"
