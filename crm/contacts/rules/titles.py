"""A job title for readers of a language: the one that somebody gave in it, else as it stands on the card."""

from collections.abc import Mapping
from typing import Final

from crm.core.scripts import tongue

TITLE_LIMIT: Final = 120  #: characters of a title in one language


def titled(title: str, titles: Mapping[str, str], language: str, own: str) -> tuple[str, str]:
    """(title, its language) for a reader of `language`; `own` is that of the card, which Han alone does not tell."""
    given = titles.get(language)
    return (given, language) if given else (title, tongue(title, own))
