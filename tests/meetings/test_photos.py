"""Photos on a meeting: written anew, captioned, at most four of them in the report."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.meetings import queries, rules, services
from tests.cards.pictures import photograph, picture
from tests.cast import hidden, sign_in, user
from tests.meetings.scene import scene, talk


@pytest.fixture
def meeting(app: Flask) -> int:
    with app.app_context():
        return talk(scene()).id


def sent(client: FlaskClient, meeting: int, *contents: bytes, caption: str = "") -> int:
    """Upload photos as a browser does; the status of the answer."""
    path = f"/meetings/{meeting}/photos/new"
    page = client.get(path).get_data(as_text=True)
    data = {name: hidden(page, name) for name in ("csrf_token", "form_id")} | {"caption": caption}
    files = [(BytesIO(content), f"{place}.jpg") for place, content in enumerate(contents)]
    return client.post(path, data=data | {"pictures": files}, content_type="multipart/form-data").status_code


def test_a_photo_is_kept_without_what_hides_in_it(app: Flask, client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    assert sent(client, meeting, photograph(), picture(), caption="調印の様子") == 303
    shown = client.get(f"/meetings/{meeting}").get_data(as_text=True)
    assert shown.count("調印の様子") >= 2
    answer = client.get(f"/meetings/{meeting}/photos/1")
    assert answer.mimetype == "image/jpeg"
    with Image.open(BytesIO(answer.data)) as kept:
        assert not kept.getexif()
    assert len(client.get(f"/meetings/{meeting}/photos/1?small").data) < len(answer.data)


def test_what_is_no_picture_is_refused_beside_its_field(client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    assert sent(client, meeting, b"%PDF-1.7") == 422
    assert sent(client, meeting) == 422


def test_the_report_shows_at_most_four(app: Flask, client: FlaskClient, meeting: int) -> None:
    sign_in(client)
    assert sent(client, meeting, *[picture()] * 5) == 303
    with app.app_context(), writing():
        found = queries.one(meeting, user=user())
        for photo in found.photos[: rules.MOST_IN_REPORT]:
            services.change_photo(photo, caption="", in_report=True, by=user())
        with pytest.raises(Refused, match="at most"):
            services.change_photo(found.photos[-1], caption="", in_report=True, by=user())
        services.remove_photo(found.photos[0], by=user())
        services.change_photo(found.photos[-1], caption="末席", in_report=True, by=user())
        db.session.commit()
        shown = queries.report_photos([meeting])[meeting]
        assert [photo.caption for photo in shown] == ["", "", "", "末席"]
