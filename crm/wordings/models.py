"""A text in a further language. The text itself stays in its record alone; here stands how it is known again."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.core.database import Base, Record, coded
from crm.core.languages import LANGUAGE_LABELS


class Wording(Record, Base):
    """What a text says in a language, for every document in it.

    An empty `text` says that the text itself is in that language or stands in it as it is.
    """

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("digest", "language"),)

    digest: Mapped[str] = mapped_column(String(64))  #: rules.digest_of the text
    language: Mapped[str] = mapped_column(String(10), info=coded(LANGUAGE_LABELS))
    text: Mapped[str] = mapped_column(default="")
