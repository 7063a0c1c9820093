"""Giving a text in another language."""

from collections.abc import Mapping

from crm.audit.services import action
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.wordings import queries, rules
from crm.wordings.models import Wording


def give(source: str, *, language: str, text: str, version: int = 0, by: Actor | None) -> bool:
    """What a text says in a language; "" when it stands in it as it is. Whether that is new.

    `version` is that of the wording that was read, 0 when there was none. Refused for an unknown language, a novel, and
    where somebody else has given another wording since.
    """
    if language not in list(Language):
        raise Refused(Text("Documents are not printed in this language."), "language")
    if len(text) > rules.LIMIT:
        raise Refused(Text("This is longer than %(limit)s characters.", limit=rules.LIMIT))
    digest = rules.digest_of(source)
    kept = queries.of_texts([digest], language).get(digest)
    if kept is None:
        with action(rules.GIVEN, by=by):
            db.session.add(Wording(digest=digest, language=language, text=text.strip()))
    elif kept.text != text.strip():
        if kept.version != version:
            raise Refused(Text("Someone else has translated “%(text)s” in the meantime.", text=source[:60]))
        with action(rules.CHANGED, by=by):
            kept.text = text.strip()
    else:
        return False
    return True


def give_new(texts: Mapping[str, str], *, language: str, by: Actor | None) -> None:
    """What many texts say in a language, {text: wording}, of which none has a wording in it yet; one query."""
    by_digest = {rules.digest_of(source): text.strip() for source, text in texts.items()}
    known = queries.of_texts(by_digest, language)
    with action(rules.GIVEN, by=by):
        for digest, text in by_digest.items():
            if digest not in known:
                db.session.add(Wording(digest=digest, language=language, text=text))


def refuse_unread(foreign: int, reason: str, field: str = "reason") -> None:
    """What somebody puts before others, by sending or approving it: texts in another language want a word why.

    Refused without one, beside the `field` that asks for it. The same for every paper.
    """
    if foreign and not reason.strip():
        raise Refused(
            Text("Texts not in the language of the paper: %(number)s. Say why they stay as they are.", number=foreign),
            field,
        )


def say_language(source: str, *, language: str, by: Actor | None) -> bool:
    """In which language a text was written: asked once, where its characters do not tell. Whether that is new."""
    if language not in list(Language):
        raise Refused(Text("Documents are not printed in this language."), "language")
    if queries.of_texts([rules.digest_of(source)], language):
        return False
    return give(source, language=language, text="", by=by)
