"""Reading the sample's own data, and whether a database is free to take it."""

import csv
from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from crm.core.database import db
from crm.users.models import User

DATA = Path(__file__).parent / "data"


# Kept: read from its file, once a process.
@cache
def own_data(name: str) -> tuple[dict[str, str], ...]:
    """The lines of one of our own tables (`data/name.tsv`), as {column: text}."""
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_free() -> bool:
    """Whether nobody has an account yet: only such a database takes the sample."""
    return not db.session.scalar(select(func.count()).select_from(User))


def made_by(maker: str, drawn: str) -> str:
    """The product that was drawn; one of the maker's own where our products say that another maker makes it."""
    makers = {row["ja"]: row["maker"] for row in own_data("products")}
    if makers.get(drawn, maker) == maker:
        return drawn
    return next((name for name, other in makers.items() if other == maker), drawn)


def product_in(product: str, language: str) -> str:
    """A product as minutes in a language write it within a sentence."""
    if language == "ja":
        return product
    said = next(row for row in own_data("wordings") if row["text"] == product)
    return f"the {said['en'][:1].lower()}{said['en'][1:]}" if language == "en" else said[language.partition("-")[0]]
