"""The sample's initiatives, who does what in the one with Yanbian, and what stands in its way."""

from datetime import date

from crm.initiatives import queries
from crm.initiatives import services as initiatives
from crm.initiatives.rules import ChallengeInput
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register

SHOWN = "yanbian"


def load_initiatives(register: Register) -> None:
    """The umbrellas over the activities."""
    for effort in rules.INITIATIVES:
        register.initiatives[effort.key] = initiatives.plan(
            names=effort.names,
            goals=effort.goals,
            lead_organisation_id=register.organisations[effort.lead].id,
            start_on=effort.start_on,
            end_on=effort.end_on,
            by=register.users["kobayashi"],
        )


def load_divisions(register: Register) -> None:
    """The full matrix of the eighteen steps; promotion is left without one who answers, as a gap to be seen."""
    initiative, by = register.initiatives[SHOWN], register.users["kobayashi"]
    initiatives.start_from_template(initiative, by=by)
    division = queries.division(initiative.id)
    parties = {party.kind: party.id for party in division.parties}
    steps = {line.step.code: line.step.id for line in division.steps}
    rows = own_data("roles")
    initiatives.assign(
        initiative,
        cells={(steps[row["step"]], id): row[kind] for row in rows for kind, id in parties.items()},
        payers={steps[row["step"]]: parties.get(row["payer"]) for row in rows},
        by=by,
    )


def load_challenges(register: Register) -> None:
    """Ten lines of the register, one of them solved."""
    for row in own_data("challenges"):
        given = ChallengeInput(
            category=row["category"],
            statement=row["statement"],
            raised_by=row["raised_by"],
            side=row["side"],
            severity=int(row["severity"]),
            likelihood=int(row["likelihood"]),
            countermeasure=row["countermeasure"],
            owner_id=register.users[row["owner"]].id,
            due_on=date.fromisoformat(row["due"]),
            status=row["status"],
        )
        initiatives.add_challenge(register.initiatives[SHOWN], given, by=register.users["kobayashi"])
