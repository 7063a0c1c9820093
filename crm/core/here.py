"""Where we are: the clock that our office keeps, the currency that it counts in, and the language that it writes.

Whoever asks for the day or counts money may stand below crm.office, which keeps all that and says here how to read it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Date, cast, func, type_coerce

from crm.core import clock
from crm.core.database import database_kind
from crm.core.languages import Language
from crm.core.scripts import tongue

#: When something stands of which only the day is known.
NOON: Final = time(12)


class Here(Protocol):
    """What of the office is asked for below its storey."""

    @property
    def zone(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def head_titles(self) -> Mapping[str, str]: ...
    def head_title(self) -> str: ...


_kept: dict[str, Callable[[], Here]] = {}


def kept_by(read: Callable[[], Here]) -> None:
    """Say how the office's row is read: once a transaction, and without a flush of unsaved rows."""
    _kept["read"] = read


def zone() -> str:
    """The IANA zone of our office: its midnight ends the day of deadlines and figures."""
    return _kept["read"]().zone


def currency() -> str:
    """What our office counts figures, budgets and rates in (ISO 4217)."""
    return _kept["read"]().currency


def language() -> str:
    """What our office writes, as a language tag."""
    return _kept["read"]().language


def han_language() -> str:
    """In which language a text of Han characters alone is that our staff typed: ja or zh-Hans."""
    return Language.ZH.value if _kept["read"]().language == Language.ZH else Language.JA.value


def spoken(text: str) -> tuple[str, str]:
    """(a text that people typed, its language): its script tells; Han alone is as our staff writes it."""
    return text, tongue(text, han_language())


def head_called(title: str, of: str, language: str) -> str:
    """What our office calls its head in a language, where a title is that of its head; "" where it told no word."""
    if not title or of == language:
        return ""
    office = _kept["read"]()
    is_head = of == office.language and title == office.head_title()
    return office.head_titles.get(language, "") if is_head else ""


def today() -> date:
    """The date that it is now at our office."""
    return clock.today(zone())


def noon(day: date) -> datetime:
    """The moment at which something stands of which only the day is known."""
    return clock.from_wall(datetime.combine(day, NOON), zone())


def day_alone(moment: datetime, office_zone: str = "") -> date | None:
    """The day of what may have happened at any hour of it, since it stands at noon; None where the hour was told.

    A list that asks it of each of its rows says what `zone` told it.
    """
    wall = clock.local(moment, office_zone or zone())
    return wall.date() if wall.time() == NOON else None


def day_of(moment: Any) -> ColumnElement[date]:
    """The day of a column of moments on the clock of our office, in SQL."""
    if database_kind() != "sqlite":
        return cast(func.timezone(zone(), moment), Date)
    # SQLite knows no zones: what the office's clock is ahead by now.
    ahead = clock.local(clock.now(), zone()).utcoffset() or timedelta()
    return type_coerce(func.date(moment, f"{ahead.total_seconds() / 60:+.0f} minutes"), Date)
