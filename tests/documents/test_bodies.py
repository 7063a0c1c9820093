"""Bodies that typed texts name."""

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities.rules import CHANGED
from crm.audit.services import action
from crm.contacts.models import Organisation, OrganisationName
from crm.core.database import writing
from crm.documents.contents.bodies import named_in
from tests.contacts import book
from tests.documents import test_packs as packs
from tests.documents.written import back_home, begun, html
from tests.missions import voyage
from tests.rivals.test_rivals import signal

pytestmark = pytest.mark.once


def test_co_organisers_are_bodies_where_each_line_is_the_name_of_one() -> None:
    akita, yanji = (
        Organisation(names=[OrganisationName(language=code, text=text) for code, text in names.items()])
        for names in ({"ja": "秋田県", "zh-Hans": "秋田县"}, {"zh-Hans": "延吉市"})
    )
    known = [akita, yanji]
    assert named_in("秋田県", known) == [akita]
    assert named_in("秋田县\n 延吉市 \n", known) == [akita, yanji]
    assert named_in("秋田県\n沿海地方商工会議所", known) == []
    assert named_in("", known) == []


def test_a_body_typed_in_another_script_has_its_one_form_in_pack_and_report(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who said that something is wanted stood in Chinese in the report, and in the pack where nobody visits them."""
    mission = back_home(monkeypatch)
    typed, told = "图们江旅游商品开发公司", "図們江旅游商品開発公司"
    body = book.organisation(typed)
    with writing(), action(CHANGED, by=None):
        session.add(OrganisationName(organisation_id=body.id, language="ja", text=told, kind="trade"))
        mission.co_organisers = typed
        session.commit()
    signal(source=typed, observed_on=mission.start_on)
    for shown in (packs.html(voyage.fresh(mission), chosen=["city"]), html(begun(voyage.fresh(mission)))):
        assert (shown.count(told), shown.count(typed)) == (2, 0), "as a co-organiser, and as who said it"
