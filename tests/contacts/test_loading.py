"""What hangs on records is loaded by statements that are made once."""

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from crm.contacts.models import Organisation
from crm.core import reading
from tests.contacts import book
from tests.statements import sent


def test_each_record_gets_its_own_rows_in_their_order_by_one_statement_a_list(
    app: Flask, session: scoped_session[Session]
) -> None:
    first = book.organisation("延边大洋商贸有限公司", roles=["wholesaler", "importer"]).id
    second = book.organisation("株式会社みつけ工業", "ja", country="JP").id
    session.expunge_all()
    found = {row.id: row for row in session.scalars(select(Organisation))}
    with sent(app) as statements:
        reading.fill([*found.values(), found[first], None], Organisation.names, Organisation.roles)
    assert len(statements) == 2
    assert [name.text for name in found[first].names] == ["延边大洋商贸有限公司"]
    assert [role.role for role in found[first].roles] == ["wholesaler", "importer"]
    assert [name.text for name in found[second].names] == ["株式会社みつけ工業"]
    assert found[second].roles == []


def test_nothing_is_asked_about_nobody(app: Flask) -> None:
    with sent(app) as statements:
        reading.fill([None], Organisation.names)
    assert statements == []
