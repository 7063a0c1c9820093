"""Who reports on a mission, as the head of a report names them: post and name (報告者 職・氏名)."""

import re
from typing import Final

from crm.activities.models import Activity
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.contacts.rules import as_given
from crm.core import here
from crm.core.languages import Language
from crm.core.scripts import Script, script_of
from crm.letters.queries.people import colleague, traveller
from crm.office import queries as offices
from crm.reports import queries as reports
from crm.users import queries as users
from crm.wordings.rules import origin

#: How a name is read, behind it.
_BRACKET: Final = re.compile(r"\s*[（(][^（）()]*[）)]\s*\Z")


def reporter(activity: Activity, language: str) -> str:
    """Who signs another report on an activity, else who leads it, else who coordinates it: with the post that they have
    in the delegation, or with us.

    The activity has its participants and both organisations loaded. The name alone where no post is on record, nothing
    where nobody is named.
    """
    if signed := signed_by(activity, language):
        return signed
    name = users.name_of(activity.leader_id or activity.coordinator_id)
    return _told(name, *_known(activity, name, language), language) if name else ""


def reporter_in(activity: Activity, signed: str, language: str) -> str:
    """Whoever signed a report in another language, by post and name as `signed` has them, for readers of `language`.

    As it was signed where nobody of ours or of the delegation is called so.
    """
    words = signed.split()
    for start in range(len(words)):
        name = " ".join(words[start:])
        person, post = _known(activity, name, language)
        if person is not None:
            return _told(name, person, post, language)
    return signed


def told_in(activity: Activity, signed: str, language: str) -> str:
    """Who reports, for the head of a report in `language`: as it was signed in it; else the name alone of whoever is
    meant, whose post the records tell in each language. As it was signed where that is nobody of ours or of the
    delegation.
    """
    looks = origin(signed, here.han_language()).language
    latin = script_of(signed) is Script.LATIN
    if not signed or (language == Language.EN if latin else looks in ("", language)):
        return signed
    bare = _BRACKET.sub("", signed)
    words = bare.split()
    tails = (" ".join(words[start:]) for start in range(len(words)))
    own = next((name for name in tails if _known(activity, name, language)[0] is not None), "")
    return own or _called_in_letters(activity, bare.partition(",")[0]) or signed


def _called_in_letters(activity: Activity, name: str) -> str:
    """The own name of whoever of ours or of the delegation is called so in English: 小林 里美 of KOBAYASHI Satomi."""
    people = {part.name_snapshot: part.person for part in activity.participants} | contacts.colleagues()
    for own, person in people.items():
        forms = [form.text for form in contacts.spoken(person, Language.EN) if form is not None]
        if name.strip().casefold() in [form.casefold() for form in forms]:
            return own
    return ""


def without_office(signed: str) -> str:
    """Who reports, without a name of the office in front: the head of a report says it before them, also where somebody
    typed 所属・職・氏名 in full."""
    for name in offices.current().names.values():
        if name and signed.startswith(name):
            return signed.removeprefix(name).strip()
    return signed


def signed_by(activity: Activity, language: str) -> str:
    """Who signs the reports of an activity (`reporter_of`), for readers of `language`; "" where nobody does."""
    return reporter_in(activity, reports.reporter_of(activity.id), language)


def post_of(activity: Activity, reporter: str, language: str) -> tuple[str, str]:
    """(the post of who reports, its language): of `reporter`, else of who leads an activity, else who coordinates it.

    Of a reporter who is told with a post, and of whom none is on record, ("", "").
    """
    name = reporter or users.name_of(activity.leader_id or activity.coordinator_id)
    return _known(activity, name, language)[1] if name else ("", "")


def postless(activity: Activity, reporter: str) -> str:
    """The name of who reports where no post is on record of them, nor written before it; "" else.

    Who is called neither as an account nor as somebody we know is named with what was typed before.
    """
    name = reporter or users.name_of(activity.leader_id or activity.coordinator_id)
    person, (post, _language) = _known(activity, name, Language.JA) if name else (None, ("", ""))
    known = person is not None or "".join(name.split()) in {"".join(each.split()) for each in users.names().values()}
    return name if known and not post else ""


def _told(name: str, person: Person | None, post: tuple[str, str], language: str) -> str:
    title, spoken = as_given(post)
    if person is not None:
        shown, reading = contacts.spoken(person, language)
        name = f"{shown.text} ({reading.text})" if reading is not None else shown.text
    told = title if spoken == language else ""
    if language == Language.EN:
        return ", ".join(filter(None, (name, told)))
    return " ".join(filter(None, (told, name)))


def _known(activity: Activity, name: str, language: str) -> tuple[Person | None, tuple[str, str]]:
    """Who is called so, and (post, its language)."""
    if (part := traveller(activity.participants, name)) is not None:
        return part.person, part.titled(language)
    ours = activity.host_organisation if activity.direction == "inbound" else activity.sender_organisation
    found = colleague(ours, name)
    return (found[0], found[1].titled(language, found[0].primary_language)) if found else (None, ("", ""))
