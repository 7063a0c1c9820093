"""What is known of Yanbian's delegation to Akita in December 2013, as it lies on the desk of the chamber.

Bodies, dates and events are public; people, firms of the guests, flights, times, wishes, minutes and amounts are
invented. Whatever a test expects of a page or a sheet is derived from here.
"""

from dataclasses import dataclass
from datetime import date

from tests.journeys import stops
from tests.rosters import desk

NAME, NAME_ZH = "延辺経済代表団の受け入れ", "延边经贸代表团访问秋田"
NAMES = {
    "ja": NAME, "zh-Hans": NAME_ZH, "ko": "연변 경제대표단의 아키타 방문", "en": "Yanbian Economic Delegation to Akita",
}  # fmt: skip
OFFICE = {
    "kind": "cci", "name_ja": "秋田商工会議所", "reading": "あきたしょうこうかいぎしょ", "name_zh": "秋田商工会议所",
    "name_ko": "아키타상공회의소", "name_en": "Akita Chamber of Commerce and Industry", "latin": "Akita Shoko Kaigisho",
    "head_name": "三浦 廣巳", "address_ja": "〒010-0923 秋田県秋田市旭北錦町1-47", "phone": "018-863-4141",
    "emergency_phone": "018-863-4142", "mail": "international@example.jp", "number_form": "秋商国第{yy}-{number}号",
    "chain": "係\n課長\n専務理事\n会頭",
}  # fmt: skip
FIRST, LAST = date(2013, 12, 10), date(2013, 12, 12)

#: Step 0, by hand: (name, place, role)
BUREAU, BUREAU_SHORT = "延边朝鲜族自治州商务局", "延边州商务局"
HAIDA, HAIDA_JA = "延边海达进出口贸易有限公司", "㈱延辺海達"
CONTACTS = [
    (BUREAU_SHORT, "延辺朝鮮族自治州", "commerce_bureau"),
    ("延吉市商务局", "延吉市", "commerce_bureau"),
    ("图们市商务局", "図們市", "commerce_bureau"),
    (HAIDA_JA, "延吉市", "importer"),
    ("秋田県庁", "秋田市", "prefecture_gov"),
    ("秋田市役所", "秋田市", "municipal_gov"),
]
KNOWN = [("崔成浩", BUREAU_SHORT, "局长"), ("王海龙", HAIDA_JA, "")]

#: The list as it arrived in a mail.
ROSTER = desk.ROSTER
GONE, COMES = "赵国强	ZHAO GUOQIANG", "马骏	MA JUN"
SECOND_ROSTER = ROSTER.replace(GONE, COMES)


@dataclass(frozen=True)
class Guest:
    """A line of the list."""

    number: int
    name: str
    latin: str
    sex: str
    organisation: str
    title: str


def read(text: str) -> list[Guest]:
    """The people of a list."""
    rows = [line.split("\t") for line in text.strip().splitlines()[1:]]
    return [Guest(int(number), name, latin, sex, firm, title) for number, name, latin, sex, firm, title in rows]


GUESTS = read(SECOND_ROSTER)
#: The firms of the delegation, by the first of their people.
FIRMS = list(dict.fromkeys(guest.organisation for guest in GUESTS if guest.number > 4))

#: As it stands in a mail that lost the tabs in front of its lines; the year is that of the mission.
PROGRAMME = """12月10日(火)	14:05	秋田空港着（仁川から KE769便）
15:30-16:00	秋田県庁 表敬訪問（産業労働部長）
16:30-17:00	秋田市役所 表敬訪問（副市長）
18:30-20:30	歓迎レセプション（秋田キャッスルホテル）
12月11日(水)	09:30-11:30	経済交流会（秋田商工会議所ホール）
13:00-14:30	貿易・観光セミナー
15:00-17:00	個別商談会 9社×秋田側14社（30分×4回、7卓）
12月12日(木)	09:00-10:00	秋田港国際コンテナターミナル視察
10:30-11:30	秋田県立の工芸品展示施設 見学
14:55	秋田空港発（仁川へ KE770便）
"""


@dataclass(frozen=True)
class Stop(stops.Stop):
    """The clock of the guests is one hour behind."""

    ahead: tuple[int, int] = (-1, -1)


#: The titles of the items in Korean and English.
_TITLES = [
    ("아키타공항 도착 (KE769)", "Arrival at Akita Airport (KE769)"),
    ("아키타현청 예방", "Courtesy call at the prefecture"), ("아키타시청 예방", "Courtesy call at the city hall"),
    ("환영 리셉션", "Welcome reception"), ("경제교류회", "Business exchange meeting"),
    ("무역·관광 세미나", "Seminar on trade and tourism"), ("개별 상담회", "Business matching of nine firms"),
    ("아키타항 국제 컨테이너 터미널 시찰", "Container terminal of Akita port"),
    ("현립 공예품 전시시설 견학", "Craft exhibition hall"),
    ("아키타공항 출발 (KE770)", "Departure from Akita Airport (KE770)"),
]  # fmt: skip
STOPS = stops.named([
    Stop(10, "", "14:05", "flight", "秋田空港着（仁川から KE769便）", "抵达秋田机场（KE769 自仁川）"),
    Stop(10, "15:30", "16:00", "courtesy_call", "秋田県庁 表敬訪問（産業労働部長）", "拜会秋田县政府产业劳动部部长"),
    Stop(10, "16:30", "17:00", "courtesy_call", "秋田市役所 表敬訪問（副市長）", "拜会秋田市副市长"),
    Stop(10, "18:30", "20:30", "reception", "歓迎レセプション", "欢迎宴会", {"venue": "秋田キャッスルホテル"}),
    Stop(11, "09:30", "11:30", "conference", "経済交流会", "经济交流会", {"venue": "秋田商工会議所ホール"}),
    Stop(11, "13:00", "14:30", "seminar", "貿易・観光セミナー", "贸易与旅游研讨会"),
    Stop(
        11,
        "15:00",
        "17:00",
        "matching",
        "個別商談会 9社×秋田側14社（30分×4回、7卓）",
        "企业对接洽谈会（30分钟×4轮，7桌）",
    ),
    Stop(12, "09:00", "10:00", "visit", "秋田港国際コンテナターミナル視察", "考察秋田港国际集装箱码头"),
    Stop(12, "10:30", "11:30", "visit", "秋田県立の工芸品展示施設 見学", "参观秋田县立工艺品展示馆"),
    Stop(12, "14:55", "", "flight", "秋田空港発（仁川へ KE770便）", "秋田机场出发（KE770 往仁川）"),
], _TITLES)  # fmt: skip
#: The Akita side and the numbers of the guests that each wants to meet, the more wanted first.
HOSTS = {
    "秋田銘木": (7,), "出羽製材": (7, 19), "雄物水産": (13, 14), "男鹿海産": (13,), "羽後物流": (9, 10),
    "秋田港湾運送": (9,), "千秋薬局チェーン": (11, 17), "北都ドラッグ": (11, 17), "横手農産": (15, 16),
    "大曲食肉": (15,), "秋田旅行センター": (18,), "角館観光": (18,), "能代縫製": (19,), "由利機械": (5, 6),
}  # fmt: skip
#: Whom the guests wish to meet.
WISHES = {5: ("由利機械", "羽後物流"), 7: ("秋田銘木",), 11: ("千秋薬局チェーン", "北都ドラッグ"), 13: ("雄物水産",),
          18: ("角館観光",)}  # fmt: skip
INTERPRETERS = ("朴明哲", "欧阳静")


@dataclass(frozen=True)
class Talk:
    """A talk with minutes."""

    host: str
    guest: int
    topic: str
    said: str
    result: str
    by: str  #: who spoke for the host
    step: str = ""
    due: str = ""


TALKS = [
    Talk(
        "千秋薬局チェーン", 11, "高麗人参茶・エキスの取扱い",
        "初回300箱を三月までに希望。表示と登録の手続きを確認する。",
        "interest", "佐藤 一", "見本を送る", "2013-12-20",
    ),
    Talk(
        "秋田銘木", 7, "秋田杉の板材", "四半期に40フィート1本。CIF図們の価格を尋ねられた。春に先方が来訪する。",
        "interest", "鈴木 次郎",
    ),
    Talk("羽後物流", 9, "ザルビノ経由のコンテナ", "結論は出さず、2014年の運航予定を待つ。", "information",
         "高橋 三郎"),
]  # fmt: skip
#: (host at whose table, number of the guest, rank, what for)
LEADS = [("北都ドラッグ", 11, "A", "高麗人参茶"), ("出羽製材", 7, "B", "秋田杉")]

#: (what, category, yen, who bears it)
COSTS = [
    ("会場", "venue", 180_000, "own"), ("通訳", "interpreter", 120_000, "own"),
    ("バス", "local_transport", 96_000, "own"),
    ("レセプション 県負担", "hospitality", 200_000, "prefecture_subsidy"),
    ("レセプション 市負担", "hospitality", 140_000, "municipal_subsidy"),
    ("印刷", "printing", 22_000, "own"), ("記念品", "gifts", 38_000, "own"),
]  # fmt: skip
TOTAL = sum(yen for _what, _category, yen, _bearer in COSTS)
#: What pages and papers call the codes above.
CATEGORIES = {
    "venue": "会場・ブース", "interpreter": "通訳料", "local_transport": "現地交通費", "hospitality": "接遇費",
    "printing": "印刷費", "gifts": "記念品",
}  # fmt: skip
BEARERS = {"own": "自主財源", "prefecture_subsidy": "県補助金", "municipal_subsidy": "市町村補助金"}
RESULTS = {"interest": "関心あり", "information": "情報交換"}
#: When the guests were invited; what the consulate and the head of the office are told.
ASKED, REQUEST = "2013-11-15", "平成24年9月の協定に基づき、下記のとおり受け入れたい。"
VISA = {
    "dated_on": "2013-11-20", "purpose": "経済交流会と商談会への参加", "background": "2012年9月の協定による。",
    "relation": "協定の相手方とその会員企業",
}  # fmt: skip
#: Who is called otherwise in the passport than on the list.
PASSPORT_OF, PASSPORT_NAME = "吕建军", "LYU JIANJUN"
OBJECTIVES, SESSION, HALL = "地域間の経済交流を広げる。", "個別商談会", "秋田商工会議所ホール"
#: To whom and by whom the report is.
ADDRESSEE, REPORTER = "会頭 三浦 廣巳 様", "国際課 小林 里美"
#: Who decides about the report: (post, name, has an account).
CHAIN = [("係", "小林 里美"), ("課長", "遠藤 誠"), ("専務理事", "酒井 正"), ("会頭", "三浦 廣巳")]


def known_as(organisation: str) -> str:
    """What a body of the list is called in the contacts: as in step 0, unless the list has its name in full."""
    return {HAIDA: HAIDA_JA}.get(organisation, organisation)


def wishes() -> dict[tuple[str, str], str]:
    """{(host, firm of the guests): what stands in the cell}: each wish weighs the same."""
    firm = {guest.number: known_as(guest.organisation) for guest in GUESTS}
    told = {(host, firm[number]): "2" for host, numbers in HOSTS.items() for number in numbers}
    for number, hosts in WISHES.items():
        for host in hosts:
            told[host, firm[number]] = told.get((host, firm[number]), "") + "/2"
    return told
