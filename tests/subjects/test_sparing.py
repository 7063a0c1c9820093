"""What an erasure must not touch: rows of a living namesake, and what was approved, signed or sent."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from crm.core import clock
from crm.core.database import Base, db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.reports import queries as reports_queries
from crm.reports import services as reports_services
from crm.subjects import services
from crm.subjects.models import Erasure
from crm.subjects.queries import erased
from tests import cast
from tests.agreements.deals import drafted, signed
from tests.cast import sign_in
from tests.contacts import book
from tests.meetings.scene import scene, talk
from tests.merging.rows import put
from tests.missions import voyage
from tests.reports import writing as reports
from tests.subjects.asking import post
from tests.subjects.test_erasing import erase

NAME = "佐野 奈緒"


def hits_of(id: int) -> dict[tuple[str, int, str], int]:
    return {(hit.table_name, hit.row_id, hit.column_name): hit.id for hit in erased.hits(erased.of_person(id).id)}


def added(erasure: Erasure, table: str, row_id: int, column: str) -> int:
    """A text that an erasure of before listed."""
    hits = Base.metadata.tables["erasure_hits"]
    given = {"erasure_id": erasure.id, "table_name": table, "row_id": row_id, "column_name": column}
    with writing():
        made = put(hits, given | {"record_type": table, "record_id": row_id, "state": "open"}, {})
        db.session.commit()
    return made


def test_the_notes_of_a_living_namesake_are_their_own(app: Flask) -> None:
    with app.app_context():
        gone = book.person(NAME, "ja").id
        book.person(NAME, "ja", notes=f"{NAME}さん、左利き")
        other = book.person("三角 はな", "ja", notes=f"{NAME}さんの部下").id
    erase(app, gone)
    with app.app_context():
        assert list(hits_of(gone)) == [("people", other, "notes")]


@pytest.mark.both
def test_a_row_that_leads_to_a_living_namesake_is_no_hit_and_is_not_redacted(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        book.load_rates()
        at = scene()
        with writing():
            names = Base.metadata.tables["person_names"]
            db.session.execute(update(names).where(names.c.person_id == at.tanabe).values(full=NAME))
            db.session.commit()
        book.organisation("延吉市商务局二", notes=f"{NAME}に聞く")
        talk(at)
        drafted(at)
        with writing():
            for table in ("participants", "attendees", "signatories"):
                rows = Base.metadata.tables[table]
                db.session.execute(update(rows).where(rows.c.person_id == at.tanabe).values(name_snapshot=NAME))
            db.session.commit()
        id = book.person(NAME, "ja").id
    erase(app, id)
    with app.app_context():
        assert {table for table, _row, _column in hits_of(id)} == {"organisations"}
        participants = Base.metadata.tables["participants"]
        row_id = db.session.scalar(select(participants.c.id).where(participants.c.person_id == at.tanabe)) or 0
        old = added(erased.of_person(id), "participants", row_id, "name_snapshot")
    page = f"/subjects/erased/{id}"
    assert "It tells of somebody else who is in the contacts" in client.get(page).get_data(as_text=True)
    assert post(client, f"/subjects/hits/{old}/redact", page, meant="y").status_code == 422
    with app.app_context():
        called = db.session.scalar(select(participants.c.name_snapshot).where(participants.c.id == row_id))
        assert called == NAME


def test_a_text_about_a_talk_with_somebody_of_another_name_is_still_listed(app: Flask) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        talk_id = talk(at, purpose=f"{NAME}の紹介").id
        id = book.person(NAME, "ja").id
    erase(app, id)
    with app.app_context():
        assert ("meetings", talk_id, "purpose") in hits_of(id)


def test_where_somebody_else_has_the_name_each_text_says_so_and_needs_a_tick(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id, other = book.person(NAME, "ja").id, book.person("佐野　奈緒", "ja").id
        firm = book.organisation("延吉市商务局", notes=f"始{'あ' * 90}{NAME}に聞く").id
    erase(app, id)
    page = f"/subjects/erased/{id}"
    shown = client.get(page).get_data(as_text=True)
    assert f"…{'あ' * 60}<mark>{NAME}</mark>に聞く" in shown
    assert "Somebody else of this name, or of a longer one, is in the contacts:" in shown
    assert f'href="/contacts/people/{other}">#{other}' in shown
    assert f'href="/contacts/organisations/{firm}"' in shown
    with app.app_context():
        [hit] = hits_of(id).values()
    refused = post(client, f"/subjects/hits/{hit}/redact", page)
    assert refused.status_code == 422
    assert "tick that the text means" in refused.get_data(as_text=True)
    assert post(client, f"/subjects/hits/{hit}/redact", page, meant="y").status_code == 303
    with app.app_context():
        notes = db.session.scalar(select(Base.metadata.tables["organisations"].c.notes).filter_by(id=firm))
        assert NAME not in str(notes)


def test_a_text_of_a_part_of_a_report_is_shown_by_the_report(app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN, language="en")
    with app.app_context():
        id = book.person(NAME, "ja").id
        report = reports.begun(voyage.mission())
        with writing():
            section = reports_queries.section(reports_queries.one(report.id, user=cast.user()), "purpose")
            reports_services.write(section, text=f"{NAME}に会う", public_text="", withheld=False, by=cast.user())
            db.session.commit()
    erase(app, id)
    shown = client.get(f"/subjects/erased/{id}").get_data(as_text=True)
    assert "report_sections #" not in shown
    assert "report_texts #" not in shown
    assert shown.count(f"<mark>{NAME}</mark>") >= 1


def test_texts_of_an_approved_report_are_promised_to_stay_and_stay(app: Flask) -> None:
    with app.app_context():
        id = book.person(NAME, "ja").id
        report = reports.begun(voyage.mission())
        with writing():
            section = reports_queries.section(reports_queries.one(report.id, user=cast.user()), "purpose")
            reports_services.write(section, text=f"{NAME}に会う", public_text="", withheld=False, by=cast.user())
            db.session.commit()
        section_id, report_id = section.id, report.id
        of = Base.metadata.tables["mission_reports"]
        with writing():  # the frozen edition does not hold the name: a part does
            db.session.execute(
                update(of).where(of.c.id == report_id).values(frozen={"a": "b"}, approved_at=clock.now())
            )
            db.session.commit()
        db.session.expire_all()
        assert list(services.plan(id).frozen) == [("mission_reports", report_id)]
    erase(app, id)
    with app.app_context():
        assert hits_of(id) == {}
        old = added(erased.of_person(id), "report_sections", section_id, "text")
        with writing(), pytest.raises(Refused, match="stays as it is"):
            services.redact(erased.hit(old), by=None)
        text = db.session.scalar(select(Base.metadata.tables["report_sections"].c.text).filter_by(id=section_id))
        assert text == f"{NAME}に会う"


def test_a_signed_agreement_stays_and_a_draft_is_listed(app: Flask) -> None:
    with app.app_context():
        book.load_rates()
        at = scene()
        counts, draft = signed(at, notes=f"{NAME}の紹介"), drafted(at, title="下書き", notes=f"{NAME}の紹介")
        counts_id, draft_id = counts.id, draft.id
        id = book.person(NAME, "ja").id
        assert list(services.plan(id).frozen) == [("agreements", counts_id)]
    erase(app, id)
    with app.app_context():
        assert set(hits_of(id)) == {("agreements", draft_id, "notes")}
