"""What begins as the office usually writes."""

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.permissions import Role
from crm.office import queries, services
from crm.users import queries as users
from tests.cast import hidden, sign_in


def test_forms_and_accounts_begin_as_the_office_usually_writes(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing():
        row = queries.record()
        assert row is not None
        names = {"zh-Hans": "〇〇商务局"}
        told = replace(queries.current(), names=names, language="zh-Hans", zone="Asia/Shanghai", currency="CNY")
        services.change(row, told, by=None)
        db.session.commit()
    sign_in(client, Role.ADMIN)
    page = client.get("/users/new").get_data(as_text=True)
    assert '<option selected value="zh-Hans"' in page
    typed = {name: hidden(page, name) for name in ("csrf_token", "form_id", "as_opened")}
    typed |= {"email": "zhang@example.cn", "display_name": "张", "role": "coordinator", "language": "zh-Hans"}
    assert client.post("/users/new", data=typed | {"password": "a long pass phrase 7"}).status_code == 303
    with app.app_context():
        found = users.by_email("zhang@example.cn")
        assert found is not None
        assert found.timezone == "Asia/Shanghai"
    assert '<option selected value="CNY"' in client.get("/negotiations/new").get_data(as_text=True)
