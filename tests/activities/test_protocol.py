"""The order of protocol: by part and rank, then moved by hand and kept; body and terms of a delegate."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from crm.activities import services
from crm.activities.models import Activity, Participant
from crm.activities.services import ParticipantTerms
from crm.contacts import services as contacts
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core.database import db, writing
from crm.core.errors import Refused
from tests.contacts import book
from tests.missions import voyage


@pytest.fixture
def mission(session: scoped_session[Session]) -> Activity:
    """Three members of one firm by falling rank of title, entered the other way round, then the head."""
    made, firm = voyage.mission(), book.organisation("見附ニット", "ja", country="JP")
    for name, rank in (("主任", 6), ("部長", 4), ("社長", 1)):
        with writing():
            post = AffiliationInput(firm.id, title=name, title_rank=rank, is_primary=True)
            person = contacts.create_person(name=PersonNameInput("ja", f"{name} 太郎"), affiliations=[post], by=None)
            db.session.commit()
        voyage.delegate(made, person)
    voyage.delegate(made, book.person("団長 花子", "ja"), role="head")
    return voyage.fresh(made)


def names(mission: Activity) -> list[str]:
    return [part.name_snapshot[:2] for part in voyage.fresh(mission).participants]


def named(mission: Activity, name: str) -> Participant:
    return next(part for part in mission.participants if part.name_snapshot.startswith(name))


def test_the_order_is_by_part_and_then_by_rank_of_the_title(mission: Activity) -> None:
    assert names(mission) == ["団長", "主任", "部長", "社長"], "whoever joins stands with their part"
    voyage.delegate(mission, book.person("事務 次郎", "ja"), role="coordinator")
    voyage.delegate(mission, book.person("団員 三郎", "ja"))
    assert names(mission)[-2:] == ["団員", "事務"], "and before those whose part comes after it"
    with writing():
        services.arrange(voyage.fresh_in(mission.id), by=None)
        db.session.commit()
    assert names(mission) == ["団長", "社長", "部長", "主任", "団員", "事務"]


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (1, ["団長", "主任", "部長", "社長"]),
        (2, ["主任", "団長", "部長", "社長"]),
        (99, ["主任", "部長", "社長", "団長"]),
    ],
)
def test_a_delegate_is_put_at_a_place_and_the_others_close_up(mission: Activity, place: int, order: list[str]) -> None:
    with writing():
        fresh = voyage.fresh_in(mission.id)
        services.put_at(fresh, named(fresh, "団長"), place=place, by=None)
        db.session.commit()
    assert names(mission) == order


def test_another_delegation_has_an_order_of_its_own(mission: Activity) -> None:
    other = voyage.mission(names={"ja": "別の視察団"})
    first, second, third = (
        voyage.delegate(other, person)
        for person in (named(mission, "社長").person, book.person("甲"), book.person("乙"))
    )
    assert [part.order for part in voyage.fresh(other).participants] == [1, 2, 3]
    with writing():
        again = voyage.fresh_in(other.id)
        services.put_at(again, next(part for part in again.participants if part.id == third.id), place=1, by=None)
        services.arrange(voyage.fresh_in(mission.id), by=None)
        db.session.commit()
    fresh = voyage.fresh(other)
    assert [part.id for part in fresh.participants] == [third.id, first.id, second.id]
    assert [services.place_of(fresh, part) for part in fresh.participants] == [1, 2, 3]
    with writing():
        services.arrange(voyage.fresh_in(other.id), by=None)
        db.session.commit()
    assert [part.id for part in voyage.fresh(other).participants] == [first.id, third.id, second.id], "equals as put"
    assert names(mission) == ["団長", "社長", "部長", "主任"]


def test_the_body_is_kept_as_it_was_called_when_they_joined(mission: Activity) -> None:
    assert named(mission, "社長").organisation_snapshot == "見附ニット"
    other = book.organisation("新潟繊維", "ja", country="JP")
    with writing():
        fresh = voyage.fresh_in(mission.id)
        part = named(fresh, "社長")
        services.change_participant(
            fresh, part, organisation_id=other.id, role=part.role, status="accepted", order=None, title="会長",
            terms=ParticipantTerms("見本10点", Decimal(120000)), by=None,
        )  # fmt: skip
        db.session.commit()
    assert (part.organisation_snapshot, part.fee, part.products) == ("新潟繊維", Decimal(120000), "見本10点")


def test_a_fee_below_zero_or_in_no_currency_is_refused(mission: Activity) -> None:
    part = named(mission, "社長")
    for terms, field in (
        (ParticipantTerms(fee=Decimal(-1)), "fee"),
        (ParticipantTerms(fee_currency="???"), "fee_currency"),
    ):
        with pytest.raises(Refused) as refusal:
            services.change_participant(
                mission, part, organisation_id=None, role="member", status="accepted", order=None, title="",
                terms=terms, by=None,
            )  # fmt: skip
        assert refusal.value.field == field
