"""Roles and what each may do: the whole table, as data. The page under /users/permissions shows it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from crm.core.texts import N_


class Role(StrEnum):
    ADMIN = "admin"
    COORDINATOR = "coordinator"
    MISSION_LEADER = "mission_leader"
    MANAGEMENT = "management"
    AUDITOR = "auditor"
    MAKER = "maker"


#: Of the office. A person of a maker is none of these, and never becomes one: they have an account of another kind.
STAFF: tuple[Role, ...] = tuple(role for role in Role if role != Role.MAKER)


ROLE_LABELS: dict[str, str] = {
    Role.ADMIN: N_("Administrator"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.MISSION_LEADER: N_("Mission leader"),
    Role.MANAGEMENT: N_("Management"),
    Role.AUDITOR: N_("Auditor"),
    Role.MAKER: N_("Representative of a maker"),
}


class Permission(StrEnum):
    HOME_READ = "home:read"
    PLACES_READ = "places:read"
    PLACES_WRITE = "places:write"
    CONTACTS_READ = "contacts:read"
    CONTACTS_WRITE = "contacts:write"
    INITIATIVES_READ = "initiatives:read"
    INITIATIVES_WRITE = "initiatives:write"
    MISSIONS_READ = "missions:read"
    MISSIONS_WRITE = "missions:write"
    BUDGETS_READ = "budgets:read"
    TRAVEL_READ = "travel:read"
    TRAVEL_WRITE = "travel:write"
    MATCHING_READ = "matching:read"
    MATCHING_WRITE = "matching:write"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_WRITE = "applications:write"
    MEETINGS_READ = "meetings:read"
    MEETINGS_WRITE = "meetings:write"
    CARDS_READ = "cards:read"
    CARDS_WRITE = "cards:write"
    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    BOOTHS_WRITE = "booths:write"
    NEGOTIATIONS_READ = "negotiations:read"
    NEGOTIATIONS_WRITE = "negotiations:write"
    NEGOTIATIONS_OVERRIDE = "negotiations:override"
    INTERACTIONS_READ = "interactions:read"
    INTERACTIONS_WRITE = "interactions:write"
    INTERACTIONS_ASSIGN = "interactions:assign"
    AGREEMENTS_READ = "agreements:read"
    AGREEMENTS_WRITE = "agreements:write"
    OUTCOMES_READ = "outcomes:read"
    OUTCOMES_WRITE = "outcomes:write"
    THREADS_READ = "threads:read"
    WATCHES_READ = "watches:read"
    WATCHES_WRITE = "watches:write"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_PRINT = "documents:print"
    REPORTS_WRITE = "reports:write"
    INSIGHTS_READ = "insights:read"
    INSIGHTS_WRITE = "insights:write"
    LETTERS_READ = "letters:read"
    LETTERS_WRITE = "letters:write"
    LETTERS_TEMPLATES = "letters:templates"
    LISTS_USE = "lists:use"
    LISTS_SHARE = "lists:share"
    LISTS_EXPORT = "lists:export"
    MERGING_WRITE = "merging:write"
    MERGING_RULES = "merging:rules"
    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    TASKS_PLAN = "tasks:plan"
    FILES_READ = "files:read"
    FILES_WRITE = "files:write"
    TAGS_READ = "tags:read"
    TAGS_WRITE = "tags:write"
    TAGS_MANAGE = "tags:manage"
    TARGETS_READ = "targets:read"
    TARGETS_WRITE = "targets:write"
    FIELDS_MANAGE = "fields:manage"
    COUNTERPARTS_READ = "counterparts:read"
    COUNTERPARTS_WRITE = "counterparts:write"
    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    ACCESS_READ = "access:read"
    ACCESS_WRITE = "access:write"
    FAIRS_READ = "fairs:read"
    FAIRS_WRITE = "fairs:write"
    SHOWROOMS_READ = "showrooms:read"
    SHOWROOMS_WRITE = "showrooms:write"
    SHOWROOMS_APPROVE = "showrooms:approve"
    PARTNERS_READ = "partners:read"
    PARTNERS_WRITE = "partners:write"
    RIVALS_READ = "rivals:read"
    RIVALS_WRITE = "rivals:write"
    INTERCHANGE_IMPORT = "interchange:import"
    PRIVACY_READ = "privacy:read"
    PRIVACY_WRITE = "privacy:write"
    PRIVACY_OVERRIDE = "privacy:override"
    PRIVACY_LOG = "privacy:log"
    REGISTERS_READ = "registers:read"
    REGISTERS_WRITE = "registers:write"
    SEARCH_READ = "search:read"
    JOBS_READ = "jobs:read"
    MISSIONS_APPROVE = "missions:approve"
    AUDIT_RECORD = "audit:record"
    AUDIT_ALL = "audit:all"
    USERS_SELF = "users:self"
    USERS_MANAGE = "users:manage"
    OFFICE_WRITE = "office:write"
    SUBJECTS_WRITE = "subjects:write"
    MAKERS_READ = "makers:read"


PERMISSION_LABELS: dict[Permission, str] = {
    Permission.HOME_READ: N_("See the home page"),
    Permission.PLACES_READ: N_("See places"),
    Permission.PLACES_WRITE: N_("Change places"),
    Permission.CONTACTS_READ: N_("See organisations and people"),
    Permission.CONTACTS_WRITE: N_("Change organisations and people"),
    Permission.INITIATIVES_READ: N_("See initiatives"),
    Permission.INITIATIVES_WRITE: N_("Change initiatives"),
    Permission.MISSIONS_READ: N_("See missions and other activities"),
    Permission.MISSIONS_WRITE: N_("Plan missions and other activities"),
    Permission.BUDGETS_READ: N_("See budgets and costs of missions and other activities"),
    Permission.TRAVEL_READ: N_("See travel details (leaders: of missions they lead)"),
    Permission.TRAVEL_WRITE: N_("Manage travel details (leaders: of missions they lead)"),
    Permission.MATCHING_READ: N_("See matching tables"),
    Permission.MATCHING_WRITE: N_("Manage matching tables"),
    Permission.APPLICATIONS_READ: N_("See applications to missions"),
    Permission.APPLICATIONS_WRITE: N_("Issue codes and decide on applications"),
    Permission.MEETINGS_READ: N_("See meetings"),
    Permission.MEETINGS_WRITE: N_("Log meetings"),
    Permission.CARDS_READ: N_("See business cards"),
    Permission.CARDS_WRITE: N_("Photograph business cards"),
    Permission.LEADS_READ: N_("See leads"),
    Permission.LEADS_WRITE: N_("Capture leads"),
    Permission.BOOTHS_WRITE: N_("Issue codes for booths and decide on late leads"),
    Permission.NEGOTIATIONS_READ: N_("See negotiations"),
    Permission.NEGOTIATIONS_WRITE: N_("Move negotiations"),
    Permission.NEGOTIATIONS_OVERRIDE: N_("Let negotiations on barred products go on"),
    Permission.INTERACTIONS_READ: N_("See calls, e-mails and conversations"),
    Permission.INTERACTIONS_WRITE: N_("Log calls, e-mails and conversations"),
    Permission.INTERACTIONS_ASSIGN: N_("Assign incoming e-mail"),
    Permission.AGREEMENTS_READ: N_("See agreements"),
    Permission.AGREEMENTS_WRITE: N_("Record agreements"),
    Permission.OUTCOMES_READ: N_("See outcomes after activities"),
    Permission.OUTCOMES_WRITE: N_("Ask for outcomes and add the answers to the record"),
    Permission.THREADS_READ: N_("See the timelines of records"),
    Permission.WATCHES_READ: N_("See own watched contacts"),
    Permission.WATCHES_WRITE: N_("Watch contacts"),
    Permission.DOCUMENTS_READ: N_("Open printed documents"),
    Permission.DOCUMENTS_PRINT: N_("Print briefing packs and reports"),
    Permission.REPORTS_WRITE: N_("Write mission reports and submit them"),
    Permission.INSIGHTS_READ: N_("See the figures"),
    Permission.INSIGHTS_WRITE: N_("Take records out of the figures, keep the figures of a day"),
    Permission.LETTERS_READ: N_("See letters"),
    Permission.LETTERS_WRITE: N_("Write letters"),
    Permission.LETTERS_TEMPLATES: N_("Edit the letter texts"),
    Permission.LISTS_USE: N_("Save own views of lists"),
    Permission.LISTS_SHARE: N_("Share views of lists with everyone"),
    Permission.LISTS_EXPORT: N_("Export lists"),
    Permission.MERGING_WRITE: N_("Merge duplicates"),
    Permission.MERGING_RULES: N_("Set the rules for duplicates"),
    Permission.TASKS_READ: N_("See tasks"),
    Permission.TASKS_WRITE: N_("Change tasks"),
    Permission.TASKS_PLAN: N_("Edit activity plans"),
    Permission.FILES_READ: N_("Open files"),
    Permission.FILES_WRITE: N_("Upload files"),
    Permission.TAGS_READ: N_("See tags"),
    Permission.TAGS_WRITE: N_("Tag records"),
    Permission.TAGS_MANAGE: N_("Create, rename, merge and archive tags"),
    Permission.TARGETS_READ: N_("See target lists"),
    Permission.TARGETS_WRITE: N_("Manage target lists"),
    Permission.FIELDS_MANAGE: N_("Add fields to people, organisations and other records"),
    Permission.COUNTERPARTS_READ: N_("See agreements between regions and bodies"),
    Permission.COUNTERPARTS_WRITE: N_("Record agreements between regions and bodies"),
    Permission.PRODUCTS_READ: N_("See products"),
    Permission.PRODUCTS_WRITE: N_("Record products"),
    Permission.ACCESS_READ: N_("See which goods a country lets in"),
    Permission.ACCESS_WRITE: N_("Record which goods a country lets in"),
    Permission.FAIRS_READ: N_("See fairs and booths"),
    Permission.FAIRS_WRITE: N_("Manage fairs and booths"),
    Permission.SHOWROOMS_READ: N_("See permanent showrooms"),
    Permission.SHOWROOMS_WRITE: N_("Manage permanent showrooms, their stock and sales"),
    Permission.SHOWROOMS_APPROVE: N_("Approve settlements of showrooms"),
    Permission.PARTNERS_READ: N_("See sales routes of partners"),
    Permission.PARTNERS_WRITE: N_("Record sales routes of partners"),
    Permission.RIVALS_READ: N_("See competing regions and demand in places"),
    Permission.RIVALS_WRITE: N_("Record competing regions and demand in places"),
    Permission.INTERCHANGE_IMPORT: N_("Import contacts from files"),
    Permission.PRIVACY_READ: N_("See what people consented to"),
    Permission.PRIVACY_WRITE: N_("Record what people consented to"),
    Permission.PRIVACY_LOG: N_("See to whom personal data were given, and note it"),
    Permission.REGISTERS_READ: N_("Read the registers of data protection"),
    Permission.REGISTERS_WRITE: N_("Keep the registers of data protection"),
    Permission.PRIVACY_OVERRIDE: N_("Decide that data are given in spite of a no"),
    Permission.SEARCH_READ: N_("Search everything they may see"),
    Permission.JOBS_READ: N_("See own background jobs"),
    Permission.MISSIONS_APPROVE: N_("Approve plans and costs of missions"),
    Permission.AUDIT_RECORD: N_("See who changed a record"),
    Permission.AUDIT_ALL: N_("See the whole audit log"),
    Permission.USERS_SELF: N_("Change own profile and sessions"),
    Permission.USERS_MANAGE: N_("Manage users"),
    Permission.OFFICE_WRITE: N_("Fill in the office"),
    Permission.SUBJECTS_WRITE: N_("Tell people what is kept about them, and erase it"),
    Permission.MAKERS_READ: N_("See what concerns one's own firm"),
}

_P = Permission
#: Of everyone. Passports, health and applications (TRAVEL_READ, APPLICATIONS_READ) are no business of all who read.
_READ = frozenset(
    {
        _P.HOME_READ,
        _P.PLACES_READ,
        _P.CONTACTS_READ,
        _P.INITIATIVES_READ,
        _P.MISSIONS_READ,
        _P.BUDGETS_READ,
        _P.MATCHING_READ,
        _P.MEETINGS_READ,
        _P.CARDS_READ,
        _P.LEADS_READ,
        _P.NEGOTIATIONS_READ,
        _P.INTERACTIONS_READ,
        _P.AGREEMENTS_READ,
        _P.OUTCOMES_READ,
        _P.THREADS_READ,
        _P.WATCHES_READ,
        _P.DOCUMENTS_READ,
        _P.INSIGHTS_READ,
        _P.LETTERS_READ,
        _P.TASKS_READ,
        _P.FILES_READ,
        _P.TAGS_READ,
        _P.TARGETS_READ,
        _P.COUNTERPARTS_READ,
        _P.PRODUCTS_READ,
        _P.ACCESS_READ,
        _P.FAIRS_READ,
        _P.SHOWROOMS_READ,
        _P.PARTNERS_READ,
        _P.RIVALS_READ,
        _P.PRIVACY_READ,
        _P.SEARCH_READ,
        _P.JOBS_READ,
        _P.USERS_SELF,
        _P.AUDIT_RECORD,
        _P.LISTS_USE,
    }
)
_FIELD = frozenset(
    {
        _P.CONTACTS_WRITE,
        _P.MISSIONS_WRITE,
        _P.MATCHING_WRITE,
        _P.MEETINGS_WRITE,
        _P.CARDS_WRITE,
        _P.OUTCOMES_WRITE,
        _P.WATCHES_WRITE,
        _P.LEADS_WRITE,
        _P.INTERACTIONS_WRITE,
        _P.NEGOTIATIONS_WRITE,
        _P.TASKS_WRITE,
        _P.FILES_WRITE,
        _P.TAGS_WRITE,
        _P.TARGETS_WRITE,
        _P.PRODUCTS_WRITE,
        _P.FAIRS_WRITE,
        _P.PARTNERS_WRITE,
        _P.DOCUMENTS_PRINT,
        _P.LETTERS_WRITE,
        _P.TRAVEL_READ,
        _P.TRAVEL_WRITE,
        _P.REPORTS_WRITE,
        _P.INSIGHTS_WRITE,
        _P.PRIVACY_WRITE,
    }
)
_OFFICE = _FIELD | {
    _P.APPLICATIONS_READ,
    _P.APPLICATIONS_WRITE,
    _P.BOOTHS_WRITE,
    _P.INTERCHANGE_IMPORT,
    _P.MERGING_WRITE,
    _P.LISTS_SHARE,
    _P.LISTS_EXPORT,
    _P.PRIVACY_LOG,
    _P.REGISTERS_READ,
    _P.REGISTERS_WRITE,
    _P.INITIATIVES_WRITE,
    _P.AGREEMENTS_WRITE,
    _P.INTERACTIONS_ASSIGN,
    _P.PLACES_WRITE,
    _P.LETTERS_TEMPLATES,
    _P.TAGS_MANAGE,
    _P.COUNTERPARTS_WRITE,
    _P.RIVALS_WRITE,
    _P.SHOWROOMS_WRITE,
    _P.ACCESS_WRITE,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(_P) - {_P.MAKERS_READ},
    Role.COORDINATOR: _READ | _OFFICE,
    Role.MISSION_LEADER: _READ | _FIELD,
    Role.MANAGEMENT: _READ
    | {
        _P.LISTS_EXPORT,
        _P.PRIVACY_LOG,
        _P.REGISTERS_READ,
        _P.DOCUMENTS_PRINT,
        _P.MISSIONS_APPROVE,
        _P.SHOWROOMS_APPROVE,
        _P.INSIGHTS_WRITE,
        _P.NEGOTIATIONS_OVERRIDE,
    },
    #: Reads the log and nothing else: no record, no list, no search.
    Role.AUDITOR: frozenset({_P.AUDIT_ALL, _P.AUDIT_RECORD, _P.USERS_SELF}),
    #: The pages of crm/makers and their own account: no page of the office.
    Role.MAKER: frozenset({_P.MAKERS_READ, _P.USERS_SELF}),
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether `role` holds `permission`."""
    return permission in ROLE_PERMISSIONS.get(role, frozenset())


class Actor(Protocol):
    """Whoever acts: a signed-in user, seen from the storeys below `users`."""

    @property
    def id(self) -> int: ...

    @property
    def role(self) -> Role: ...


@dataclass(frozen=True)
class Shell:
    """Whoever holds the machine's shell sees everything."""

    id: int = 0
    role: Role = Role.ADMIN
