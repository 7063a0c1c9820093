"""What happens to letters: written from a template, corrected, sent; and the texts they begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm.activities import queries as activities
from crm.audit.services import action
from crm.contacts.models import Organisation, Person
from crm.core import clock, here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.letters import queries, rules
from crm.letters.models import Letter, LetterTemplate
from crm.letters.queries.people import Encounter
from crm.missions import queries as missions
from crm.missions.queries import Facts, VisitFact
from crm.office import queries as offices
from crm.office import services as office_services
from crm.office.contents import contact_lines
from crm.privacy import rules as privacy_rules
from crm.privacy import services as privacy
from crm.wordings import services as wordings

#: What is told whoever chose the other of two letters of thanks.
_OTHER_THANKS = {
    "thanks": Text("This letter thanks hosts. For guests, choose the other thank-you letter."),
    "guest_thanks": Text("Only guests are thanked for having come. For hosts choose the other thank-you letter."),
}
#: Letters made at once.
MOST = 200


@dataclass(frozen=True)
class SittingInput:
    """What all letters of one sitting share. Without a language each is written in its recipient's own."""

    dated_on: date
    sender: str = ""
    contact: str = ""
    number: str = ""
    language: str = ""
    purpose: str = ""  #: of a visit, in words for its hosts
    posts: str = "then"  #: of rules.POSTS
    proposed: bool = False  #: whether nobody typed the number: what is no copy of a letter that has it takes another


def write(
    facts: Facts,
    *,
    kind: str,
    person: Person | Organisation,
    visit: VisitFact | None,
    imprint: SittingInput,
    by: Actor | None,
) -> Letter:
    """A letter to somebody (names and posts loaded), from the text of its kind, every placeholder filled in.

    A letter that asks may go to a body itself (names and roles loaded).

    Refused for a kind that missions of this direction do not have, for an unknown language, for somebody to whom no
    letter of this kind goes, or who does not want to be written to, after the mission that it asks for, where the text
    of the kind is at fault, and for a number that another document has.
    """
    language = imprint.language or queries.language_of(person)
    imprint = replace(imprint, language=language)
    if kind not in rules.kinds_for(facts.activity.direction) or language not in rules.LANGUAGES:
        raise Refused(
            Text("Choose one."), "language" if kind in rules.KINDS and language not in rules.LANGUAGES else "kind"
        )
    late = rules.too_late(kind, status=facts.activity.status, ends=facts.activity.end_on, dated_on=imprint.dated_on)
    if late is not None:
        raise Refused(*late)
    if isinstance(person, Organisation):
        if kind not in rules.ASKING:
            raise Refused(Text("Only a letter that asks goes to an organisation without a person."), "person_id")
        return _written(missions.on_paper(facts, imprint.dated_on), kind, person, visit, None, imprint, by)
    if kind == "invitation" and person.id not in queries.guests(facts):
        invited = Text("Only guests are invited: members of the delegation, or of the organisation that sends it.")
        raise Refused(invited, "person_id")
    if kind == "reception" and person.id in queries.visitors(facts):
        hosts = Text("This letter goes to hosts, not to guests. Choose someone who receives the guests.")
        raise Refused(hosts, "person_id")
    if person.use_stopped_at is not None:
        raise Refused(Text("The use of this person's data was stopped."), "person_id")
    if person.do_not_contact:
        raise Refused(Text("This person does not want to be contacted."), "person_id")
    facts, encounter = missions.on_paper(facts, imprint.dated_on), None
    if kind in rules.GIVING_THANKS:
        encounter = queries.thankable(facts).get(person.id)
        if encounter is None:
            early = Text(
                "A thank-you letter needs a visit or talk that has taken place. There is none with this person yet."
            )
            raise Refused(early, "person_id")
        if kind != encounter.thanks:
            raise Refused(_OTHER_THANKS[kind], "person_id")
        visit = queries.visit_of(facts, person.id, until=here.today())
    return _written(facts, kind, person, visit, encounter, imprint, by)


def _written(
    facts: Facts,
    kind: str,
    to: Person | Organisation,
    visit: VisitFact | None,
    encounter: Encounter | None,
    imprint: SittingInput,
    by: Actor | None,
) -> Letter:
    office, language = offices.current(), imprint.language
    ours = office.name(language)
    text = queries.draft(queries.text_of(kind, facts, encounter, visit), language)
    values = queries.values(
        facts, to, visit, kind=kind, language=language, sender=imprint.sender, contact=imprint.contact,
        dated_on=imprint.dated_on,
        encounter=encounter, purpose=imprint.purpose, as_then=imprint.posts == "then", text=text.body,
    )  # fmt: skip
    letter = Letter(
        activity_id=facts.activity.id,
        item_id=visit.entry.item.id if visit is not None else None,
        person_id=to.id if isinstance(to, Person) else None,
        organisation_id=to.id if isinstance(to, Organisation) else None,
        kind=kind,
        language=language,
        number=imprint.number,
        dated_on=imprint.dated_on,
        recipient=values["recipient"],
        recipient_post=values["recipient_post"],
        recipient_organisation=values["recipient_organisation"],
        sender=values["sender"],
        sender_organisation=values["sender_organisation"],
        sender_contact="\n".join(contact_lines(office, language, abroad=queries.is_abroad(to)))
        if values["sender_organisation"] == ours
        else "",
        subject=rules.filled(text.subject, values)[:200],
        body=rules.filled(text.body if facts.delegation else rules.without_list(text.body), values),
        enclosure=queries.delegation_lines(facts.delegation, language) if kind in rules.ENCLOSING else "",
    )
    if (fault := rules.fault_of(text.subject + text.body)) is not None:
        raise Refused(fault, "kind")
    if imprint.proposed:
        letter.number = queries.number_of(letter, facts.activity)
    _check_number(letter)
    with action(rules.WRITTEN, by=by):
        db.session.add(letter)
    return letter


def _check_number(letter: Letter, field: str | None = "number") -> None:
    office = offices.current()
    if office.says_other_year(letter.number, office.fiscal_year(letter.dated_on)):
        free = offices.next_number(letter.dated_on)
        told = Text(
            "The year in this number is not that of the date. The next free one of that year is %(free)s.", free=free
        )
        raise Refused(told, field)
    if queries.number_is_taken(letter.number, letter):
        free = activities.next_number(letter.dated_on)
        raise Refused(Text("Another document has this number. The next free one is %(free)s.", free=free), field)


def thank_everyone(facts: Facts, *, imprint: SittingInput, by: Actor | None) -> list[Letter]:
    """A thank-you letter to everyone met, to each guest and to the visitors of our booth, who has none yet and did not
    leave a lead without agreeing to be contacted. Refused when there is nobody left."""
    owed = queries.unthanked(facts)
    silent = {
        person.id for person in queries.without_consent(facts, [person.id for person, _kind in owed], kind=rules.THANKS)
    }
    left = [(person, kind) for person, kind in owed if person.id not in silent][:MOST]
    may_be = queries.thankable(facts)
    if not left and not may_be:
        raise Refused(
            Text("Nobody has been met yet. Thank-you letters are for visits and talks that have taken place.")
        )
    booth = [id for id, seen in may_be.items() if seen.at_booth]
    if not left and (silent or queries.without_consent(facts, booth, kind=rules.THANKS)):
        raise Refused(Text("Whoever is left did not agree to be contacted."))
    if not left:
        raise Refused(Text("Everyone whom the mission met has a thank-you letter already."))
    with action(rules.WRITTEN, by=by):
        made = list[Letter]()
        for person, kind in left:
            # The first has the number that was typed; what is another document than that takes the next.
            each = replace(imprint, proposed=imprint.proposed or bool(made and imprint.number))
            made.append(write(facts, kind=kind, person=person, visit=None, imprint=each, by=by))
        return made


def change(
    letter: Letter, content: Mapping[str, Any], *, by: Actor | None, values: Mapping[str, str] | None = None
) -> None:
    """Correct the words of a letter: {column: value}; placeholders in them are filled in from `values`. Its list of the
    delegation is written anew.

    Refused once it was sent, for a placeholder that is none, and for a new number that another document has.
    """
    _check_open(letter)
    for name, value in content.items():
        if isinstance(value, str) and (fault := rules.fault_of(value)) is not None:
            raise Refused(fault, name)
    numbered = (letter.number, letter.dated_on)
    with action(rules.CHANGED, by=by):
        for name, value in content.items():
            setattr(letter, name, rules.filled(value, values or {}) if isinstance(value, str) else value)
        if (letter.number, letter.dated_on) != numbered:
            _check_number(letter)
        if letter.enclosure:
            letter.enclosure = queries.enclosed(letter)


def send(letter: Letter, *, on: date, reason: str = "", by: Actor | None) -> None:
    """It went out: from now on its words stand. Sending twice changes nothing.

    Refused before the office is filled in; while a placeholder stands in it, which an own text may have brought
    in before they were checked; while something is left blank; while another document has its number; while it may not
    leave (`check_leaving`); and without a reason while lines of it are in another language than the letter, or whoever
    gets it did not agree to be contacted. Whom its list names is noted as given away.
    """
    if letter.sent_on is not None:
        return
    office_services.refuse_unless_complete()
    if (fault := rules.fault_of(f"{letter.subject}\n{letter.body}")) is not None:
        raise Refused(fault)
    if rules.has_blanks(f"{letter.subject}\n{letter.body}"):
        raise Refused(Text("Something in this letter is left blank. Fill it in before you send it."))
    _check_number(letter, None)
    check_leaving([letter])
    wordings.refuse_unread(len(queries.foreign_lines(letter)), reason)
    to, named = [letter.person_id] if letter.person_id is not None else [], queries.sharing(letter)
    if queries.unconsenting(letter.activity_id, to, kind=letter.kind) and not reason.strip():
        raise Refused(Text("Whoever gets it did not agree to be contacted. Say why it goes all the same."), "reason")
    with action(rules.SENT, by=by):
        letter.sent_on, letter.sent_reason = on, reason.strip()
        if named is not None:
            privacy.note_paper(
                named, other=letter.recipient_organisation or letter.recipient, country=queries.country_of(letter),
                items=letter.number or letter.subject, on=min(on, here.today()), activity_id=letter.activity_id, by=by,
            )  # fmt: skip


def check_leaving(letters: Sequence[Letter]) -> None:
    """Refused while one of these letters must stay here: whoever gets it does not want to hear from us by now, or
    somebody on its list of the delegation said no and nobody has decided, or the list tells of another delegation than
    that of now. Nobody is taken off silently; the copy of a
    letter that was sent is kept as it went."""
    if silent := queries.refusing(letters):
        names = privacy_rules.told(silent)
        raise Refused(Text("This letter stays here: %(names)s must not be written to.", names=names))
    for letter in letters:
        if (named := queries.sharing(letter)) is not None:
            privacy.check_paper(named)
        if queries.is_outdated(letter):
            raise Refused(
                Text(
                    "The delegation has changed since the list of this letter was written. Edit the letter: saving it "
                    "writes the list anew."
                )
            )


def archive(letter: Letter, *, by: Actor | None) -> None:
    """Put away a letter that is not wanted. Refused once it was sent."""
    _check_open(letter)
    with action(rules.ARCHIVED, by=by):
        letter.archived_at = clock.now()


def _check_open(letter: Letter) -> None:
    if letter.sent_on is not None:
        raise Refused(Text("This letter has been sent. Its text can no longer be changed."))


def keep_template(kind: str, language: str, *, subject: str, body: str, by: Actor | None) -> LetterTemplate:
    """Make the text of a kind of letter the office's own. Refused when it names a placeholder that is none."""
    own = queries.template(kind, language) or LetterTemplate(kind=kind, language=language)
    for field, text in (("subject", subject), ("body", body)):
        if (fault := rules.fault_of(text)) is not None:
            raise Refused(fault, field)
        if not text.strip():
            raise Refused(Text("Fill in this field."), field)
    with action(rules.TEMPLATE_CHANGED, by=by):
        own.subject, own.body = subject, body
        db.session.add(own)
    return own


def reset_template(own: LetterTemplate, *, by: Actor | None) -> None:
    """Use our text again; the log keeps the office's."""
    with action(rules.TEMPLATE_RESET, by=by):
        db.session.delete(own)
