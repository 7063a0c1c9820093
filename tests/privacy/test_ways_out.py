"""Every way out of the house is declared; where it asks, a no holds it back, drops nobody, and what left is noted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.database import db, writing
from crm.letters import queries as letters
from crm.letters import services as writing_letters
from crm.matching import services as tables_kept
from crm.matching.rules import COUNTERPART, MAKER
from crm.matching.services import Presence
from crm.missions import services as missions
from crm.privacy.models import Provision, ProvisionPerson
from tests import cast
from tests.contacts import book
from tests.house.leaving import CHECKED, WAYS, mails, ways_out
from tests.letters import post
from tests.matching import tables
from tests.missions import voyage
from tests.missions.browser import posted, pressed, text
from tests.privacy.asked import answered, stop
from tests.travel import luggage

REFUSED = {409, 422}


def test_every_way_out_of_the_house_is_declared(app: Flask) -> None:
    found = ways_out(app) | mails()
    assert found - set(WAYS) == set(), "say in tests/house/leaving.py whether it asks for consent, or why not"
    assert set(WAYS) - found == set(), "these no longer lead out"


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@dataclass(frozen=True)
class Scene:
    """Somebody who is told of, and what sends them out."""

    person: Person
    send: Callable[[FlaskClient], TestResponse]
    notes: bool = True  #: whether what left is noted in that moment


def _trip() -> tuple[Activity, Person, Person]:
    """(a mission, its delegate of a maker, who receives it)."""
    maker = book.person("乙", at=book.organisation("丸直金物", "ja", country="JP"))
    host = book.person("许哲", at=book.organisation("延吉市商务局"))
    made = voyage.mission()
    voyage.delegate(made, maker)
    voyage.item(made, host=book.organisation("龙井市商务局"), hosts=[host.id])
    return voyage.fresh(made), maker, host


def _list(person: Person, path: str, **more: str) -> Callable[[FlaskClient], TestResponse]:
    told = {"given_to": "makers", "recipient": "丸直金物", "country": "JP", "unasked": "y", **more}

    def send(client: FlaskClient) -> TestResponse:
        return posted(client, path, told)

    return send


def _export() -> Scene:
    person = book.person("甲")
    return Scene(person, _list(person, "/lists/people/export", format="csv", encoding="utf-8-sig", unwritable="refuse"))


def _qr() -> Scene:
    person = book.person("甲")
    return Scene(person, _list(person, f"/interchange/people/{person.id}/qr"))


def _vcard() -> Scene:
    person = book.person("甲")
    told = {"given_to": "makers", "recipient": "丸直金物", "country": "JP", "unasked": "y"}

    def send(client: FlaskClient) -> TestResponse:
        shown = f"/interchange/people/{person.id}/qr"
        return pressed(client, f"/interchange/people/{person.id}/vcard", shown, **told)

    return Scene(person, send)


def _vcards() -> Scene:
    person = book.person("甲")
    path = f"/interchange/people/chosen/vcards?id={person.id}"

    def send(client: FlaskClient) -> TestResponse:
        shown = text(client, path)
        names = ("csrf_token", "of", "all", "expected", "seen")
        plumbing = {name: cast.hidden(shown, name) for name in names} | {"id": str(person.id)}
        return client.post(
            path, data=plumbing | {"given_to": "makers", "recipient": "丸直金物", "country": "JP", "unasked": "y"}
        )

    return Scene(person, send)


def _pack() -> Scene:
    made, _maker, host = _trip()
    told = {"language": "ja", "audience": "member", "parts": ["delegation", "names"]}

    def send(client: FlaskClient) -> TestResponse:
        return posted(client, f"/documents/missions/{made.id}", told)

    return Scene(host, send, notes=False)  # the queue sets it; to whom it was handed is noted by hand


def _handout() -> Scene:
    made, maker, _host = _trip()

    def send(client: FlaskClient) -> TestResponse:
        there = f"/handouts/missions/{made.id}"
        return pressed(client, f"{there}/list", there, language="ja")

    return Scene(maker, send)


def _table() -> tuple[int, Person, Person]:
    """(a matching table, who comes for a maker, who interprets)."""
    made, maker, _host = _trip()
    id = tables.opened(activity=made)
    [knit] = tables.joined(id, MAKER, book.organisation("丸直金物", "ja", country="JP"))
    [hall] = tables.joined(id, COUNTERPART, book.organisation("延边大洋"))
    spoken = tables.interpreter(id)
    with writing():
        board = tables.board(id)
        presence = Presence(languages=["ja"], representative_id=maker.id)
        tables_kept.change_company(board, board.companies[knit.id], presence, by=None)
        db.session.commit()
    made_talk = tables.talk(id, knit, hall)
    assert made_talk.interpreter_id is not None, "the scene is about who interprets"
    return id, maker, spoken


def _workbook() -> Scene:
    id, _maker, person = _table()
    return Scene(person, lambda client: pressed(client, f"/matching/{id}/workbook", f"/matching/{id}"))


def _slips() -> Scene:
    id, person, _spoken = _table()
    told = {"by": "company", "language": "ja"}
    return Scene(person, lambda client: posted(client, f"/matching/{id}/print", told), notes=False)  # once it is set


def _letter() -> tuple[int, int, Person]:
    """(mission, letter with the list of its delegation, who stands on it)."""
    made, delegate = post.visited(), book.person("乙")
    voyage.delegate(voyage.fresh(made), delegate)
    with writing():
        facts = post.facts_of(made)
        (li,) = letters.recipients(facts, "invitation_request").values()
        kept = writing_letters.write(
            facts, kind="invitation_request", person=li, visit=None, imprint=post.IMPRINT, by=None
        )
        db.session.commit()
    return made.id, kept.id, delegate


def _fetched(path: str) -> Callable[[], Scene]:
    def scene() -> Scene:
        made, id, delegate = _letter()
        there = f"/letters/{path.format(mission=made, letter=id)}"
        return Scene(delegate, lambda client: client.get(there), notes=False)  # noted once it was sent

    return scene


def _enclosed() -> Scene:
    _made, id, delegate = _letter()
    return Scene(delegate, lambda client: pressed(client, f"/letters/{id}/enclosed.pdf", f"/letters/{id}"), notes=False)


def _sent() -> Scene:
    _made, id, delegate = _letter()
    return Scene(delegate, lambda client: pressed(client, f"/letters/{id}/sent", f"/letters/{id}", reason="急ぎ"))


def _visa() -> Scene:
    voyage.load_places()
    person = book.person("李明淑", at=book.organisation("延辺州商務局", "ja"), title="局长")
    made = voyage.mission(direction="inbound", place_id=book.place(voyage.MITSUKE).id)
    part = voyage.delegate(made, person, title="局長")
    luggage.told(part, passport_name="LI MINGSHU", nationality="CN", visa="needed", sex="female")
    there = f"/visas/missions/{made.id}"

    def send(client: FlaskClient) -> TestResponse:
        shown = text(client, there)
        plumbing = {name: cast.hidden(shown, name) for name in ("csrf_token", "form_id", "version")}
        return client.post(f"{there}/list.docx", data=plumbing | {"dated_on": "2026-11-20"})

    return Scene(person, send)


SCENES: dict[str, Callable[[], Scene]] = {
    "documents.mission": _pack,
    "handouts.paper": _handout,
    "interchange.qr": _qr,
    "interchange.vcard": _vcard,
    "interchange.vcards_chosen": _vcards,
    "letters.all_pdf": _fetched("missions/{mission}/all.pdf?kind=invitation_request"),
    "letters.enclosed": _enclosed,
    "letters.pdf": _fetched("{letter}/pdf"),
    "letters.sent": _sent,
    "letters.word": _fetched("{letter}/word"),
    "lists.export": _export,
    "matching.print_table": _slips,
    "matching.workbook": _workbook,
    "visas.paper": _visa,
}


def test_every_way_that_asks_has_a_scene() -> None:
    checked = {way for way, kind in WAYS.items() if kind == CHECKED}
    assert checked - {"missions.calendar_feed"} == set(SCENES)  # its test stands below


def _provided(person: Person) -> list[Provision]:
    db.session.expire_all()
    rows = select(Provision).join(ProvisionPerson, ProvisionPerson.provision_id == Provision.id)
    return list(db.session.scalars(rows.where(ProvisionPerson.person_id == person.id)))


@pytest.mark.parametrize("way", sorted(SCENES))
def test_a_no_holds_it_back_by_name_and_what_leaves_is_noted(client: FlaskClient, way: str) -> None:
    scene = SCENES[way]()
    cast.sign_in(client)
    assert scene.send(client).status_code in {200, 303}
    noted = _provided(scene.person)
    assert bool(noted) == scene.notes
    assert all(each.people_count >= 1 and each.other for each in noted)
    again = SCENES[way]()
    stop(again.person)
    answer = again.send(client)
    assert answer.status_code in REFUSED
    assert contacts.shown_names([again.person.id])[again.person.id].text in answer.get_data(as_text=True)
    assert _provided(again.person) == []


def test_a_calendar_does_not_name_an_interpreter_who_said_no_and_says_so(client: FlaskClient) -> None:
    id, maker, spoken = _table()
    activity = voyage.fresh_in(tables.board(id).session.activity_id)
    [part] = [each for each in activity.participants if each.person_id == maker.id]
    with writing():
        token = missions.open_feed(activity, participant_id=part.id, language="ja", by=cast.user())
        db.session.commit()

    def read() -> str:
        found = Calendar.from_ical(client.get(f"/missions/calendars/{token}.ics").data).walk("VEVENT")
        return "\n".join(str(event.get("description", "")) for event in found)

    assert "金 美香" in read()
    answered(spoken, makers="refused")
    assert "金 美香" not in read()
    assert "通訳：事務局にお尋ねください" in read()


def test_slips_ask_and_tell_of_each_delegate_whom_they_print_and_of_nobody_else(client: FlaskClient) -> None:
    """A delegate of the firm who said no was printed beside its representative, and logged nowhere; whoever came for a
    firm without a talk held every sheet."""
    id, maker, spoken = _table()
    table = tables.board(id)
    firm = next(row.organisation for row in table.companies.values() if row.side == MAKER)
    second, off = book.person("丙", at=firm), book.person("丁")
    voyage.delegate(voyage.fresh_in(table.session.activity_id), second, organisation_id=firm.id)
    [gone] = tables.joined(id, COUNTERPART, book.organisation("延吉百货"))
    with writing():
        board = tables.board(id)
        presence = Presence(languages=["ja"], representative_id=off.id)
        tables_kept.change_company(board, board.companies[gone.id], presence, by=None)
        db.session.commit()
    assert tables.board(id).named() == {maker.id, second.id, spoken.id}
    assert tables.board(id).named(interpreters_only=True) == {spoken.id}
    cast.sign_in(client)
    told = {"by": "company", "language": "ja"}
    stop(off)
    assert posted(client, f"/matching/{id}/print", told).status_code == 303
    stop(second)
    assert posted(client, f"/matching/{id}/print", told).status_code in REFUSED
    assert pressed(client, f"/matching/{id}/workbook", f"/matching/{id}").status_code == 200
    assert _provided(second) == []
