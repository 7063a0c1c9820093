"""The report on a subsidy: what its grant does not cover, and how much of it is used."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy.orm import Session, scoped_session

from crm.activities.contents import subsidy_report
from crm.activities.models import Activity, ActivityApproval, CostLine
from crm.audit.services import action
from crm.contacts.models import OrganisationName
from crm.contacts.rules import ORGANISATION_CHANGED
from crm.core import clock
from crm.core.database import db, writing
from crm.core.languages import LOCALES
from crm.initiatives.models import InitiativeFunding
from crm.office import queries as offices
from crm.office import services as office_services
from crm.places.models import Place
from crm.wordings.services import give
from tests import cast
from tests.contacts import book
from tests.documents.written import back_home
from tests.insights import fairs
from tests.missions import browser, voyage

pytestmark = pytest.mark.once


@pytest.fixture
def mission(session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch) -> Activity:
    return back_home(monkeypatch)


def test_the_report_on_a_subsidy_tells_what_its_grant_does_not_cover_and_when_it_is_overspent(
    mission: Activity,
) -> None:
    plan, other = fairs.initiative(), fairs.initiative("別の事業")
    with writing():
        with action(ORGANISATION_CHANGED, by=None):
            db.session.get_one(Activity, mission.id).initiative_id = plan.id
        db.session.commit()
    place = db.session.get_one(Place, mission.place_id)
    days = {"start_on": date(2026, 6, 1), "end_on": date(2026, 6, 2)}
    beside, apart, before = (
        fairs.activity(place, name="同じ補助金", initiative_id=plan.id, **days),
        fairs.activity(place, name="別の事業で", initiative_id=other.id, **days),
        fairs.activity(place, name="前の年度", initiative_id=plan.id),
    )
    grant = {"granted_by": "新潟県知事 様", "note": "出展補助金", "decision_number": "産商第187号"}
    fairs.keep(
        InitiativeFunding(
            initiative_id=plan.id, fiscal_year=2026, funding_source="prefecture_subsidy", amount=Decimal(300_000),
            granted_on=date(2026, 4, 17), **grant,
        ),
        *(
            CostLine(
                activity_id=of.id, funding_source=source, category="hotel", paid_on=day, currency="JPY",
                amount=Decimal(sum), book_amount=Decimal(sum),
            )
            for of, source, day, sum in (
                (mission, "prefecture_subsidy", date(2026, 3, 31), 100_000),
                (mission, "prefecture_subsidy", date(2026, 4, 16), 60_000),
                (mission, "prefecture_subsidy", date(2026, 4, 17), 50_000),
                (mission, "own", date(2026, 3, 31), 1_000),
                (beside, "prefecture_subsidy", date(2026, 5, 1), 90_000),
                (beside, "own", date(2026, 5, 1), 2_000),
                (apart, "prefecture_subsidy", date(2026, 5, 1), 4_000),
                (before, "prefecture_subsidy", date(2025, 5, 1), 8_000),
            )
        ),
    )  # fmt: skip
    for text, said in (("新潟県知事 様", "The Governor of Niigata"), ("出展補助金", "Subsidy for fairs")):
        with writing():
            give(text, language="en", text=said, by=cast.user())
            db.session.commit()
    told = subsidy_report(voyage.fresh(mission), "prefecture_subsidy", "en")
    assert [told.doubt(line) for line in told.budget.costs] == [
        "Paid outside of the fiscal year of the grant", "Paid before the grant was decided", "",
    ]  # fmt: skip
    assert "No. 2, 16 Apr 2026: Paid before the grant was decided" in told.gaps, "days stand as in the English report"
    waits = "Not final: other activities whose costs are still open: 1."
    assert told.use == ["JPY 300,000 of JPY 300,000", waits], "it was told as a fact"
    with writing(), action(ORGANISATION_CHANGED, by=None):
        db.session.get_one(Activity, beside.id).costs_state = "booked"
        db.session.commit()
    fairs.keep(
        CostLine(
            activity_id=beside.id, funding_source="prefecture_subsidy", category="venue", paid_on=date(2026, 5, 2),
            currency="JPY", amount=Decimal(500), book_amount=Decimal(500),
        )
    )  # fmt: skip
    told = subsidy_report(voyage.fresh(mission), "prefecture_subsidy", "en")
    assert told.use == ["JPY 300,500 of JPY 300,000", "More than was granted: JPY 500."]
    assert "More than was granted: JPY 500." in told.gaps
    assert told.addressee == "The Governor of Niigata"
    assert "Subsidy for fairs" in told.decision
    own = subsidy_report(voyage.fresh(mission), "own", "en")
    assert ([own.doubt(line) for line in own.budget.costs], own.use) == ([""], []), "no grant, no doubt"


def test_the_report_on_a_subsidy_names_every_place_of_the_programme(mission: Activity) -> None:
    tumen = book.place(voyage.TUMEN).id
    voyage.item(voyage.fresh(mission), title="図們へ", place_id=tumen, start=time(14), end=time(15))
    told = subsidy_report(voyage.fresh(mission), "own", "ja")
    assert told.where == [("延吉市, 図們市", "ja")], "parted as the page is, which is in English here"


def test_an_interim_report_on_a_subsidy_says_so_in_the_language_of_its_reader(
    mission: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.core.clock.now", lambda: datetime.fromisoformat("2026-12-12T03:00:00+00:00"))
    for locale, said in LOCALES.items():
        with force_locale(said):
            [caution, *_others] = subsidy_report(voyage.fresh(mission), "own", locale).cautions
        assert ("The activity is not over" in caution) == (locale == "en"), caution


def test_the_paper_on_a_subsidy_opens_as_a_letter_and_says_first_that_its_sums_are_not_final(
    mission: Activity, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.activities.views.subsidy.paper", lambda html, *_more, **_options: html)
    hotel = book.organisation("图们百货")
    with writing():
        with action(ORGANISATION_CHANGED, by=None):
            db.session.add(OrganisationName(organisation_id=hotel.id, kind="legal", language="ja", text="図們百貨店"))
        row = offices.record()
        assert row is not None
        office_services.change(
            row, replace(offices.current(), phone="0258-62-1365", mail="kokusai@example.jp"), by=None
        )
        db.session.commit()
    fairs.keep(
        CostLine(
            activity_id=mission.id, category="hotel", paid_on=mission.end_on, amount=Decimal(900), currency="JPY",
            book_amount=Decimal(900), payee="图们百货", funding_source="own",
        )
    )  # fmt: skip
    cast.sign_in(client, language="ja")
    page = browser.text(client, f"/activities/{mission.id}/subsidy.pdf?source=own")
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    order = ["0258-62-1365", "報告します。", " 記 ", "事業の概要", "収入の部", "費用は未確定", "以上"]
    assert [word for word in order if word not in told] == []
    assert sorted(order, key=told.index) == order
    assert "図們百貨店（ 图们百货 ）" in told, "as its readers call it, then as on the receipt"
    assert "文書番号" in told
    assert "計画の文書番号" not in told, "nobody approved a plan"
    with writing(), action(ORGANISATION_CHANGED, by=None):
        db.session.add(
            ActivityApproval(
                activity_id=mission.id,
                request="伺",
                decision="approved",
                remark="",
                asked_at=clock.now(),
                decided_at=clock.now(),
            )
        )
        db.session.commit()
    assert "計画の文書番号" in browser.text(client, f"/activities/{mission.id}/subsidy.pdf?source=own")
