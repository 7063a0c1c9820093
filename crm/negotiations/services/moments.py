"""When something happened of which only the day is known."""

from datetime import date, datetime

from crm.core import clock, here


def within(day: date) -> datetime:
    """A moment of a day that has begun: noon on our clock, or now if that is still to come.

    It may lie before the case was entered here: one that is entered late was opened, signed or lost when it was.
    """
    return min(clock.now(), here.noon(day))
