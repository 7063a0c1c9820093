"""A job title: in which words readers of a language have it, with its department, and how high it stands."""

from collections.abc import Mapping
from typing import Final, Protocol, Self

from crm.contacts.rules.tables import BY_TITLE
from crm.core import here, posts
from crm.core.folding import fold_characters
from crm.core.hanja import han_language, hangul_of
from crm.core.languages import NOT_KNOWN, Language
from crm.core.scripts import tongue

TITLE_LIMIT: Final = 120  #: characters of a title in one language


class GuessedTitle(str):
    """A title in Japanese of which nobody said that it is called so: the table of posts alone puts it so."""

    __slots__ = ("source", "spoken")

    source: str  #: as it was given
    spoken: str  #: the language of that

    def __new__(cls, text: str, source: str, spoken: str) -> Self:
        """The word of the table beside the title that it stands for."""
        made = super().__new__(cls, text)
        made.source, made.spoken = source, spoken
        return made


def titled(title: str, titles: Mapping[str, str], language: str, own: str) -> tuple[str, str]:
    """(title, its language) for a reader of `language`: as somebody gave it in it, else as the table of posts knows
    the whole of it, else as on the card. What our office calls its own head goes before the table. What becomes another
    word in Japanese is a GuessedTitle.

    `own` is the language of the card; Han alone does not tell it, unless a character does that one country writes: 长.
    """
    if given := titles.get(language):
        return given, language
    spoken = tongue(title, "") or han_language(title) or _of_han(title, language, own)
    if called := here.head_called(title, spoken, language):
        return called, language
    known = posts.told(title, spoken, language) if spoken != language else ""
    if known and language == Language.JA and not _is_one_word(known, title):
        return GuessedTitle(known, " ".join(title.split()), spoken), language
    return (known, language) if known else (title, spoken)


def _is_one_word(ja: str, other: str) -> bool:
    """Whether a title is the same word in Japan, in Chinese characters or as Korea reads it: 会長, 会长, 회장."""
    bare = "".join(other.split())
    return fold_characters(ja) == fold_characters(bare) or hangul_of(ja) == bare


def as_given(told: tuple[str, str]) -> tuple[str, str]:
    """A title, as `titled` told it, in words that somebody gave: for letters and what others are handed, which guess
    nothing.
    """
    text, _spoken = told
    return (text.source, text.spoken) if isinstance(text, GuessedTitle) else told


def _of_han(title: str, language: str, own: str) -> str:
    """The language of a title in Han: that of the card, unless Japan alone writes the post so (副州長 of a
    host in China, typed by a Japanese hand). Nobody writes English in it: then a post that Japan knows is Japanese,
    and another one is what a reader of Han reads.
    """
    is_japanese = posts.counterpart(title, Language.JA, Language.EN) and not posts.counterpart(title, own, Language.EN)
    if own not in (Language.EN, NOT_KNOWN) and not is_japanese:
        return own
    if posts.counterpart(title, Language.JA, Language.EN):
        return Language.JA
    return language if language in (Language.JA, Language.ZH) else own


def post_line(department: str, title: str) -> str:
    """Department and title in one line; the department once, where the title on the card says it, too (服装部经理)."""
    bare = "".join(department.split())
    return title if bare and bare in "".join(title.split()) else " ".join(filter(None, (department, title)))


def title_at(title: str, body: str) -> str:
    """A post as it stands beside its body: the section once, where the body is called by it (〇〇市役所 産業振興課).

    What is left has to be a post: of 산업진흥과장 beside 〇〇시청 산업진흥과 that is 과장, of 产业振兴科科长 beside
    〇〇市政府产业振兴科 it is 科长, of "Head, Industry Promotion Section" Head.
    """
    head, _comma, tail = title.partition(", ")
    if tail and body.endswith(f" {tail}"):
        return head
    for length in range(min(len(title), len(body)), 2, -1):
        section, rest = title[:length], title[length:]
        if not body.endswith(section):
            continue
        if rest.startswith(" "):
            return rest.strip()
        return next((post for post in (rest, section[-1] + rest) if rest and posts.is_post(post)), title)
    return title


class Post(Protocol):
    """An affiliation, or a row with these columns of one."""

    @property
    def department(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def titles(self) -> Mapping[str, str]: ...


def titled_post(post: Post, language: str, own: str) -> tuple[str, str]:
    """(department and title, their language) for a reader of `language`; `own` is that of the person's card."""
    return titled(post_line(post.department, post.title), post.titles, language, own)


def rank_of(given: int, title: str) -> int:
    """How high a post stands, 1 the highest: the rank that somebody gave it, else that of the title."""
    return posts.rank(title) if given == BY_TITLE else given
