"""Sentences the domain speaks without knowing the reader's language.

The domain marks a message id (English, a whole sentence) with `N_` and carries it with its values in a
`Text`; the web storey translates it when it is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any


def N_(msgid: str) -> str:
    """Mark `msgid` for the catalogues; returns it unchanged."""
    return msgid


@dataclass(frozen=True, init=False)
class Text:
    """A message id with its values: `Text("%(name)s is taken.", name="延吉")`.

    `str(text)` is the English sentence, for logs and the shell.
    """

    msgid: str
    params: Mapping[str, Any] = field(hash=False)

    def __init__(self, msgid: str, **params: Any) -> None:
        object.__setattr__(self, "msgid", msgid)
        object.__setattr__(self, "params", params)

    def __str__(self) -> str:
        return self.msgid % {k: str(v) for k, v in self.params.items()} if self.params else self.msgid


@dataclass(frozen=True, init=False)
class Worded(Text):
    """A name that somebody gave in some languages; elsewhere the msgid is translated if the catalogues know it."""

    wordings: Mapping[str, str] = field(hash=False)  #: {language tag: text}

    def __init__(self, msgid: str, wordings: Mapping[str, str]) -> None:
        super().__init__(msgid)
        object.__setattr__(self, "wordings", wordings)


class PerLanguage:
    """A value that each language writes in its own way, wherever it stands in a `Text`."""

    def called(self, language: str) -> str:
        """As readers of a language write it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.called("en")


def listing(language: str, parts: Iterable[str]) -> str:
    """Things one after the other, as a language parts them: 田辺、金田 · Tanabe, Kaneda."""
    return ("、" if language in ("ja", "zh-Hans") else ", ").join(parts)


@dataclass(frozen=True)
class Listed(PerLanguage):
    """Names as a value of a `Text`, parted as its reader's language does."""

    names: Sequence[str]

    def called(self, language: str) -> str:
        return listing(language, self.names)


def sentences(texts: Sequence[Text]) -> Text:
    """Whole sentences, one after the other as the reader's language sets them apart. There is at least one."""
    return reduce(lambda first, second: Text("%(first)s %(second)s", first=first, second=second), texts)


def enumerated(texts: Sequence[Text]) -> Text:
    """Things one after the other, parted as the reader's language does. There is at least one."""
    return reduce(lambda first, second: Text("%(first)s, %(second)s", first=first, second=second), texts)
