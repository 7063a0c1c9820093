"""Statements that are made once: they find what each call asks for, and nothing else."""

from flask import Flask
from sqlalchemy import Select, select

from crm.contacts.models import Organisation
from crm.core import reading
from crm.lookup.models import LookupEntry
from tests.contacts import book

ASKED: Select[int] = select(Organisation.id).where(reading.of_ids(Organisation.id)).order_by(Organisation.id)


def test_a_kept_statement_finds_the_rows_of_the_ids_that_it_is_asked_about(app: Flask) -> None:
    with app.app_context():
        first, other, last = (book.organisation(name).id for name in ("延吉大洋食品有限公司", "清水物産", "대양식품"))
        assert [row.id for row in reading.rows(ASKED, ids=[last, first])] == [first, last]
        assert [row.id for row in reading.rows(ASKED, ids=[other])] == [other]
        assert not reading.rows(ASKED, ids=[])
        assert not reading.rows(ASKED, ids=[last + 1])


def test_a_column_is_one_of_the_codes_or_not(app: Flask) -> None:
    with app.app_context():
        firms = {country: book.organisation(f"会社 {country}", country=country).id for country in ("JP", "CN", "KR")}
        abroad = select(Organisation.id).where(reading.one_of(Organisation.country, ("CN", "KR")))
        assert {row.id for row in reading.rows(abroad)} == {firms["CN"], firms["KR"]}
        assert not reading.rows(select(Organisation.id).where(reading.one_of(Organisation.country, ())))


def test_ids_may_be_as_wide_as_their_column(app: Flask) -> None:
    with app.app_context():
        book.organisation("延吉大洋食品有限公司")
        [known] = reading.rows(select(LookupEntry.id))
        found = select(LookupEntry.id).where(reading.of_ids(LookupEntry.id))
        assert known.id > 2**32
        assert reading.rows(found, ids=[1, known.id]) == [known]
