"""What an address asks of a list, whatever stands in it, and the addresses a list writes."""

from urllib.parse import parse_qsl

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from crm.capabilities import LISTINGS
from crm.contacts.forms import PEOPLE_LIST
from crm.lists.contents import exported
from crm.web.listings import Asked, Reader, arranged
from crm.web.listings.declared import day, flag, records

WHO = Reader("en", "Asia/Tokyo")


def asked(query: str) -> Asked:
    return Asked.of(PEOPLE_LIST, MultiDict(parse_qsl(query, errors="replace")), WHO)


def codes(query: str) -> list[str]:
    return [column.code for column in asked(query).columns]


def test_without_a_choice_the_usual_columns_are_shown() -> None:
    assert codes("") == [c.code for c in PEOPLE_LIST.columns if c.default or c.fixed]
    assert asked("").pairs() == []


def test_columns_come_in_the_order_of_the_list_and_the_name_always() -> None:
    assert codes("col=phone&col=email") == ["name", "email", "phone"]
    assert codes("col=no-such-column") == codes("")
    assert codes("col=no-such-column&col=email") == ["name", "email"]
    assert codes("col=name") == codes("")


def test_columns_stand_as_the_address_puts_them_once_it_names_the_name_too() -> None:
    query = "col=phone&col=name&col=email&col=phone"
    assert codes(query) == ["phone", "name", "email"]
    assert asked(query).pairs() == [("col", "phone"), ("col", "name"), ("col", "email")]
    assert asked("col=name&col=email&col=phone").pairs() == [("col", "email"), ("col", "phone")], "as declared: short"
    assert [column.code for column in exported(asked(query))][:2] == ["phone", "name"]


def test_the_menu_of_columns_moves_a_line_where_no_script_does() -> None:
    def lines(query: str) -> list[tuple[str, bool]]:
        args = MultiDict(parse_qsl(query))
        return [(line.column.code, line.shown) for line in arranged(asked(query), PEOPLE_LIST.columns, args)]

    start = lines("col=phone&col=name&col=email")
    assert start[:3] == [("phone", True), ("name", True), ("email", True)]
    assert not any(shown for _, shown in start[3:])
    sent = "&".join(f"order={code}" for code, _ in start) + "&col=name&col=email"
    assert lines(f"{sent}&move=email:up")[:3] == [("phone", False), ("email", True), ("name", True)]
    assert lines(f"{sent}&move=phone:up") == lines(f"{sent}&move=none:up") == lines(sent)
    assert lines(f"{sent}&move=phone:down")[:2] == [("name", True), ("phone", False)]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("column", ["own-999", "own-", "own-x", "own-99999999999999999999"])
def test_a_column_of_a_field_that_is_gone_is_passed_over(app: Flask, column: str) -> None:
    with app.app_context():
        assert codes(f"col={column}&col=email") == ["name", "email"]
        assert asked(f"{column}-is=x").filters == {}


def test_filters_are_any_of_a_field_and_unknown_values_do_not_count() -> None:
    found = asked("role=bank&role=king&role=maker_sme&role=bank&place=5&place=-1&place=99999999999&language=tlh")
    assert found.many("role") == ("bank", "maker_sme")
    assert found.ids("place") == (5,)
    assert found.narrowed
    assert not asked("role=king&sort=nonsense&cursor=x&col=email").narrowed


def test_yes_and_no_are_told_from_not_asked() -> None:
    assert asked("do_not_contact=yes").yes("do_not_contact") is True
    assert asked("do_not_contact=no").yes("do_not_contact") is False
    assert asked("do_not_contact=perhaps").yes("do_not_contact") is None


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("people?do_not_contact=yes&do_not_contact=no&do_not_contact=", "no"),
        ("organisations?status=dormant&status=active", "active"),
        ("meetings?since=2026-12-01&since=2026-11-01&until=", "2026-11-01"),
        ("missions?year=2025&year=2026", "2026"),
    ],
)
def test_a_filter_of_one_value_takes_the_one_chosen_in_the_menu(path: str, chosen: str) -> None:
    """The menu sends what the list is narrowed by already, and behind it what was chosen."""
    name, _, query = path.partition("?")
    listing = next(each for each in LISTINGS if each.name == name)
    found = Asked.of_query(listing, query, WHO)
    assert found.one(query.partition("=")[0]) == chosen
    assert len(found.pairs()) == 1


def test_an_address_survives_being_written_and_read() -> None:
    query = "q=%E6%9D%8E&role=bank&tag=3&col=email&sort=-name&view=7"
    again = Asked.of_query(PEOPLE_LIST, asked(query).query(), WHO)
    assert again == asked(query)
    assert asked(query).query(without=["view"]).endswith("sort=-name")


def test_a_chip_leads_to_the_address_without_its_one_value() -> None:
    assert asked("role=bank&role=media&q=a").lacking("role", "bank") == "q=a&role=media"
    assert asked("role=bank&q=a").lacking("q", "a") == "role=bank"


def test_only_what_columns_show_is_loaded() -> None:
    assert asked("col=post").needs == frozenset()
    assert asked("col=email&col=tags").needs == {"contacts", "tags"}


@pytest.mark.parametrize("query", ["q=%00", "%FF=%FE", "col=" + "x" * 5000, "&&==", "a=1&" * 400])
def test_a_query_of_nonsense_asks_for_everything(query: str) -> None:
    assert not Asked.of_query(PEOPLE_LIST, query, WHO).narrowed


def test_kinds_of_filters_read_only_what_they_can() -> None:
    assert day("from", "From").read(["2026-13-01", "2026-12-01", "2026-12-02"]) == ("2026-12-02",)
    assert day("from", "From").read(["０２６-12-01", "1", "0001-01-01"]) == ()
    assert flag("late", "Late", "yes", value="1").read(["yes", "1"]) == ("1",)
    assert records("x", "X", named=lambda _ids, _who: {}, one=True).read(["1", "2"]) == ("2",)
    assert records("x", "X", named=lambda _ids, _who: {}).hidden
