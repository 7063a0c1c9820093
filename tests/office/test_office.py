"""What the office says of itself, and what waits for it."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text

from crm.activities import queries as activities
from crm.audit.services import action
from crm.config import Smtp
from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.factory import _name_office
from crm.letters import queries as letters
from crm.letters.contents import paper
from crm.office import contents, queries, rules, services
from crm.office.rules import POSTS, Office
from crm.reports import services as reports
from crm.web import mailer
from tests.cast import hidden, sign_in, user
from tests.conftest import settings_for
from tests.insights import fairs
from tests.missions import voyage
from tests.missions.browser import pressed

ROOT = Path(__file__).parent.parent.parent
CHAMBER = Office(kind="cci", names={"ja": "〇〇商工会議所", "zh-Hans": "〇〇商工会议所"}, phone="03-0000-0000")


def forget() -> None:
    """An installation of which nobody has told anything. Needs an app context."""
    with writing():
        db.session.execute(text("DELETE FROM office"))
        db.session.commit()


def test_the_head_is_called_by_the_kind_of_the_office_until_somebody_writes_it() -> None:
    heads = {kind: replace(CHAMBER, kind=kind).head_title("ja") for kind in ("society", "cci", "city", "prefecture")}
    assert heads == {"society": "会長", "cci": "会頭", "city": "市長", "prefecture": "知事"}
    assert [CHAMBER.head_title(tag) for tag in ("zh-Hans", "ko")] == ["会长", "회장"]
    assert replace(CHAMBER, head_titles={"ja": "会頭代行"}).head_title("ja") == "会頭代行"
    assert set(rules.HEADS) == set(rules.KINDS) - {"other"}


def test_papers_are_addressed_to_the_head_as_each_language_does() -> None:
    city = Office(kind="city", names={"ja": "〇〇市", "zh-Hans": "〇〇市", "ko": "〇〇시"})
    heads = [city.addressee(tag).text for tag in ("ja", "zh-Hans", "ko")]
    assert heads == ["〇〇市長 様", "〇〇市市长", "〇〇시장 귀하"]
    assert replace(CHAMBER, head_name="吉原 健一").addressee() == ("〇〇商工会議所 会頭 吉原 健一 様", "ja")
    assert replace(CHAMBER, head_name="吉原 健一").addressee("zh-Hans") == ("〇〇商工会议所会长", "zh-Hans")
    named = replace(CHAMBER, head_name="吉原 健一").addressee("zh-Hans", head="吉原健一")
    assert named == ("〇〇商工会议所吉原健一会长", "zh-Hans"), "the post behind the name is the honorific"
    assert replace(CHAMBER, names={"en": "Chamber"}).addressee("en").text == "To the Chair of Chamber"
    assert replace(CHAMBER, kind="other").addressee().text == "〇〇商工会議所 御中"
    assert Office().addressee("ko").text == ""


def test_the_chain_of_the_office_gives_the_boxes_for_stamps_and_the_usual_ones_stand_in_for_it() -> None:
    own = replace(CHAMBER, chain=("経済部長", "課長", "会頭"))
    assert [own.step_title(step, "zh-Hans") for step in own.steps] == [
        ("経済部長", "ja"), ("科长", "zh-Hans"), ("会长", "zh-Hans"),
    ]  # fmt: skip
    assert [own.step_title(step, "ja").text for step in own.steps] == list(own.steps)
    assert (CHAMBER.steps[0], CHAMBER.step_title("chair", "ko")) == ("in_charge", ("Chair", "ko"))
    assert replace(CHAMBER, chain=("専務理事",)).step_title("専務理事", "en").text == POSTS["managing_director"]


def test_a_name_that_a_language_lacks_stands_in_another_and_says_which() -> None:
    assert CHAMBER.named("zh-Hans") == ("〇〇商工会议所", "zh-Hans")
    assert CHAMBER.named("en") == ("〇〇商工会議所", "ja")
    assert Office().named("ko") == ("", "ko")
    assert [str(gap) for gap in CHAMBER.gaps(["en"])][-1] == "The office has no name in this language: English."


def test_documents_are_numbered_by_the_form_of_the_office() -> None:
    numbered = replace(CHAMBER, number_form="〇商国第{yy}-{number}号")
    assert numbered.document_number(8, 2026) == "〇商国第26-008号"
    assert CHAMBER.document_number(12, 2026) == "R8-012"
    assert rules.fault_of_form("第{number}号") is None
    assert all(map(rules.fault_of_form, ("{year}", "{numbr}", "{number", "{number}{number}")))


def test_the_next_number_counts_those_of_the_form_and_the_fiscal_year_begins_when_the_office_says() -> None:
    numbered = replace(CHAMBER, number_form="〇商国第{yy}-{number}号", fiscal_month=1)
    given = ["〇商国第26-008号", "〇商国第25-099号", "R8-500", "〇商国第26-011号"]
    assert numbered.number_after(given, 2026) == "〇商国第26-012号"
    assert numbered.number_after([], 2026) == "〇商国第26-001号"
    assert numbered.fiscal_year(date(2026, 3, 31)) == 2026
    assert numbered.fiscal_year_dates(2026) == (date(2026, 1, 1), date(2026, 12, 31))
    assert CHAMBER.fiscal_year_dates(2026) == (date(2026, 4, 1), date(2027, 3, 31))
    forms = {"〇商国第{yy}-{number}号": "〇商国第26-011号", "R{era}-{number}": "R8-011", "第{number}号": "第011号"}
    for form, number in forms.items():
        says = [replace(CHAMBER, number_form=form).says_other_year(number, year) for year in (2026, 2013)]
        assert says == [False, form != "第{number}号"], form
    assert not numbered.says_other_year("26商第11号", 2013), "in another form than the office's"


def test_letters_and_reports_are_counted_with_the_activities(app: Flask) -> None:
    with app.app_context(), writing():
        row = queries.record()
        assert row is not None
        services.change(row, replace(queries.current(), number_form="〇商国第{number}号"), by=None)
        activity = fairs.activity(fairs.place("222401"))
        with action(rules.CHANGED, by=None):
            activity.document_number = "〇商国第008号"
        day = activity.start_on
        report = reports.open_report(activity, language="ja", texts={}, reported_on=day, by=user())
        assert (report.number, queries.next_number(day)) == ("〇商国第009号", "〇商国第010号")
        assert activities.next_number(day) == letters.number_for(activity, day, "request") == "〇商国第010号"
        assert queries.next_number(day.replace(year=day.year + 2)) == "〇商国第001号"


def test_paper_says_where_the_office_is_and_foreign_readers_get_its_country_code() -> None:
    told = replace(
        CHAMBER, addresses={"ja": "〒000-0000\n〇〇県〇〇市1-1"}, fax="025-555-0101", website="https://o.example"
    )
    assert contents.contact_lines(told, "ja") == [
        "〒000-0000 〇〇県〇〇市1-1", "電話 03-0000-0000　FAX 025-555-0101", "https://o.example"
    ]  # fmt: skip
    assert contents.contact_lines(told, "zh-Hans")[1].endswith("传真：+81 25-555-0101")
    assert contents.contact_lines(Office(), "ko") == []


def test_pages_that_make_something_final_lead_to_the_office(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = fairs.activity(fairs.place("222401")).id
    sign_in(client, Role.ADMIN)
    pages = (
        f"/documents/missions/{id}", f"/activities/{id}/approval",
        f"/activities/{id}/subsidy?source=own",
    )  # fmt: skip
    assert ["office-incomplete" in client.get(path).get_data(as_text=True) for path in pages] == [False] * 3
    with app.app_context():
        forget()
    shown = [client.get(path).get_data(as_text=True) for path in pages]
    assert all('href="/office/"' in text for text in shown)
    assert "details of the office are not filled in: Address" in shown[0]
    assert "office-chainless" in shown[1]


def test_no_plan_goes_on_and_no_report_on_a_subsidy_is_handed_in_before_the_office_is_filled_in(
    app: Flask, client: FlaskClient
) -> None:
    """The menu of a mission and the report on a subsidy went past the refusal of every other paper."""
    with app.app_context():
        id = voyage.mission().id
        forget()
    sign_in(client, Role.ADMIN)
    report = f"/activities/{id}/subsidy?source=own"
    told = {"source": "own", "addressee": "知事 様", "dated_on": "2027-03-31", "number": ""}
    refused = [
        pressed(client, f"/missions/{id}/move", f"/missions/{id}", status="approved"),
        pressed(client, f"/activities/{id}/subsidy/hand-in", report, **told),
    ]
    for answer in refused:
        assert answer.status_code == 409
        assert "Nothing can be final until the details" in answer.text
        assert 'href="/office/"' in answer.text.partition("office-incomplete")[2]
    with app.app_context():
        assert voyage.fresh_in(id).status == "draft"
        assert activities.subsidy_paper(id, "own") is None
    assert pressed(client, f"/missions/{id}/move", f"/missions/{id}", status="cancelled").status_code == 303


def test_what_is_not_filled_in_is_told_and_keeps_everything_from_being_final(app: Flask) -> None:
    with app.app_context():
        services.refuse_unless_complete()
        forget()
        assert queries.current() == Office()
        assert len(queries.current().missing) == 4
        with pytest.raises(Refused, match="Nothing can be final"):
            services.refuse_unless_complete()


def test_the_setting_names_the_office_once_and_never_again(app: Flask, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, app.extensions["settings"].database_url, chamber="〇〇商工会")
    with app.app_context():
        forget()
        _name_office(settings)
        assert queries.current().names == {"ja": "〇〇商工会"}
        with writing():
            row = queries.record()
            assert row is not None
            services.change(row, replace(queries.current(), names={"ja": "△△市"}), by=None)
            db.session.commit()
        _name_office(settings)
        assert queries.current().name() == "△△市"


def test_an_administrator_fills_the_office_in_and_every_page_says_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        forget()
    sign_in(client, Role.ADMIN)
    page = client.get("/office/").get_data(as_text=True)
    told = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    typed = {
        "kind": "cci", "language": "ja", "zone": "Asia/Tokyo", "currency": "JPY", "fiscal_month": "4",
        "name_zh": "〇〇商工会议所", "address_ja": "〒000-0000 1-1", "phone": "（０３）００００－００００",
        "chain": "係\n課長\n専務理事\n会頭", "number_form": "第{number}号",
    }  # fmt: skip
    refused = client.post("/office/", data=told | typed)
    assert refused.status_code == 422
    assert 'href="#name_ja"' in refused.get_data(as_text=True)
    assert "専務理事" in refused.get_data(as_text=True)  # nothing is typed twice
    assert client.post("/office/", data=told | typed | {"name_ja": "〇〇商工会議所"}).status_code == 303
    with app.app_context():
        office = queries.current()
        assert office.is_complete
        assert office.phone == "(03)0000-0000"
        assert office.chain == ("係", "課長", "専務理事", "会頭")
    assert "<small" in (shown := client.get("/").get_data(as_text=True))
    assert "〇〇商工会議所" in shown
    client.post("/users/sign-out", data={"csrf_token": hidden(shown, "csrf_token")})
    assert "〇〇商工会議所" in client.get("/users/sign-in").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"chain": ("会長", "会長")}, "chain"),
        ({"chain": ("長" * 21,)}, "chain"),
        ({"chain": tuple("一二三四五六七八九")}, "chain"),
        ({"number_form": "第号"}, "number_form"),
        ({"zone": "Asia/Nowhere"}, "zone"),
        ({"names": {"en": "Chamber"}}, "name_ja"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field(app: Flask, changes: dict[str, object], field: str) -> None:
    with app.app_context():
        row = queries.record()
        assert row is not None
        with pytest.raises(Refused) as refusal:
            services.change(row, replace(CHAMBER, **changes), by=None)  # type: ignore[arg-type]  # one of several fields
        assert refusal.value.field == field


def test_only_administrators_fill_the_office_in(client: FlaskClient) -> None:
    sign_in(client, Role.COORDINATOR)
    assert client.get("/office/").status_code == 403


@pytest.mark.once
def test_no_body_that_exists_is_named_in_the_product() -> None:
    """The sample and the tables of places and of known fairs alone know a place of that name."""
    apart = (ROOT / "crm" / "sample", ROOT / "crm" / "places" / "data", ROOT / "crm" / "fairs" / "data")
    files = [
        path
        for folder in ("crm", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ".html", ".tsv", ".txt"}
        if not any(path.is_relative_to(folder) for folder in apart)
    ]
    assert len(files) > 500
    assert [path for path in files if "見附" in path.read_text(encoding="utf-8")] == []


def test_settings_are_one_place_and_each_reader_sees_their_parts(client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    whole = client.get("/office/settings").get_data(as_text=True)
    ways = (
        "/office/",
        "/users/",
        "/fields/",
        "/tags/",
        "/places/holidays",
        "/merging/rules",
        "/office/system",
        "/audit/",
    )
    assert [way for way in ways if f'href="{way}"' not in whole] == []
    sign_in(client, Role.COORDINATOR)
    theirs = client.get("/office/settings").get_data(as_text=True)
    assert [way for way in ways if f'href="{way}"' in theirs] == ["/tags/", "/places/holidays"]
    assert 'href="/office/settings"' in client.get("/").get_data(as_text=True)
    sign_in(client, Role.MANAGEMENT)
    assert client.get("/office/settings").status_code == 403
    assert 'href="/office/settings"' not in client.get("/").get_data(as_text=True)


def test_a_test_mail_goes_out_or_says_beside_its_field_why_not(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, Role.ADMIN)
    page = client.get("/office/system").get_data(as_text=True)
    assert "CRM_SMTP_HOST" in page
    assert "Last hash of the audit log" in page
    smtp = Smtp("mail.example.jp", 587, "starttls", "musubi@example.jp")
    app.extensions["settings"] = replace(app.extensions["settings"], smtp=smtp)
    sent: list[str] = []
    monkeypatch.setattr(mailer, "send", lambda _smtp, *, to, subject, text: sent.append(to))
    page = client.get("/office/system").get_data(as_text=True)
    told = {name: hidden(page, name) for name in ("csrf_token", "form_id")}
    assert client.post("/office/system", data=told | {"to": "honda@example.jp"}).status_code == 303
    assert sent == ["honda@example.jp"]

    def refuse(_smtp: Smtp, **_letter: str) -> None:
        raise mailer.NotSent("ConnectionRefusedError")

    monkeypatch.setattr(mailer, "send", refuse)
    told = {name: hidden(client.get("/office/system").get_data(as_text=True), name) for name in told}
    refused = client.post("/office/system", data=told | {"to": "honda@example.jp"})
    assert refused.status_code == 422
    assert "ConnectionRefusedError" in refused.get_data(as_text=True)


def test_the_letterhead_stands_on_letters_and_can_be_taken_away(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    at = "/office/letterhead/edit"
    told = {name: hidden(client.get(at).get_data(as_text=True), name) for name in ("csrf_token", "form_id")}
    nothing = client.post(at, data=told | {"picture": (BytesIO(b"no picture"), "head.png")})
    assert nothing.status_code == 422
    drawn = BytesIO()
    Image.new("RGB", (400, 80), "navy").save(drawn, "PNG")
    told = {name: hidden(client.get(at).get_data(as_text=True), name) for name in told}
    assert client.post(at, data=told | {"picture": (BytesIO(drawn.getvalue()), "head.png")}).status_code == 303
    with app.app_context():
        id = queries.current().letterhead_id
        assert paper.letterhead() is not None
    assert client.get(f"/office/letterhead/{id}").mimetype == "image/jpeg"
    assert client.post("/office/letterhead/remove", data={"csrf_token": told["csrf_token"]}).status_code == 303
    assert client.get(f"/office/letterhead/{id}").status_code == 404
    with app.app_context():
        assert paper.letterhead() is None


def test_what_documents_need_is_not_called_optional_on_the_page_of_the_office(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        forget()
    sign_in(client, Role.ADMIN)
    page = client.get("/office/").get_data(as_text=True)
    labels = {
        name: page.partition(f'<label for="{name}">')[2].partition("</label>")[0]
        for name in ("phone", "mail", "address_en", "head_title_en", "fax")
    }
    assert [name for name, label in labels.items() if "optional" in label] == ["head_title_en", "fax"]
    assert "Title of the head" not in page.partition("notice warn")[2].partition("</p>")[0], "its kind gives it"
    chosen = client.get("/office/?kind=cci").get_data(as_text=True)
    assert '<span lang="ja">会頭</span>' in chosen, "shown as soon as the kind is chosen"
    assert "The head is called:" not in page
    typed = {
        "kind": "other", "name_ja": "〇〇推進機構", "language": "ja", "zone": "Asia/Tokyo", "currency": "JPY",
        "fiscal_month": "4",
    }  # fmt: skip
    sent = {name: hidden(page, name) for name in ("csrf_token", "form_id", "version", "as_opened")} | typed
    told = client.post("/office/", data=sent, follow_redirects=True).get_data(as_text=True)
    assert "Title of the head" in told.partition("notice warn")[2].partition("</p>")[0]
    assert "optional" not in told.partition('<label for="head_title_ja">')[2].partition("</label>")[0]
