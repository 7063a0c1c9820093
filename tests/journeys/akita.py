"""The facts of Akita's mission to Yanbian in October 2015, as a coordinator has them on paper.

Organisations, places and events are public. The people are invented, and so are the firms that the members come
from, the flights, the clocks, the hosts, what was said and what it cost. Whatever a test expects of a page or a sheet
is derived from here.
"""

from dataclasses import dataclass

from tests.journeys.stops import Stop, named

NAME, NAME_ZH = "延辺経済交流団2015", "秋田经济代表团访问延边2015"
NAMES = {
    "ja": NAME, "zh-Hans": NAME_ZH, "ko": "연변 경제교류단 2015", "en": "Akita Economic Mission to Yanbian 2015",
}  # fmt: skip
HOTEL, HOTEL_ADDRESS = "延辺白山ホテル", "吉林省延吉市友谊路66号"
SENDER, SENDER_ZH = "秋田商工会議所", "秋田商工会议所"
HOST = "中国国際貿易促進委員会延辺支会"
GOVERNMENT, FOREIGN_AFFAIRS = "延辺朝鮮族自治州人民政府", "延辺州外事弁公室"
OBJECTIVES = "地域間の経済交流と貿易を広げる。\n国際コンテナ航路の可能性を確かめる。"
ORDER = "秋商国第27-35号"
OFFICE = {
    "kind": "cci", "name_ja": SENDER, "reading": "あきたしょうこうかいぎしょ", "name_zh": SENDER_ZH,
    "name_ko": "아키타상공회의소", "name_en": "Akita Chamber of Commerce and Industry", "latin": "Akita Shoko Kaigisho",
    "head_name": "渡部 恒一郎", "address_ja": "〒010-0923 秋田県秋田市旭北錦町1-47", "phone": "018-863-4141",
    "emergency_phone": "018-863-4142", "mail": "international@example.jp", "number_form": "秋商国第{yy}-{number}号",
    "chain": "課長\n会頭",
}  # fmt: skip
#: To whom and by whom the report is.
ADDRESSEE, REPORTER = "会頭 渡部 恒一郎 様", "国際課 長谷部 涼"
#: Who decides about the report: (post, name).
CHAIN = [("課長", "遠藤 誠"), ("会頭", "渡部 恒一郎")]

#: By hand before the paste: (name, place, role)
CONTACTS = [
    (HOST, "延吉市", "ccpit"),
    ("沿海地方商工会議所", "ウラジオストク", "chamber_cci"),
    ("江原道", "江原道", "prefecture_gov"),
    ("秋田県", "秋田県", "prefecture_gov"),
    (GOVERNMENT, "延吉市", "prefecture_gov"),
    (FOREIGN_AFFAIRS, "延吉市", "foreign_affairs_office"),
    ("吉林衆鑫有機米グループ", "延吉市", "maker_sme"),
    ("アイリトク米業", "延吉市", "maker_sme"),
    ("シンポー情報技術延辺", "延吉市", "maker_sme"),
    ("延辺大山商貿", "延吉市", "importer"),
    ("図們無形文化財展覧館", "図們市", "other"),
]

#: The list as it is pasted from a sheet: 20 people of 12 firms, of the chamber and of the prefecture, which sat in.
ROSTER = """番号	氏名	ふりがな	所属	役職	団内役職
1	渡部 恒一郎	わたべ こういちろう	秋田商工会議所	会頭	団長
2	佐々木 克己	ささき かつみ	秋田商工会議所	副会頭	副団長
3	伊藤 貞夫	いとう さだお	秋田商工会議所	専務理事	秘書長
4	加賀谷 実	かがや みのる	羽州米穀株式会社	代表取締役
5	鎌田 秀樹	かまた ひでき	羽州米穀株式会社	営業部長
6	三浦 あやの	みうら あやの	千秋の蔵酒造株式会社	代表取締役
7	髙橋 直人	たかはし なおと	土崎港湾運送株式会社	取締役
8	石川 勝	いしかわ まさる	土崎港湾運送株式会社	航路課長
9	成田 みずほ	なりた みずほ	太平旅行社	所長
10	小野寺 健	おのでら けん	仁別木工株式会社	専務取締役
11	斎藤 真理	さいとう まり	新屋味噌醤油醸造株式会社	社長
12	畠山 義弘	はたけやま よしひろ	八橋精密工業株式会社	取締役工場長
13	藤原 久美子	ふじわら くみこ	手形商店	店主
14	進藤 亮	しんどう りょう	下浜農園株式会社	代表取締役
15	菅原 大輔	すがわら だいすけ	岩見水産株式会社	輸出担当
16	工藤 修平	くどう しゅうへい	金足フーズ株式会社	海外担当
17	保坂 学	ほさか まなぶ	河辺情報システム株式会社	代表取締役
18	熊谷 智	くまがい さとし	秋田県	産業労働部次長	オブザーバー
19	長谷部 涼	はせべ りょう	秋田商工会議所	国際課係長	事務局
20	柳 文子	やなぎ ふみこ	秋田商工会議所	国際課	通訳
"""


@dataclass(frozen=True)
class Delegate:
    """A line of the list."""

    number: int
    name: str
    reading: str
    organisation: str
    title: str
    part: str


def _read(line: str) -> Delegate:
    number, name, reading, organisation, title, *part = line.split("\t")
    return Delegate(int(number), name, reading, organisation, title, part[0] if part else "団員")


DELEGATES = [_read(line) for line in ROSTER.strip().splitlines()[1:]]
#: What the page calls the parts.
PARTS = {word: word for word in ("団長", "副団長", "秘書長", "団員", "オブザーバー", "事務局", "通訳")}
FIRMS = list(dict.fromkeys(who.organisation for who in DELEGATES if who.organisation not in (SENDER, "秋田県")))

#: The programme as it is pasted from a mail of the hosts.
PROGRAMME = """延辺経済交流団2015 日程表
10月27日(火)	09:30-11:55	秋田空港 → 仁川（KE768便）
14:20-15:40	仁川 → 延吉（OZ351便）
18:00	チェックイン（延辺白山ホテル）
10月28日(水)	09:00-11:30	経済交流会議（延辺白山ホテル）
13:00-15:30	日中露韓 商談会（延辺白山ホテル）
16:00-17:00	西市場 視察
18:00-20:00	州政府 歓迎会（延辺白山ホテル）
10月29日(木)	08:30-09:30	首脳会談（延辺白山ホテル）
09:45-11:30	北東アジア地域交流セミナー（延辺白山ホテル）
11:30-12:00	三者経済交流協定 調印式（延辺白山ホテル）
13:30-14:30	吉林衆鑫有機米グループ 訪問
15:00-16:00	アイリトク米業 訪問
16:30-17:30	シンポー情報技術延辺 訪問
18:30-20:30	州外事弁公室 夕食会
10月30日(金)	09:30-10:30	図們無形文化財展覧館 見学
10:45-11:30	図們 国境の橋 視察
14:30-15:30	延辺大山商貿 訪問
10月31日(土)	09:00-12:20	延吉 → 仁川（OZ352便）
18:10-20:25	仁川 → 秋田空港（KE767便）
"""


_SURE = {"state": "confirmed"}
_AT_HOTEL = {"address": HOTEL_ADDRESS}
_TUMEN = {"place_id": "図們市"}
#: The titles of the items in Korean and English.
_TITLES = [
    ("아키타공항 → 인천 (KE768)", "Akita Airport → Incheon (KE768)"),
    ("인천 → 연길 (OZ351)", "Incheon → Yanji (OZ351)"),
    ("호텔 체크인", "Check-in"), ("경제교류회의", "Economic exchange conference"),
    ("한중일러 상담회", "Business matching of four countries"), ("서시장 시찰", "West Market"),
    ("주정부 환영회", "Reception by the prefecture government"), ("수뇌회담", "Talks of the leaders"),
    ("동북아 지역교류 세미나", "Northeast Asia regional exchange seminar"),
    ("3자 경제교류협정 조인식", "Signing of the agreement of three bodies"),
    ("길림중흠유기미그룹 방문", "Visit to Jilin Zhongxin Organic Rice"), ("애려득미업 방문", "Visit to Ailide Rice"),
    ("신포정보기술연변 방문", "Visit to Xinpu Information Technology"),
    ("주 외사판공실 만찬", "Dinner with the foreign affairs office"),
    ("도문 무형문화재전시관 견학", "Tumen hall of intangible heritage"),
    ("도문 국경 다리 시찰", "Border bridge at Tumen"), ("연변대산상무 방문", "Visit to Yanbian Dashan Trading"),
    ("연길 → 인천 (OZ352)", "Yanji → Incheon (OZ352)"),
    ("인천 → 아키타공항 (KE767)", "Incheon → Akita Airport (KE767)"),
]  # fmt: skip
STOPS = named([
    Stop(27, "09:30", "11:55", "flight", "秋田空港 → 仁川（KE768便）", "秋田机场 → 仁川（KE768）", _SURE, (0, 0)),
    Stop(27, "14:20", "15:40", "flight", "仁川 → 延吉（OZ351便）", "仁川 → 延吉（OZ351）", _SURE, (0, 1)),
    Stop(27, "18:00", "", "hotel", "チェックイン", "入住酒店", _SURE | _AT_HOTEL | {"nights": "4", "rooms": "20"}),
    Stop(28, "09:00", "11:30", "conference", "経済交流会議", "经济交流会议", _SURE | _AT_HOTEL | {
        "organisation_id": HOST, "host_name": "金成浩", "host_reading": "Jīn Chénghào", "host_title": "会長",
        "purpose": "四地域の現状を述べ合い、交流の方針を確かめる。", "agenda": "各地域の挨拶\n貿易の現状\n航路",
    }),
    Stop(28, "13:00", "15:30", "matching", "日中露韓 商談会", "日中俄韩洽谈会",
         _SURE | _AT_HOTEL | {"organisation_id": HOST}),
    Stop(28, "16:00", "17:00", "visit", "西市場 視察", "考察西市场",
         _SURE | {"venue": "西市場", "address": "吉林省延吉市光明街"}),
    Stop(28, "18:00", "20:00", "reception", "州政府 歓迎会", "州政府欢迎宴会", _SURE | _AT_HOTEL | {
        "organisation_id": GOVERNMENT, "host_name": "李正植", "host_title": "副州長",
    }),
    Stop(29, "08:30", "09:30", "leaders_talks", "首脳会談", "首脑会谈",
         _SURE | _AT_HOTEL | {"organisation_id": HOST}),
    Stop(29, "09:45", "11:30", "seminar", "北東アジア地域交流セミナー", "东北亚地区交流研讨会",
         _SURE | _AT_HOTEL | {"organisation_id": HOST}),
    Stop(29, "11:30", "12:00", "signing", "三者経済交流協定 調印式", "三方经济交流协议签字仪式",
         _SURE | _AT_HOTEL | {"organisation_id": HOST}),
    Stop(29, "13:30", "14:30", "visit", "吉林衆鑫有機米グループ 訪問", "访问吉林众鑫有机米集团", _SURE | {
        "organisation_id": "吉林衆鑫有機米グループ", "address": "吉林省延吉市依兰镇", "host_name": "朴哲",
        "host_reading": "Piáo Zhé", "host_title": "総経理", "purpose": "有機米の栽培と輸出の条件を聞く。",
        "questions": "検疫の手続きは。\n最小の取引量は。", "gifts": "曲げわっぱの弁当箱",
    }),
    Stop(29, "15:00", "16:00", "visit", "アイリトク米業 訪問", "访问爱丽得米业", _SURE | {
        "organisation_id": "アイリトク米業", "address": "吉林省延吉市朝阳川镇", "purpose": "精米の設備を見る。",
    }),
    Stop(29, "16:30", "17:30", "visit", "シンポー情報技術延辺 訪問", "访问信普信息技术延边公司", {
        "organisation_id": "シンポー情報技術延辺", "address": "吉林省延吉市高新区",
        "purpose": "日本向け開発の受託について聞く。",
    }),
    Stop(29, "18:30", "20:30", "meal", "州外事弁公室 夕食会", "州外事办公室晚宴",
         _SURE | {"organisation_id": FOREIGN_AFFAIRS, "venue": "海蘭江飯店", "address": "吉林省延吉市河南街120号"}),
    Stop(30, "09:30", "10:30", "visit", "図們無形文化財展覧館 見学", "参观图们非物质文化遗产展览馆",
         _SURE | _TUMEN | {"organisation_id": "図們無形文化財展覧館", "address": "吉林省图们市口岸街"}),
    Stop(30, "10:45", "11:30", "visit", "図們 国境の橋 視察", "考察图们国境大桥",
         _SURE | _TUMEN | {"address": "吉林省图们市图们江广场"}),
    Stop(30, "14:30", "15:30", "visit", "延辺大山商貿 訪問", "访问延边大山商贸", _SURE | {
        "organisation_id": "延辺大山商貿", "address": "吉林省延吉市河南街",
        "purpose": "アンテナショップの売れ筋を聞く。",
    }),
    Stop(31, "09:00", "12:20", "flight", "延吉 → 仁川（OZ352便）", "延吉 → 仁川（OZ352）", _SURE, (1, 0)),
    Stop(31, "18:10", "20:25", "flight", "仁川 → 秋田空港（KE767便）", "仁川 → 秋田机场（KE767）", _SURE, (0, 0)),
], _TITLES)  # fmt: skip

#: Talks with minutes: (item, host, who spoke there, who of ours, topic, what they said, result, next step, due)
TALKS = [
    ("首脳会談", HOST, "金成浩", "渡部 恒一郎", "国際コンテナ航路", "ザルビノ港経由の試験輸送を来年度に行いたい。",
     "interest", "試験輸送の荷主を募る", "2016-01-29"),
    ("吉林衆鑫有機米グループ 訪問", "吉林衆鑫有機米グループ", "朴哲", "加賀谷 実",
     "有機米の輸出条件", "最小の取引量は20トン。",
     "information", "検疫の手続きを調べて返事する", "2015-11-20"),
]  # fmt: skip
#: The framework signed on the way, and who signs for the third body.
AGREEMENT, SIGNED, THIRD_SIGNER = "三者経済交流協定", "2015-10-29", "Иванов Сергей"
#: (what, category, yen, who bears it)
COSTS = [
    ("航空券 20名", "airfare", 1_640_000, "participant_self_pay"),
    ("延辺白山ホテル 4泊", "hotel", 720_000, "participant_self_pay"),
    ("通訳 3日", "interpreter", 135_000, "own"), ("記念品", "gifts", 64_000, "own"),
]  # fmt: skip
TOTAL = sum(yen for _what, _category, yen, _bearer in COSTS)
#: What pages and papers call the codes above.
CATEGORIES = {"airfare": "航空運賃", "hotel": "宿泊費", "interpreter": "通訳料", "gifts": "記念品"}
BEARERS = {"own": "自主財源", "participant_self_pay": "参加者自己負担"}
RESULTS = {"interest": "関心あり", "information": "情報交換"}
#: A host whose reading is told once the page asks for it.
READ_LATER, READING = "李正植", "Lǐ Zhèngzhí"
#: When hosts were asked, what for in Chinese; what the head of the office is asked.
ASKED, PURPOSE_ZH, REQUEST = (
    "2015-09-01",
    "了解有机米的种植和出口条件",
    "延辺との協定に基づき、下記のとおり派遣したい。",
)
#: Whom we thank: {name: (body, title in Chinese, days on which they received us, in the order of the letter)}
THANKED = {
    "金成浩": (HOST, "会长", (29, 28, 29)), "李正植": (GOVERNMENT, "副州长", (28,)),
    "朴哲": ("吉林衆鑫有機米グループ", "总经理", (29,)),
}  # fmt: skip
