"""Settings as one place: what is kept once for all, in parts; each reader sees those that they may use."""

from dataclasses import dataclass

from crm.core.permissions import Permission
from crm.core.texts import N_


@dataclass(frozen=True)
class Setting:
    """A page of the settings: what it is called, what one does there, and who may."""

    label: str
    about: str
    endpoint: str
    permission: Permission


_P = Permission
#: {part: its pages}, in the order in which a new office needs them.
SETTINGS: dict[str, list[Setting]] = {
    N_("Our office"): [
        Setting(
            N_("Our office"),
            N_("Names in four languages, head, address, document numbers, approval chain, language and currency."),
            "office.edit",
            _P.OFFICE_WRITE,
        ),
    ],
    N_("People and rights"): [
        Setting(
            N_("Users"), N_("Who has an account, in which role, and new passwords."), "users.index", _P.USERS_MANAGE
        ),
        Setting(N_("Permissions"), N_("What each role may do."), "users.permissions", _P.USERS_SELF),
    ],
    N_("Fields, tags and lists"): [
        Setting(
            N_("Custom fields"), N_("Fields that the office adds to people, organisations and other records."),
            "fields.index", _P.FIELDS_MANAGE,
        ),
        Setting(
            N_("Kinds of relations"), N_("How organisations and people can stand to each other."), "ties.kinds",
            _P.FIELDS_MANAGE,
        ),
        Setting(N_("Tags"), N_("Create, rename, merge and archive tags."), "tags.index", _P.TAGS_MANAGE),
        Setting(
            N_("Activity plans"), N_("What is usually done after a talk, a fair, a mission."), "tasks.plans",
            _P.TASKS_PLAN,
        ),
        Setting(
            N_("Letter texts"), N_("Standard texts by kind of letter and language."), "letters.templates",
            _P.LETTERS_TEMPLATES,
        ),
    ],
    N_("Places, holidays, rates, entry rules, emergency contacts"): [
        Setting(
            N_("Places"), N_("Countries, regions and cities with their names and tiers."), "places.index",
            _P.PLACES_WRITE,
        ),
        Setting(
            N_("Holidays"), N_("Public holidays of each country, and days when the office is closed."),
            "places.holidays", _P.PLACES_WRITE,
        ),
        Setting(N_("Exchange rates"), N_("By day, with their source."), "places.rates", _P.PLACES_WRITE),
        Setting(
            N_("Entry and visa"), N_("Which travellers need a visa, and for which country."), "places.entry_rules",
            _P.PLACES_WRITE,
        ),
        Setting(N_("Emergency contacts"), N_("Whom to call in which place."), "places.emergency", _P.PLACES_WRITE),
    ],
    N_("Data protection"): [
        Setting(
            N_("Consents"), N_("How many people were asked what may be done with their data."), "privacy.index",
            _P.PRIVACY_READ,
        ),
        Setting(
            N_("How long records are kept"), N_("What is over its term, and deleting it."), "subjects.terms",
            _P.SUBJECTS_WRITE,
        ),
        Setting(
            N_("Where data lie"), N_("In which country, with whom, and what leaves the house."), "subjects.locations",
            _P.PRIVACY_READ,
        ),
        Setting(
            N_("Data given and received"), N_("To whom personal data were given, and from whom they came."),
            "privacy.provisions", _P.PRIVACY_LOG,
        ),
        Setting(
            N_("Registers of data protection"), N_("Requests of people, data breaches with their terms, assessments."),
            "registers.requests", _P.REGISTERS_READ,
        ),
    ],
    N_("Import and merge rules"): [
        Setting(
            N_("Imports"), N_("Lists and cards from other programs; each import can be undone."), "interchange.index",
            _P.INTERCHANGE_IMPORT,
        ),
        Setting(
            N_("Possible duplicates"), N_("Pairs of records that may be the same."), "merging.index", _P.MERGING_WRITE
        ),
        Setting(
            N_("Rules for duplicates"), N_("How much each reason counts."), "merging.edit_rules", _P.MERGING_RULES
        ),
    ],
    N_("System"): [
        Setting(
            N_("System"), N_("E-mail test, background work, version."), "office.system", _P.OFFICE_WRITE
        ),
        Setting(N_("Audit log"), N_("Who did what, when; it cannot be changed."), "audit.index", _P.AUDIT_ALL),
    ],
}  # fmt: skip
