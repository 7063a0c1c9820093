"""What an act on ticked rows asks for begins empty: nothing is done to many records that nobody chose."""

from flask import Flask
from wtforms import SelectField

from crm.web.forms import Choice
from crm.web.listings import acts_of


def test_no_choice_of_an_act_is_made_before_anybody_chose(app: Flask) -> None:
    seen = set()
    with app.test_request_context():
        for name, listing in app.extensions["listings"].items():
            for act in acts_of(listing):
                if not act.offered():
                    continue
                for field in act.form().asked_for():
                    if isinstance(field, SelectField):
                        assert field.data in ("", None), (name, act.code, field.name)
                        assert not isinstance(field, Choice) or field.blank == "", (name, act.code, field.name)
                        seen.add((name, act.code))
    assert ("leads", "rank") in seen
    assert len(seen) > 10
