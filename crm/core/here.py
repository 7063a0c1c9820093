"""Where we are: the clock that our office keeps and the currency that it counts in, as its one row says.

The row belongs to crm.office; whoever asks for the day or counts money may stand below that storey.
"""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import column, select, table

from crm.core import clock, zones
from crm.core.database import db, read_once
from crm.core.languages import Language
from crm.core.money import USUAL_CURRENCY

_OFFICE: Final = table("office", column("id"), column("zone"), column("currency"), column("language"))
_TOLD: Final = select(_OFFICE.c.zone, _OFFICE.c.currency, _OFFICE.c.language).where(_OFFICE.c.id == 1)
_KEPT: Final = "here"


class _Here(NamedTuple):
    zone: str
    currency: str
    language: str


def zone() -> str:
    """The IANA zone of our office: its midnight ends the day of deadlines and figures."""
    return _here().zone


def currency() -> str:
    """What our office counts figures, budgets and rates in (ISO 4217)."""
    return _here().currency


def han_language() -> str:
    """In which language a text of Han characters alone is that our staff typed: ja or zh-Hans."""
    return Language.ZH.value if _here().language == Language.ZH else Language.JA.value


def today() -> date:
    """The date that it is now at our office."""
    return clock.today(zone())


def know(*, zone: str, currency: str, language: str) -> None:
    """What whoever reads the whole row found: it is not read again in this transaction."""
    read_once()[_KEPT] = _Here(zone, currency, language)


def _here() -> _Here:
    """Read once a transaction, past the flush of unsaved rows: it is asked while they are made."""
    connection = db.session.connection()  # first: with it the transaction begins
    kept: _Here | None = read_once().get(_KEPT)
    if kept is None:
        row = connection.execute(_TOLD).first()
        kept = read_once()[_KEPT] = _Here(*row) if row else _Here(zones.USUAL, USUAL_CURRENCY, Language.JA)
    return kept
