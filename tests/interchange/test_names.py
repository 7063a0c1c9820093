"""Names as lists write them: with what is said behind them to be polite, and with a middle name."""

import pytest
from flask import Flask
from sqlalchemy import select

from crm.contacts.models import Person
from crm.core.database import db
from tests.interchange.test_cells import draft
from tests.interchange.test_rows import outcome


@pytest.mark.parametrize(
    ("said", "name", "salutation"),
    [
        ({"full_name": "田中 太郎 様"}, "田中 太郎", ""),
        ({"full_name": "田中太郎様"}, "田中太郎", ""),
        ({"full_name": "王建国先生"}, "王建国", "先生"),
        ({"full_name": "李明淑 女士"}, "李明淑", "女士"),
        ({"full_name": "김철수님"}, "김철수", ""),
        ({"full_name": "김철수 씨"}, "김철수", ""),
        ({"family": "田中", "given": "太郎様"}, "田中 太郎", ""),
        ({"family": "田中", "given": "様"}, "田中", ""),
        ({"family": "김", "given": "철수님"}, "김철수", ""),
        ({"full_name": "鵜殿"}, "鵜殿", ""),
        ({"full_name": "박한님"}, "박한님", ""),
        ({"family": "鵜殿", "given": "健"}, "鵜殿 健", ""),
    ],
)
def test_what_a_list_puts_behind_a_name_to_be_polite_is_no_part_of_it(
    said: dict[str, str], name: str, salutation: str
) -> None:
    found = draft(**said)
    assert (found.name["full"], found.salutation) == (name, salutation)


@pytest.mark.usefixtures("session")
def test_a_new_person_is_addressed_as_the_list_does(app: Flask) -> None:
    assert outcome(app, "", "李明淑女士", "", "", "", "")[0] == "new"
    assert db.session.scalars(select(Person.salutation)).one() == "女士"


def test_a_middle_name_stands_behind_the_given_one() -> None:
    found = draft(given="John", middle="Quincy", family="Smith")
    assert (found.name["full"], found.name["given"]) == ("John Quincy Smith", "John Quincy")
    found = draft(full_name="John Smith", given="John", middle="Quincy", family="Smith")
    assert (found.name["full"], found.name["family"]) == ("John Smith", "Smith")
