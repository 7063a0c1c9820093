"""Leads of guests who come to us: chosen from the delegation instead of typed."""

from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import sign_in
from tests.contacts import book
from tests.meetings.scene import scene, talk
from tests.missions import voyage


def test_a_lead_of_an_inbound_mission_is_about_a_guest_who_is_chosen(app: Flask, client: FlaskClient) -> None:
    """Each lead had to be typed, and matched to the contacts twice, though the names were those of the roster."""
    with app.app_context():
        voyage.load_places()
        bureau = book.organisation("延边长白山人参制品有限公司")
        visit = voyage.mission(
            direction="inbound", type="inbound_delegation", place_id=book.place(voyage.MITSUKE).id,
            sender_organisation_id=bureau.id,
        )  # fmt: skip
        guest = book.person("许美花", at=bureau)
        voyage.delegate(voyage.fresh(visit), guest, organisation_id=bureau.id)
        helper = book.person("朴明哲", at=bureau)
        voyage.delegate(voyage.fresh(visit), helper, organisation_id=bureau.id, role="interpreter")
        there, away = visit.id, voyage.mission().id
        ids = (guest.id, bureau.id)
    sign_in(client)
    shown = unescape(client.get(f"/leads/new?activity_id={there}").get_data(as_text=True)).split('id="guests"')[1]
    link = f"/leads/new?activity_id={there}&person_id={ids[0]}&organisation_id={ids[1]}"
    assert (f'href="{link}"' in shown, "朴明哲" in shown) == (True, False)
    assert "许美花" in client.get(link).get_data(as_text=True)
    assert (
        "<li>" not in client.get(f"/leads/new?activity_id={away}").get_data(as_text=True).split('id="guests"')[1][:200]
    )


def test_a_lead_of_a_mission_that_we_send_is_about_somebody_whom_a_talk_met(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        at = scene()
        talk(at, activity_id=at.mission)
        talk(at, activity_id=at.mission)
    sign_in(client)
    shown = unescape(client.get(f"/leads/new?activity_id={at.mission}").get_data(as_text=True)).split('id="guests"')[1]
    link = f"/leads/new?activity_id={at.mission}&person_id={at.li}&organisation_id={at.commerce_bureau}"
    assert (shown.count(f'href="{link}"'), f"person_id={at.tanabe}" in shown) == (1, False)
    assert "李明淑" in client.get(link).get_data(as_text=True)
