"""What the service refuses is told together with what the fields say, and nothing is saved while something is wrong."""

import ast
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user
from sqlalchemy import func, select

from crm.audit.models import AuditEntry
from crm.contacts.models import Person
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.core.texts import Text
from crm.web.forms import BaseForm, Day, Line
from crm.web.pages import attempt
from tests.cast import sign_in, user
from tests.contacts import book
from tests.contacts.pages import filled_form, opened

CRM = Path(__file__).parents[2] / "crm"
NEW = "/contacts/people/new"
TWICE = "Each language may appear only once."

#: Views with a form of their own that is judged only when it is whole, and why.
WHOLE = {
    "applications/views.py": "whoever asks has no account: the service counts how often somebody tried",
    "booths/views.py": "phones without an account, and captures that wait on a device and are sent again",
    "users/views.py": "the service counts tries, and a password is told right or wrong only in one answer",
    "lists/views/lists.py": "a file is made as soon as it is asked for",
    "interchange/views/batches.py": "a file is read as it comes",
    "missions/views/pasted.py": "every row that was pasted is judged by itself already",
    "rosters/views.py": "every row that was pasted is judged by itself already",
    "matching/views/companies.py": "every row is judged by itself already",
    "missions/views/itinerary.py": "a drag has no fields",
    "meetings/views/minutes.py": "what two people wrote is merged first",
    "merging/views.py": "two records are chosen field by field",
    "travel/views.py": "the sheet may have been begun by two people at once",
    "showrooms/views/partners.py": "the partner has no account",
    "showrooms/views/sales.py": "a file is read as it comes",
    "threads/views/acts.py": "a file is kept as it comes",
    "agreements/views.py": "an act that asks for one answer",
    "web/listings/bulk.py": "each ticked row is judged by itself already",
}


def _speaking_twice(client: FlaskClient) -> dict[str, str]:
    grown = client.post(NEW, data=opened(client, NEW, "family") | {"add-languages": "1"})
    form = filled_form(grown.get_data(as_text=True), "family")
    grown = client.post(NEW, data=form | {"add-languages": "1"})
    form = filled_form(grown.get_data(as_text=True), "family")
    said = {f"languages-{n}-{what}": told for n in (0, 1) for what, told in (("language", "ja"), ("level", "business"))}
    return form | said


def _rows() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Person, AuditEntry)]


def test_what_the_service_refuses_is_told_beside_what_a_field_lacks(client: FlaskClient) -> None:
    sign_in(client)
    form = _speaking_twice(client)
    answer = client.post(NEW, data=form | {"salutation": "x" * 500})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter the family name, the given name or the full name." in page
    assert TWICE in page
    assert f'value="{"x" * 500}"' in page or "x" * 100 in page, "what was typed is still there"
    assert "Unwritten" not in page


def test_nothing_is_kept_of_what_was_only_tried(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    form = opened(client, NEW, "family") | {"notes": "泊まりは駅前"}
    with app.app_context():
        before = _rows()
    answer = client.post(NEW, data=form)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "泊まりは駅前" in page) == (422, True)
    with app.app_context():
        assert _rows() == before
    saved = client.post(NEW, data=form | {"family": "金", "given": "成浩"})
    assert saved.status_code == 303, "the form counts as not sent yet"


def test_the_record_is_what_it_was(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        someone = book.person("李明淑", family="李", given="明淑")
        id, before = someone.id, someone.sort_key
    sign_in(client)
    path = f"/contacts/people/{id}/edit"
    answer = client.post(
        path, data=opened(client, path, "family") | {"family": "王", "full": "", "salutation": "x" * 500}
    )
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'value="王"' in page) == (422, True)
    with app.app_context():
        assert db.session.scalars(select(Person.sort_key).where(Person.id == id)).one() == before


class _Stay(BaseForm):
    first, last, note = Day("First"), Day("Last"), Line("Note")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [("2026-12-03", "soon", {"first", "last"}), ("2026-12-03", "", {"first"}), ("soon", "2026-12-01", {"first"})],
)
def test_the_service_judges_as_far_as_it_gets_without_a_value_that_nobody_knows(
    app: Flask, first: str, last: str, told: set[str]
) -> None:
    """The third: which of the two days comes first is not known, whatever the record says of it."""
    with app.app_context():
        user(Role.COORDINATOR)
    with app.test_request_context(method="POST", data={"first": first, "last": last, "note": "n"}):
        login_user(user(Role.COORDINATOR))
        form = _Stay(meta={"csrf": False})
        entered = form.is_sent()
        with attempt(form):
            if form.first.data == date(2026, 12, 3):
                raise Refused(Text("Not on that day."), "first")
            if form.first.data is not None and form.last.data is not None and form.last.data < form.first.data:
                raise Refused(Text("Ends before it starts."), "last")
        assert (entered, set(form.errors)) == (True, told)
        assert (form.first.data, form.http_status) == (date(2026, 12, 3) if first != "soon" else None, 422)


def test_every_view_that_saves_a_form_has_it_judged_or_says_why_not() -> None:
    """And those that do end in what saves, inside of `attempt`: else a form that is not valid was kept."""
    seen = set()
    for path in sorted(CRM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            code, where = ast.unparse(node), f"{path.relative_to(CRM)}"
            if "with attempt(form" in code and ".is_sent()" not in code:
                seen.add(where)
            for asked in [each for each in ast.walk(node) if isinstance(each, ast.If)]:
                if ".is_sent()" in ast.unparse(asked.test):
                    tried = [each for each in ast.walk(asked) if isinstance(each, ast.With)]
                    saving = [each for each in tried if "attempt(" in ast.unparse(each.items[0])]
                    assert saving, f"{where}: {node.name}"
                    assert all(isinstance(each.body[-1], ast.Return) for each in saving), f"{where}: {node.name}"
    assert seen == set(WHOLE)
