"""What is over its term is told, listed and deleted once somebody confirmed it; a legal hold keeps what is theirs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from crm.audit import services as audit
from crm.audit.models import AuditEntry, AuditKey
from crm.booths.models import BoothCapture, BoothCode, BoothPhone
from crm.cards.kind import BUSINESS_CARD
from crm.cards.models import BusinessCard, CardExchange, CardSide
from crm.cards.rules import UPLOADED
from crm.contacts.models import Person
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.files import services as files
from crm.files.models import StoredFile
from crm.handouts import contents as handouts
from crm.leads.models import Lead
from crm.negotiations.models import Interaction
from crm.office import queries as offices
from crm.office import services as office
from crm.privacy.models import Provision
from crm.subjects import services
from crm.subjects.models import RetentionRun
from crm.subjects.queries.overdue import due
from crm.subjects.rules import HOLD
from crm.subjects.rules.retention import CLEARED
from crm.tasks.models import Task
from crm.travel.models import TravelDetail
from crm.travel.services import purge
from crm.web.instance import instance_folder
from tests import cast
from tests.cards.pictures import photograph
from tests.contacts import book
from tests.insights import fairs
from tests.missions import voyage
from tests.missions.browser import posted, text
from tests.privacy.test_provisions import noted
from tests.travel import luggage

YEARS_AGO = datetime.fromisoformat("2019-06-01T00:00+00:00")


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def aged(table: str, id: int) -> None:
    """A record as old as the product never is in a test: past the session, as no service would write it."""
    with writing():
        moment = {"at": "2019-06-01 00:00:00.000000+00:00" if _sqlite() else YEARS_AGO, "id": id}
        db.session.connection().execute(
            sql(f"UPDATE {table} SET created_at = :at, updated_at = :at WHERE id = :id"),  # noqa: S608  # a name of ours
            moment,
        )
        db.session.commit()
    db.session.expire_all()


def _sqlite() -> bool:
    return db.session.connection().dialect.name == "sqlite"


def held(person: Person) -> None:
    with writing():
        services.mark(person.id, HOLD, reason="訴訟", by=cast.user(Role.ADMIN))
        db.session.commit()


def lead(name: str, *, status: str = "disqualified", old: bool = True, person: Person | None = None) -> int:
    made = Lead(
        activity_id=voyage.mission().id, captured_at=clock.now(), raw_name=name, raw_contact=f"{name}@example.cn",
        inquiry=f"{name}の希望", status=status, person_id=person.id if person else None,
    )  # fmt: skip
    with writing():
        with audit.action(UPLOADED, by=cast.user()):
            db.session.add(made)
        db.session.commit()
    if old:
        aged("leads", made.id)
    return made.id


def card(person: Person | None) -> tuple[int, Path]:
    """A card with one picture, and where the picture lies."""
    by = cast.user()
    with writing(), audit.action(UPLOADED, by=by):
        made = BusinessCard(person_id=person.id if person else None, received_on=date(2019, 6, 1))
        db.session.add(made)
        db.session.flush()
        one, small = (
            files.store(photograph(), name=name, record=(BUSINESS_CARD, made.id), instance=instance_folder(), by=by)
            for name in ("a.jpg", "b.jpg")
        )
        db.session.flush()
        db.session.add(CardSide(card_id=made.id, side="front", file_id=one.id, thumbnail_id=small.id, text="李 強"))
        db.session.commit()
        path = files.folder(instance_folder()) / one.storage_name
    aged("business_cards", made.id)
    return made.id, path


def test_the_page_counts_what_is_over_its_term_and_what_a_hold_keeps(client: FlaskClient) -> None:
    going, kept = book.person("甲"), book.person("乙")
    lead("甲", person=going)
    lead("乙", person=kept)
    lead("丙", old=False)
    lead("丁", status="qualified")
    held(kept)
    cast.sign_in(client, Role.ADMIN)
    row = text(client, "/subjects/terms").partition('<tr id="leads">')[2].partition("</tr>")[0]
    assert ('<td class="r num">2</td>' in row, '<td class="r num">1</td>' in row) == (True, True)
    listed = text(client, "/subjects/terms/leads").partition('id="due"')[2].partition("</ul>")[0]
    assert ("甲" in listed, "乙" in listed, "丙" in listed, "丁" in listed) == (True, True, False, False)
    assert listed.count("Legal hold") == 1


@pytest.mark.both
def test_leads_that_are_over_their_term_tell_of_nobody_and_stay_for_the_counts(client: FlaskClient) -> None:
    id, kept, person = lead("赵六"), lead("乙"), book.person("乙")
    held(person)
    cast.sign_in(client, Role.ADMIN)
    there = "/subjects/terms/leads"
    assert posted(client, there, {}).status_code == 422  # nobody ticked that they looked
    for other in ("1", "乙", due("leads", user=cast.user(Role.ADMIN)).digest[:-1]):
        assert posted(client, there, {"expected": other, "looked": "y"}).status_code == 409  # not what was looked at
    assert lead_of(id).raw_name == "赵六"
    assert confirmed(client, there).status_code == 303
    gone, stays = lead_of(id), lead_of(kept)
    assert (gone.raw_name, gone.raw_contact, gone.inquiry) == (CLEARED, "", "")
    assert (stays.raw_name, stays.inquiry) == ("乙", "乙の希望")
    assert [row.id for row in due("leads", user=cast.user(Role.ADMIN)).rows] == [kept]
    [run] = db.session.scalars(select(RetentionRun))
    assert (run.code, run.number, run.held) == ("leads", 1, 1)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "subjects.retained")).all()
    assert {"number", "held"} <= {name for entry in entries for name in entry.changes}
    keys = set(db.session.scalars(select(AuditKey.subject_id).where(AuditKey.subject_type == "leads")))
    assert (id in keys, kept in keys) == (False, True)


def confirmed(client: FlaskClient, there: str) -> TestResponse:
    """The answer to the form as it stands, ticked."""
    return posted(client, there, {"expected": cast.hidden(text(client, there), "expected"), "looked": "y"})


def lead_of(id: int) -> Lead:
    db.session.expire_all()
    return db.session.get_one(Lead, id)


def test_pictures_of_cards_go_five_years_after_the_last_contact_with_their_files(client: FlaskClient) -> None:
    going, kept, met = book.person("甲"), book.person("乙"), book.person("丙")
    (id, path), (_other, stays) = card(going), card(kept)
    card(met)
    held(kept)
    fairs.keep(CardExchange(person_id=met.id, user_id=cast.user().id, exchanged_on=date(2026, 11, 2)))
    cast.sign_in(client, Role.ADMIN)
    found = due("cards", user=cast.user(Role.ADMIN))
    assert [row.id for row in found.going] == [id]
    assert confirmed(client, "/subjects/terms/cards").status_code == 303
    assert (path.exists(), stays.exists()) == (False, True)
    db.session.expire_all()
    assert db.session.scalars(select(CardSide).where(CardSide.card_id == id)).all() == []
    assert db.session.get_one(BusinessCard, id).person_id == going.id


def test_people_without_a_contact_are_listed_and_nobody_is_erased_by_it(client: FlaskClient) -> None:
    old, kept = book.person("甲"), book.person("乙")
    book.person("丙")
    for each in (old, kept):
        aged("people", each.id)
    held(kept)
    cast.sign_in(client, Role.ADMIN)
    shown = text(client, "/subjects/terms/contacts")
    assert f'href="/subjects/people/{old.id}/erase"' in shown
    assert f'href="/subjects/people/{kept.id}/erase"' not in shown
    assert "丙" not in shown
    with writing(), pytest.raises(Refused):
        services.delete_due("contacts", expected="1", by=cast.user(Role.ADMIN))


def test_terms_are_settings_of_the_office_and_nobody_is_kept_longer_than_they_were_told(client: FlaskClient) -> None:
    with writing():
        office.begin(name="見附商工会議所", by=None)
        db.session.commit()
    cast.sign_in(client, Role.ADMIN)
    told = {"travel": "7", "inquiries": "30", "cards": "2", "leads": "3", "contacts": "5"}
    answer = posted(client, "/subjects/terms/edit", told | {"travel": "31"})
    assert answer.status_code == 422
    assert 'id="travel-err"' in answer.get_data(as_text=True)
    id = lead("甲")
    assert posted(client, "/subjects/terms/edit", told).status_code == 303
    db.session.expire_all()
    assert (offices.term("travel"), offices.term("cards"), offices.term("contacts")) == (7, 2, 5)
    assert [row.id for row in due("leads", user=cast.user(Role.ADMIN)).rows] == [id]
    verbs = set(db.session.scalars(select(AuditEntry.verb)))
    assert "office.terms_changed" in verbs


def test_travel_details_go_at_the_term_that_the_office_chose() -> None:
    with writing():
        row = office.begin(name="見附商工会議所", by=None)
        db.session.commit()
        office.keep_terms(offices.record() or row, {"travel": 5}, by=None)
        db.session.commit()
    made = voyage.mission()
    luggage.told(voyage.delegate(made, book.person("甲")), passport_name="KO")
    with writing():
        db.session.connection().execute(sql("UPDATE activities SET status = 'closed'"))
        db.session.commit()
    db.session.expire_all()
    later = clock.now().replace(microsecond=0)
    assert purge(dry=True, now=later + timedelta(days=4)).delegates == 0
    assert purge(dry=True, now=later + timedelta(days=6)).delegates == 1
    assert db.session.scalars(select(TravelDetail.id)).all()


def test_what_was_given_to_others_stays(client: FlaskClient) -> None:
    made = noted(book.person("甲").id)
    aged("provisions", made.id)
    cast.sign_in(client, Role.ADMIN)
    text(client, "/subjects/terms")
    assert db.session.get_one(Provision, made.id).other == "延吉大洋商贸"
    assert db.session.scalars(select(StoredFile)).all() == []


def test_nothing_goes_that_was_not_shown_and_another_list_of_the_same_length_is_another_list(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number was confirmed: with ten thousand over their term, all but a hundred went unseen."""
    monkeypatch.setattr("crm.subjects.queries.overdue.MOST_SHOWN", 2)
    first, second, third, person = lead("甲"), lead("乙"), lead("丙"), book.person("丁")
    kept = lead("丁", person=person)
    held(person)
    cast.sign_in(client, Role.ADMIN)
    there = "/subjects/terms/leads"
    seen = due("leads", user=cast.user(Role.ADMIN))
    assert [row.id for row in seen.shown] == [first, second]
    assert "goes another time" in text(client, there)
    assert confirmed(client, there).status_code == 303
    assert [lead_of(id).raw_name for id in (first, second, third, kept)] == [CLEARED, CLEARED, "丙", "丁"]
    answer = posted(client, there, {"expected": seen.digest, "looked": "y"})
    assert answer.status_code == 409


def test_a_card_of_nobody_stays_while_a_hold_stands(client: FlaskClient) -> None:
    """Whose it is nobody has said: it may be of whoever a hold is for."""
    person = book.person("甲")
    id, _path = card(None)
    seen = due("cards", user=cast.user(Role.ADMIN))
    assert ([row.id for row in seen.going], seen.held) == ([id], 0)
    held(person)
    seen = due("cards", user=cast.user(Role.ADMIN))
    assert ([row.id for row in seen.going], seen.held) == ([], 1)


@pytest.mark.both
def test_what_was_written_on_a_lead_goes_with_it(client: FlaskClient) -> None:
    """The text of its task told the next step with the name, and the picture of its card showed it."""
    id, other, person = lead("赵六"), lead("乙", old=False), book.person("丙")
    (shown, picture), (theirs, kept) = card(None), card(person)
    with writing(), audit.action(UPLOADED, by=cast.user()):
        row = db.session.get_one(Lead, id)
        code = BoothCode(activity_id=row.activity_id, code_hash="c", made_at=YEARS_AGO)
        db.session.add(code)
        db.session.flush()
        phone = BoothPhone(code_id=code.id, activity_id=row.activity_id, name="一号", key_hash="x")
        db.session.add(phone)
        db.session.flush()
        for number, card_id in enumerate((shown, theirs)):
            db.session.add(
                BoothCapture(
                    activity_id=row.activity_id, phone_id=phone.id, key=str(number), captured_at=YEARS_AGO,
                    state="taken", card_id=card_id, lead_id=id,
                )
            )  # fmt: skip
        for of in (id, other):
            db.session.add(Task(text="赵六に電話", due_on=date(2019, 6, 2), record_type="leads", record_id=of))
        row.raw_organisation, row.interest = "赵六商店", "赵六のニット"
        for who in (None, person.id):
            db.session.add(
                Interaction(
                    kind="call", at=YEARS_AGO, summary="赵六より", body="赵六", person_id=who, record_type="leads",
                    record_id=id,
                )
            )  # fmt: skip
        db.session.commit()
    aged("leads", id)
    cast.sign_in(client, Role.ADMIN)
    assert confirmed(client, "/subjects/terms/leads").status_code == 303
    gone = lead_of(id)
    assert (gone.raw_organisation, gone.interest) == ("", "")
    assert list(db.session.scalars(select(Task.text).order_by(Task.id))) == [CLEARED, "赵六に電話"]
    said = db.session.execute(select(Interaction.summary, Interaction.body).order_by(Interaction.id)).all()
    assert [tuple(each) for each in said] == [(CLEARED, ""), ("赵六より", "赵六")]
    assert (picture.exists(), kept.exists()) == (False, True)
    archived = {each: db.session.get_one(BusinessCard, each).archived_at is not None for each in (shown, theirs)}
    assert archived == {shown: True, theirs: False}


def test_a_paper_and_a_page_tell_the_term_that_the_office_chose(client: FlaskClient) -> None:
    """They said thirty days where the office had chosen five."""
    with writing():
        row = office.begin(name="見附商工会議所", by=None)
        db.session.commit()
        office.keep_terms(offices.record() or row, {"travel": 5}, by=None)
        db.session.commit()
    made = voyage.mission()
    cast.sign_in(client)
    assert "deleted 5 days after" in text(client, f"/travel/missions/{made.id}")
    paper = " ".join(handouts.html("form", voyage.fresh(made), "en").split())
    assert "deleted 5 days after" in paper
