"""Every kind of paper that the sample prints, as HTML, in every language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.core.database import db
from crm.core.languages import Language
from crm.documents import contents, rules
from crm.documents.contents import Imprint
from crm.handouts import contents as handouts
from crm.handouts import queries as handout_queries
from crm.handouts import rules as handout_rules
from crm.matching import contents as matching
from crm.matching import queries as matching_queries
from crm.meetings.models import Meeting
from crm.users.models import User
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings


@dataclass(frozen=True)
class Paper:
    """One document. `words` tells which of its texts are in another language."""

    kind: str  #: briefing-leader, handout-badges, …
    language: str
    html: str
    words: Wordings


def papers(languages: Iterable[str] = tuple(Language)) -> Iterator[Paper]:
    """The papers of the mission that is about to leave, and of the one that is reported on."""
    user = db.session.scalars(select(User).where(User.role == "admin")).one()
    coming = activities.one(mission("confirmed"), user=user)
    past = mission("reporting")
    imprint = Imprint("見商第8号", 1, date(2026, 11, 24), "")
    for language in map(str, languages):
        for kind, audience in [(rules.BRIEFING, reader) for reader in rules.audiences(rules.BRIEFING)] + [
            (rules.POCKET, "member"), (rules.REPORT, "internal"), (rules.REPORT, "public"),
        ]:  # fmt: skip
            told_of = past if kind == rules.REPORT else coming.id
            content = contents.filled(rules.wish(told_of, kind=kind, language=language, audience=audience), user=user)
            yield Paper(f"{kind}-{audience}", language, contents.bare_html(content, imprint),
                        contents.untranslated(content, imprint))  # fmt: skip
        for kind in handout_rules.KINDS:
            words = wordings.in_language(language)
            told: dict[str, Any] = {"filled": None, "details": None}
            if kind == handout_rules.CALL:
                told = {"call": handout_queries.call(coming, language, user=user), "address": "https://example.jp/a"}
            elif kind == handout_rules.PROGRAMME:
                told = handouts.programme(coming, language, None, user=user)
            else:
                told["delegates"] = handout_queries.delegates(coming, language)
            yield Paper(f"handout-{kind}", language, handouts.html(kind, coming, language, words=words, **told), words)
        for line in matching_queries.of_activity(coming.id, user=user)[:1]:
            board = matching_queries.board(line.session.id, user=user)
            for by in matching.BY:
                words = wordings.in_language(language)
                yield Paper(f"matching-{by}", language, matching.html(board, by, language, words=words), words)
        talk = db.session.scalars(select(Meeting.id).where(Meeting.activity_id == past).order_by(Meeting.id)).first()
        if talk is not None:
            sheet, words = contents.talk_sheet(talk, language, user=user), wordings.in_language(language)
            yield Paper("sheet-talk", language, contents.sheet_html(sheet, words=words), words)


def mission(status: str) -> int:
    """The mission of the sample that stands so."""
    statement = select(Activity.id).where(
        Activity.status == status, Activity.type == "inspection_mission", Activity.archived_at.is_(None)
    )
    return db.session.scalars(statement).one()
