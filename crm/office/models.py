"""What the office says of itself, in one row."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, event
from sqlalchemy.orm import Mapped, mapped_column

from crm.core import zones
from crm.core.database import Base, Record, coded, read_once
from crm.core.languages import LANGUAGE_LABELS
from crm.core.money import NAMES, USUAL_CURRENCY
from crm.core.zones import ZONES
from crm.office import rules


class OfficeRecord(Record, Base):
    """The one row. Texts by language are {language tag: text}, without empty ones."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    kind: Mapped[str] = mapped_column(String(20), default="", info=coded(rules.KINDS))
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    reading: Mapped[str] = mapped_column(String(200), default="")  #: of the Japanese name, in kana
    latin: Mapped[str] = mapped_column(String(200), default="")  #: the name in Latin letters, not translated
    head_titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  #: where they differ from the kind's
    head_name: Mapped[str] = mapped_column(String(120), default="")  #: who heads it, as written at home
    addresses: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  #: with the postal code, in lines
    phone: Mapped[str] = mapped_column(String(60), default="")
    fax: Mapped[str] = mapped_column(String(60), default="")
    emergency_phone: Mapped[str] = mapped_column(String(60), default="")  #: answered at any hour
    mail: Mapped[str] = mapped_column(String(254), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    #: The picture at the head of letters, and the file it is kept in.
    letterhead_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id", ondelete="SET NULL"))
    number_form: Mapped[str] = mapped_column(String(60), default="")  #: rules.fault_of_form; "": counted on as it comes
    #: titles of who approves, the first to decide first
    chain: Mapped[list[str]] = mapped_column(JSON, default=list, info=coded(rules.POSTS))
    fiscal_month: Mapped[int] = mapped_column(default=rules.APRIL)  #: in which the fiscal year begins, 1 to 12
    #: in which it writes by itself
    language: Mapped[str] = mapped_column(String(10), default=rules.USUAL_LANGUAGE, info=coded(LANGUAGE_LABELS))
    zone: Mapped[str] = mapped_column(String(40), default=zones.USUAL, info=coded(ZONES))  #: IANA
    #: How long records are kept where that is not the usual time: {one of rules.TERMS: days or years}
    terms: Mapped[dict[str, int] | None] = mapped_column(JSON, info=coded(rules.TERM_LABELS))
    #: {one of rules.LOCATIONS: the code of a country}, and {one of them: who runs it}
    location_countries: Mapped[dict[str, str] | None] = mapped_column(JSON, info=coded(rules.LOCATIONS))
    location_keepers: Mapped[dict[str, str] | None] = mapped_column(JSON, info=coded(rules.LOCATIONS))
    currency: Mapped[str] = mapped_column(String(3), default=USUAL_CURRENCY, info=coded(NAMES))


@event.listens_for(OfficeRecord, "after_insert")
@event.listens_for(OfficeRecord, "after_update")
def _tell(*_written: Any) -> None:
    """Whoever asks of the office in this transaction reads it anew."""
    read_once().clear()
