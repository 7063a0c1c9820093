"""What letters say by which somebody is asked to receive us: where, by when to answer, whether a visa is needed."""

from datetime import date, timedelta

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.days import letter_date
from crm.letters import rules
from crm.letters.models import Letter
from crm.missions.queries import Facts, VisitFact
from crm.places import queries as places
from crm.wordings.queries import Wordings

#: {language: (what an invitation is asked for where a visa has to be applied for, what begins the sentence without it)}
_FORMALITIES = {
    "ja": ("入国手続きのため、", ""), "zh-Hans": ("为办理入境手续，", ""), "ko": ("입국 수속을 위하여 ", ""),
    "en": ("For the entry formalities we", "We"),
}  # fmt: skip


def formalities(facts: Facts, language: str) -> str:
    """What an invitation is asked for, as the beginning of a sentence."""
    return _FORMALITIES[language][is_visa_free(facts)]


def is_visa_free(facts: Facts) -> bool:
    """Whether nobody needs a visa for the stay, as far as entry rules and the countries of the bodies tell."""
    rows = [(border.rule, border.doubts) for border in facts.borders if not border.transit]
    return bool(rows) and all(rule is not None and rule.rule == "visa_free" and not doubts for rule, doubts in rows)


def answer_by(asked: Organisation | None, dated_on: date, before: date, language: str, *, travels: bool = False) -> str:
    """By when whoever is asked is asked to answer, as the words of a letter of that date; "" where no day is left.

    Counted in the working days of `asked`, never in ours; at the latest on the last of them before `before`. Who
    `travels` on the answer needs days for tickets and a visa, and asks for it at once where none of them is left.
    """
    day = answer_day(asked, dated_on, _settled(before) if travels else before)
    if day is not None:
        return rules.ANSWER[language].format(letter_date(language, day, weekday=True))
    return rules.ANSWER_AT_ONCE[language] if travels and asked is not None and dated_on < before else ""


def _settled(start: date) -> date:
    """Before which day an invitation has to come to whoever leaves on `start`."""
    return start - timedelta(days=rules.ANSWER_LEAVES - 1)


def answer_day(asked: Organisation | None, dated_on: date, before: date) -> date | None:
    """The day that `answer_by` words."""
    if asked is None or dated_on >= before:
        return None
    reach = dated_on + timedelta(days=rules.ANSWER_REACH)
    theirs = places.their_days(asked.country, asked.place_id, dated_on, max(before, reach))
    day = min(theirs.after(dated_on, rules.ANSWER_DAYS), theirs.nearest(before - timedelta(days=1), -1))
    return day if day > dated_on else None


def is_late(letter: Letter, facts: Facts) -> bool:
    """Whether a letter that has not gone asks for an invitation when no day to answer in time is left."""
    if letter.kind != rules.INVITED or letter.sent_on is not None:
        return False
    post = contacts.current_affiliation(letter.person, letter.dated_on) if letter.person is not None else None
    asked = letter.organisation or (post.organisation if post is not None else None)
    return asked is not None and answer_day(asked, letter.dated_on, _settled(facts.activity.start_on)) is None


def venue_of(facts: Facts, visit: VisitFact | None, words: Wordings) -> str:
    """The hall or hotel of a visit; "" where one comes to the host's own house, or meets online."""
    if visit is None or not visit.entry.at_venue or facts.activity.direction == "online":
        return ""
    text, code = visit.entry.item.worded("venue", words.language)
    return text if code == words.language else words.told(text, here.han_language())[0]
