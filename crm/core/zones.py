"""What the clocks of the product are called: by the country, since nobody thinks in names of zones."""

from typing import Final

from crm.core.texts import N_

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
