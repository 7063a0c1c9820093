"""What a row says, as the records that it makes."""

from crm.contacts import rules as contacts
from crm.contacts.services.bulk import NewOrganisation, NewPerson
from crm.interchange.rules.drafts import RowDraft

_OWN_COLUMNS = ("identifier_type", "identifier_value", "founded_year", "employees", "profile")


def new_person(id: int, draft: RowDraft, employer: int | None) -> NewPerson:
    """The person that a row says; `employer` is the id of their organisation."""
    return NewPerson(
        id=id,
        keys=draft.keys,
        names=[draft.name, *draft.others],
        points=draft.points,
        organisation_id=employer,
        department=draft.department,
        title=draft.title,
        from_date=None,
        notes=draft.first_notes,
        salutation=draft.salutation,
    )


def new_organisation(id: int, draft: RowDraft, *, whole: bool) -> NewOrganisation:
    """An organisation of its own row (`whole`), or the employer that the row of a person names."""
    said = draft.organisation
    address = None
    if said["address"]:
        language = contacts.guess_language(said["address"], said["country"])
        address = {"language": language, "lines": said["address"], "postal_code": said["postal_code"]}
    columns = {name: said[name] for name in _OWN_COLUMNS if said.get(name)} if whole else {}
    role = said.get("role", "")
    return NewOrganisation(
        id=id,
        country=said["country"],
        keys=said["keys"],
        names=[said["name"], *said["others"]],
        columns=columns | ({"notes": draft.notes} if whole and draft.notes else {}),
        points=draft.points if whole else (),
        address=address,
        roles=[role] if role in contacts.ORGANISATION_ROLES else [],
    )
