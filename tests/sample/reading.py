"""The words of a paper as somebody reads them: each with its language, other forms of a name and quotations aside."""

from html.parser import HTMLParser

#: Elements that show a name in other scripts, how it is read, or what is held out to a driver or said to the hosts.
ASIDE = frozenset({"scripts", "reading", "theirs", "huge", "big", "turned", "words", "phrases", "speech"})
VOID = frozenset({"br", "col", "img", "meta", "link", "path"})


class _Walk(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str, bool]] = [("", "", False)]  # tag, language, aside
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in VOID:
            return
        _, language, aside = self.open[-1]
        classes = set((told.get("class") or "").split())
        aside = aside or bool(classes & ASIDE) or tag in ("title", "style")
        self.open.append((tag, told.get("lang") or language, aside))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        _, language, aside = self.open[-1]
        if data.strip() and not aside:
            self.found.append((" ".join(data.split()), language))


def words(html: str) -> list[tuple[str, str]]:
    """(text, language) of each piece, in the order of the paper."""
    walk = _Walk()
    walk.feed(html)
    return walk.found


def kana(text: str) -> bool:
    """Whether a text has hiragana or katakana; the middle dot and the long sound mark alone are none."""
    return any("ぁ" <= c <= "ヺ" for c in text)
