"""At the mail door a maker is none of ours: what they write came in, and waits as a stranger's does."""

from flask import Flask
from sqlalchemy import select

from crm.core.database import db, writing
from crm.interactions.forms import Suggested
from crm.interactions.models import Mail
from crm.interactions.queries import Belongs
from crm.interactions.services import assign
from crm.meetings.models import Attendee
from crm.negotiations.models import Interaction
from tests.cast import user
from tests.contacts import book
from tests.interactions.letters import JIN, invitation, mail
from tests.interactions.test_mailbox import Receive, receive
from tests.makers.firms import FIRST, invited
from tests.meetings.scene import scene
from tests.negotiations import cases
from tests.showrooms import shop

__all__ = ["receive"]  # the fixture
MAKER = FIRST[0]


def test_a_reference_that_a_maker_writes_names_no_negotiation_and_their_mail_came_in(
    app: Flask, receive: Receive
) -> None:
    with app.app_context():
        at = scene()
        invited(shop.shop().maker)
        number = cases.opened(at).id
    assert "waits to be assigned" in receive(mail(sender=MAKER, to="info@example.jp", subject=f"[N-{number}] 見積"))[1]
    with app.app_context():
        waiting = db.session.scalars(select(Mail)).one()
        assert waiting.interaction_id is None
        with writing():
            assign(waiting, Belongs(organisation_id=at.commerce_bureau), by=user())
            db.session.commit()
        assert db.session.scalars(select(Interaction)).one().direction == "in"


def test_a_maker_who_invites_is_one_of_theirs(app: Flask, receive: Receive) -> None:
    with app.app_context():
        user()
        firm = shop.shop().maker
        invited(firm, (JIN, "金成浩"))
        person = book.person("金成浩", contacts=[("email", JIN)], at=book.organisation("延边大洋商贸集团")).id
    receive(invitation())
    with app.app_context():
        assert [seat.person_id for seat in db.session.scalars(select(Attendee))] == [person]


def test_the_firm_of_a_maker_who_invites_is_guessed_by_the_domain(app: Flask, receive: Receive) -> None:
    with app.app_context():
        user()
        invited(shop.shop().maker, (JIN, "金成浩"))
        firm = book.organisation("延边大洋商贸集团")
        book.person("朴春花", at=firm, contacts=[("email", "piao@dayang.example.cn")])
        id = firm.id
    receive(invitation())
    with app.app_context():
        waiting = db.session.scalars(select(Mail)).one()
        assert Suggested.of(waiting, JIN) == Suggested(id, by="domain")
