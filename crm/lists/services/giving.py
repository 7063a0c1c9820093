"""Data of people that leave for somebody outside the office: looked at before, noted after."""

from crm.core.errors import Refused
from crm.core.texts import Text
from crm.lists import rules
from crm.lists.queries import giving
from crm.lists.queries.giving import ToldOf, Towards


def check_giving(to: Towards, people: ToldOf, rows: int, *, overrides: bool) -> int:
    """How many go along whom nobody asked. Refused without a recipient, for a maker in a country that nobody named, for
    more rows than can be looked at, and for whom may not be given."""
    if not to.name:
        raise Refused(Text("Say to whom it goes."), "recipient")
    if rows > rules.DIRECT_ROWS:
        raise Refused(Text("At most %(most)s rows go to others at once.", most=rules.DIRECT_ROWS), "given_to")
    if to.scope == rules.MAKER and not to.country:
        raise Refused(Text("Say in which country the maker is: abroad a yes to partners abroad is needed."), "country")
    held = giving.held(people, to)
    giving.check(held, to, overrides=overrides)
    return held.gaps
