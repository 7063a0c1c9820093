"""Why negotiations are lost."""

from crm.core.texts import N_

CHOSE_RIVAL = "chose_rival"
#: What the country of the buyer does not let in.
NO_ENTRY = "import_restriction"
LOSS_REASONS: dict[str, str] = {
    "price": N_("Price"),
    "quality": N_("Quality or specification"),
    "moq": N_("Minimum order or lot size"),
    "delivery": N_("Delivery or lead time"),
    "payment": N_("Payment terms"),
    "exclusivity": N_("Exclusivity"),
    "certification": N_("Certification or labelling"),
    NO_ENTRY: N_("Import restriction"),
    "logistics": N_("Logistics cost"),
    "brand": N_("Brand unknown"),
    "no_decider": N_("No decision-maker"),
    "reorganisation": N_("Counterpart reorganised"),
    CHOSE_RIVAL: N_("Chose a competing region"),
    "capacity": N_("Capacity of the maker"),
    "language": N_("Language or communication"),
    "no_reply": N_("No reply"),
    "climate": N_("Political climate"),
    "budget": N_("Budget ended"),
    "other": N_("Other reason"),
}
