"""Visitors of a booth are thanked for having come to it: who agreed to be contacted, in the letters to everyone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from crm.core import clock, here
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.leads import services as leads
from crm.leads.services import LeadInput
from crm.letters import queries, services
from crm.letters.services import SittingInput
from crm.missions import queries as missions
from tests.booths import stall
from tests.cast import user
from tests.contacts import book
from tests.letters.test_thanks import talked
from tests.missions import voyage


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.parametrize(("type", "text"), [("trade_fair", "thanks_booth"), ("inspection_mission", None)])
def test_a_visitor_of_a_fair_gets_the_text_for_visitors_of_the_booth(type: str, text: str | None) -> None:
    fair = stall.fair(type=type)
    known = book.person("王伟", at=book.organisation("大洋商贸")).id
    with writing():
        sheet = LeadInput(fair.id, person_id=known, captured_at=clock.now() - timedelta(hours=3))
        leads.capture(sheet, by=user())
        db.session.commit()
    facts = missions.facts(fair.id, user=user())
    encounter = queries.thankable(facts).get(known)
    assert (encounter is not None) == (text is not None)
    assert (known in queries.recipients(facts, "thanks")) == (text is not None)
    assert known not in {person.id for person, _kind in queries.unthanked(facts)}
    if encounter is not None:
        assert queries.text_of("thanks", facts, encounter) == text


def test_the_letters_to_everyone_thank_the_visitors_of_the_booth_who_agreed() -> None:
    fair = stall.fair(type="trade_fair")
    firm = book.organisation("大洋商贸")
    agreed, silent = book.person("王伟", at=firm).id, book.person("李强", at=firm).id

    def came(person: int, may_contact: bool) -> None:
        with writing():
            sheet = LeadInput(
                fair.id, person_id=person, captured_at=clock.now() - timedelta(hours=3), may_contact=may_contact
            )
            leads.capture(sheet, by=user())
            db.session.commit()

    def thanked() -> set[int | None]:
        with writing():
            facts = missions.facts(fair.id, user=user())
            imprint = SittingInput(here.today())
            made = services.thank_everyone(facts, imprint=imprint, by=user())
            db.session.commit()
        return {letter.person_id for letter in made}

    came(silent, may_contact=False)
    with pytest.raises(Refused) as refusal:
        thanked()
    assert "did not agree to be contacted" in str(refusal.value.text)
    came(agreed, may_contact=True)
    assert [person.id for person, _kind in queries.unthanked(missions.facts(fair.id, user=user()))] == [agreed]
    assert thanked() == {agreed}
    with pytest.raises(Refused):
        thanked()


@pytest.mark.usefixtures("over")
def test_a_guest_who_talked_with_us_and_left_a_card_is_thanked_as_a_guest() -> None:
    voyage.load_places()
    fair = voyage.mission(
        type="trade_fair", direction="inbound", names={"ja": "見附の展示会"}, place_id=book.place(voyage.MITSUKE).id
    )
    han = book.person("韩东植", at=book.organisation("敦化市敖东医药贸易有限公司")).id
    talked(fair, han)
    with writing():
        sheet = LeadInput(fair.id, person_id=han, captured_at=clock.now() - timedelta(days=2), may_contact=True)
        leads.capture(sheet, by=user())
        db.session.commit()
    with writing():
        made = services.thank_everyone(
            missions.facts(fair.id, user=user()), imprint=SittingInput(here.today()), by=user()
        )
        assert [(letter.person_id, letter.kind) for letter in made] == [(han, "guest_thanks")]
        db.session.commit()


@pytest.mark.usefixtures("over")
def test_who_came_to_the_booth_and_sat_in_a_talk_is_thanked_for_coming_and_not_for_hospitality() -> None:
    voyage.load_places()
    fair = voyage.mission(type="trade_fair", names={"ja": "延吉の展示会"})
    known = book.person("王伟", at=book.organisation("延边大洋商贸有限公司")).id
    talked(fair, known)

    def text() -> str:
        facts = missions.facts(fair.id, user=user())
        return queries.text_of("thanks", facts, queries.thankable(facts)[known])

    assert text() == "thanks"
    with writing():
        sheet = LeadInput(fair.id, person_id=known, captured_at=clock.now() - timedelta(days=2))
        leads.capture(sheet, by=user())
        db.session.commit()
    assert text() == "thanks_booth_talk"
    warm = {"ja": "温かくお迎え", "zh-Hans": "热情接待", "ko": "따뜻하게 맞아", "en": "so warmly"}
    for language, words in warm.items():
        assert words not in queries.draft("thanks_booth_talk", language).body
