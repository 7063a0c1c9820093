"""What a list tells of passports and birthdays: it goes into the sealed travel details, and nowhere else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from crm.core.texts import Text
from crm.interchange.rules import cells
from crm.rosters.rules import telling
from crm.travel.rules import LABELS, Details, cleaned_name, cleaned_number, fault


def details(first: Mapping[str, str], remarks: list[Text]) -> Details:
    """What goes into the sealed travel details; what cannot be true is told by its name, never by its value."""
    kept = Details()
    values: dict[str, Any] = {
        "passport_number": cleaned_number(first.get("passport_number", "")),
        "passport_name": cleaned_name(first.get("passport_name", "")),
        "nationality": cells.country_of({"country": first["nationality"]}, "") if first.get("nationality") else "",
        "passport_expires": telling.day(first["passport_expires"]) if first.get("passport_expires") else None,
        "birth_date": telling.day(first["birth_date"]) if first.get("birth_date") else None,
    }
    for name, value in values.items():
        if not first.get(name):
            continue
        tried = replace(kept, **{name: value}) if value else kept
        if not value or fault(tried, date.max) is not None:
            remarks.append(Text("%(detail)s was left out: it could not be read.", detail=Text(LABELS[name])))
        else:
            kept = tried
    return kept
