"""What of an erased person is kept to its term: signatures, approved reports, and of whom something was given."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext
from sqlalchemy import select, update

from crm.contacts import queries as contacts
from crm.core import clock
from crm.core.database import Base, db, writing
from crm.core.permissions import Role
from crm.files.models import StoredFile
from crm.files.services import SentFile, folder
from crm.privacy import services as privacy
from crm.privacy.models import ProcessingRecord, ProvisionPerson
from crm.privacy.services import ProvisionInput, RecordInput
from crm.reports import queries as reports_queries
from crm.reports import services as reports_services
from crm.reports.models import MissionReport, ReportSection
from crm.subjects import rules, services
from crm.subjects.models import KeptValue
from crm.subjects.queries import erased
from tests import cast
from tests.agreements.deals import drafted, signed
from tests.cast import sign_in
from tests.contacts import book
from tests.meetings.scene import scene
from tests.missions import voyage
from tests.reports import writing as reports
from tests.subjects.asking import handed_out, post
from tests.subjects.test_erasing import erase

NAME = "長谷川 すばる"


def test_the_signature_of_an_employee_is_sealed_to_its_term_and_a_draft_keeps_none(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        book.load_rates()
        at = scene()
        counts, draft = signed(at), drafted(at, title="下書き")
        id, counts_id, draft_id = at.tanabe, counts.id, draft.id
        name = contacts.own_name(contacts.person(id, user=cast.user())).text
        until = rules.kept_until(counts.expires_on or counts.signed_on or date.max)
    shown = client.get(f"/subjects/people/{id}/erase").get_data(as_text=True)
    assert shown.count("Signature on a signed agreement") == 1
    erase(app, id)
    with app.app_context():
        signatories = Base.metadata.tables["signatories"]
        rows = db.session.execute(select(signatories).where(signatories.c.person_id == id)).mappings().all()
        assert {row["agreement_id"]: row["name_snapshot"] for row in rows} == dict.fromkeys(
            (counts_id, draft_id), rules.mark(id)
        )
        [kept] = erased.kept(erased.of_person(id).id)
        assert (kept.record_type, kept.record_id, kept.until) == ("agreements", counts_id, until)
        assert name.encode() not in kept.sealed
        kept_id = kept.id
    opened = post(client, f"/subjects/kept/{kept_id}/open", f"/subjects/erased/{id}")
    assert name in opened.get_data(as_text=True)
    sign_in(client, Role.COORDINATOR, language="en")
    assert name not in client.get(f"/agreements/{counts_id}").get_data(as_text=True)
    assert post(client, f"/subjects/kept/{kept_id}/open", "/contacts/people/new").status_code == 403


def test_what_is_kept_goes_once_its_term_is_over(app: Flask) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        signed(at)
        id = at.tanabe
    erase(app, id)
    with app.app_context():
        with writing():
            assert services.forget_kept() == 0
            db.session.execute(update(KeptValue.__table__).values(until=date(2026, 11, 26)))  # type: ignore[arg-type]  # a table
            assert services.forget_kept() == 1
            db.session.commit()
        assert erased.kept(erased.of_person(id).id) == []


def test_an_approved_report_keeps_the_name_and_one_that_is_written_is_listed(app: Flask) -> None:
    with app.app_context():
        id = book.person(NAME, "ja").id
        texts = {}
        for which in ("approved", "draft"):
            mission = voyage.mission(names={"ja": which}, document_number=which)
            report = reports.begun(mission)
            with writing():
                section = reports_queries.section(reports_queries.one(report.id, user=cast.user()), "purpose")
                text = f"{NAME}に会う"
                reports_services.write(section, text=text, public_text="", withheld=False, by=cast.user())
                db.session.commit()
            texts[which] = (report.id, section.id)
        frozen = {"frozen": {"purpose": f"{NAME}に会う"}, "approved_at": clock.now()}
        reports_of = Base.metadata.tables["mission_reports"]
        with writing():
            db.session.execute(update(reports_of).where(reports_of.c.id == texts["approved"][0]).values(frozen))
            db.session.commit()
        planned = services.plan(id)
        assert set(planned.frozen) == {("mission_reports", texts["approved"][0])}
    erase(app, id)
    with app.app_context():
        assert NAME in str(db.session.get_one(MissionReport, texts["approved"][0]).frozen)
        hits = {(hit.table_name, hit.row_id) for hit in erased.hits(erased.of_person(id).id)}
        assert (ReportSection.__tablename__, texts["draft"][1]) in hits
        assert (MissionReport.__tablename__, texts["approved"][0]) not in hits


@pytest.mark.both
def test_an_answer_stays_without_its_proof_and_of_whom_was_given_is_sealed_for_three_years(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        instance = Path(app.config["INSTANCE"])
        id, other = book.person(NAME, "ja").id, book.person("谷川 はる", "ja").id
        for each in (id, other):
            with writing():
                person = contacts.person(each, user=cast.user())
                proof = SentFile("slip.pdf", b"%PDF-1.7 ticked", instance)
                said = RecordInput(date(2026, 11, 1), {"makers": "given"}, basis="consent", evidence=proof, note="note")
                privacy.record(person, said, by=cast.user())
                db.session.commit()
        with writing():
            for day in (date(2026, 11, 2), date(2026, 11, 20)):
                privacy.provide(ProvisionInput(day, "延吉市商务局", "names", country="CN"), [id, other], by=None)
            db.session.commit()
        names = dict(db.session.execute(select(StoredFile.record_id, StoredFile.storage_name)).all())
    told = handed_out(client, id, "en")
    assert told.read("person.json").decode().count("延吉市商务局") == 2
    shown = client.get(f"/subjects/people/{id}/erase").get_data(as_text=True)
    assert "proofs are deleted" in shown
    assert "for the register of what was given to others" in shown
    erase(app, id)
    with app.app_context():
        records = {one.person_id: one for one in db.session.scalars(select(ProcessingRecord))}
        assert (records[id].makers, records[id].note, records[id].evidence_id) == ("given", "", None)
        assert records[other].note == "note"
        assert not (folder(instance) / names[id]).exists()
        assert (folder(instance) / names[other]).exists()
        assert sorted(db.session.scalars(select(ProvisionPerson.person_id))) == [id, id, other, other]
        [kept] = erased.kept(erased.of_person(id).id)
        assert (kept.table_name, kept.until) == ("provision_people", date(2029, 11, 20))
        kept_id = kept.id
    page = client.get(f"/subjects/erased/{id}").get_data(as_text=True)
    assert "/privacy/provisions/2" in page
    [button] = re.findall(rf'/subjects/kept/{kept_id}/open".*?<button[^>]*>\s*(.*?)\s*</button>', page, re.DOTALL)
    with app.test_request_context(), force_locale("ja"):
        assert gettext(button) == "内容を見る"  # not 未完了, a state
    opened = post(client, f"/subjects/kept/{kept_id}/open", f"/subjects/erased/{id}")
    assert NAME in opened.get_data(as_text=True)
