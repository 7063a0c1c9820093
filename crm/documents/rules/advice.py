"""Short advice for the way: customs of a country, what goes over its border, how to keep the pack."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from crm.core.texts import N_

#: What holds everywhere we go.
_EVERYWHERE: Final = (
    N_("Give and take business cards with both hands, read the card, and leave it on the table during the talk."),
    N_("Call people by surname and title."),
    N_("Our head of delegation enters and speaks first. Seats follow the order of the delegation list."),
)
CUSTOMS: Final[dict[str, Sequence[str]]] = {
    "CN": (
        N_("At table the guest of honour faces the door, beside the host. Wait to be shown your seat."),
        N_("The host gives the first toast; our side answers. Hold your glass lower than that of a senior person."),
        N_("Do not give clocks, umbrellas, handkerchiefs, green hats or sets of four. Do not wrap gifts in white."),
        N_("Say who signs and who only attends: the company seal matters more than the signature."),
    ),
    "KR": (
        N_("Pour and receive drinks with two hands, and turn slightly aside when you drink before an elder."),
        N_("Start eating after the eldest person. Never leave the spoon or chopsticks standing in the rice."),
        N_("Do not write a living person's name in red. Avoid gifts in sets of four."),
    ),
    "JP": (
        N_("Arrive five minutes early. Exchange cards in the order of rank before you sit down."),
        N_("The seat farthest from the door is the seat of honour."),
        N_("A small gift from your own region is welcome; give it at the end of the meeting, with both hands."),
    ),
    "RU": (
        N_("Shake hands firmly, but never across a threshold."),
        N_("Give flowers in odd numbers only."),
    ),
}


#: What of these holds for whoever receives guests from a country.
RECEIVING: Final[dict[str, Sequence[str]]] = {"CN": CUSTOMS["CN"][2:], "KR": (CUSTOMS["KR"][0], CUSTOMS["KR"][2])}


USE: Final = (
    N_("Read the day sheet the evening before, and the visit sheet on the way to the visit."),
    N_("Times are given in local time first, with home time beside them."),
    N_("When the programme changes you get single pages, marked with the edition: put them in place of the old ones."),
)

READ: Final = N_(
    "Names are in the language of this pack where known, otherwise as on the card, with the reading beside them."
)
READ_IN_PART: Final = N_(
    "Names are in the language of this pack where known, otherwise as on the card; known readings are added."
)
ASK: Final = N_("When in doubt about a name or a title, ask the interpreter before the talk.")

#: Sentences after which food is no gift that one takes along unasked.
BARRING_FOOD: Final = (N_("Food from some Japanese prefectures is barred: check the list before packing gifts."),)
#: What goes over the border with us. Rules change: the office checks them before departure.
GOODS: Final[dict[str, Sequence[str]]] = {
    "": (
        N_("Samples that come back travel on an ATA carnet: have it stamped at every border, leaving and returning."),
        N_(
            "Samples that stay are declared with a pro forma invoice: as “no commercial value”, or with the value "
            "on which duty is paid."
        ),
        N_("Carry no medicine without its prescription, and declare cash above the limit."),
    ),
    "CN": (
        N_("Fresh fruit, vegetables, meat, dairy products, seeds and soil may not be brought in."),
        BARRING_FOOD[0],
        N_("Printed matter with maps needs care: leave brochures with maps of borders at home."),
    ),
    "KR": (N_("Meat, fruit and plants may not be brought in; alcohol is free up to the usual allowance."),),
    "JP": (
        N_("Meat products, sausages included, may not be brought into Japan; penalties are high."),
        N_("Plants and fruit need a certificate of the country of origin."),
    ),
    "RU": (N_("Declare cameras, drones and foreign currency as the rules of the day demand."),),
}

HANDLING: Final = (
    N_("This pack holds personal data of hosts and delegates. It is for its holder and this mission only."),
    N_("Do not copy, photograph or send it. Keep it with you, never in a hotel room, car or meeting room."),
    N_("Hand it back to the secretariat when the mission is over. It is shredded when the report is finished."),
)
LOST: Final = N_("If a pack is lost, tell the head of the delegation at once.")
#: Of guests whom we receive the head is a guest.
LOST_AT_HOME: Final = N_("If a pack is lost, tell the person in charge of the reception at once.")
#: Whoever the others tell tells the office.
LOST_OF_LEADER: Final = N_("If a pack is lost, tell the office at once.")
#: Only where there are such pages.
NOTING: Final = N_(
    "Write impressions of people on the notes pages with care: they may ask what is recorded about them."
)


def using(audience: str, *, whole: bool, clocks: bool) -> list[str]:
    """How readers use a pack. `whole`: every name that they cannot read has its reading. `clocks`: there are two."""
    ask = [ASK] if audience != "interpreter" else []
    return [USE[0], *(USE[1:2] if clocks else ()), READ if whole else READ_IN_PART, *ask, *USE[2:]]


def handling(audience: str, *, noting: bool, inbound: bool) -> list[str]:
    """How a pack is kept, and whom its reader tells that it is lost. `noting`: there are pages to write on."""
    lost = LOST_OF_LEADER if audience in ("leader", "office") else LOST_AT_HOME if inbound else LOST
    return [*HANDLING[:2], *([NOTING] if noting else []), *HANDLING[2:], lost]


#: What `CUSTOMS` speaks against as a gift, as a plan may call it; a 手ぬぐい is given like a handkerchief.
_UNWELCOME: Final[dict[str, Sequence[str]]] = {
    "CN": (
        *("時計", "座钟", "挂钟", "时钟", "钟表", "시계", "clock"),
        *("傘", "雨伞", "阳伞", "우산", "양산", "umbrella"),
        *("ハンカチ", "手ぬぐい", "手拭", "手帕", "手绢", "手巾", "손수건", "수건", "handkerchief", "hand towel"),
        *("緑の帽子", "緑色の帽子", "绿帽", "绿色帽", "녹색 모자", "초록 모자", "green hat"),
        *("白い紙", "白い包装", "白色包装", "흰 포장", "white wrap"),
    ),
    "KR": (),
}
#: What is eaten or drunk, as a plan may call a gift.
_FOOD: Final = re.compile(
    r"菓子?(?:の|折|$|詰|組)|[米銘和洋]菓|せんべい|煎餅|饅頭|まんじゅう|羊羹|酒|ワイン|食品|茶(?!碗|器|わん|色)|海苔|米$|味噌|醤油|"
    r"点心|饼干|糕点|茶叶|食品|과자|떡|전통주|차$|김$|confectionery|sweets|biscuit|sake|\bteas?\b|food",
    re.IGNORECASE,
)
_IN_FOURS: Final = re.compile(
    r"[4４四](?:点|個|枚|本|客)(?:セット|組|1組)|[4４四]件套|(?:4|４|네) ?개(?:들이| 세트)|sets? of four"
)


def is_unwelcome(gift: str, country: str) -> bool:
    """Whether the pack's own advice speaks against giving this in a country."""
    told = gift.casefold()
    words = _UNWELCOME.get(country)
    return words is not None and (any(word in told for word in words) or _IN_FOURS.search(told) is not None)


def is_barred(gift: str, country: str) -> bool:
    """Whether a gift is food, and the pack's own page on customs says that a country may bar it."""
    return is_food(gift) and any(barring in goods(country) for barring in BARRING_FOOD)


def is_food(gift: str) -> bool:
    """Whether a gift is something to eat or to drink."""
    return _FOOD.search(gift) is not None


def customs(country: str) -> list[str]:
    """Sentences about good manners in a country."""
    return [*_EVERYWHERE, *CUSTOMS.get(country, ())]


def receiving(homes: Iterable[str]) -> list[str]:
    """The same for those who receive guests from these countries; none where nothing is known of theirs."""
    known = [line for home in homes for line in RECEIVING.get(home, ())]
    return [*_EVERYWHERE[:2], *dict.fromkeys(known)] if known else []


def goods(country: str) -> list[str]:
    """Sentences about what may be carried into a country."""
    return [*GOODS[""], *GOODS.get(country, ())]
