"""What a card of somebody who is known says that the contacts do not have yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.cards import rules
from crm.cards.models import BusinessCard
from crm.cards.queries.cards import News, news_of, reading_of
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts.models import Affiliation, Person
from crm.core import here
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise


@dataclass(frozen=True)
class CardNews:
    """`points` are (kind, value as printed) that nobody entered; `title` and `department` differ from `post`'s."""

    points: Sequence[tuple[str, str]]
    news: News  #: another employer than that of the post, or an older card
    post: Affiliation | None  #: held now, at the organisation that the card names
    title: str = ""
    department: str = ""

    @property
    def renames(self) -> bool:
        """Whether the post on file is called otherwise than on the card, and not only less."""
        post = self.post
        return post is not None and bool((self.title and post.title) or (self.department and post.department))

    def __bool__(self) -> bool:
        return bool(self.points or self.title or self.department or self.news.organisation)


def said_by(card: BusinessCard, person: Person) -> CardNews:
    """Compare a card with its person. Sides, and the person with everything below, must be loaded."""
    draft = reading_of(card).draft
    post = contacts.current_affiliation(person, here.today())
    country = post.organisation.country if post is not None else contact_rules.REGIONS.get(draft.language, "")
    known = {(point.kind, point.normalised) for point in person.contact_points}
    points = [
        (kind, value) for kind, value in draft.contacts if (same := _same(kind, value, country)) and same not in known
    ]
    news = news_of(card, person)
    if post is None or news.organisation or news.is_older or rules.is_outdated(card.received_on, post.from_date):
        return CardNews(points, news, None)
    title = draft.title if draft.title and draft.title != post.title else ""
    department = draft.department if draft.department and draft.department != post.department else ""
    return CardNews(points, news, post, title[:120], department[:120])


def _same(kind: str, value: str, country: str) -> tuple[str, str] | None:
    """A way to reach somebody as it is compared; None for what cannot be one."""
    try:
        return kind, normalise(kind, value, country)
    except BadText:
        return None
