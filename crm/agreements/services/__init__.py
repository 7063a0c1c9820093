"""What happens to agreements: `terms` (what is written), `checks`, `rows` (children), `agreements` (the verbs)."""

from crm.agreements.services.agreements import (
    AS_NAMED,
    archive,
    belong,
    change,
    draft,
    meet_obligation,
    move,
    overlapping_with,
    remind,
    reopen_obligation,
    sign,
    stand,
    turn,
    withdraw_signing,
)
from crm.agreements.services.checks import nobody_signs, signing_without_post, strangers
from crm.agreements.services.terms import AgreementInput, ObligationInput, PartyTerms, Signer, VersionText
