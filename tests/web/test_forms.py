"""What an empty field is asked, and what it is not."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.widgets import Select

from crm.core.languages import ENDONYMS
from crm.users.forms import ProfileForm
from crm.web.forms import Amount, Choice, Day, RecordChoice, Whole

pytestmark = pytest.mark.once
CRM = Path(__file__).parents[2] / "crm"


class Sample(Form):
    photos = Choice(table={"ask": "Ask", "allowed": "Allowed"}, blank=None, default="ask")
    kind = Choice(table={"visit": "Visit"})
    host = RecordChoice(options=lambda: [(1, "Sun")])
    nights = Whole()
    day = Day()


def test_a_choice_is_drawn_as_wtforms_would(app: Flask) -> None:
    """Which draws each option five times as slowly."""
    named = [(1, 'Sun "日" & <Sons>'), (2, Markup("<b>")), (3, ""), (-4, "陳's")]
    with app.test_request_context():
        form = Sample(MultiDict({"photos": "allowed", "host": "2"}))
        form.host.options = lambda: named
        for field in (form.photos, form.kind, form.host):
            assert field() == Select()(field, **(field.render_kw or {}))
        assert form.host().count("<option") == 5
        assert 'selected value="2"' in form.host()


@pytest.mark.parametrize("sent", ["3x", "x", "-1", "１", "9" * 30])
def test_what_is_no_number_of_a_record_is_refused_and_is_not_taken_for_nobody(app: Flask, sent: str) -> None:
    with app.test_request_context():
        form = Sample(MultiDict({"photos": "ask", "host": sent}))
        assert not form.validate()
        assert list(form.errors) == ["host"]
        form = Sample(MultiDict({"photos": "ask", "host": " "}))
        assert form.validate(), "nobody is meant"
        assert form.host.data is None


def test_what_is_wrong_about_an_empty_field_is_told_and_nothing_else_is(app: Flask) -> None:
    with app.test_request_context():
        empty = Sample(MultiDict({"photos": "", "kind": "", "host": "", "nights": "", "day": ""}))
        assert not empty.validate()
        assert list(empty.errors) == ["photos"], "a choice without an empty answer was sent one"
        assert Sample(MultiDict({})).validate(), "what was not sent is as it was"


def test_no_form_asks_an_empty_field_where_it_is_never_heard() -> None:
    """WTForms ends the chain of an optional field that is empty, `validate_name` included: what is needed only beside
    something else is asked in `validate` of the form, and a validator of a value stands in its field."""
    never = re.compile(r"def validate_(?!on_submit)\w+|from wtforms.*\bOptional\b")
    told = {
        f"{path.relative_to(CRM)}: {line.strip()}"
        for path in CRM.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if never.search(line)
    }
    assert [line.partition(":")[0] for line in told] == ["web/forms/typed.py"], told


def test_languages_stand_in_their_own_names_whoever_reads(app: Flask) -> None:
    class Asked(Form):
        own = Choice("Language", table=ENDONYMS, as_written=True, blank=None)
        told = Choice("Language", table=ENDONYMS, blank=None)

    with app.test_request_context(), force_locale("ko"):
        form = Asked()
        own, told = ([label for _code, label, *_rest in field.iter_choices()] for field in (form.own, form.told))
        assert (own[-1], told[-1]) == ("English", "영어")
        assert own == list(ENDONYMS.values())
        profile = ProfileForm(formdata=None)
        assert "English" in [label for _code, label, *_rest in profile.language.iter_choices()]


@pytest.mark.parametrize(
    ("typed", "places", "amount"),
    [("0.2万", 2, "2000"), ("１.5 万", 2, "15000"), ("12만", 0, "120000"), ("0.00001萬", 2, "0.1"),
     ("0.1234567万", 2, None), ("万", 2, None)],
)  # fmt: skip
def test_every_amount_is_read_in_tens_of_thousands(app: Flask, typed: str, places: int, amount: str | None) -> None:
    class Asked(Form):
        fee = Amount(places=places)

    with app.test_request_context():
        form = Asked(MultiDict({"fee": typed}))
        assert form.validate() == (amount is not None)
        assert form.fee.data == (Decimal(amount) if amount else None)
