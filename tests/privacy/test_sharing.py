"""What a no does to papers that leave the house: they wait for a decision, and drop nobody silently."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.activities.models import Activity, Participant
from crm.audit import services as audit
from crm.contacts.models import Person
from crm.contacts.rules import PERSON_ARCHIVED
from crm.core.database import db, writing
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.documents import contents
from crm.documents import queries as printing_queries
from crm.documents import rules as documents
from crm.documents import services as printing
from crm.documents.models import Document
from crm.jobs import worker
from crm.matching import queries as matching
from crm.matching import services as tables_kept
from crm.matching.rules import COUNTERPART
from crm.matching.services import Presence
from crm.missions import services as missions
from crm.privacy import queries, services
from crm.privacy.models import Provision
from crm.subjects.queries.erased import marks
from crm.subjects.services import unmark
from tests import cast
from tests.contacts import book
from tests.matching import tables
from tests.missions import voyage
from tests.missions.browser import posted, text
from tests.privacy.asked import answered, stop


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def trip(*people: Person) -> Activity:
    made = voyage.mission()
    for each in people:
        voyage.delegate(made, each)
    voyage.item(made, host=book.organisation(), hosts=[book.person("许哲").id])
    return voyage.fresh(made)


def printed(activity_id: int, audience: str, *parts: str) -> Document:
    wish = documents.wish(activity_id, kind="briefing", language="ja", audience=audience, chosen=parts)
    with writing():
        made = printing.request(wish, by=cast.user())
        db.session.commit()
    return made


def decided(activity_id: int, person_id: int, reason: str = "本人に電話で確認") -> int:
    with writing():
        number = services.decide(voyage.fresh_in(activity_id), person_id, reason=reason, by=cast.user(Role.ADMIN))
        db.session.commit()
    return number


def test_gaps_are_counted_and_papers_print_as_before() -> None:
    made = trip(book.person("甲"), book.person("乙"))
    found = queries.sharing(made.id, "partners")
    assert (len(found.people), len(found.gaps), found.waiting) == (3, 3, [])
    assert printed(made.id, "host", "delegation").edition == 1


def test_a_paper_waits_for_a_decision_about_a_no_and_drops_nobody() -> None:
    refuser = book.person("乙")
    made = trip(book.person("甲"), refuser)
    answered(refuser, partners="refused")
    with pytest.raises(Refused) as refusal:
        printed(made.id, "host", "delegation")
    assert "乙" in str(refusal.value.text.params)
    assert db.session.scalar(select(func.count()).select_from(Document)) == 0
    assert db.session.scalar(select(func.count()).where(Participant.activity_id == made.id)) == 2
    printed(made.id, "leader", "delegation")  # our own people
    printed(made.id, "member", "delegation")  # the no was to partners abroad
    printed(made.id, "host", "products")  # names nobody
    with pytest.raises(Refused):
        decided(made.id, refuser.id, " ")
    assert decided(made.id, refuser.id) == 1
    assert printed(made.id, "host", "delegation").edition >= 1


def test_a_paper_waits_for_somebody_whose_entry_was_archived_since() -> None:
    gone = book.person("甲")
    made = trip(gone, book.person("乙"))
    answered(gone, partners="refused")
    with writing():
        audit.archive(gone, PERSON_ARCHIVED, by=cast.user())
        db.session.commit()
    with pytest.raises(Refused, match="甲"):
        printed(made.id, "host", "delegation")


def test_a_decision_holds_for_one_mission_and_one_no() -> None:
    refuser = book.person("乙")
    made, other = trip(refuser), trip(refuser)
    answered(refuser, makers="refused")
    decided(made.id, refuser.id)
    printed(made.id, "member", "delegation")
    with pytest.raises(Refused):
        printed(other.id, "member", "delegation")
    answered(refuser, makers="withdrawn")
    with pytest.raises(Refused):
        printed(made.id, "member", "delegation")
    with pytest.raises(NotVisible):
        decided(made.id, book.person("丙").id)


def test_who_does_not_want_to_be_kept_is_not_given_away_either() -> None:
    refuser = book.person("乙")
    made = trip(refuser)
    answered(refuser, keep="withdrawn")
    for audience in ("host", "member"):
        with pytest.raises(Refused):
            printed(made.id, audience, "delegation")


def test_the_list_for_the_hosts_and_the_programmes_wait_too(client: FlaskClient) -> None:
    refuser = book.person("乙", at=book.organisation("丸直金物", "ja", country="JP"))
    made = trip(refuser).id
    answered(refuser, partners="refused", makers="refused")
    cast.sign_in(client)
    there = f"/handouts/missions/{made}"
    assert "This paper waits for a decision" in text(client, there)
    for kind in ("list", "programme"):
        answer = _press(client, there, kind)
        assert (answer.status_code, b"%PDF" in answer.data) == (409, False), kind
    assert _press(client, there, "badges").status_code == 200


def _press(client: FlaskClient, there: str, kind: str) -> TestResponse:
    token = cast.csrf_token(client, there)
    return client.post(f"{there}/{kind}", data={"csrf_token": token, "language": "ja"})


def test_the_programmes_of_companies_wait_for_a_host_who_said_no(client: FlaskClient) -> None:
    host, firm = book.person("许哲"), book.organisation("丸直金物", "ja", country="JP")
    made = voyage.mission()
    voyage.delegate(made, book.person("甲", at=firm), organisation_id=firm.id)
    voyage.item(made, host=book.organisation(), hosts=[host.id])
    answered(host, makers="refused")
    cast.sign_in(client)
    there = f"/handouts/missions/{made.id}"
    rows = {row.partition("</b>")[0]: row for row in text(client, there).split('<b class="main">')[1:]}
    assert [kind for kind, row in rows.items() if "This paper waits for a decision" in row] == [
        "Programme of each company"
    ]
    assert "许哲" in rows["Programme of each company"]
    answer = _press(client, there, "programme")
    assert (answer.status_code, b"%PDF" in answer.data) == (409, False)
    assert _press(client, there, "list").status_code == 200  # names no host
    decided(made.id, host.id)
    assert _press(client, there, "programme").status_code == 200


@pytest.mark.both
def test_papers_ask_everybody_whom_they_name() -> None:
    """An interpreter who said no was printed in the briefing of the hosts, and counted nowhere."""
    made = trip(book.person("甲"))
    between, called, off = book.person("乙"), book.person("丙"), book.person("丁")
    item = voyage.item(
        voyage.fresh(made), interpreter_id=between.id, contact_id=called.id, start=time(11), end=time(12)
    ).id
    gone = voyage.item(voyage.fresh(made), interpreter_id=off.id, start=time(14), end=time(15))
    with writing():
        missions.drop_item(voyage.anew(gone), by=cast.user())
        db.session.commit()
    table = tables.opened(activity=voyage.fresh(made))
    tables.interpreter(table, "戊")
    host = book.person("己")
    [company] = tables.joined(table, COUNTERPART, book.organisation("延吉百货"))
    with writing():
        board = matching.board(table, user=cast.user())
        at_table = Presence(languages=["zh-Hans"], representative_id=host.id)
        tables_kept.change_company(board, board.companies[company.id], at_table, by=None)
        db.session.commit()
    parts = {each.name.text: each.part for each in queries.concerned(made.id)}
    assert parts == {"甲": "delegate", "许哲": "host", "己": "named", "乙": "named", "丙": "named", "戊": "named"}
    assert {each.name.text for each in queries.sharing(made.id, "makers").gaps} == set(parts)
    assert {each.name.text for each in queries.sharing(made.id, "makers", only=()).gaps} == {"甲"}
    assert {each.name.text for each in queries.sharing(made.id, "makers", only=[item]).gaps} == {"甲", "乙", "丙"}
    for number, person in enumerate((between, called), 1):
        answered(person, keep="refused", makers="refused", partners="refused")
        for audience in ("host", "member"):
            with pytest.raises(Refused):
                printed(made.id, audience, "itinerary")
        with writing():
            assert services.record_participation(voyage.fresh_in(made.id), by=cast.user())[1] == number
            db.session.rollback()
        decided(made.id, person.id)
        assert printed(made.id, "host", "itinerary").edition >= 1


def test_only_an_administrator_decides_and_everybody_reads_about_whom(client: FlaskClient) -> None:
    refuser = book.person("乙")
    made = trip(refuser).id
    answered(refuser, partners="refused")
    there = f"/privacy/activities/{made}/people/{refuser.id}"
    cast.sign_in(client)
    shown = text(client, f"/documents/missions/{made}?reader=host")
    assert "This paper waits for a decision" in shown
    assert "waits for an administrator" in text(client, f"/privacy/activities/{made}")
    assert client.get(there).status_code == 403
    cast.sign_in(client, Role.ADMIN)
    assert posted(client, there, {"reason": ""}).status_code == 422
    assert posted(client, there, {"reason": "本人に確認"}).status_code == 303
    assert "decided by an administrator" in text(client, f"/privacy/activities/{made}")
    assert "This paper waits" not in text(client, f"/documents/missions/{made}?reader=host")


def test_to_whom_a_pack_was_handed_is_noted_with_whom_it_names_and_its_file(client: FlaskClient, app: Flask) -> None:
    made = trip(book.person("甲"), book.person("乙")).id
    cast.sign_in(client)
    pack, own = printed(made, "host", "delegation").id, printed(made, "leader", "delegation").id
    assert client.get(f"/documents/{pack}/handed").status_code == 404  # nothing was handed that is not printed yet
    for id in (pack, own):
        with writing():
            document = db.session.get_one(Document, id)
            printing.keep(
                document, b"%PDF-1.7 x", pages=1, name="x.pdf", instance=Path(app.config["INSTANCE"]), by=cast.user()
            )
            db.session.commit()
    assert client.get(f"/documents/{own}/handed").status_code == 404
    assert "Note to whom it was handed" in text(client, f"/documents/{pack}")
    assert "Note to whom it was handed" not in text(client, f"/documents/{own}")
    there = f"/documents/{pack}/handed"
    assert posted(client, there, {"other": "", "provided_on": "2026-11-20"}).status_code == 422
    assert posted(client, there, {"other": "延吉市商务局", "provided_on": "2026-11-20"}).status_code == 303
    [noted] = db.session.scalars(select(Provision))
    assert (noted.other, noted.country, noted.people_count, len(noted.sha256)) == ("延吉市商务局", "CN", 3, 64)


def test_a_paper_in_the_queue_waits_as_well_for_who_says_no_before_it_is_set(app: Flask) -> None:
    refuser = book.person("乙")
    made = trip(book.person("甲"), refuser)
    pack = printed(made.id, "host", "delegation")
    answered(refuser, partners="refused")
    worker.run_pending(app)
    db.session.rollback()
    db.session.expire_all()
    edition = printing_queries.one(pack.id, user=cast.user())
    assert (edition.state, edition.document.file_id) == ("failed", None)
    assert "乙" in str(edition.sentence)


def test_a_refusal_of_before_is_not_outvoted_by_the_press_of_the_office(client: FlaskClient) -> None:
    refuser = book.person("乙")
    made = trip(book.person("甲"), refuser).id
    with writing():
        services.record_participation(voyage.fresh_in(made), by=cast.user())
        db.session.commit()
    answered(refuser, partners="refused")  # of 1 November: entered after, said before
    cast.sign_in(client)
    assert "waits for an administrator" in text(client, f"/privacy/activities/{made}")
    assert _press(client, f"/handouts/missions/{made}", "list").status_code == 409


def test_no_decision_goes_past_a_stop_of_use(client: FlaskClient) -> None:
    person = book.person("乙")
    made = trip(book.person("甲"), person).id
    answered(person, partners="given", makers="given")
    stop(person)
    with pytest.raises(Refused) as refusal:
        printed(made, "host", "delegation")
    assert "a stop of use holds for 乙." in str(refusal.value.text)
    with pytest.raises(Refused):
        decided(made, person.id)
    cast.sign_in(client, Role.ADMIN)
    assert "Stop of use" in text(client, f"/privacy/activities/{made}")
    for paper in (f"/documents/missions/{made}?reader=host", f"/handouts/missions/{made}"):
        assert "The use of their data was stopped: lift that first" in text(client, paper), paper
    there = f"/privacy/activities/{made}/people/{person.id}"
    assert "lift that first" in text(client, there)
    assert posted(client, there, {"reason": "本人に確認"}).status_code in (409, 422)
    assert "Stop of use" in text(client, f"/privacy/people/{person.id}")
    with writing():
        [standing] = marks([person.id])
        unmark(standing, by=cast.user(Role.ADMIN))
        db.session.commit()
    assert printed(made, "host", "delegation").edition == 1


def test_no_portrait_of_who_said_no_to_photographs_stands_in_a_pack_that_leaves(client: FlaskClient) -> None:
    host, other = book.person("许哲"), book.person("王芳")
    made = voyage.mission()
    voyage.delegate(made, book.person("甲"))
    voyage.item(made, host=book.organisation(), hosts=[host.id, other.id])
    answered(host, photo="refused")

    def faceless(audience: str) -> frozenset[int]:
        wish = documents.wish(
            made.id, kind="briefing", language="ja", audience=audience, chosen=("delegation", "names")
        )
        return contents.briefing(wish, user=cast.user()).facts.faceless

    assert faceless("member") == {host.id}
    assert faceless("leader") == frozenset()  # our own people
    cast.sign_in(client)
    shown = text(client, f"/documents/missions/{made.id}?reader=member")
    assert "许哲" in shown.partition('id="faceless"')[2].partition("</p>")[0]
