"""The input of the pages about letters: to whom, the words of one, the text of a kind."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.cleaning import whole
from crm.core.texts import Text
from crm.letters import queries, rules
from crm.letters.services import SittingInput
from crm.users import queries as users
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Line, PastDay, Prose, RecordChoice, Tick, translate
from crm.web.locale import zone

NAME_LIMIT, NUMBER_LIMIT, BODY_LIMIT, CONTACT_LIMIT, PURPOSE_LIMIT = 200, 60, 8000, 800, 500


class SentForm(BaseForm):
    reason = Line(_l("Why it goes all the same"), limit=500)


class PassportsForm(BaseForm):
    passports = Tick(
        _l("With passport data"), description=_l("On a sheet of its own that is not kept; the log notes it.")
    )


class ImprintForm(BaseForm):
    sender = Line(_l("Who signs"), limit=NAME_LIMIT, description=_l("Title and name, as printed under the letter."))
    dated_on = PastDay(_l("Date of the letter"), required=True)
    number = Line(
        _l("Document number"), limit=NUMBER_LIMIT,
        description=_l("If you leave the number as proposed, it takes the fiscal year of the date."),
    )  # fmt: skip

    posts = Choice(
        _l("Firm and title of the recipient"), table=rules.POSTS, blank=None, default="then",
    )  # fmt: skip

    def imprint(self, language: str = "") -> SittingInput:
        """What was typed, with who answers questions."""
        return SittingInput(
            dated_on=self.dated_on.data,  # type: ignore[arg-type]  # a required field was checked
            sender=self.sender.data or "",
            contact=users.name_of(me().id),
            number=self.number.data or "",
            language=language,
            posts=self.posts.data or "then",
        )


class RecipientChoice(RecordChoice):
    """A person by their id, or a body at which nobody is known by its own below zero."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.coerce = _signed


def _signed(value: object) -> int | None:
    text = str(value)
    number = whole(text.removeprefix("-"))
    return -number if number is not None and text.startswith("-") else number


class NewLetterForm(ImprintForm):
    kind = Choice(_l("Kind"), table=rules.KINDS, required=True, blank=None)
    person_id = RecipientChoice(_l("Recipient"), required=True)
    language = Choice(_l("Language"), table=rules.LANGUAGES, blank=_l("Language of the recipient"))
    purpose = Prose(
        _l("Purpose, as the letter says it"), limit=PURPOSE_LIMIT,
        description=_l(
            "In the language of the letter. Empty: left blank in the letter, to be filled in before it goes out."
        ),
    )  # fmt: skip

    def imprint(self, language: str = "") -> SittingInput:
        return replace(super().imprint(language), purpose=self.purpose.data or "")


def called(person: Person) -> str:
    """A recipient to choose from: with firm and title, for two people may have one name."""
    post = contacts.current_affiliation(person, clock.today(zone()))
    body = contacts.own_name(post.organisation).text if post is not None else ""
    return " · ".join(filter(None, (contacts.snapshot_name(person), body, post.title if post is not None else "")))


def body_label(body: Organisation) -> Text:
    """A body to choose from, as it is addressed."""
    name = contacts.own_name(body)
    return Text("%(name)s (nobody is known there)", name=queries.addressed_body(name.text, name.language))


def new_letter_form(
    people: Mapping[int, Person], bodies: Mapping[int, Organisation], direction: str, **kwargs: Any
) -> NewLetterForm:
    """The form with the people of one mission to choose from, and the kinds that missions of its direction have.

    Bodies at which nobody is known stand behind them, by their ids below zero.
    """
    form = NewLetterForm(**kwargs)
    form.kind.table = rules.kinds_for(direction)
    form.person_id.options = lambda: [
        *((id, called(person)) for id, person in people.items()),
        *((-id, translate(body_label(body))) for id, body in bodies.items()),
    ]
    return form


class LetterForm(BaseForm):
    number = Line(_l("Document number"), limit=NUMBER_LIMIT)
    dated_on = PastDay(_l("Date of the letter"), required=True)
    recipient_organisation = Line(_l("Organisation of the recipient"), limit=NAME_LIMIT)
    recipient_post = Line(_l("Department and title of the recipient"), limit=250)
    recipient = Line(_l("Recipient, as addressed"), limit=NAME_LIMIT, required=True)
    sender_organisation = Line(_l("Our organisation"), limit=NAME_LIMIT)
    sender = Line(_l("Who signs"), limit=NAME_LIMIT)
    sender_contact = Prose(_l("Our address and phone numbers"), limit=CONTACT_LIMIT, render_kw={"rows": 3})
    subject = Line(_l("Subject of the letter"), limit=NAME_LIMIT, required=True)
    body = Prose(_l("Main text"), limit=BODY_LIMIT, required=True, description=_l("One paragraph per line."))

    #: In the language of the letter.
    WORDS = (
        "recipient_organisation",
        "recipient_post",
        "recipient",
        "sender_organisation",
        "sender",
        "sender_contact",
        "subject",
        "body",
    )

    def words(self) -> dict[str, Any]:
        """{column: value}; an empty field is an empty text."""
        return {name: value if value is not None else "" for name, value in self.values().items()}


class TemplateForm(BaseForm):
    subject = Line(_l("Subject of the letter"), limit=NAME_LIMIT, required=True)
    body = Prose(_l("Main text"), limit=BODY_LIMIT, required=True, description=_l("One paragraph per line."))
