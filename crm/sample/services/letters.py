"""The sample's letters: one that still asks for a visit of the mission ahead."""

from crm.letters import queries, services
from crm.letters.services import SittingInput
from crm.missions import queries as missions
from crm.sample import rules
from crm.sample.services.register import Register


def load_letters(register: Register) -> None:
    """A request to the first host of the mission ahead whose appointment is not confirmed."""
    office = register.users["kobayashi"]
    facts = missions.facts(register.activities["m8"].id, user=office)
    visit = next(visit for visit in facts.visits if visit.appointment == "asked" and visit.hosts)
    person = queries.people([visit.hosts[0].person.id])[visit.hosts[0].person.id]
    number = queries.number_for(facts.activity, rules.TODAY, "request")
    imprint = SittingInput(rules.TODAY, "田邉 俊夫", office.display_name, number, purpose="商谈今后的交流与合作")
    services.write(facts, kind="request", person=person, visit=visit, imprint=imprint, by=office)
