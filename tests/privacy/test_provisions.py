"""The log of what was given to third parties: written by exports and papers for others, and by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.booths.rules import NOTICE_VERSION
from crm.contacts.models import Person
from crm.core import clock
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.interchange.views import cards
from crm.lists import contents
from crm.lists.contents import WrittenFile
from crm.lists.models import ListExport
from crm.privacy import queries, services
from crm.privacy.models import Provision, ProvisionPerson
from crm.privacy.services import ProvisionInput
from crm.subjects import services as subjects
from crm.subjects.queries.erased import marks
from crm.subjects.services import unmark
from crm.web.instance import instance_folder
from tests import cast
from tests.booths import stall
from tests.contacts import book
from tests.leads.test_answers import lead
from tests.merging.test_merge import merged, taken_back
from tests.missions import voyage
from tests.missions.browser import posted, text
from tests.privacy.asked import answered, stop
from tests.privacy.test_records import match, standing

THERE = "/lists/people/export"
SENT = {"format": "csv", "encoding": "utf-8-sig", "unwritable": "refuse"}


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def provided() -> list[Provision]:
    db.session.expire_all()
    return list(db.session.scalars(select(Provision).order_by(Provision.id)))


def noted(*people: int, other: str = "延吉大洋商贸") -> Provision:
    with writing():
        made = services.provide(ProvisionInput(date(2026, 11, 1), other, "氏名"), people, by=cast.user())
        db.session.commit()
    return made


def test_an_export_for_the_office_itself_is_no_provision(client: FlaskClient) -> None:
    book.person("甲")
    cast.sign_in(client)
    assert posted(client, THERE, SENT).status_code == 303
    assert provided() == []


def test_an_export_for_a_partner_abroad_needs_a_yes_of_everybody(client: FlaskClient) -> None:
    yes, unasked = book.person("甲"), book.person("乙")
    answered(yes, partners="given")
    cast.sign_in(client)
    told = SENT | {"given_to": "partners", "recipient": "延吉大洋商贸", "country": "CN"}
    answer = posted(client, THERE, told)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="given_to-err"' in page
    assert "0 said no, 1 did not say yes (乙)" in page
    assert "延吉大洋商贸" in page  # nothing typed is lost
    assert db.session.scalar(select(func.count()).select_from(ListExport)) == 0
    assert posted(client, f"{THERE}?scope_partners=given", told).status_code == 303
    [made] = provided()
    assert (made.other, made.country, made.people_count, made.basis, made.scope) == (
        "延吉大洋商贸", "CN", 1, "consent", "partners",
    )  # fmt: skip
    assert len(made.sha256) == 64
    assert [id for id, _name in queries.people_of(made.id)] == [yes.id]
    assert queries.of_person(unasked.id, user=cast.user()) == []


def test_an_export_without_a_recipient_is_refused_beside_the_field(client: FlaskClient) -> None:
    book.person("甲")
    cast.sign_in(client)
    answer = posted(client, THERE, SENT | {"given_to": "makers"})
    assert answer.status_code == 422
    assert 'id="recipient-err"' in answer.get_data(as_text=True)


def test_an_export_that_names_a_recipient_is_not_taken_for_the_office_itself(client: FlaskClient) -> None:
    book.person("甲")
    cast.sign_in(client)
    answer = posted(client, THERE, SENT | {"given_to": "", "recipient": "丸直金物"})
    assert (answer.status_code, provided()) == (422, [])
    page = answer.get_data(as_text=True)
    assert 'id="given_to-err"' in page
    assert "丸直金物" in page


def test_makers_get_whom_nobody_asked_as_a_counted_gap_but_nobody_who_said_no(client: FlaskClient) -> None:
    no = book.person("甲")
    book.person("乙")
    cast.sign_in(client)
    told = SENT | {"given_to": "makers", "recipient": "丸直金物", "country": "JP"}
    asked = posted(client, THERE, told)
    assert (asked.status_code, provided()) == (422, [])
    assert "nobody asked 2 of the people in it (甲, 乙)" in asked.text
    told |= {"unasked": "y"}
    sent = posted(client, THERE, told)
    assert sent.status_code == 303
    assert (provided()[0].basis, provided()[0].grounds) == ("", {"not_asked": 2})
    assert "<dd>Not asked</dd>" in text(client, f"/privacy/provisions/{provided()[0].id}").replace("\n", "")
    assert "Not asked" in text(client, "/privacy/provisions")
    with client.get(sent.headers["Location"]) as file:
        head, *rows = file.get_data(as_text=True).splitlines()
    assert head.endswith("Give to makers")
    assert [row.rsplit(",", 1)[1] for row in rows] == ["Not asked", "Not asked"]
    answered(no, makers="refused")
    assert posted(client, THERE, told).status_code == 422
    assert len(provided()) == 1


def test_what_leaves_tells_on_what_it_rests_for_how_many(client: FlaskClient) -> None:
    answered(book.person("甲"), makers="given")
    answered(book.person("丙"), makers="given", basis="contract")
    book.person("乙")
    cast.sign_in(client)
    told = SENT | {"given_to": "makers", "recipient": "丸直金物", "country": "JP", "unasked": "y"}
    assert posted(client, THERE, told).status_code == 303
    page = " ".join(text(client, f"/privacy/provisions/{provided()[0].id}").split())
    assert "Consent (1), Contract (1), Not asked (1)" in page


def test_a_maker_abroad_is_told_of_nobody_who_did_not_say_yes_to_partners_abroad(client: FlaskClient) -> None:
    person = book.person("甲")
    answered(person, makers="given")
    cast.sign_in(client)
    told = SENT | {"given_to": "makers", "recipient": "延吉大洋商贸", "unasked": "y"}
    assert 'id="country-err"' in posted(client, THERE, told).text
    answer = posted(client, THERE, told | {"country": "CN"})
    assert (answer.status_code, provided()) == (422, [])
    assert "0 said no, 1 did not say yes (甲)" in answer.text
    answered(person, partners="given")
    assert posted(client, THERE, told | {"country": "CN"}).status_code == 303


@pytest.mark.parametrize("there", [THERE, "/lists/leads/export"])
@pytest.mark.parametrize("given_to", ["makers", "partners", "newsletter"])
def test_a_recorded_no_holds_every_export_back_of_people_and_of_leads(
    client: FlaskClient, there: str, given_to: str
) -> None:
    no = book.person("甲")
    said: dict[str, Any] = {given_to: "refused"}
    answered(no, **said)
    lead(voyage.mission().id, "", hours=1, person_id=no.id)
    cast.sign_in(client)
    told = SENT | {"given_to": given_to, "recipient": "丸直金物", "country": "JP", "unasked": "y"}
    answer = posted(client, there, told)
    assert (answer.status_code, provided()) == (422, [])
    assert "1 said no, 0 did not say yes (甲)" in answer.text


def test_a_tick_left_empty_at_the_booth_is_no_yes_for_makers_with_or_without_a_person(client: FlaskClient) -> None:
    phone, _key = stall.phone(stall.code(stall.fair())[0])
    at = clock.now() - timedelta(hours=1)
    shown: dict[str, Any] = {"notice_version": NOTICE_VERSION}
    one = stall.send(phone, "k1", at=at, raw_name="王伟", may_store=True, **shown)
    stall.send(phone, "k2", at=at, raw_name="朴哲", **shown)
    stall.send(phone, "k3", at=at, raw_name="金英", may_share=True, **shown)
    stall.send(phone, "k4", at=at, raw_name="李雪")  # of an older version, which showed no notice
    wang = book.person("王伟")
    match(one.lead_id, wang.id)
    assert standing(wang.id, "makers") == "unticked"
    cast.sign_in(client)
    page = text(client, f"/privacy/people/{wang.id}")
    assert "Did not say yes" in page
    told = SENT | {"given_to": "makers", "recipient": "丸直金物", "country": "JP", "unasked": "y"}
    answer = posted(client, LEADS, told)
    assert (answer.status_code, provided()) == (422, [])
    assert "0 said no, 2 did not say yes (王伟, 朴哲)" in answer.text
    assert posted(client, THERE, told).status_code == 422
    cast.sign_in(client, Role.ADMIN)
    assert posted(client, LEADS, told | {"reason": "本人の希望"}).status_code == 303
    assert provided()[0].grounds == {"unticked": 2, "consent": 1, "not_asked": 1}


def test_an_administrator_goes_past_a_no_with_a_reason_that_stays(client: FlaskClient) -> None:
    answered(book.person("甲"), makers="refused")
    told = SENT | {"given_to": "makers", "recipient": "丸直金物", "country": "JP", "reason": "裁判所の命令"}
    cast.sign_in(client)
    assert posted(client, THERE, told).status_code == 422  # a coordinator's reason is none
    cast.sign_in(client, Role.ADMIN)
    assert posted(client, THERE, told | {"reason": ""}).status_code == 422
    assert posted(client, THERE, told).status_code == 303
    assert (provided()[0].reason, provided()[0].grounds) == ("裁判所の命令", {"refused": 1})


@pytest.mark.parametrize("given_to", ["makers", "partners", "newsletter"])
def test_no_reason_of_an_administrator_goes_past_a_stop_of_use(client: FlaskClient, given_to: str) -> None:
    person = book.person("甲")
    answered(person, makers="given", partners="given", newsletter="given")
    answered(book.person("乙"), makers="refused", partners="refused", newsletter="refused")
    stop(person)
    cast.sign_in(client, Role.ADMIN)
    told = SENT | {"given_to": given_to, "recipient": "丸直金物", "country": "JP", "reason": "裁判所の命令"}
    answer = posted(client, THERE, told)
    assert (answer.status_code, provided()) == (422, [])
    page = answer.get_data(as_text=True)
    assert "a stop of use holds for 甲." in page
    assert "裁判所の命令" in page  # nothing typed is lost
    assert db.session.scalar(select(func.count()).select_from(ListExport)) == 0
    with writing():
        [standing] = marks([person.id])
        unmark(standing, by=cast.user(Role.ADMIN))
        db.session.commit()
    assert posted(client, THERE, told).status_code == 303


def test_newsletters_leave_out_nobody_silently_who_must_not_be_contacted(client: FlaskClient) -> None:
    answered(book.person("甲"), newsletter="given")
    book.person("乙", do_not_contact=True)
    cast.sign_in(client)
    told = SENT | {"given_to": "newsletter", "recipient": "配信業者"}
    answer = posted(client, THERE, told)
    assert "1 said no, 0 did not say yes (乙)" in answer.get_data(as_text=True)


LEADS = "/lists/leads/export"


def test_leads_of_whom_nobody_is_in_the_contacts_are_counted_and_need_a_yes_too(client: FlaskClient) -> None:
    fair = voyage.mission()
    lead(fair.id, "韩雪梅", hours=1, agreed=False)
    cast.sign_in(client)
    told = SENT | {"given_to": "partners", "recipient": "延吉大洋商贸", "country": "CN"}
    answer = posted(client, LEADS, told)
    assert (answer.status_code, provided()) == (422, [])
    assert "0 said no, 1 did not say yes (韩雪梅)" in answer.get_data(as_text=True)
    assert posted(client, LEADS, told | {"given_to": "makers"}).status_code == 422  # abroad
    at_home = told | {"given_to": "makers", "country": "JP", "unasked": "y"}
    assert posted(client, LEADS, at_home).status_code == 303
    [made] = provided()
    assert (made.people_count, made.basis, queries.people_of(made.id)) == (1, "", [])
    page = text(client, f"/privacy/provisions/{made.id}")
    assert "1 more person was counted and is not named here." in page
    assert "1 person in this list was not asked." in page


def test_a_lead_of_an_erased_person_holds_no_list_back(client: FlaskClient) -> None:
    fair = voyage.mission()
    person, yes = book.person("甲"), book.person("乙")
    for each in (person, yes):
        lead(fair.id, "", hours=1, person_id=each.id)
    answered(yes, partners="given")
    with writing():
        subjects.erase(person.id, reason="asked", by=None)
        db.session.commit()
    cast.sign_in(client)
    told = SENT | {"given_to": "partners", "recipient": "延吉大洋商贸", "country": "CN"}
    assert posted(client, LEADS, told).status_code == 303
    [made] = provided()
    assert (made.people_count, [id for id, _name in queries.people_of(made.id)]) == (1, [yes.id])


def test_the_log_is_for_those_permitted_and_stands_on_the_person(client: FlaskClient) -> None:
    person, other = book.person("甲"), book.person("乙")
    made = noted(person.id)
    cast.sign_in(client)
    assert "延吉大洋商贸" in text(client, "/privacy/provisions")
    assert "甲" in text(client, f"/privacy/provisions/{made.id}")
    assert "延吉大洋商贸" in text(client, f"/privacy/people/{person.id}")
    assert "延吉大洋商贸" not in text(client, f"/privacy/people/{other.id}")
    cast.sign_in(client, Role.MISSION_LEADER)
    assert client.get("/privacy/provisions").status_code == 403
    assert "延吉大洋商贸" not in text(client, f"/privacy/people/{person.id}")


def test_the_log_is_an_export_of_its_own(client: FlaskClient) -> None:
    noted(book.person("甲").id)
    cast.sign_in(client)
    answer = posted(client, "/lists/provisions/export", SENT)
    assert answer.status_code == 303
    with client.get(answer.headers["Location"]) as file:
        assert "延吉大洋商贸" in file.get_data(as_text=True)


@pytest.mark.both
def test_a_merge_moves_what_was_given_and_undo_brings_it_back() -> None:
    stays, goes = book.person("李明淑"), book.person("李明淑")
    both, one = noted(stays.id, goes.id), noted(goes.id)
    done = merged("people", stays.id, goes.id)
    rows = select(ProvisionPerson.provision_id, ProvisionPerson.person_id).order_by(ProvisionPerson.id)
    assert sorted(map(tuple, db.session.execute(rows))) == [(both.id, stays.id), (one.id, stays.id)]
    taken_back(done)
    found = sorted(map(tuple, db.session.execute(rows)))
    assert found == sorted([(both.id, stays.id), (both.id, goes.id), (one.id, goes.id)])


def test_a_provision_without_anybody_to_give_it_to_is_refused() -> None:
    for other, day, field in ((" ", date(2026, 11, 1), "other"), ("x", date(2099, 1, 1), "provided_on")):
        with writing(), pytest.raises(Refused) as refusal:
            services.provide(ProvisionInput(day, other, "氏名"), [], by=cast.user())
        assert refusal.value.field == field


def test_portraits_go_to_others_only_with_a_yes_to_photographs(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[set[int]]()
    yes, unasked = book.person("甲"), book.person("乙")
    answered(yes, photo="given")
    portraits = {yes.id: "甲の顔", unasked.id: "乙の顔"}
    monkeypatch.setattr(cards.contacts, "portraits", lambda ids: {id: portraits[id] for id in ids})

    def given_out(_found: Any, shown: dict[int, str], _stands: dict[int, str]) -> Iterator[Any]:
        asked.append(set(shown))
        return iter(())

    monkeypatch.setattr(cards, "_given_out", given_out)
    cast.sign_in(client)
    there = f"/interchange/people/chosen/vcards?id={yes.id}&id={unasked.id}"
    for given_to in ("", "makers"):
        shown = text(client, there)
        plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "of", "all", "expected", "seen")}
        told = {"id": [str(yes.id), str(unasked.id)], "given_to": given_to, "recipient": "丸直" if given_to else ""}
        told |= {"country": "JP", "unasked": "y"} if given_to else {}
        assert client.post(there, data=plumbing | told).status_code == 303
    assert asked == [{yes.id, unasked.id}, {yes.id}]
    assert "1 portrait stayed here" in text(client, "/contacts/people")


def test_whoever_says_no_while_a_filtered_list_is_written_holds_the_file_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They had left the list by the second look, and stood in the file all the same, noted nowhere."""
    yes, turned = book.person("甲"), book.person("乙")
    for each in (yes, turned):
        answered(each, partners="given")
    id, write, folder = turned.id, contents.written, contents.folder(instance_folder())

    def slowly(*args: Any, **kwargs: Any) -> WrittenFile:
        made = write(*args, **kwargs)
        db.session.rollback()
        answered(db.session.get_one(Person, id), on=date(2026, 11, 20), partners="refused")
        return made

    monkeypatch.setattr(contents, "written", slowly)
    cast.sign_in(client)
    told = {"given_to": "partners", "recipient": "延吉大洋商贸", "country": "CN"}
    answer = posted(client, f"{THERE}?scope_partners=given", SENT | told)
    assert answer.status_code == 422
    assert "乙" in answer.get_data(as_text=True)
    assert provided() == []
    assert not folder.is_dir() or list(folder.iterdir()) == []
