"""The input of the pages about places: a tier, a holiday, an exchange rate; and the filter of the list."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from crm.core.cleaning import search_words
from crm.places.queries import PlaceFilter
from crm.places.rules import COUNTRIES, DAY_KINDS, LEVELS, TIERS
from crm.web.forms import Amount, BaseForm, Choice, Currency, Day, Line

RATE_DECIMALS = 8  # one won is a tenth of a yen


class TierForm(BaseForm):
    tier = Choice(_l("City tier"), table=TIERS, required=True, blank=None)
    valid_from = Day(_l("Valid from"), required=True)
    basis = Line(_l("Basis"), description=_l("The decision or list that this follows."))


class HolidayForm(BaseForm):
    country = Choice(_l("Country"), table=COUNTRIES, required=True, blank=None)
    day = Day(_l("Day"), required=True)
    name = Line(_l("Name"), limit=120, required=True)
    kind = Choice(_l("Kind"), table=DAY_KINDS, required=True, blank=None)


class RateForm(BaseForm):
    day = Day(_l("Day"), required=True)
    base = Currency(_l("One unit of"), default="CNY")
    quote = Currency(_l("Costs in"), default="JPY")
    rate = Amount(_l("Rate"), required=True, places=RATE_DECIMALS)
    source = Line(_l("Source"), limit=120)


def place_filter(args: MultiDict[str, str]) -> PlaceFilter:
    """The filter in the address; unknown codes are ignored."""

    def known(name: str, table: dict[str, str]) -> str:
        return args.get(name, "") if args.get(name) in table else ""

    return PlaceFilter(
        q=search_words(args.get("q", "")),
        country=known("country", COUNTRIES),
        level=known("level", LEVELS),
        tier=known("tier", TIERS),
    )
