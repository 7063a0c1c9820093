"""The division of roles: its layout, and one choice a cell."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts import queries as contacts
from crm.contacts.forms.picks import OrganisationField
from crm.initiatives import queries, rules
from crm.initiatives.models import Initiative, RoleParty, RoleStep
from crm.initiatives.queries import Division
from crm.initiatives.rules import PartyInput, StepInput
from crm.web.forms import BaseForm, Choice, Line, PartForm, Rows, translate
from crm.web.guards import row_id


def party_label(party: RoleParty) -> str:
    """The organisation's own name, or the kind of party for the reader."""
    if party.organisation is not None:
        return contacts.own_name(party.organisation).text
    return translate(rules.PARTY_KINDS[party.kind])


def step_label(step: RoleStep) -> str:
    """The template's step for the reader, or one's own words."""
    return translate(rules.ROLE_STEPS[step.code]) if step.code in rules.ROLE_STEPS else step.text


def number_in(text: Any) -> int | None:
    """The id that a hidden field holds, if it is one."""
    try:
        return row_id(str(text or ""))
    except ValueError:
        return None


class PartyRow(PartForm):
    id = HiddenField()
    kind = Choice(_l("Kind of party"), table=rules.PARTY_KINDS)
    organisation_id = OrganisationField(_l("Organisation"))


class StepRow(PartForm):
    id = HiddenField()
    code = Choice(_l("Step"), table=rules.ROLE_STEPS)
    text = Line(_l("Or in your own words"))
    note = Line(_l("Note"), limit=500)


class LayoutForm(BaseForm):
    """Parties as columns and steps as lines; a row left empty is taken out."""

    parties = Rows(PartyRow, _l("Parties"))
    steps = Rows(StepRow, _l("Steps"))

    @classmethod
    def initial(cls, row: Initiative) -> dict[str, Any]:
        now = queries.division(row.id)
        return {
            "parties": [{"id": p.id, "kind": p.kind, "organisation_id": p.organisation_id} for p in now.parties],
            "steps": [
                {"id": line.step.id, "code": line.step.code, "text": line.step.text, "note": line.step.note}
                for line in now.steps
            ],
        }

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.lay_out`."""
        parties = [
            PartyInput(row["kind"] or "other", row["organisation_id"], number_in(row["id"]))
            for row in self.parties.filled("kind", "organisation_id")
        ]
        steps = [
            StepInput(
                "" if row["text"] else row["code"] or "", row["text"] or "", row["note"] or "", number_in(row["id"])
            )
            for row in self.steps.filled("code", "text")
        ]
        return {"parties": parties, "steps": steps}


class CellsForm(BaseForm):
    """The letters of every cell and who pays; the fields are those of one division, see `cells_form`."""

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.assign`."""
        cells: dict[tuple[int, int], str] = {}
        payers: dict[int, int | None] = {}
        for field in self.content():
            what, *ids = field.name.split("-")
            if what == "cell":
                cells[int(ids[0]), int(ids[1])] = field.data or ""
            else:
                payers[int(ids[0])] = int(field.data) if field.data else None
        return {"cells": cells, "payers": payers}


def cells_form(division: Division, initiative: Initiative) -> CellsForm:
    """A form with a choice for each cell, `cell-<step>-<party>`, and who pays for each step, `payer-<step>`."""
    parties = {str(party.id): party_label(party) for party in division.parties}
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for line in division.steps:
        step = line.step
        for party in division.parties:
            name = f"cell-{step.id}-{party.id}"
            fields[name] = Choice(f"{step_label(step)} · {party_label(party)}", table=rules.CELL_LABELS)
            data[name] = line.cells.get(party.id, "")
        paid = _("%(step)s: who bears the cost", step=step_label(step))
        fields[f"payer-{step.id}"] = Choice(paid, table=parties)
        data[f"payer-{step.id}"] = str(step.payer_id or "")
    made = type("CellsForm", (CellsForm,), fields | {"initial": classmethod(lambda cls, row: data)})
    form: CellsForm = made(data=data, row=initiative)
    return form
