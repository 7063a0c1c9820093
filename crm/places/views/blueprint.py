"""The blueprint of places, and what its templates ask for."""

from babel.dates import get_day_names
from flask import Blueprint
from flask_babel import get_locale

from crm.core.texts import Text
from crm.places import queries, rules
from crm.places.models import EntryRule, Holiday, Place
from crm.places.rules import Shown
from crm.web.locale import language

bp = Blueprint("places", __name__, url_prefix="/places")


@bp.app_template_filter("place_name")
def place_name(place: Place) -> Shown:
    """The name of a place for the reader; `names` must be loaded."""
    return queries.display_name(place, language())


@bp.app_template_filter("holiday_name")
def holiday_name(holiday: Holiday) -> Text:
    """What a day is called, to be translated; `names` must be loaded."""
    return queries.holiday_name(holiday)


@bp.app_template_global("weekday")
def weekday(number: int) -> str:
    """The short name of a weekday, 1 for Monday, in the reader's language."""
    return str(get_day_names("abbreviated", locale=get_locale())[number - 1])


@bp.app_template_filter("entry_text")
def entry_text(rule: EntryRule) -> Text:
    """An entry rule in a sentence, to be translated."""
    return rules.entry_text(rule)


@bp.app_template_filter("shows_guess")
def shows_guess(place: Place) -> bool:
    """Whether the name that the reader sees was derived, and nobody has confirmed it; `names` must be loaded."""
    return queries.shows_guess(place, language())


@bp.app_template_filter("place_level")
def place_level(place: Place) -> str:
    """What the level of a place is called in its country, to be translated."""
    return rules.level_label(place.level, place.country)
