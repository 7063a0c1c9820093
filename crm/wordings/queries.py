"""Texts in the language of a document, and which of them nobody has put into it yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Executable, Select, bindparam, or_, select

from crm.core import materials, reading
from crm.core.database import db
from crm.core.permissions import Actor
from crm.core.sight import shared
from crm.core.texts import listing
from crm.wordings import rules
from crm.wordings.models import Wording
from crm.wordings.rules import Origin, digest_of


@dataclass(frozen=True)
class ForeignText:
    """A text of a document that is not in its language."""

    text: str
    origin: Origin

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def key(self) -> str:
        """By what a form knows it: long enough that no two texts of a document share it."""
        return self.digest[:20]


@dataclass
class Wordings:
    """What is known about texts in one language. Asks the database no more, so that paper is set without it.

    `met` fills while a document is made: the texts that are not in its language, each once, in their order.
    """

    language: str
    known: Mapping[str, str]  #: {digest: text in the language; "" where it stands as it is}
    origins: Mapping[str, str]  #: {digest: language it was written in, as somebody said}
    met: dict[str, ForeignText] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)  #: {text: what it says in the language}

    def told(self, text: str, usual: str) -> tuple[str, str]:
        """(the text for readers, its language). `usual` is its language where neither script nor anybody tells."""
        if not text:
            return text, self.language
        digest = digest_of(text)
        wording = self.known.get(digest)
        if wording:
            self.used[text] = wording
            return wording, self.language
        if self.language != "ja" and (codes := rules.codes(text)):
            return listing(self.language, codes), self.language
        source = self._origin(text, digest, usual)
        foreign = wording is None and source.language not in ("", self.language)
        if foreign and (found := materials.in_language(text, source.language, self.language)):
            return found, self.language
        if source.language in ("", self.language) and rules.has_other_words(text, self.language):
            other = Origin("en", guessed=True)  # mixed into characters
            if wording is None:
                self.met.setdefault(text, ForeignText(text, other))
            return text, self.language
        own = source.language in ("", self.language)
        if wording is None and (not own or rules.is_quoting(text, self.language)):
            self.met.setdefault(text, ForeignText(text, source))
        return text, source.language or self.language

    def left(self, code: str, *texts: str) -> str:
        """What marks texts that stand in a language, `code`, which is not ours, as gaps; "" where they are none."""
        is_gap = code not in ("", self.language) and any(text in self.met for text in texts)
        return rules.WRITTEN_IN.get(code, "") if is_gap else ""

    def read(self, text: str, code: str) -> tuple[str, str]:
        """`told` for a text of which somebody noted the language: in ours it stays, but for words of another one."""
        if code == self.language and not rules.has_other_words(text, code):
            return text, code
        return self.told(text, code)

    def in_one(self, lines: Sequence[str], usual: str) -> list[tuple[str, str]]:
        """`told` for the lines of one list: where one of them is not known in the language all stand as they were
        written, since a list in two languages is read by nobody."""
        found = [self.told(line, usual) for line in lines]
        if all(code == self.language for _line, code in found):
            return found
        return [(line, self.origin(line, usual).language or self.language) for line in lines]

    def runs(self, text: str, code: str) -> list[tuple[str, str]]:
        """The parts of what was told, each with its language: quotations keep theirs."""
        return rules.runs(text, code or self.language)

    def lines(self, text: str, usual: str) -> list[tuple[str, str]]:
        """`told` for each line of a text, which somebody put into the language as a whole or line by line."""
        whole = self.known.get(digest_of(text.strip())) if text else None
        if whole:
            return [(line, self.language) for line in whole.splitlines()]
        return [self.told(line.strip(), usual) for line in text.splitlines() if line.strip()]

    def kept(self, text: str, usual: str) -> tuple[str, str]:
        """The same for a name or an address: in the language where somebody gave it so, else as it is, and no gap.

        One that stays as it is in the language is still of its own.
        """
        digest = digest_of(text)
        wording = self.known.get(digest) if text else None
        if wording and wording != text:
            return wording, self.language
        return text, self._origin(text, digest, usual).language or self.language

    def material(self, text: str, usual: str) -> tuple[str, str] | None:
        """`told` for what goods are made of; None where that is not known in the language: then it stays away, and the
        text is among those that are `met`."""
        found = self.told(text, usual) if text else None
        return found if found is not None and found[1] == self.language else None

    def origin(self, text: str, usual: str) -> Origin:
        """The language a text was written in: as somebody said, else as it looks."""
        return self._origin(text, digest_of(text), usual)

    def _origin(self, text: str, digest: str, usual: str) -> Origin:
        looks = rules.origin(text, usual)
        said = self.origins.get(digest) if looks.guessed else None
        return Origin(said, guessed=False) if said else looks


def visible_to(user: Actor | None) -> Select[Wording]:
    """Every wording: it is found by its text alone, so nobody finds one whose text they do not see."""
    return shared(select(Wording).where(Wording.archived_at.is_(None)), user)


def in_language(language: str, texts: Collection[str] | None = None) -> Wordings:
    """What is known in a language: of all texts, or of some."""
    return in_languages([language], texts)[language]


def in_languages(languages: Collection[str], texts: Collection[str] | None = None) -> dict[str, Wordings]:
    """The same for several languages at once: {language: what is known in it}."""
    digests = None if texts is None else list({digest_of(text) for text in texts if text})
    some = {} if digests is None else {"digests": digests}
    rows = reading.rows(_known(digests is not None), languages=list(languages), **some) if digests != [] else []
    origins = {row.digest: row.language for row in rows if not row.text}
    return {
        code: Wordings(code, {row.digest: row.text for row in rows if row.language == code}, origins)
        for code in languages
    }


# Kept: a statement costs more to make than to ask; it holds no rows.
@cache
def _known(of_texts: bool) -> Executable:
    """What is known in some languages: of all texts, or of some."""
    told = select(Wording.digest, Wording.language, Wording.text).where(
        Wording.archived_at.is_(None),
        or_(Wording.language.in_(bindparam("languages", expanding=True)), Wording.text == ""),
    )
    return told.where(Wording.digest.in_(bindparam("digests", expanding=True))) if of_texts else told


def of_texts(digests: Collection[str], language: str) -> dict[str, Wording]:
    """{digest: wording} of texts in a language."""
    if not digests:
        return {}
    statement = visible_to(None).where(Wording.digest.in_(digests), Wording.language == language)
    return {row.digest: row for row in db.session.scalars(statement)}
