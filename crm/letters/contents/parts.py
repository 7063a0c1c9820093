"""What stands where in a letter, as the offices of each language write it. PDF and Word follow it alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import force_locale, gettext

from crm.core.days import letter_date, plain_date
from crm.core.languages import LOCALES
from crm.core.texts import N_
from crm.core.wareki import has_era
from crm.letters.models import Letter

#: Lines of a body that have a place of their own on the page.
_RIGHT = frozenset({"敬具", "以上", "敬白"})
_MIDDLE = frozenset({"記", "记"})
#: Title and columns of the list that is enclosed.
ROLL = (N_("Delegation list"), N_("No."), N_("Full name"), N_("Organisation"), N_("Job title"))
#: A day that counts as readers abroad do.
_COMMON_ERA = re.compile(r"(?<!\d)\d{4}年\d{1,2}月\d{1,2}日")
_CLOSINGS = frozenset({"敬礼！", "敬礼!", "敬礼"})


@dataclass(frozen=True)
class Part:
    """A line of a letter. `style` is left, right, center, indent (a first line moved in), title, subject, space, or
    rule (a line across). Left and right can be small.
    """

    style: str
    text: str = ""


def parts(letter: Letter) -> list[Part]:
    """The whole letter from top to bottom, without what is enclosed."""
    compose = {"ja": _japanese, "zh-Hans": _chinese, "ko": _korean}.get(letter.language, _english)
    return [part for part in compose(letter) if part.text or part.style in ("space", "rule")]


def roll(letter: Letter) -> list[list[str]]:
    """The delegation that is enclosed: rows of name, organisation, title."""
    return [(line.split("\t") + ["", ""])[:3] for line in letter.enclosure.splitlines() if line.strip()]


def heads(letter: Letter) -> list[str]:
    """What the list of the delegation is called and the heads of its columns, in the language of the letter."""
    with force_locale(LOCALES[letter.language]):
        return [gettext(text) for text in ROLL]


def _space() -> Part:
    return Part("space")


def _to(letter: Letter) -> str:
    return "　".join(filter(None, (letter.recipient_post, letter.recipient)))


def _japanese(letter: Letter) -> Iterator[Part]:
    yield Part("right", letter.number)
    # As the days of its text: no paper counts in two ways.
    abroad = _COMMON_ERA.search(letter.body) is not None and not has_era(letter.body)
    yield Part("right", (plain_date if abroad else letter_date)("ja", letter.dated_on))
    yield Part("left", letter.recipient_organisation)
    yield Part("left", _to(letter))
    yield Part("right", letter.sender_organisation)
    yield Part("right", letter.sender)
    yield from _contact(letter, "right")
    yield Part("subject", letter.subject)
    yield from _body(letter)


def _chinese(letter: Letter) -> Iterator[Part]:
    yield Part("right", letter.number)
    yield Part("title", letter.subject)
    yield Part("left", letter.recipient_organisation)
    yield from _body(letter)
    yield _space()
    yield Part("right", letter.sender_organisation)
    yield Part("right", letter.sender)
    yield Part("right", letter_date("zh-Hans", letter.dated_on))
    yield from _foot(letter)


def _korean(letter: Letter) -> Iterator[Part]:
    yield Part("title", letter.sender_organisation)
    yield Part("left", f"문서번호: {letter.number}" if letter.number else "")
    yield Part("left", "수신: " + " ".join(filter(None, (letter.recipient_organisation, letter.recipient_post,
                                                        letter.recipient))))  # fmt: skip
    yield Part("left", f"제목: {letter.subject}")
    yield Part("rule")
    yield from _body(letter)
    yield _space()
    yield Part("center", letter_date("ko", letter.dated_on))
    yield Part("center", " ".join(filter(None, (letter.sender_organisation, letter.sender))))
    yield from _foot(letter)


def _english(letter: Letter) -> Iterator[Part]:
    yield Part("right", letter.sender_organisation)
    yield from _contact(letter, "right")
    yield Part("right", letter_date("en", letter.dated_on))
    for text in (letter.recipient, letter.recipient_post, letter.recipient_organisation):
        yield Part("left", text)
    yield Part("left", f"Ref.: {letter.number}" if letter.number else "")
    yield Part("subject", letter.subject)
    yield from _body(letter)
    yield _space()
    yield _space()
    yield Part("left", letter.sender)
    yield Part("left", letter.sender_organisation)


def _contact(letter: Letter, side: str) -> Iterator[Part]:
    for line in letter.sender_contact.splitlines():
        yield Part(f"{side} small", line.strip())


def _foot(letter: Letter) -> Iterator[Part]:
    """Where we are, below everything, as Chinese and Korean offices print it."""
    if letter.sender_contact:
        yield Part("rule")
        yield from _contact(letter, "left")


def _body(letter: Letter) -> Iterator[Part]:
    for line in letter.body.splitlines():
        text = line.strip()
        if not text:
            yield _space()
        elif text in _RIGHT:
            yield Part("right", text)
        elif text in _MIDDLE:
            yield Part("center", text)
        elif letter.language == "zh-Hans":
            # The salutation and the closing stand at the margin, every other paragraph is moved in.
            yield Part("left" if text.endswith(("：", ":")) or text in _CLOSINGS else "indent", text)
        else:
            # A Japanese paragraph brings its own ideographic space; trailing space says nothing.
            yield Part("left", line.rstrip())
