"""What is done to organisations and people."""

from crm.contacts.services.keys import renew_organisations, renew_people
from crm.contacts.services.organisations import (
    archive_organisation,
    change_organisation,
    create_organisation,
    quick_organisation,
    restore_organisation,
    tell_where,
)
from crm.contacts.services.people import (
    archive_person,
    change_person,
    create_person,
    quick_person,
    restore_person,
    supplement,
)
from crm.contacts.services.portraits import keep_portrait, remove_portrait, restore_portrait
from crm.contacts.services.relations import change_relation, relate, unrelate

__all__ = [
    "archive_organisation",
    "archive_person",
    "change_organisation",
    "change_person",
    "change_relation",
    "create_organisation",
    "create_person",
    "keep_portrait",
    "quick_organisation",
    "quick_person",
    "relate",
    "remove_portrait",
    "renew_organisations",
    "renew_people",
    "restore_organisation",
    "restore_person",
    "restore_portrait",
    "supplement",
    "tell_where",
    "unrelate",
]
