"""Texts of a document in its language: a field a text, made for the texts that stand in it today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField

from crm.core import here
from crm.core.permissions import Actor
from crm.web.forms import BaseForm, Choice, Prose, Tick
from crm.wordings import rules, services
from crm.wordings.models import Wording
from crm.wordings.queries import ForeignText, Wordings


@dataclass(frozen=True)
class AskedText:
    """A text and its fields."""

    source: str
    language: str  #: of the source, as somebody said or as it looks
    guessed: bool
    text: Field
    same: Field | None  #: it may stay as it is
    written: Field | None  #: the language it was written in, asked while that is a guess
    version: Field


class WordsForm(BaseForm):
    """Make it with `of`."""

    texts: Wordings
    sources: ClassVar[Mapping[str, tuple[str, ForeignText | None]]] = {}

    @classmethod
    def of(cls, texts: Wordings, rows: Mapping[str, Wording]) -> "WordsForm":
        """The form for the texts of a document; `rows` are the wordings that were given before, by digest."""
        fields: dict[str, Any] = {}
        sources: dict[str, tuple[str, ForeignText | None]] = {}
        for foreign in texts.met.values():
            key = foreign.key
            sources[key] = (foreign.text, foreign)
            fields[f"text_{key}"] = Prose(foreign.text, limit=rules.LIMIT)
            fields[f"same_{key}"] = Tick(_l("Stays as it is"))
            fields[f"version_{key}"] = HiddenField(default="0")
            if foreign.origin.guessed:
                fields[f"written_{key}"] = Choice(
                    _l("Written in"), table=rules.LANGUAGES, default=foreign.origin.language
                )
        for source, said in texts.used.items():
            row = rows.get(rules.digest_of(source))
            if row is not None:
                key = row.digest[:20]
                sources[key] = (source, None)
                fields[f"text_{key}"] = Prose(source, limit=rules.LIMIT, default=said)
                fields[f"version_{key}"] = HiddenField(default=str(row.version))
        made: WordsForm = type("WordsForm", (cls,), {**fields, "sources": sources})()
        made.texts = texts
        return made

    def asked(self) -> list[AskedText]:
        """The texts that nobody has put into the language yet, in the order of the document."""
        return [self._asked(key, text, found) for key, (text, found) in self.sources.items() if found is not None]

    def input(self) -> list[AskedText]:
        """Those that somebody has put into it."""
        return [self._asked(key, text, None) for key, (text, found) in self.sources.items() if found is None]

    def _asked(self, key: str, source: str, found: ForeignText | None) -> AskedText:
        origin = found.origin if found is not None else self.texts.origin(source, here.han_language())
        same = self[f"same_{key}"] if found is not None else None
        written = self._fields.get(f"written_{key}")
        return AskedText(source, origin.language, origin.guessed, self[f"text_{key}"], same, written,
                     self[f"version_{key}"])  # fmt: skip

    def keep(self, *, by: Actor) -> bool:
        """Keep what was typed; what was left empty stays a gap. Whether anything is new."""
        language, changed = self.texts.language, False
        for one in [*self.asked(), *self.input()]:
            typed, same = (one.text.data or "").strip(), bool(one.same is not None and one.same.data)
            if typed or same:
                version = int(one.version.data) if str(one.version.data).isdecimal() else 0
                said = "" if same else typed
                changed |= services.give(one.source, language=language, text=said, version=version, by=by)
            if one.written is not None and one.written.data not in ("", None, one.language):
                changed |= services.say_language(one.source, language=one.written.data, by=by)
        return changed
