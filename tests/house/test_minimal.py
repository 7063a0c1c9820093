"""What is not asked is not kept (DP-14), and the sample names nobody who exists (DP-18)."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from crm.contacts.models import ContactPoint
from crm.core.database import Base, db
from tools.steps import ROOT

#: What nobody needs to know of people.
UNASKED = re.compile(r"nationality|ethnic|religio|faith|birth|gender|(^|_)sex($|_)|passport|id_number|my_number|blood")
#: Of a passport in general, of nobody: which travellers need a visa.
OF_RULES = {("entry_rules", "nationality")}
#: Domains that nobody can own (RFC 2606), and those of the countries for the same use.
FICTIONAL = re.compile(
    r"(^|[@./])(example\.(com|org|net|jp|cn|kr)|example\.(co\.jp|com\.cn|co\.kr)|[\w-]+\.example)(/|$)"
)


def test_no_column_asks_what_nobody_needs_to_know() -> None:
    found = {
        (table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns
        if UNASKED.search(column.name)
    }  # fmt: skip
    assert found - OF_RULES == set(), "such a value stands among the sealed travel details, or nowhere (DP-14)"


@pytest.mark.usefixtures("sampled")
def test_the_addresses_of_the_sample_belong_to_nobody(app: Flask) -> None:
    with app.app_context():
        rows = db.session.scalars(select(ContactPoint.value).where(ContactPoint.kind.in_(("email", "website")))).all()
    assert [value for value in rows if not FICTIONAL.search(value)] == []


def test_the_files_of_the_sample_name_no_address_of_anybody() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "crm/sample/data").rglob("*.tsv")]
    found = {mail for text in texts for mail in re.findall(r"[\w.+-]+@[\w.-]+\w", text)}
    assert {mail for mail in found if not FICTIONAL.search(mail)} == set()
