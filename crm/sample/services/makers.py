"""The account of a maker's person: what they see of the sample is what concerns their firm."""

from crm.makers import services as makers
from crm.sample import rules
from crm.sample.services.register import Register
from crm.users.rules import SAMPLE_PASSWORD


def load_makers(register: Register) -> None:
    """Those of the accounts that belong to a firm, with the password that everyone knows."""
    for account in rules.ACCOUNTS:
        if account.firm:
            makers.invite(
                organisation_id=register.organisations[account.firm].id, email=account.email,
                display_name=account.name, password=SAMPLE_PASSWORD, language=account.language,
                timezone=account.timezone, sample=True, by=register.users["honda"],
            )  # fmt: skip
