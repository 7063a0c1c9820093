"""Own fields in the lists: a column each, filtered, shown and exported like the others, at no cost when not shown."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.audit import services as audit
from crm.contacts.rules import SkillInput
from crm.core.database import db, writing
from crm.fields import queries as field_queries
from crm.fields import rules as fields_rules
from crm.fields import services as fields
from crm.fields.services import OptionInput
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text
from tests.statements import sent

pytestmark = pytest.mark.both


@pytest.fixture
def own(app: Flask) -> dict[str, int]:
    """Three fields of people and what two people say in them: {label: id}."""
    with app.app_context():
        first, second = book.person("李明淑").id, book.person("金成浩").id
        with writing():
            by = user()
            gift = fields.make(record_type="people", kind="text", labels={"en": "Gift", "ja": "土産"}, by=by)
            score = fields.make(record_type="people", kind="number", labels={"en": "Score"}, by=by)
            size = fields.make(
                record_type="people", kind="choice", labels={"en": "Size"},
                options=[OptionInput("大"), OptionInput("小")], by=by,
            )  # fmt: skip
            db.session.flush()
            fields.set_values("people", first, {gift.id: "米菓 <b>", score.id: "12.5", size.id: "大"}, by=by)
            fields.set_values("people", second, {gift.id: "茶", score.id: "3"}, by=by)
            db.session.commit()
            return {"gift": gift.id, "score": score.id, "size": size.id}


def test_an_own_field_is_a_column(client: FlaskClient, own: dict[str, int]) -> None:
    sign_in(client)
    page = text(client, f"/contacts/people?col=own-{own['gift']}&col=own-{own['score']}")
    assert f'sort=own-{own["gift"]}">Gift' in page
    assert "米菓 &lt;b&gt;" in page
    assert ">12.5</td>" in page
    assert "Gift" not in text(client, "/contacts/people")
    assert "Gift" in text(client, "/lists/people/adjust/columns")
    sign = text(client, "/lists/people/adjust/filters")
    assert f'name="own-{own["score"]}-least"' in sign
    assert f'name="own-{own["size"]}-is"' in sign


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("own-{gift}-contains=米", {"李明淑"}), ("own-{score}-least=4", {"李明淑"}), ("own-{score}-most=4", {"金成浩"}),
        ("own-{size}-is=大", {"李明淑"}), ("own-{size}-is=特大", {"李明淑", "金成浩"}),
        ("own-{score}-least=many", {"李明淑", "金成浩"}), ("own-{score}-least=3&own-{gift}-contains=茶", {"金成浩"}),
    ],
)  # fmt: skip
def test_a_list_is_narrowed_by_own_fields(
    client: FlaskClient, own: dict[str, int], condition: str, found: set[str]
) -> None:
    sign_in(client)
    page = text(client, f"/contacts/people?{condition.format(**own)}")
    assert {name for name in ("李明淑", "金成浩") if name in page} == found


def test_own_fields_are_exported(client: FlaskClient, own: dict[str, int]) -> None:
    sign_in(client)
    path = f"/lists/people/export?col=own-{own['score']}&col=own-{own['size']}"
    answer = client.post(path, data=opened(client, path, "format") | {"format": "csv"})
    file = client.get(answer.headers["Location"], buffered=True)
    rows = list(csv.reader(io.StringIO(file.get_data().decode("utf-8-sig"), newline="")))
    assert rows[0][-2:] == ["Score", "Size"]
    assert {(row[0], *row[-2:]) for row in rows[1:]} == {("李明淑", "12.5", "大"), ("金成浩", "3", "")}


def test_a_field_that_was_archived_is_passed_over(client: FlaskClient, app: Flask, own: dict[str, int]) -> None:
    with app.app_context(), writing():
        audit.archive(field_queries.one(own["gift"]), fields_rules.FIELD_ARCHIVED, by=user())
        db.session.commit()
    sign_in(client)
    page = text(client, f"/contacts/people?col=own-{own['gift']}&own-{own['gift']}-contains=米")
    assert "金成浩" in page


def test_a_page_with_every_column_costs_the_same_for_three_and_ten(
    client: FlaskClient, app: Flask, own: dict[str, int]
) -> None:
    sign_in(client)
    every = "&".join(f"col={c}" for c in ("post", "place", "languages", "email", "phone", "chat", "tags", "changed"))
    path = f"/contacts/people?{every}&col=own-{own['gift']}"
    costs = []
    for start, end in ((0, 3), (3, 10)):
        with app.app_context():
            for number in range(start, end):
                firm = book.organisation(f"会社{number}", "ja", country="JP")
                book.person(
                    f"山田 {number}", "ja", at=firm, languages=[SkillInput("en", "basic")],
                    contacts=[("email", f"y{number}@example.jp")],
                )  # fmt: skip
        text(client, path)
        with sent(app) as cost:
            text(client, path)
            costs.append(len(cost))
    assert costs[0] == costs[1]
    with sent(app) as cost:
        text(client, "/contacts/people")
        assert len(cost) <= 12, (
            "session and user, views, rows, count, names, posts, places, languages, next step, last contact"
        )
