"""The log as people read it: in the words of the forms, in their language, to the end."""

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, String

from crm.activities.rules import CALL_TEXTS
from crm.audit import contents, views
from crm.audit.rules import canonical
from crm.audit.rules.words import WORKED_OUT
from crm.audit.services.acts import PLUMBING
from crm.contacts.rules import AffiliationInput
from crm.contacts.rules.duplicates import REASONS
from crm.core.permissions import Role
from crm.documents.rules.wishes import Layout, PrintWish
from crm.interchange.rules import STATUSES
from crm.interchange.services.batches import Assignment
from crm.meetings.rules.invitations import REQUEST, Invitation
from crm.office.rules import LOCATIONS, POSTS, TERMS
from crm.privacy.rules import GROUNDS
from crm.subjects.rules.declared import TABLES_CALLED
from crm.web.forms import naming, translate
from tests.audit.test_log import person
from tests.cast import sign_in, user
from tests.contacts import book


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_columns_and_values_are_called_as_in_the_forms(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = user(Role.MISSION_LEADER).id
    sign_in(client, Role.ADMIN, language="ja")
    page = text(client, f"/audit/users/{id}")
    assert "役割 ミッション責任者" in page
    assert "サインインを許可 はい" in page
    assert "display_name" not in page


@pytest.mark.once
def test_every_column_that_the_log_tells_of_has_a_word_in_the_history(app: Flask) -> None:
    with app.test_request_context():
        raw = [
            f"{table}.{column.key}"
            for table, mapper in contents.mappers().items()
            for column in mapper.column_attrs
            if not column.columns[0].primary_key and not column.columns[0].info.get("secret")
            if column.key not in PLUMBING | WORKED_OUT and contents.column_word(table, column.key) == column.key
        ]
    assert raw == []


@pytest.mark.once
def test_every_table_that_the_log_leads_to_has_a_word_in_the_history(app: Flask) -> None:
    tables = contents.mappers()
    roots = set()
    for table, mapper in tables.items():
        said = inspect.getsource(mapper.class_.audit_root)
        roots |= {other for other in tables if f'"{other}"' in said} | ({table} if "__tablename__" in said else set())
    with app.test_request_context():
        assert {"received_mails", "report_sections", "business_cards"} <= roots
        assert sorted(table for table in roots if contents.record_word(table) == table) == []


_MAIL = Invitation(REQUEST, "1", 0, datetime(2026, 12, 11, 9), None, "Asia/Tokyo", "", "", "", "", "", ())
#: {column of values with parts that the log tells of: the keys that stand in it, besides languages}
KEYS: Mapping[str, Iterable[str]] = {
    "activity_approvals.passed_over": POSTS,
    "office.terms": tuple(TERMS),
    "provisions.grounds": tuple(GROUNDS),
    "office.location_countries": tuple(LOCATIONS),
    "office.location_keepers": tuple(LOCATIONS),
    "activity_templates.content": (
        "plan", "items", "budget", "checklist", "venue", "objectives", "key_messages", "target_leads", "kind", "title",
        "title_language", "titles", "day", "start", "nights", "end", "holds", "timezone", "end_timezone", "origin",
        "destination", "transport", "texts", "purpose", "agenda", "questions", "category", "funding_source", "amount",
        "currency", "note", "text", "before",
    ),
    "documents.options": [field.name for each in (PrintWish, Layout) for field in fields(each)],
    "erasures.counts": TABLES_CALLED,
    "import_batches.counts": STATUSES,
    "import_batches.options": Assignment((), "ja").options(),
    "import_profiles.options": Assignment((), "ja").options(),
    "itinerary_items.texts": ("venue", "transport", "notes"),
    "list_exports.unwritable": ("rows", "characters", "named"),
    "merge_rules.weights": REASONS,
    "participant_calls.texts": CALL_TEXTS,
    "received_mails.invitation": _MAIL.told(),
} | dict.fromkeys(
    # Languages alone, or lists without keys.
    ("affiliations.titles", "attendees.titles_snapshot", "field_options.names", "import_batches.headings",
     "import_batches.sheets", "import_batches.targets", "import_profiles.headings", "import_profiles.targets",
     "itinerary_items.titles",
     "office.addresses", "office.chain", "office.head_titles", "office.names", "office_days.closed",
     "office_days.weekdays", "participants.titles_snapshot", "sales_sheets.headings", "sales_sheets.targets"), (),
)  # fmt: skip


@pytest.mark.once
def test_every_key_of_a_value_with_parts_has_a_word_in_the_history(app: Flask) -> None:
    told = {
        f"{table}.{column.key}": column.columns[0].info.get("labels", {})
        for table, mapper in contents.mappers().items()
        for column in mapper.column_attrs
        if isinstance(column.columns[0].type, JSON) and not column.columns[0].info.get("secret")
        if column.key not in WORKED_OUT
    }
    assert told.keys() == KEYS.keys(), "say here which keys stand in it"
    with app.test_request_context(headers={"Accept-Language": "ja"}):
        raw = [
            (column, key)
            for column, keys in KEYS.items()
            for key in keys
            if contents._key_word(column.partition(".")[0], key, told[column]).isascii()
        ]
    assert raw == []


def test_a_mail_that_came_in_is_told_in_words(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "ja"}):
        assert contents.record_word("received_mails") == "受信メール"
        told = contents.value_word("received_mails", "invitation", canonical(_MAIL.told()), {})
    assert told is not None
    assert "タイムゾーンは推定：いいえ" in told
    assert "開始：2026年12月11日（金） 09:00" in told
    assert "タイムゾーン：日本" in told


#: Short texts that people write themselves, and numbers and codes that are the same in every language.
WRITTEN = {
    "activities.document_number", "agreement_parties.side", "agreements.incoterm",
    "agreements.number", "exhibits.code",
    "booth_captures.notice_version", "booth_shifts.begins", "booth_shifts.ends", "booths.number",
    "figure_snapshots.rules", "product_inquiries.notice_version", "processing_records.notice_version",
    "import_batches.delimiter", "import_batches.layout", "itinerary_items.flight_number", "list_exports.list_name",
    "matching_tables.name", "offers.incoterm", "organisation_addresses.postal_code", "organisations.identifier_value",
    "people.salutation", "places.code", "product_prices.incoterm", "products.hs_code_cn", "products.hs_code_jp",
    "products.hs_heading", "role_assignments.letters", "sales_sheets.delimiter", "sales_sheets.encoding",
    "sales_sheets.format", "saved_views.list_name", "settlements.number", "tags.name",
}  # fmt: skip
#: What the view draws by itself, and a code with one table for each kind of paper, which its form knows.
DRAWN = {"country", "nationality", *contents.WALLS, "audience"}


@pytest.mark.once
def test_every_column_of_codes_that_the_log_tells_of_has_labels() -> None:
    bare = {
        f"{table}.{column.key}"
        for table, mapper in contents.mappers().items()
        for column in mapper.column_attrs
        for kept in column.columns[:1]
        if isinstance(kept.type, String) and (kept.type.length or 99) <= 40 and not kept.primary_key
        if not kept.foreign_keys and not kept.info.keys() & {"labels", "secret"}
        if column.key not in PLUMBING | WORKED_OUT | DRAWN | {"record_type"}
    }
    assert bare == WRITTEN, "a column of codes says so by `info=coded(LABELS)` in its model"


def test_codes_and_parts_are_told_in_words(app: Flask) -> None:
    texts = canonical({"zh-Hans": {"venue": "延吉机场", "transport": ""}})
    with app.test_request_context(headers={"Accept-Language": "ja"}):

        def word(table: str, column: str, value: str) -> str | None:
            return contents.value_word(table, column, value, {})

        assert word("stage_events", "from_stage", "signed") == "締結"
        assert word("activities", "type", "inspection_mission") == "視察団"
        assert word("agreements", "currency", "JPY") == "円"
        assert word("tasks", "status", "done") == "完了"
        assert word("matching_companies", "languages", "ja,zh-Hans") == "日本語 / 中国語（簡体字）"
        assert word("organisations", "country", "CN") == "中国"
        assert word("itinerary_items", "wall_start", "2026-12-11T09:00") == "2026年12月11日（金） 09:00"
        assert word("itinerary_items", "texts", texts) == "中国語（簡体字） / 会場：延吉机场"
        assert word("office", "chain", canonical(["chair", "課長"])) == "会長 · 課長"
        assert word("documents", "audience", "internal") == "内部用"
        wish = canonical({"form": "short", "parts": ["purpose"], "single": False})
        assert not {"short", "purpose", "False"} & set(
            re.findall("[A-Za-z]+", word("documents", "options", wish) or "")
        )
        assert word("emergency_contacts", "name", "Nearest hospital") == "最寄りの病院"
        far = word(
            "emergency_contacts", "name", "Consulate-General of Japan in Shenyang (Liaoning, Jilin, Heilongjiang)"
        )
        assert far is not None
        assert "Consulate" not in far, "a name of our own data, which has commas and is no list"
        told = word("emergency_contacts", "name", "Dr. Li, Yanji")
        assert told == '<bdi lang="en">Dr. Li, Yanji</bdi>', "somebody's own words stay, in their language"
        assert word("holidays", "name", "Spring Festival") == "春節"
        assert (word("place_tiers", "basis", "Default list: every other city") or "").isascii() is False
        assert contents.column_word("stage_events", "by_id") == "変更者"
        assert contents.column_word("participants", "organisation_id") == "企業・団体"


def test_no_column_is_called_by_the_class_of_its_rows(app: Flask) -> None:
    with app.test_request_context():
        assert naming.label("options") == translate("Options to choose from")
        assert contents.column_word("documents", "options") == translate("Parts")


def test_names_of_a_record_and_of_those_it_points_to_are_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        firm = book.organisation("延吉市商务局")
        id = book.person("李明淑", affiliations=[AffiliationInput(firm.id, from_date=date(2023, 4, 1))]).id
    sign_in(client, Role.COORDINATOR, language="ja")
    page = text(client, f"/audit/people/{id}")
    for told in (
        "企業・団体 延吉市商务局",
        "種類 名刺どおり",
        "名刺の言語 中国語",
        "開始日 2023年4月1日（土）",
        "連絡不可 いいえ",
    ):
        assert told in page, told
    page = text(client, f"/audit/organisations/{firm.id}")
    for told in ("状態 活動中", "名前 延吉市商务局", "主な名前 はい"):
        assert told in page, told
    assert "企業・団体 延吉市商务局" not in page, "it is the record itself"


def test_every_record_that_the_log_leads_to_opens_for_who_may_read_the_whole_log(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        person()
    sign_in(client, Role.ADMIN)
    links = set(re.findall(r'"(/audit/\w+/\d+)"', client.get("/audit/").get_data(as_text=True)))
    assert any("/audit/users/" in link for link in links)
    for link in links:
        assert client.get(link).status_code == 200, link
    assert client.get("/audit/nothing/1").status_code == 404


def test_accounts_stay_hidden_from_everyone_else(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.COORDINATOR)
    assert client.get("/audit/users/1").status_code == 404


def test_the_history_of_a_record_goes_on_behind_its_first_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LINES", 1)
    with app.app_context():
        id = person().id
    sign_in(client, Role.COORDINATOR)
    first = client.get(f"/audit/people/{id}").get_data(as_text=True)
    (older,) = re.findall(rf'"(/audit/people/{id}\?before=\d+)"', first)
    assert client.get(older).status_code == 200
