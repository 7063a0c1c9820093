"""Pages name whom they are about as lists do: in the reader's language where such a name or title is on file."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import services
from crm.contacts.models import Affiliation
from crm.contacts.rules import OrganisationNameInput
from crm.core.database import db, writing
from crm.partners import services as partners
from crm.partners.services import RouteInput
from crm.watches import services as watches
from tests.agreements.deals import drafted
from tests.cast import SET_UP, sign_in, user
from tests.meetings.scene import Scene, scene, talk

CHINESE, JAPANESE = "延吉市商务局", "延吉市商務局"


@pytest.fixture
def pages(app: Flask) -> dict[str, str]:
    """{what it is: its address} of pages that name the bureau, whose Japanese name and title are on file."""
    with app.app_context():
        at: Scene = scene()
        with writing():
            bureau = contacts.organisation(at.commerce_bureau, user=user())
            names = [OrganisationNameInput(JAPANESE, "ja", kind="trade")]
            name = OrganisationNameInput(CHINESE, "zh-Hans")
            services.change_organisation(
                bureau, name=name, country="CN", place_id=at.place, by=user(), other_names=names
            )
            with action(SET_UP, by=None):
                (post,) = db.session.scalars(select(Affiliation).where(Affiliation.person_id == at.li))
                post.titles = {"ja": "課長"}
            watches.watch("organisations", bureau.id, days=30, by=user())
            route = partners.record(RouteInput(bureau.id, "卸売", "wholesale_market"), by=user())
            db.session.commit()
        return {
            "meeting": f"/meetings/{talk(at).id}",
            "agreement": f"/agreements/{drafted(at).id}",
            "counterparts": "/meetings/new",
            "watches": "/watches/",
            "routes": "/partners/",
            "route": f"/partners/{route.id}",
        }


def test_pages_name_an_organisation_and_a_title_in_the_language_of_the_reader(
    app: Flask, client: FlaskClient, pages: dict[str, str]
) -> None:
    sign_in(client, language="ja")
    told = {name: unescape(client.get(path).get_data(as_text=True)).split("<main")[1] for name, path in pages.items()}
    assert {name for name, shown in told.items() if JAPANESE not in shown} == set()
    main = f'<bdi lang="zh-Hans">{CHINESE}</bdi></a>'
    assert {name for name, shown in told.items() if main in shown} == set()
    assert [name for name, shown in told.items() if "課長" in shown] == ["meeting", "agreement"]
