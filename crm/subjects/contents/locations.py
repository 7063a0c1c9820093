"""Where data of people lie (DP-15): what the installation's settings say, and what the office says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import current_app

from crm.config import Settings
from crm.core import here
from crm.core.scripts import tongue
from crm.core.texts import N_
from crm.office import queries as offices
from crm.office.rules import LOCATIONS, Location
from crm.places.rules import COUNTRIES

#: What leaves the house, and how it is known to whom.
LEAVING: Final[Sequence[str]] = (
    N_("Lists that are taken out, packs and letters: the register of data given tells whom they went to."),
    N_("What is captured on a phone at a booth lies there until it was sent; then the phone deletes it."),
    N_("Whoever was given the address of a calendar reads its appointments, until it is taken back."),
    N_("A partner or a host who answers by a link sees what the link is for, and nothing else."),
    N_("Pages load nothing from elsewhere: no fonts, no maps, no statistics, no advertisements of others."),
)
#: How data are kept: what holds in every installation.
GUARDED: Final[Sequence[str]] = (
    N_("Travel details, applications and second factors are sealed with a key that lies outside the database."),
    N_("Passwords are kept as hashes that nobody can turn back."),
    N_("Every change is in the log, with who made it and when."),
    N_("Beyond this machine, pages are served encrypted only, and so is e-mail handed over and fetched."),
)


@dataclass(frozen=True)
class LocationLine:
    """A place that holds data, or through which they pass."""

    code: str
    label: str  #: a message id
    country: str  #: a message id; "" while nobody has said it
    keeper: str

    @property
    def tongue(self) -> str:
        """The language of the keeper's name; "" where its letters do not tell."""
        return tongue(self.keeper, here.han_language())


def lines() -> list[LocationLine]:
    """The places that this installation has."""
    told = offices.locations()
    return [_line(code, told[code]) for code in present()]


def present() -> list[str]:
    """Those of LOCATIONS that the settings of the installation have: no backups, no line about them."""
    kept: Settings = current_app.extensions["settings"]
    there = {"records": True, "files": True, "backups": kept.backup, "mail_out": kept.smtp, "mail_in": kept.imap}
    return [code for code in LOCATIONS if there[code]]


def _line(code: str, told: Location) -> LocationLine:
    return LocationLine(code, LOCATIONS[code], COUNTRIES[told.country] if told.country else "", told.keeper)
