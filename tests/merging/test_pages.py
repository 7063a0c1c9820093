"""The pages of merging: the queue, the screen with its choices, Undo, the old address, the rules."""

from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core.database import Base, db, writing
from crm.core.permissions import Role
from crm.jobs.models import Job
from crm.merging import rules, services
from crm.merging.models import Merge, MergeCandidate, MergeRules
from tests.cast import csrf_token, sign_in, user
from tests.contacts import book
from tests.contacts.pages import opened, text


@pytest.fixture
def pair(app: Flask) -> tuple[int, int]:
    """The same person twice, found by a scan."""
    with app.app_context():
        at = book.organisation()
        left = book.person("李明淑", at=at, contacts=[("email", "li@example.cn")]).id
        right = book.person("李 明俶", at=at, contacts=[("email", "li@example.cn")]).id
        scanned()
        return left, right


def scanned() -> None:
    with writing():
        services.write(services.look())
        db.session.commit()


def press(client: FlaskClient, path: str, action: str, **data: str) -> Any:
    return client.post(action, data={"csrf_token": csrf_token(client, path)} | data)


def test_the_queue_shows_the_pair_with_score_and_reasons(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    page = text(client, "/merging/")
    for shown in ("李明淑", "李 明俶", "Same e-mail address", "90", f"/merging/people/{pair[0]}/{pair[1]}"):
        assert shown in page, shown


def test_who_came_after_the_last_look_is_offered_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        apart, firm = (book.organisation(name, "ja").id for name in ("株式会社トヨタ自動車", "トヨタ自動車"))
        scanned()
        with writing():
            services.not_a_duplicate(db.session.scalars(select(MergeCandidate)).one(), by=user())
            db.session.commit()
        later = book.organisation("(株)トヨタ自動車", "ja").id
        one, other = (
            book.person(name, language, contacts=[("email", "li@example.cn")]).id
            for name, language in (("李 明俶", "zh-Hans"), ("리명숙", "ko"))
        )
    sign_in(client)
    page = text(client, f"/merging/organisations/{firm}/with")
    assert f"/merging/organisations/{firm}/{later}" in page
    assert f"/merging/organisations/{firm}/{apart}" not in page, "they are kept apart"
    assert "Same e-mail address" in text(client, f"/merging/people/{one}/with")
    assert f"/merging/people/{one}/{other}" in text(client, f"/merging/people/{one}/with")


def test_two_become_one_and_the_old_address_leads_to_it(app: Flask, client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    left, right = pair
    path = f"/merging/people/{left}/{right}"
    form = opened(client, path, "survivor")
    answer = client.post(path, data=form | {"pick-main_name": "right"})
    assert answer.headers["Location"] == f"/contacts/people/{left}"
    page = text(client, f"/contacts/people/{left}")
    assert "李 明俶" in page
    assert "/merging/1/undo" in page, "the message offers Undo"
    old = client.get(f"/contacts/people/{right}")
    assert (old.status_code, old.headers["Location"]) == (303, f"/contacts/people/{left}")
    assert f"Number {right} was merged into this record." in text(client, f"/contacts/people/{left}")
    assert client.get("/contacts/people/999").status_code == 404
    gone = '<bdi lang="zh-Hans">李 明俶</bdi>'
    assert f'/merging/1">{gone}</a>' in text(client, "/merging/?state=merged"), "the name is in Chinese"
    assert f"{gone} was merged" in text(client, f"/merging/panels/people/{left}")
    assert f"Merge of {gone}" in text(client, "/merging/1")
    assert "/merging/1/undo" in text(client, f"/merging/panels/people/{left}")
    with app.app_context():
        assert contacts.own_name(contacts.person(left, user=user())).text == "李 明俶"


def test_what_was_merged_is_not_brought_back_without_what_it_had(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    left, right = pair
    path = f"/merging/people/{left}/{right}"
    client.post(path, data=opened(client, path, "survivor"))
    answer = press(client, "/merging/", f"/contacts/people/{right}/restore")
    assert answer.status_code == 409
    assert "Undo the merge" in answer.get_data(as_text=True)
    assert client.get(f"/contacts/people/{right}").headers["Location"] == f"/contacts/people/{left}"


def test_a_pair_opened_before_a_merge_leads_to_those_that_stayed(
    app: Flask, client: FlaskClient, pair: tuple[int, int]
) -> None:
    sign_in(client)
    left, right = pair
    with app.app_context():
        third = book.person("李明淑").id
    path, other = f"/merging/people/{left}/{right}", f"/merging/people/{right}/{third}"
    form, kept = opened(client, path, "survivor"), opened(client, other, "survivor")
    client.post(path, data=form)
    assert client.post(path, data=form).headers["Location"] == f"/contacts/people/{left}"
    assert client.post(other, data=kept).headers["Location"] == f"/merging/people/{left}/{third}"
    assert f"Number {right} was merged into number {left}." in text(client, f"/merging/people/{left}/{third}")
    assert client.get(f"/merging/people/{right}/with").headers["Location"] == f"/merging/people/{left}/with"
    assert client.get(f"/merging/people/{left}/999").status_code == 404


def test_lists_kept_from_before_show_what_belongs_to_the_one_that_stayed(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with app.app_context():
        left, right = book.organisation("延边大洋").id, book.organisation("延邊大洋").id
        book.person("李明淑", at=db.session.get_one(Organisation, left))
    path = f"/merging/organisations/{left}/{right}"
    client.post(path, data=opened(client, path, "survivor"))
    page = text(client, f"/contacts/people?organisation={right}")
    assert "李明淑" in page
    assert "延边大洋" in page


def test_undo_gives_both_back_and_the_pair_waits_again(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    left, right = pair
    path = f"/merging/people/{left}/{right}"
    client.post(path, data=opened(client, path, "survivor"))
    answer = press(client, "/merging/?state=merged", "/merging/1/undo")
    assert answer.headers["Location"] == f"/contacts/people/{right}"
    assert "李 明俶" in text(client, f"/contacts/people/{right}")
    assert path in text(client, "/merging/")
    assert press(client, "/users/profile", "/merging/1/undo").status_code == 409


def test_what_was_edited_since_is_told_in_words_and_stays(
    app: Flask, client: FlaskClient, pair: tuple[int, int]
) -> None:
    sign_in(client)
    path = f"/merging/people/{pair[0]}/{pair[1]}"
    people = Base.metadata.tables["people"]
    with app.app_context(), writing():
        for id, notes in zip(pair, ("左", "右"), strict=True):
            db.session.execute(people.update().where(people.c.id == id).values(notes=notes))
        db.session.commit()
    client.post(path, data=opened(client, path, "survivor"))
    with app.app_context(), writing():
        db.session.execute(people.update().where(people.c.id == pair[0]).values(notes="新しいメモ"))
        db.session.commit()
    answer = press(client, "/merging/?state=merged", "/merging/1/undo")
    assert answer.status_code == 409
    shown = unescape(answer.get_data(as_text=True))
    assert "Edited since the merge" in shown
    assert "Notes" in shown[shown.index("Edited since the merge") : shown.index("Key facts")]
    answer = press(client, "/merging/1", "/merging/1/undo", keep="1")
    assert answer.headers["Location"] == f"/contacts/people/{pair[1]}"
    assert "新しいメモ" in text(client, f"/contacts/people/{pair[0]}")


def test_a_record_that_was_changed_meanwhile_is_shown_anew(
    app: Flask, client: FlaskClient, pair: tuple[int, int]
) -> None:
    sign_in(client)
    path = f"/merging/people/{pair[0]}/{pair[1]}"
    form = opened(client, path, "survivor") | {"pick-main_name": "right"}
    with app.app_context(), writing():
        people = Base.metadata.tables["people"]
        db.session.execute(people.update().where(people.c.id == pair[1]).values(version=7, salutation="女士"))
        db.session.commit()
    answer = client.post(path, data=form)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "女士" in page
    assert 'value="right" checked' in page, "what was chosen is kept"
    with app.app_context():
        assert db.session.scalars(select(Merge)).all() == []


def test_a_side_that_is_not_offered_is_refused(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    path = f"/merging/people/{pair[0]}/{pair[1]}"
    answer = client.post(path, data=opened(client, path, "survivor") | {"pick-person_names": "none"})
    assert answer.status_code == 422
    assert "Choose a side for each line." in answer.get_data(as_text=True)


def test_not_a_duplicate_is_remembered_for_good(app: Flask, client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    press(client, "/merging/", "/merging/pairs/1/not-a-duplicate")
    with app.app_context():
        scanned()
        assert [p.state for p in db.session.scalars(select(MergeCandidate))] == [rules.NOT_DUPLICATE]
    assert "No possible duplicates" in text(client, "/merging/")
    assert "李明淑" in text(client, "/merging/?state=not_duplicate")
    press(client, "/merging/?state=not_duplicate", "/merging/pairs/1/reconsider")
    assert "李明淑" in text(client, "/merging/")
    assert "Marked as not a duplicate" in text(client, f"/audit/people/{pair[0]}")


def test_exactly_two_ticked_rows_are_compared(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    left, right = pair
    answer = client.get(f"/merging/selected-people?id={left}&id={right}")
    assert answer.headers["Location"] == f"/merging/people/{left}/{right}"
    assert client.get(f"/merging/selected-people?id={left}").status_code == 409
    assert client.get(f"/merging/selected-people?id={left}&id={right}&all=yes").status_code == 409


def test_another_record_is_found_by_name(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client)
    assert "李 明俶" in text(client, f"/merging/people/{pair[0]}/with"), "the known pair stands there without a search"
    assert "李 明俶" in text(client, f"/merging/people/{pair[0]}/with?q=明俶")
    assert "There is nobody of that name" in text(client, f"/merging/people/{pair[0]}/with?q=朴")


def test_organisations_are_compared_too(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    with app.app_context():
        left = book.organisation("株式会社トヨタ自動車", "ja", country="JP", roles=["maker_sme"], profile="x").id
        right = book.organisation("トヨタ自動車", "ja", country="JP", employees=12).id
        scanned()
    assert "Same name without the legal form" in text(client, "/merging/?kind=organisations")
    path = f"/merging/organisations/{left}/{right}"
    assert client.post(path, data=opened(client, path, "survivor")).status_code == 303
    assert client.get(f"/contacts/organisations/{right}").headers["Location"] == f"/contacts/organisations/{left}"


def test_looking_again_is_work_for_the_background(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    press(client, "/merging/", "/merging/scan")
    with app.app_context():
        assert [job.kind for job in db.session.scalars(select(Job))] == [rules.SCAN_JOB]


def test_the_administrator_sets_weights_and_threshold(app: Flask, client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client, Role.ADMIN)
    form = opened(client, "/merging/rules", "threshold")
    wrong = client.post("/merging/rules", data=form | {"email": "101"})
    assert wrong.status_code == 422
    assert 'value="101"' in wrong.get_data(as_text=True)
    assert client.post("/merging/rules", data=form | {"email": "20", "post": "0"}).status_code == 303
    with app.app_context():
        scanned()
        assert db.session.scalars(select(MergeCandidate)).all() == []
        assert db.session.scalars(select(MergeRules.threshold)).all() == [30]
    again = opened(client, "/merging/rules", "threshold") | {"post": "40"}
    assert client.post("/merging/rules", data=again).status_code == 303
    assert client.post("/merging/rules", data=again | {"form_id": "x"}).status_code == 409, "a stale form"


def test_only_who_may_merge_sees_any_of_it(client: FlaskClient, pair: tuple[int, int]) -> None:
    sign_in(client, Role.MISSION_LEADER)
    assert client.get("/merging/").status_code == 403
    assert "Merge with" not in text(client, f"/contacts/people/{pair[0]}")
    other = client.application.test_client()
    sign_in(other, Role.COORDINATOR)
    assert other.get("/merging/rules").status_code == 403


def test_the_queue_asks_as_often_for_thirty_pairs_as_for_three(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    counts = []
    for number in (3, 30):
        with app.app_context():
            for i in range(number):
                for _ in range(2):
                    book.person("李明淑", contacts=[("email", f"li{number}.{i}@example.cn")])
            scanned()
        for state in (rules.OPEN, rules.SETTLED):
            counts.append(statements(app, client, f"/merging/?state={state}"))
    assert counts[:2] == counts[2:]


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    told: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        told.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(told)


def test_the_command_scans_and_counts(app: Flask, runner: Any, pair: tuple[int, int]) -> None:
    told = runner.invoke(args=["merging", "scan", "--json"])
    assert told.exit_code == 0, told.output
    assert '"open": {"people": 1, "organisations": 0}' in told.output
    with app.app_context():
        assert db.session.get_one(Person, pair[0]).merged_into_id is None
