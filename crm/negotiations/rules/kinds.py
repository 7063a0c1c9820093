"""What is logged with a counterpart: calls, mails, samples, quotations and the like."""

from crm.core.texts import N_

DIRECTIONS: dict[str, str] = {"out": N_("From us"), "in": N_("From them")}
STEP_DONE = "step_done"
INTERACTION_KINDS: dict[str, str] = {
    "call": N_("Call"),
    "mail": N_("E-mail message"),
    "wechat": N_("WeChat"),
    "line": N_("LINE"),
    "kakao": N_("KakaoTalk"),
    "visit": N_("Visit"),
    "sample": N_("Sample"),
    "quote": N_("Quotation"),
    "gift": N_("Gift"),
    "greeting": N_("Seasonal greeting"),
    "note": N_("Internal note"),
    STEP_DONE: N_("Next step done"),
}
#: What a user may log; a finished next step is logged by finishing it.
LOGGED_KINDS: dict[str, str] = {code: label for code, label in INTERACTION_KINDS.items() if code != STEP_DONE}
#: These satisfy the criterion of the stage `sample_quote`.
OFFERS = frozenset({"sample", "quote"})
#: A note is our own thought: it does not break the silence with the counterpart.
CONTACT_KINDS = frozenset(INTERACTION_KINDS) - {"note"}
