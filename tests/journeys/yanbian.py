"""The facts of Yanbian's delegation to Akita in December 2013; places and bodies are public, the people invented."""

NAME = "延辺代表団の受け入れ 2013"
NAME_ZH = "延边经贸代表团访问秋田2013"
BUREAU = "延辺州商務局"
HOST = "秋田商工会議所"
FIRMS = (
    "延辺白頭山食品", "延吉金達莱貿易", "図們江物流", "敦化木材工業", "琿春海産", "竜井果樹",
    "和竜鉱泉水", "汪清黒木耳", "安図旅行社",
)  # fmt: skip
#: (name, place, role)
ORGANISATIONS = [
    (HOST, "秋田市", "chamber_cci"),
    ("秋田県庁", "秋田市", "prefecture_gov"),
    ("秋田市役所", "秋田市", "municipal_gov"),
    (BUREAU, "延吉市", "commerce_bureau"),
    *((firm, "延吉市", "maker_sme") for firm in FIRMS),
]
_OFFICIALS = (
    ("朴永浩", "Piáo Yǒnghào", "局長", "head"),
    ("李春花", "Lǐ Chūnhuā", "副局長", "deputy_head"),
    ("崔明哲", "Cuī Míngzhé", "処長", "member"),
    ("金香玉", "Jīn Xiāngyù", "科員", "coordinator"),
)
_MEMBERS = (
    "王建国", "张秀英", "刘志强", "陈丽华", "杨文斌", "赵晓东", "黄海燕", "周淑珍",
    "吴俊杰", "徐子涵", "孙建军", "朱雅琴", "高翠花", "林梓萱", "何喆",
)  # fmt: skip
#: (name, reading, organisation, title, role): a head, three officials, fifteen people of nine firms.
DELEGATES = [
    *((name, reading, BUREAU, title, role) for name, reading, title, role in _OFFICIALS),
    *((name, "", FIRMS[number % len(FIRMS)], "総経理", "member") for number, name in enumerate(_MEMBERS)),
]
#: What is typed into the form of each item.
ITEMS = [
    {"kind": kind, "day": f"2013-12-{day}", "start": start, "end": end, "title": title, "organisation_id": host,
     "timezone": "Asia/Tokyo", "place_id": "秋田市", "address": "秋田市旭北錦町1-47", "state": "confirmed"}
    for day, start, end, kind, title, host in (
        (10, "10:00", "11:00", "visit", "県庁 表敬訪問", "秋田県庁"),
        (10, "11:30", "12:00", "visit", "市役所 表敬訪問", "秋田市役所"),
        (10, "13:30", "17:00", "matching", "ビジネス交流会", HOST),
        (11, "10:00", "12:00", "seminar", "貿易・観光セミナー", HOST),
        (12, "23:30", "23:50", "meeting", "事務局 打ち合わせ", HOST),
    )
]  # fmt: skip
