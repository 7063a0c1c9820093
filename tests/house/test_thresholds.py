"""A number that stands in a sentence is the number that the rule goes by, in every language."""

import re
from datetime import timedelta

import pytest
from babel.messages.pofile import read_po

from crm.activities.rules import OLD_RATE
from crm.files.rules import LARGEST
from crm.insights.queries.times import LONG_DAYS, WITHIN_DAYS, WITHIN_WORKING_DAYS
from crm.insights.rules.evidence import EXACT_LEVEL, F_LEVEL, FEWEST_AGREEMENTS
from crm.insights.rules.intervals import SMALL_SAMPLE
from crm.insights.rules.outlook import FEWEST_CLOSED
from crm.insights.rules.verdicts import FEWEST_ACTIVITIES, FEWEST_TALKS
from crm.insights.rules.ways import SHORT_WINDOW_DAYS
from crm.merging.rules import UNDO_FOR
from crm.negotiations.rules import SILENCE_DAYS, STEP_GRACE_DAYS
from crm.users.rules import LINK_LIFE, LONGEST_PASSWORD, SHORTEST_PASSWORD
from crm.web.undoing import KEPT
from tools.steps import ROOT

MEGABYTE = 1024 * 1024
LINK = LINK_LIFE // timedelta(minutes=1)
#: How a sentence begins, and its numbers in their order.
SAID: dict[str, list[float]] = {
    "%(name)s, use this link to set a new password": [LINK],
    "8 to 128 characters": [SHORTEST_PASSWORD, LONGEST_PASSWORD],
    "PDF, PNG, JPEG, Word, Excel, PowerPoint, OpenDocument": [LARGEST // MEGABYTE],
    "At an activity of more than": [LONG_DAYS],
    "Every share is the sum of its numerators": [95, SMALL_SAMPLE],
    "Signed within": [SHORT_WINDOW_DAYS],
    "Verdict: “supported” or “contradicted” only if": [
        EXACT_LEVEL * 100,
        F_LEVEL * 100,
        FEWEST_AGREEMENTS,
        FEWEST_TALKS,
        FEWEST_ACTIVITIES,
    ],
    "Observed probabilities appear from": [FEWEST_CLOSED],
    "more than 31 days before a payment": [OLD_RATE],
    "Someone who has forgotten the password gets": [LINK],
    "This link does not work any more: it is older than": [LINK],
    "We will e-mail you a link to set a new password": [LINK],
    "Merged records are listed here": [UNDO_FOR.days],
    "A merge can be undone for": [UNDO_FOR.days],
    "The merge can be undone for": [UNDO_FOR.days],
    "What you moved, archived, merged": [KEPT.days],
    "Leads followed up within 3 working": [WITHIN_WORKING_DAYS],
    "Leads followed up within 7": [WITHIN_DAYS],
    "Reports approved within": [WITHIN_DAYS],
    "The next step is more than": [STEP_GRACE_DAYS],
    "No interaction for more than": [SILENCE_DAYS],
    "Stalled: longer in its stage": [STEP_GRACE_DAYS, SILENCE_DAYS],
}


@pytest.mark.once
@pytest.mark.parametrize("locale", ["ja", "zh_Hans_CN", "ko"])
def test_the_numbers_of_a_sentence_are_those_of_its_rule(locale: str) -> None:
    with (ROOT / "translations" / locale / "LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    for begins, numbers in SAID.items():
        found = [message for message in catalogue if isinstance(message.id, str) and message.id.startswith(begins)]
        assert found, begins
        for message in found:
            assert _numbers(str(message.id)) == numbers, message.id
            assert _numbers(str(message.string)) == numbers, message.string


def _numbers(text: str) -> list[float]:
    """The numbers of a text, without those that Japanese writes where English has a word (2つ, 1件 20 MB)."""
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?(?![\d.]*(?:つ|件 \d))", text)]
