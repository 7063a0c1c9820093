"""What the missions of the sample show: product sheets chosen, places to draw, a countdown and fees at work."""

from collections import Counter

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.checklists import queries as countdowns
from crm.core.database import db
from crm.core.permissions import Shell
from crm.letters.models import Letter
from crm.missions.models import ItineraryItem, Visit
from crm.outcomes import queries as outcomes
from crm.places.models import Place
from crm.reports.models import MissionReport
from crm.tasks import contents
from crm.tasks.models import Task
from crm.visas import queries as visas
from crm.visas.contents import Told, paper, sheet
from crm.visas.rules import PAPERS


def test_some_visits_choose_their_product_sheets_and_the_rest_take_all(sample: Flask) -> None:
    visits = db.session.scalars(select(Visit).options(selectinload(Visit.products))).all()
    chosen = [visit for visit in visits if visit.some_products]
    assert len(chosen) >= 5
    assert all(visit.products for visit in chosen)
    assert len(chosen) < len(visits)


def test_two_missions_touch_enough_places_with_coordinates_to_be_drawn(sample: Flask) -> None:
    found = select(ItineraryItem.activity_id, Place.id).join(Place, Place.id == ItineraryItem.place_id)
    touched = Counter(row[0] for row in db.session.execute(found.where(Place.lat.is_not(None)).distinct()))
    assert sum(places >= 4 for places in touched.values()) >= 2


def test_the_mission_ahead_has_most_of_its_countdown_and_its_fees_behind_it(sample: Flask) -> None:
    mission = db.session.scalars(select(Activity).where(Activity.status == "confirmed")).one()
    countdown = countdowns.countdown(mission)
    assert countdown.done >= 10
    assert all(task.status == "open" for task in countdown.after)
    money = activities.budget(mission.id)
    assert {share.funding_source for share in money.shares} == {"member_fee"}
    assert len([share for share in money.shares if not share.paid]) == 2


def test_a_number_is_of_one_kind_of_document_whatever_the_year(sample: Flask) -> None:
    plans, reports = (
        db.session.scalars(select(table)).all() for table in (Activity.document_number, MissionReport.number)
    )
    letters = set(db.session.scalars(select(Letter.number).where(Letter.number != "")))
    told = Counter([*plans, *reports, *letters])
    assert [number for number, times in told.items() if times > 1] == []
    assert {number[:7] for number in told} == {f"見商工第{year}-" for year in range(22, 27)}


def test_what_the_product_wrote_as_a_task_is_read_in_every_language(sample: Flask) -> None:
    own = (Task.record_type == "checklists") | Task.id.in_(outcomes.reminders())
    made = {task.id: task for task in db.session.scalars(select(Task).where(own))}
    for language in ("zh-Hans", "ko", "en"):
        told = contents.told(made.values(), language)
        assert [text for id, text in told.items() if text == made[id].text] == []


def test_guests_of_one_visit_have_papers_for_their_visas(sample: Flask) -> None:
    visit = db.session.scalars(select(Activity).where(Activity.type == "inbound_delegation", Activity.id > 3)).one()
    papers = visas.papers(visit.id, user=Shell())
    assert [(each.latin, bool(each.missing)) for each in papers.applicants] == [
        ("OUYANG HUA", False), ("SUN LINA", False), ("ZHOU JIN", True),
    ]  # fmt: skip
    assert [len(day.plans) for day in papers.days] == [1, 3, 2, 1]
    assert all(day.lodging_at for day in papers.days[:-1])
    words = visas.words(visit.id)
    assert words is not None
    told = Told(visit.start_on, words.consulate, words.purpose, words.background, words.relation, words.contact,
                words.contact_phone)  # fmt: skip
    printed = {kind: paper.html(sheet(kind, papers, told)) for kind in PAPERS}
    assert all("OUYANG HUA" in printed[kind] for kind in ("reasons", "guarantee", "list"))
    assert words.purpose in printed["reasons"]
    assert "今町ニット工業株式会社の工場を見学" in printed["stay"]
