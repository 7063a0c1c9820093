"""What a company types on the page of its link is not lost with its session."""

from flask.testing import FlaskClient

from tests.outcomes.test_outcomes import link as link  # the fixture
from tests.outcomes.test_outcomes import plumbing


def test_an_answer_that_was_typed_for_hours_comes_back_and_is_sent_once_more(client: FlaskClient, link: str) -> None:
    sent = plumbing(client.get(link).text) | {"standing": "terms", "order": "expected", "comment": "来春に再訪"}
    client.delete_cookie("session")
    late = client.post(link, data=sent)
    assert (late.status_code, "来春に再訪" in late.text) == (400, True)
    assert client.post(link, data=sent | plumbing(late.text)).status_code == 303
