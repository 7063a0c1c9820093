"""What stands for a placeholder in a letter."""

from collections.abc import Iterable, Sequence
from datetime import date

from crm.activities.models import Participant
from crm.agreements import queries as agreements
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person, PersonName
from crm.contacts.rules import as_given, gender_told, title_at
from crm.core import here
from crm.core.days import letter_date
from crm.core.languages import Language
from crm.core.names import with_honorific
from crm.core.scripts import Script, script_of
from crm.core.texts import listing
from crm.core.wareki import in_common_era
from crm.initiatives.queries import title
from crm.letters import rules
from crm.letters.models import Letter
from crm.letters.queries.asking import answer_by, formalities, venue_of
from crm.letters.queries.bodies import addressed_body, body_called, is_abroad, visit_at
from crm.letters.queries.people import (
    Encounter,
    colleague,
    head_of_office,
    is_stay_known,
    people,
    posts_of,
    signing_of,
    slot_of,
    text_of,
    thankable,
    traveller,
    visit_of,
)
from crm.missions.queries import Facts, VisitFact, stays
from crm.office import queries as offices
from crm.office.contents import dialled
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings

#: What ends the year of a day.
_YEAR: dict[str, str] = {Language.JA: "年", Language.ZH: "年", Language.KO: "년"}
#: The form of address that Korean puts after the name of whoever has no other.
_SIR = " 님"


def values(
    facts: Facts,
    to: Person | Organisation,
    visit: VisitFact | None,
    *,
    kind: str,
    language: str,
    sender: str,
    contact: str,
    dated_on: date,
    encounter: Encounter | None = None,
    purpose: str = "",
    as_then: bool = True,
    text: str = "",
) -> dict[str, str]:
    """{placeholder: text} in the language of the letter. `sender`, `contact` and `purpose` as they were typed.

    A letter of thanks tells when its recipient was met, and whether points were agreed: `encounter`. It goes to the
    post of that day, unless somebody wants that of today. What its `text` says of a signing by itself is not said once
    more.
    """
    activity = facts.activity
    day = visit.entry.item.day if visit is not None else activity.start_on
    words = wordings.in_language(language)
    named, there = _recipient(to, day, encounter, as_then, words)
    ours = activity.host_organisation if activity.direction == "inbound" else activity.sender_organisation
    timed = visit is not None and not visit.entry.item.untimed
    # Between two addresses of one clock nobody asks whose it is.
    write = rules.plain_times if visit is not None and visit.entry.item.timezone == here.zone() else rules.wall_times
    time = write(language, visit.entry.item.clocks) if visit is not None and timed else ""
    mission = title(activity.names, language)
    first = facts.head or next(iter(facts.delegation), None)
    head = _kept(first, language) if first is not None else ""
    told_day = _day(facts, visit, encounter, language)
    told = {
        **named,
        "recipient_body": body_called(there, language),
        "sender": _signed(facts, ours, sender, words),
        "sender_organisation": _of_ours(ours, language),
        "mission": mission,
        "delegation": rules.delegation(mission, language),
        "party": rules.party(mission, language),
        "occasion": rules.occasion(mission, language),
        "signing": _signing(facts, to, words) if isinstance(to, Person) else "",
        "period": rules.span(language, activity.start_on, activity.end_on),
        "first_day": letter_date(language, activity.start_on),
        "last_day": letter_date(language, activity.end_on),
        "place": _places(facts, language, with_days=kind == rules.INVITED),
        "visit_day": told_day,
        "visit_time": time,
        "visit_when": rules.appointment(language, told_day, time, venue_of(facts, visit, words)),
        "purpose": listing(language, filter(None, (line.strip() for line in purpose.splitlines()))) or rules.GAP,
        "head": head,
        "number": str(len(facts.delegation) or ""),
        "visitors": rules.visitors(head, len(facts.delegation), language),
        "enclosed": rules.ENCLOSED[language] if facts.delegation else "",
        "agreed": _agreed(facts, to, encounter, words, text) if isinstance(to, Person) else "",
        "formalities": formalities(facts, language),
        # Who has left reads no answer, and an invitation that comes on the day of departure is none.
        "answer": answer_by(there, dated_on, min(day, activity.start_on), language, travels=kind == rules.INVITED),
        "contact": _reached(facts, ours, contact, words, abroad=is_abroad(to)),
    }
    if language == Language.JA and is_abroad(to):  # what people typed stays as they typed it
        told = {name: text if name == "purpose" else in_common_era(text) for name, text in told.items()}
    return told


def _recipient(
    to: Person | Organisation, day: date, encounter: Encounter | None, as_then: bool, words: Wordings
) -> tuple[dict[str, str], Organisation | None]:
    """(what a letter calls whom it goes to, the body that they are of): a person at their post, or a body itself."""
    language = words.language
    if isinstance(to, Organisation):
        name = written_name(to, language)
        told = {"recipient": addressed_body(name, language), "salutation": name}
        return told | {"recipient_post": "", "recipient_organisation": ""}, to
    post = contacts.current_affiliation(to, max(day, here.today()))
    if encounter is not None:
        then, now = posts_of(to, encounter)
        post = then if as_then else now
    held, spoken = _titled(post, to, words) if post is not None else ("", "")
    body = written_name(post.organisation, language) if post is not None else ""
    held = title_at(rules.post_alone(held), body)
    post_told = held if spoken == language else ""
    recipient = _addressed(to, language, post_told)
    return {
        "recipient": recipient,
        "salutation": _greeted(to, language, recipient, post_told),
        "recipient_post": held,
        "recipient_organisation": body,
    }, post.organisation if post is not None else None


def _places(facts: Facts, language: str, *, with_days: bool) -> str:
    """Where the mission goes: every place of its programme, in order of time; its main place while there is none.

    A delegation that leaves Yanji on the 12th is not in Yanji from the 10th to the 14th: who writes its invitation has
    to know which days it spends where.
    """
    found = stays(facts.activity, facts.entries)
    told = [(contacts.written(place, language).name.text, days if len(found) > 1 else set()) for place, days in found]
    named = [rules.on_days(language, name, days) if with_days and days else name for name, days in told]
    return _listed(named, language)


def _listed(texts: Sequence[str], language: str) -> str:
    """Texts in a row within a sentence."""
    if language == Language.EN and len(texts) > 1:
        return f"{', '.join(texts[:-1])} and {texts[-1]}"
    return listing(language, texts)


def _agreed(facts: Facts, person: Person, encounter: Encounter | None, words: Wordings, text: str) -> str:
    """Thanks for the days that the letter has not named, for the signing, and that we follow up the points."""
    if encounter is None:
        return ""
    language, thanked = words.language, text_of(rules.THANKS, facts, encounter)
    told, parts = set(_named(encounter, thanked)), list[tuple[date, str]]()
    told_already = thanked in ("thanks_host", "thanks_online") or "{{signing}}" in text.replace(" ", "")
    at_a_signing = set() if told_already else encounter.signings - encounter.signed
    for days, form in (
        (encounter.hosted - told - encounter.signed if not encounter.guested else set(), rules.RECEIVED),
        (encounter.signed, rules.SIGNED),
        (at_a_signing if not encounter.guested else set(), rules.AT_SIGNING),
    ):
        if days:
            deeds = _deeds(facts, person, words) if form is rules.SIGNED else ""
            values = {"visit_day": _days(days, language), "signing": _signing(facts, person, words), "deeds": deeds}
            parts.append((min(days), rules.filled(form[language], values)))
    also = rules.ALSO[language] if parts and thanked != "thanks_signing" else ""
    thanks = also + (" " if language in (Language.EN, Language.KO) else "").join(
        text for _day, text in sorted(parts, key=lambda part: part[0])
    )
    return thanks + (rules.AGREED[language] if encounter.agreed and not _concluded(person, encounter) else "")


def _concluded(person: Person, encounter: Encounter) -> bool:
    """Whether their firm signed a contract since the talk: nobody promises to come back to what stands in it."""
    post = posts_of(person, encounter)[0]
    return post is not None and agreements.concluded(post.organisation_id, since=encounter.day, until=here.today())


def _named(encounter: Encounter, thanked: str) -> list[date]:
    """The days that a letter of thanks names in its text: of talks, else of visits, else of the signing."""
    if thanked in ("thanks_host", "thanks_online"):
        found = encounter.talked | encounter.hosted | encounter.signings
    else:
        found = encounter.talked or encounter.hosted
    return sorted(found or encounter.signed or encounter.signings or {encounter.day})


def _days(days: Iterable[date], language: str) -> str:
    """Days in a row, the year of several said once: 令和8年4月15日（水）、4月16日（木）."""
    told: list[str] = []
    years = set[int]()
    for day in sorted(days):
        text = letter_date(language, day, weekday=True)
        told.append(text.partition(_YEAR[language])[2].strip() if day.year in years and language in _YEAR else text)
        years.add(day.year)
    return _listed(told, language)


def _day(facts: Facts, visit: VisitFact | None, encounter: Encounter | None, language: str) -> str:
    """Of the talk or visit for which thanks are given, or of the visit asked for; else of all that the programme asks
    of hosts, without the days on the way; else of the mission. Of a guest whose days nobody knows, of their talks.
    """
    activity = facts.activity
    if encounter is not None and not encounter.guested:
        return _days(_named(encounter, text_of(rules.THANKS, facts, encounter)), language)
    if encounter is not None and not is_stay_known(facts, encounter):
        return _days(encounter.talked, language) or rules.GAP
    if encounter is None and visit is not None:
        return letter_date(language, visit.entry.item.day, weekday=True)
    visited = sorted({each.entry.item.day for each in facts.appointments}) if encounter is None else []
    first, last = (visited[0], visited[-1]) if visited else (activity.start_on, activity.end_on)
    return letter_date(language, first, weekday=True) if first == last else rules.span(language, first, last)


def _signing(facts: Facts, person: Person, words: Wordings) -> str:
    """What was signed where somebody received us, as the programme names it; "" where nothing was."""
    held = signing_of(facts, person.id)
    return words.told(*held.entry.item.titled(words.language))[0] if held is not None else ""


def _deeds(facts: Facts, person: Person, words: Wordings) -> str:
    """What somebody signed, by its titles."""
    found = agreements.signed_by(person.id, facts.activity.id, until=here.today())
    titles = dict.fromkeys(words.told(deed.title, Language.JA)[0] for deed in found)
    return _listed([rules.DEED[words.language] % title for title in titles], words.language)


def _greeted(person: Person, language: str, recipient: str, post: str) -> str:
    """As a salutation names somebody: Mr. Jin in English where somebody told Mr or Ms; by the post 리명숙 과장님."""
    told = gender_told(person.salutation)
    if language == Language.KO and post and recipient.endswith(_SIR):
        return f"{recipient.removesuffix(_SIR)} {post.split()[-1].removesuffix('님')}님"
    if language != Language.EN:
        return recipient
    if told is None:
        # Who is called in letters alone reads better than 김설화 (Kim Seolhwa); that form stands above the salutation.
        letters = contacts.beside(person, language)
        return letters.text if letters is not None else recipient
    shown = contacts.display_name(person, language).text.casefold()
    family = next(filter(None, (_family(name) for name in person.names if name.full.casefold() == shown)), "")
    return with_honorific(family.title(), language, told) if family else recipient


def _family(name: PersonName) -> str:
    """The family name; that of a passport or pinyin stands first where nobody parted them: CUI CHENGHAO."""
    first = name.kind in ("latin_passport", "pinyin") and " " in name.full
    return name.family or (name.full.split()[0] if first else "")


def _of_ours(ours: Organisation | None, language: str) -> str:
    """Our own organisation as the office calls itself in the language, when it is the office; any other as it is."""
    office = offices.current()
    if ours is None or contacts.is_our_office(ours):
        return office.name(language) or (written_name(ours, language) if ours is not None else "")
    return written_name(ours, language)


def _signed(facts: Facts, ours: Organisation | None, typed: str, words: Wordings) -> str:
    """Who signs: one of ours whose name alone was typed, with the post they hold and in the language of the letter."""
    name, post = _one_of_ours(facts, ours, typed, words)
    language = words.language
    if language == Language.EN:
        return ", ".join(filter(None, (name, post)))
    return ("　" if language == Language.JA else " ").join(filter(None, (post, name)))


def _reached(facts: Facts, ours: Organisation | None, typed: str, words: Wordings, *, abroad: bool) -> str:
    """Who of the office answers questions, with its telephone as readers dial it, whoever the letter is from."""
    office, language = offices.current(), words.language
    phone = dialled(office, office.phone, "" if abroad else language)
    return rules.with_phone(language, _one_of_ours(facts, ours, typed, words)[0], phone)


def _one_of_ours(facts: Facts, ours: Organisation | None, typed: str, words: Wordings) -> tuple[str, str]:
    """(name, post) of the delegate or colleague whose name was typed; what was typed and no post where it is nobody."""
    bare, office, language = "".join(typed.split()), offices.current(), words.language
    head = "".join(office.head_name.split())
    if head and bare in (head, "".join(office.head_title().split()) + head):
        leader = head_of_office(ours)
        shown = (
            written_name(leader, language) if leader is not None else words.kept(office.head_name, office.language)[0]
        )
        return shown, office.head_title(language)
    if (part := traveller(facts.delegation, typed)) is not None:
        return _kept(part, language), _spoken(*told_title(part.titled(language), words), language)
    if (found := colleague(ours, typed)) is not None:
        person, post = found
        return written_name(person, language), _spoken(*_titled(post, person, words), language)
    return words.kept(typed, office.language)[0], ""


def _titled(post: Affiliation, person: Person, words: Wordings) -> tuple[str, str]:
    return told_title(post.titled(words.language, person.primary_language), words)


def told_title(title: tuple[str, str], words: Wordings) -> tuple[str, str]:
    """(title, its language): as somebody told it with the person, or for a document such as a pack, else as it is."""
    given = as_given(title)
    return given if given[1] == words.language else words.kept(*given)


def _spoken(text: str, tongue: str, language: str) -> str:
    """A title where it is in the language of the letter."""
    return text if tongue == language else ""


def written_name(record: Organisation | Person, language: str) -> str:
    """The name as documents write it, with the reading that readers of the language need."""
    found = contacts.written(record, language)
    reading = found.reading if language == Language.KO else contacts.beside(record, language)
    if reading is None:
        return found.name.text
    return rules.read_beside(found.name.text, reading.text, language)


def _kept(part: Participant, language: str) -> str:
    shown = contacts.kept(part.person, part.name_snapshot, language).text
    return written_name(part.person, language) if shown == contacts.written(part.person, language).name.text else shown


def _enrolled(part: Participant, language: str) -> str:
    """A name on the list that is enclosed, read as on the list of the delegation: Japanese readers say 金哲, too.

    Chinese hosts read our characters; for entry, hotel and seat they write the letters of the passport.
    """
    name, reading = contacts.spoken(part.person, language, part.name_snapshot)
    person, form = part.person, contacts.written(part.person, language)
    if language == Language.KO:
        reading = form.reading if name == form.name else None
    elif reading is None and language == Language.ZH and person.primary_language != language:
        letters = (form for form in contacts.spoken(person, Language.EN) if form is not None)
        known = (form for form in letters if not (contacts.is_guess(form) and contacts.sounds_elsewhere(person)))
        reading = next((form for form in known if _is_latin(form.text)), None)
    # A hotel and a consulate write what stands here: a reading that nobody told says so.
    return rules.read_beside(
        name.text, reading.text + contacts.by_sound(reading, language) if reading else "", language
    )


def _is_latin(text: str) -> bool:
    return script_of(text) is Script.LATIN


def _addressed(person: Person, language: str, post: str) -> str:
    """The recipient with the form of address, and with the reading that whoever carries the letter needs."""
    addressed, name = contacts.addressed_in(person, language, post), contacts.display_name(person, language).text
    return addressed.replace(name, written_name(person, language), 1)


def _to(letter: Letter) -> Person | Organisation | None:
    if letter.person_id is None:
        return letter.organisation
    return people([letter.person_id]).get(letter.person_id)


def values_again(letter: Letter, facts: Facts, *, contact: str) -> dict[str, str]:
    """The same for a letter that is being corrected: what its own words say goes first."""
    to, visit, encounter = _to(letter), None, None
    if to is None:
        return {}
    if isinstance(to, Organisation):
        visit = visit_at(facts, to)
    elif letter.kind in rules.GIVING_THANKS:
        visit, encounter = visit_of(facts, to.id, until=here.today()), thankable(facts).get(to.id)
    else:
        visit = slot_of(facts, to)
    found = values(facts, to, visit, kind=letter.kind, language=letter.language, sender=letter.sender,
                   contact=contact, dated_on=letter.dated_on, encounter=encounter)  # fmt: skip
    own = ("recipient", "recipient_post", "recipient_organisation", "sender_organisation")
    return found | {name: getattr(letter, name) for name in own}


def listed_post(part: Participant, words: Wordings) -> str:
    """The title of a delegate beside their body."""
    title, body = told_title(part.titled(words.language), words)[0], part.organisation
    return title_at(title, written_name(body, words.language)) if body is not None else title


def delegation_lines(delegation: Iterable[Participant], language: str) -> str:
    """The delegation in the order of protocol, one a line: name, organisation, title."""
    words = wordings.in_language(language)
    return "\n".join(
        "\t".join((_enrolled(part, language), written_name(part.organisation, language) if part.organisation else "",
                   listed_post(part, words))) for part in delegation
    )  # fmt: skip
