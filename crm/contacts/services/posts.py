"""A post that is called otherwise from a day on: the old one ends, and one that follows it begins.

What was printed of the days before goes on to say what somebody was then. A title that was misspelt is corrected in its
row instead, where a reader says so.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from crm.audit.services import action
from crm.contacts.models import Affiliation, Person
from crm.contacts.rules import BY_TITLE, PERSON_CHANGED, TITLE_LIMIT, post_line
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text


def followed(person: Person, post: Affiliation, since: date, field: str | None = None) -> Affiliation:
    """End `post` the day before `since` and open the one that follows it, at the same organisation, without words yet.

    Inside an action; the posts must be loaded. Refused, beside `field`, for a day that has not come or that is not
    after the day on which the post began.
    """
    if since > here.today():
        raise Refused(Text("This date is in the future."), field)
    if post.from_date is not None and since <= post.from_date:
        text = Text("The current post began on %(date)s: the change must come after it.", date=post.from_date)
        raise Refused(text, field)
    new = Affiliation(
        organisation_id=post.organisation_id, title_rank=BY_TITLE, titles={}, from_date=since,
        to_date=post.to_date, end_known=post.end_known, is_primary=False,
    )  # fmt: skip
    main = post.is_primary
    post.to_date, post.end_known, post.is_primary = since - timedelta(days=1), True, False
    person.affiliations.append(new)
    db.session.flush()  # the index allows one main post at a time, and the order inside one flush is not ours
    new.is_primary = main
    return new


def tell(post: Affiliation, title: str, titles: Mapping[str, str], *, by: Actor | None) -> None:
    """Keep with a post what was told of it elsewhere: its title where it has none, and what that is called in the
    languages in which nobody said so yet. Of another title nothing is kept, and nothing on file changes (INV-C5).
    """
    held = post_line(post.department, post.title)[:TITLE_LIMIT]
    known = {**titles, **post.titles}
    if not title or (held and held != title) or (held, post.titles) == (title, known):
        return
    with action(PERSON_CHANGED, by=by):
        post.title, post.titles = post.title if held else title, known
        touch(db.session.get_one(Person, post.person_id))
