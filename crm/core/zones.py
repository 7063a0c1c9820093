"""What the clocks of the product are called: by the country, since nobody thinks in names of zones."""

from typing import Final

from crm.core.texts import N_

#: The clock of an office of which nobody has told anything yet.
USUAL: Final = "Asia/Tokyo"
#: {country: its clock}, of countries that have one.
OF_COUNTRIES: Final[dict[str, str]] = {
    "JP": "Asia/Tokyo",
    "CN": "Asia/Shanghai",
    "KR": "Asia/Seoul",
    "HK": "Asia/Hong_Kong",
    "TW": "Asia/Taipei",
}
#: Whose clocks one chooses from; a zone outside the table is taken when it is an IANA name.
ZONES: Final[dict[str, str]] = {
    "Asia/Tokyo": N_("Japan"),
    "Asia/Shanghai": N_("China"),
    "Asia/Seoul": N_("Korea"),
    "Asia/Vladivostok": N_("Vladivostok"),
    "Asia/Hong_Kong": N_("Hong Kong"),
    "Asia/Taipei": N_("Taiwan"),
    "Asia/Ulaanbaatar": N_("Mongolia"),
    "UTC": N_("Universal time"),
}
#: The same at the head of a column of clock times.
TIMES: Final[dict[str, str]] = {
    "Asia/Tokyo": N_("Japan time"),
    "Asia/Shanghai": N_("China time"),
    "Asia/Seoul": N_("Korea time"),
    "Asia/Vladivostok": N_("Vladivostok time"),
    "Asia/Hong_Kong": N_("Hong Kong time"),
    "Asia/Taipei": N_("Taiwan time"),
    "Asia/Ulaanbaatar": N_("Mongolia time"),
    "UTC": N_("Universal time"),
}
