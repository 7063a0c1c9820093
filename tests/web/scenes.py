"""Pages that the sample has no record for, each on a small scene of its own: {endpoint: what leads to its address}."""

from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.documents import rules as papers
from crm.documents import services as documents
from crm.documents.models import Document
from crm.interactions.models import Mail
from crm.matching.rules import COUNTERPART, MAKER
from crm.places import services as places
from crm.products import services as goods
from crm.products.models import Product
from crm.showrooms.models import Showroom
from crm.subjects import services as subjects
from tests.applications import desk
from tests.booths import stall
from tests.cards.hands import photograph
from tests.cards.pictures import picture
from tests.cast import csrf_token, user
from tests.contacts import book
from tests.contacts.pages import opened
from tests.interactions.letters import invitation
from tests.interchange import files
from tests.interchange.test_pages import upload
from tests.lists.test_each import do
from tests.lists.test_exports import export
from tests.lists.test_views import saved_view
from tests.matching import tables
from tests.meetings import test_files, test_photos
from tests.meetings.scene import Scene, talk
from tests.missions import voyage
from tests.outcomes import year
from tests.places.test_holidays import SPRING_FESTIVAL
from tests.products.test_products import made as product
from tests.showrooms import shop
from tests.showrooms.partner import come_in, link
from tests.showrooms.test_goods import changed
from tests.showrooms.test_sales import sold
from tests.showrooms.test_settlements import drawn

#: Makes what a page is about, by services or as the coordinator who is signed in, and gives the page's address.
Maker = Callable[[FlaskClient, Scene], str]


def _application(_client: FlaskClient, _at: Scene) -> str:
    return f"/applications/apply/{desk.code(desk.recruiting())}"


def _card(client: FlaskClient, _at: Scene) -> str:
    return str(photograph(client).headers["Location"])


def _card_of_somebody_known(client: FlaskClient, _at: Scene) -> str:
    known = book.person("李明淑", at=book.organisation("延边大洋商贸有限公司"), title="经理").id
    return str(photograph(client, path=f"/cards/new?person_id={known}").headers["Location"])


def _edition(_client: FlaskClient, _at: Scene) -> str:
    return f"/documents/{_opened('leader').id}"


def _opened(audience: str) -> Document:
    wish = papers.wish(voyage.mission().id, kind=papers.BRIEFING, language="ja", audience=audience)
    with writing():
        made = documents.open_edition(wish, user=user(), by=user())
        db.session.commit()
    return made


def _printed(client: FlaskClient, _at: Scene) -> str:
    """An edition for hosts, which leaves the house."""
    made = _opened(papers.HOSTS)
    with writing():
        documents.keep(
            made, b"%PDF-1.7", pages=1, name="pack.pdf", instance=Path(client.application.config["INSTANCE"]), by=user()
        )
        db.session.commit()
    return f"/documents/{made.id}/handed"


def _kept_figures(client: FlaskClient, _at: Scene) -> str:
    client.post("/insights/kept", data={"csrf_token": csrf_token(client, "/insights/month")})
    return "/insights/kept/1"


def _invitation(client: FlaskClient, _at: Scene) -> str:
    done = client.application.test_cli_runner().invoke(args=["meetings", "receive"], input=invitation())
    assert done.exit_code == 0, done.output
    return f"/interactions/mail/{db.session.scalars(select(Mail.id)).one()}/meeting"


def _import(part: str) -> Maker:
    def uploaded(client: FlaskClient, _at: Scene) -> str:
        return str(upload(client, files.table(files.TABLE)).location).replace("/reading", part)

    return uploaded


def _tried_import(client: FlaskClient, _at: Scene) -> str:
    return f"/interchange/{files.tried(client.application, files.table(files.TABLE))}"


def _export(client: FlaskClient, _at: Scene) -> str:
    made = export(client, "role=bank", format="csv").headers["Location"]
    return str(made).removesuffix("/file")


def _proposal(client: FlaskClient, _at: Scene) -> str:
    id = tables.opened()
    [knit] = tables.joined(id, MAKER, book.organisation("丸八ニット", "ja", country="JP"))
    [store] = tables.joined(id, COUNTERPART, book.organisation("延吉百货"))
    tables.wish(id, knit, store)
    table = f"/matching/{id}"
    return str(client.post(f"{table}/propose", data={"csrf_token": csrf_token(client, table)}).headers["Location"])


def _file(client: FlaskClient, at: Scene) -> str:
    meeting = talk(at).id
    assert test_files.sent(client, meeting, ("契約書.pdf", test_files.PDF))[0] == 303
    return f"/meetings/{meeting}/files/1/edit"


def _photo(client: FlaskClient, at: Scene) -> str:
    meeting = talk(at, theirs=[at.sun]).id
    assert test_photos.sent(client, meeting, picture()) == 303
    return f"/meetings/{meeting}/photos/1/edit"


def _merge(client: FlaskClient, _at: Scene) -> str:
    left, right = (book.person(name, contacts=[("email", "li@example.cn")]).id for name in ("朴美玉", "朴 美玉"))
    path = f"/merging/people/{left}/{right}"
    assert client.post(path, data=opened(client, path, "survivor")).status_code == 303
    return "/merging/1"


def _day(_client: FlaskClient, _at: Scene) -> str:
    trip = voyage.mission()
    return f"/missions/{trip.id}/itinerary/{trip.start_on.isoformat()}"


def _outcome(_client: FlaskClient, at: Scene) -> str:
    year.over(at)
    year.prepared()
    return f"/outcomes/answer/{year.asked(year.outcomes()[0].id)}"


def _holidays(_client: FlaskClient, _at: Scene) -> str:
    with writing():
        made = places.open_calendar(SPRING_FESTIVAL, country="CN", source="国办发明电", by=user(Role.ADMIN))
        db.session.commit()
        return f"/places/holidays/imports/{made.id}"


def _run(client: FlaskClient, _at: Scene) -> str:
    assert do(client, "/lists/people/chosen/consent", [book.person("李明淑").id], consent="yes").status_code == 303
    return "/lists/runs/1"


def _booth(client: FlaskClient, _at: Scene) -> str:
    fair, shown = stall.code(stall.fair())
    client.post("/booths/", data=opened(client, "/booths/", "name") | {"code": shown, "name": "金"})
    return f"/booths/{fair.activity_id}/"


def _late_lead(_client: FlaskClient, _at: Scene) -> str:
    phone = stall.phone(stall.code(stall.fair())[0])[0]
    return f"/booths/captures/{stall.send(phone, 'k', at=None, raw_name='王伟', rank='A').id}/refuse"


def _goods(_client: FlaskClient, _at: Scene) -> str:
    sweater = product(book.organisation("丸直ニット株式会社", "ja", country="JP").id)
    with writing():
        goods.publish(sweater, by=user())
        db.session.commit()
    return f"/showrooms/goods/{sweater.public_key}"


def _asking(part: str) -> Maker:
    def opened(_client: FlaskClient, _at: Scene) -> str:
        at = shop.shop()
        changed(Showroom, inquiries_owner_id=user().id)
        with writing():
            sweater = db.session.get_one(Product, at.product)
            goods.publish(sweater, by=user())
            db.session.commit()
        return f"/showrooms/goods/{sweater.public_key}/{part}"

    return opened


def _partner(part: str) -> Maker:
    def entered(client: FlaskClient, _at: Scene) -> str:
        at = shop.shop()
        sold(at)
        code = link(drawn(at).id)[1]
        return str(come_in(client, code).location).partition("?")[0] + part

    return entered


def _erased(_client: FlaskClient, _at: Scene) -> str:
    id = book.person("許明花", contacts=[("email", "xu@example.cn")]).id
    with writing():
        subjects.erase(id, reason="x", by=user())
        db.session.commit()
    return f"/subjects/erased/{id}"


SCENES: dict[str, Maker] = {
    "subjects.erased_person": _erased,  # first: an erasure drops the lists that others have begun to import
    "applications.apply": _application,
    "booths.capture": _booth,
    "booths.refuse": _late_lead,
    "cards.record": _card,
    "cards.said": _card_of_somebody_known,
    "documents.handed": _printed,
    "documents.record": _edition,
    "insights.kept": _kept_figures,
    "interactions.complete": _invitation,
    "interchange.columns_of": _import("/columns"),
    "interchange.reading": _import("/reading"),
    "interchange.record": _tried_import,
    "lists.exported": _export,
    "lists.run": _run,
    "lists.view": lambda _client, _at: f"/lists/views/{saved_view('北方の銀行')}",
    "matching.progress": _proposal,
    "meetings.edit_file": _file,
    "meetings.edit_photo": _photo,
    "merging.record": _merge,
    "missions.day_sheet": _day,
    "outcomes.answer": _outcome,
    "panels.of_record": lambda _client, _at: f"/panels/people/{book.person('李明淑').id}",
    "places.calendar": _holidays,
    "subjects.erase": lambda _client, _at: f"/subjects/people/{book.person('李明淑').id}/erase",
    "subjects.person": lambda _client, _at: f"/subjects/people/{book.person('李明淑').id}",
    "showrooms.ask_goods": _asking("ask"),
    "showrooms.goods_asked": _asking("asked"),
    "showrooms.goods_page": _goods,
    "showrooms.partner_shelf": _partner("/shelf"),
    "showrooms.partner_statement": _partner(""),
}
#: Those of whoever is not signed in.
AT_THE_DOOR = {
    "booths.enter": "/booths/",
    "booths.notice": "/booths/notice",
    "showrooms.partner_door": "/showrooms/partner/",
    "showrooms.partner_thanks": "/showrooms/partner/thanks",
    "users.forgotten": "/users/forgotten",
    "users.new_password": "/users/new-password",
    "users.sign_in": "/users/sign-in",
}
