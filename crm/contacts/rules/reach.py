"""Ways to reach someone: kinds, links, and what tells two records apart (INV-C2)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from crm.contacts.rules.inputs import AffiliationInput
from crm.contacts.rules.tables import REGIONS
from crm.core import contact_points
from crm.core.cleaning import BadText
from crm.core.texts import Text

#: Mailboxes many people read: they identify nobody (INV-C4).
SHARED_MAILBOXES: Final = frozenset(
    ("info", "sales", "office", "contact", "admin", "mail", "support", "webmaster", "export", "import", "trade")
    + ("soumu", "jimukyoku", "eigyo", "kokusai")
)
#: Domains at which anybody has a mailbox: they tell no employer.
PUBLIC_MAIL: Final = frozenset(
    ("gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "yahoo.com", "yahoo.co.jp")
    + ("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp", "nifty.com")
    + (
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "139.com",
        "189.cn",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
    )
    + ("naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "mail.ru", "yandex.ru")
)


def guess_contact_kind(value: str) -> str:
    """What a single typed contact is: an e-mail address, a web address, a phone number, else a WeChat ID."""
    text = value.strip().lower()
    if "@" in text:
        return "email"
    if text.startswith(("http://", "https://", "www.")):
        return "url"
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    return "mobile" if digits >= 5 and not letters else "wechat"


def is_shared(kind: str, normalised: str) -> bool:
    """Whether many people read this address: info@ identifies nobody."""
    return kind == "email" and normalised.partition("@")[0] in SHARED_MAILBOXES


def mail_domain(address: str) -> str:
    """The domain of a mail or web address that tells an employer; "" for one at which anybody has a mailbox."""
    host = address.rpartition("@")[2] if "@" in address else address.partition("://")[2].partition("/")[0]
    host = host.strip().lower().removeprefix("www.")
    return "" if host in PUBLIC_MAIL else host


def link(kind: str, normalised: str) -> str | None:
    """The tel:, mailto: or https: address of a contact point; None for what no browser can open."""
    if kind == "email":
        return f"mailto:{normalised}"
    if kind in ("tel", "direct", "mobile"):
        return f"tel:{normalised}"
    return web_address(normalised) if kind == "url" else None


def web_address(address: str) -> str | None:
    """`address` if a page may link to it, else None: input is checked, too, but other programs write rows as well."""
    return address if re.match(r"https?://", address, re.IGNORECASE) else None


def dialled(kind: str, value: str, regions: Sequence[str], stood: str = "") -> str:
    """A contact point in comparable form; a number as dialled in the first of `regions` where it can be one.

    `stood` is its form so far: it stays while one of the regions reads it so, as its owner may have moved since.
    BadText says what is wrong in the first region.
    """
    found, bad = [], []
    for region in regions or [""]:
        try:
            found.append(contact_points.normalise(kind, value, region))
        except BadText as trouble:
            bad.append(trouble)
    if not found:
        raise bad[0]
    return stood if stood in found else found[0]


def regions_of(posts: Iterable[AffiliationInput], countries: Mapping[int, str], language: str) -> list[str]:
    """Whose dialling rules the numbers of a person follow: of the main post, of the others, of the language.

    Posts that are over come behind. `countries` is {organisation id: country}.
    """
    ordered = sorted(posts, key=lambda post: (post.to_date is not None, not post.is_primary))
    found = [countries.get(post.organisation_id or 0, "") for post in ordered] + [REGIONS.get(language, "")]
    return list(dict.fromkeys(filter(None, found)))


def readable(kind: str, value: str, normalised: str) -> str:
    """A contact point as it is shown: numbers in international form, everything else as typed."""
    dialled = kind in contact_points.PHONES and normalised.startswith("+")  # other programs write rows, too
    return contact_points.phone_text(normalised, value) if dialled else value


# ------------------------------------------------------------------ duplicates (INV-C2)

# Earlier reasons say more. Only the first two ever identify; a name alone never does.
SAME_EMAIL = Text("Same e-mail address")
SAME_MOBILE_AND_FAMILY = Text("Same mobile number and family name")
SAME_POST = Text("Same name at the same organisation")
SAME_MOBILE = Text("Same mobile number")
SAME_NAME = Text("Same name")
SAME_NAME_OTHERWISE_WRITTEN = Text("Same name, written differently")
SAME_IDENTIFIER = Text("Same registration number")
SAME_WITHOUT_FORM = Text("Same name without the legal form")


def last_held(from_date: date | None, today: date) -> date:
    """Until when a post of somebody who is known today to have left it counts as held, where nobody knows when."""
    return max(from_date or date.min, today - timedelta(days=1))


def is_current(from_date: date | None, to_date: date | None, on: date) -> bool:
    """Whether a dated role or post holds on a day; open ends hold for ever."""
    return (from_date is None or from_date <= on) and (to_date is None or to_date >= on)
