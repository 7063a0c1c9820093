"""Accounts: what a password must be, how long a session lives, how guessing is slowed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from unicodedata import normalize

from crm.audit.rules import Verb
from crm.core import clock
from crm.core.permissions import Role
from crm.core.texts import N_, Text

CREATED = Verb("user.created", N_("User created"))
CHANGED = Verb("user.changed", N_("User changed"))
PASSWORD_SET = Verb("user.password_set", N_("Password set"))
SIGNED_IN = Verb("user.signed_in", N_("Signed in"))
SIGN_IN_FAILED = Verb("user.sign_in_failed", N_("Sign-in failed"))
DELAY_LIFTED = Verb("user.delay_lifted", N_("Sign-in delay lifted"))
LINK_ASKED = Verb("user.link_asked", N_("Link for a new password created"))

PASSWORD_GIVEN = Verb("user.password_given", N_("Password given, code asked for"))
SECOND_SET = Verb("user.second_set", N_("Two-step sign-in set up"))
SECOND_TAKEN = Verb("user.second_taken", N_("Two-step sign-in turned off"))
SECOND_FAILED = Verb("user.second_failed", N_("Wrong sign-in code"))
RECOVERY_MADE = Verb("user.recovery_made", N_("Recovery codes made"))
RECOVERED = Verb("user.recovered", N_("Signed in with a recovery code"))

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
#: Of the accounts that come with the sample. Everyone knows it: while one of them keeps it, the product is not
#: served beyond this machine.
SAMPLE_PASSWORD = "musubi-sample-2026"  # noqa: S105  # printed on purpose
#: {language: the clock of most who speak it}, where somebody begins.
USUAL_ZONES: Final = {"ja": "Asia/Tokyo", "zh-Hans": "Asia/Shanghai", "ko": "Asia/Seoul", "en": "Asia/Tokyo"}
#: How long a link to set a new password works, and the job that mails one.
LINK_LIFE = timedelta(minutes=30)
LINK_JOB: Final = "users.mail_link"
#: What mails that a browser signed in which the account does not know, how long it may take, and how long the browser
#: keeps that it did.
DEVICE_JOB: Final = "users.mail_device"
DEVICE_TELLING = timedelta(days=2)
DEVICE_LIFE = timedelta(days=400)
#: How long the secret works that makes the first administrator.
FIRST_LIFE = timedelta(minutes=30)
#: What the worker tidies up every night.
TIDY_JOB: Final = "users.tidy"
#: (what stands in a browser's description of itself, its name), the first that fits.
BROWSERS: Final = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS: Final = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS X": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip
#: What the seed of a second factor is sealed for.
SECOND_FACTOR: Final = "second factor"
#: How long whoever gave the right password may take for the code.
SECOND_LIFE = timedelta(minutes=5)
#: A code is shown for so many seconds; that before and that after are taken, too: telephones are not all on time.
STEP_SECONDS: Final = 30
#: So many recovery codes are made at a time, each of 16 letters in groups of four (80 bits).
RECOVERY_CODES: Final = 8
FREE_FAILURES = 5
#: Of one network address, behind which a whole office may sit: nobody waits because a colleague forgot a password.
FREE_OF_OFFICE = 20
LONGEST_DELAY = timedelta(minutes=15)
#: A failure this old is forgotten.
MEMORY = timedelta(hours=24)


@dataclass(frozen=True)
class Pace:
    """How many failures are free, when they are forgotten, and how long the next try waits at most."""

    free: int = FREE_FAILURES
    memory: timedelta = MEMORY
    longest: timedelta = LONGEST_DELAY


#: How tries are slowed down, by what counts them; all others as those at one account.
PACES: Final = {
    "address": Pace(FREE_OF_OFFICE),
    "booth": Pace(FREE_OF_OFFICE),  #: codes of booths: a whole hall has one address
    "partner": Pace(FREE_OF_OFFICE),  #: codes of partners' links: so has a department store
    #: From the public page of a product: what visitors of one store send is no failure, only what comes in a row.
    "inquiry": Pace(FREE_OF_OFFICE, timedelta(minutes=10), timedelta(minutes=1)),
    #: Wrong passwords of all accounts from all browsers that they do not know: whoever guesses from many addresses.
    "strangers": Pace(300, timedelta(hours=1), timedelta(minutes=1)),
}

ABSOLUTE_LIFE = timedelta(days=7)
ANONYMOUS_LIFE = timedelta(hours=2)
IDLE = dict.fromkeys((Role.ADMIN, Role.MANAGEMENT, Role.AUDITOR, Role.MAKER), timedelta(minutes=30))
IDLE_OTHERS = timedelta(hours=8)
#: The last visit is written at most this often, so that reading pages does not write.
SEEN_EVERY = timedelta(minutes=1)


def password_fault(password: str, email: str = "") -> Text | None:
    """Why `password` cannot be used, or None. It is NFC-normalised, never truncated."""
    text = normalize("NFC", password)
    if len(text) < SHORTEST_PASSWORD:
        return Text("A password needs at least %(count)s characters.", count=SHORTEST_PASSWORD)
    if len(text) > LONGEST_PASSWORD:
        return Text("A password can have at most %(count)s characters.", count=LONGEST_PASSWORD)
    if len(set(text)) < 4 or text.lower() in _common() or (email and text.lower() == email.lower()):
        return Text("This password is too easy to guess.")
    return None


# Kept: read from its file, once a process.
@cache
def _common() -> frozenset[str]:
    """What guessing begins with: some 30,000 passwords. Read by whoever sets one first, as they take some megabytes."""
    lists = import_module("zxcvbn.frequency_lists")
    return frozenset(lists.FREQUENCY_LISTS["passwords"])


def delay(failures: int, pace: Pace) -> timedelta:
    """How long the next try waits: nothing up to the free failures, then 1, 2, 4 … seconds, up to the longest."""
    if failures < pace.free:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - pace.free, 20)), pace.longest)


def network(address: str) -> str:
    """Whom an address stands for: of IPv6 the /64, in which one machine takes as many addresses as it likes."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def device(told: str) -> str:
    """Firefox · Windows, of what a browser says of itself; that itself where it names neither."""
    names = (next((name for mark, name in table.items() if mark in told), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, names)) or told


def alive(role: Role | None, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a session still counts: idle 30 minutes for those of IDLE, 8 hours for others, 7 days in all.

    One of a clock that went ahead does not: nobody could tell how long it was idle.
    """
    if max(created_at, last_seen_at) > now + clock.AHEAD:
        return False
    if role is None:
        return now - last_seen_at <= ANONYMOUS_LIFE
    return now - last_seen_at <= IDLE.get(role, IDLE_OTHERS) and now - created_at <= ABSOLUTE_LIFE


def plain_code(typed: str) -> str:
    """A code as it is compared: without spaces and hyphens, full-width digits as plain ones."""
    return normalize("NFKC", typed).replace(" ", "").replace("-", "").lower()
