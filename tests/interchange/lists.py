"""Short invented lists in Japanese, Chinese and Korean, in the encodings that offices use."""

import csv
import io
import random
from typing import Final

ENCODINGS: Final = {"ja": "cp932", "zh": "gb18030", "ko": "cp949"}
_PARTS: Final = {
    "ja": (
        "佐藤 鈴木 高橋 田中 渡辺 長谷川 榎本 髙橋 神﨑 五十嵐 本間 諸橋 皆川 丸山 佐々木 笹川 土田 阿部 桑原 番場",
        "太郎 花子 健一 美咲 翔太 さくら 譲 廣 瑠璃 慧 彪 みどり カオル 久美子 隆 凛 颯太 千尋 典子 雅彦",
        "新潟貿易株式会社 見附ニット工業協同組合 ㈱雪国フーズ 三条金属 越後交通 にいがた産業創造機構 燕物産 カネコ繊維",
        "部長 課長 代表取締役 主任 係長 専務理事",
    ),
    "zh": (
        "王 李 张 刘 陈 欧阳 司马 朴 金 崔 玄 池 廉 鲁 邸 翟 靳 佟 甄 隋",
        "伟 芳 秀英 敏 建国 海燕 淑珍 俊杰 子涵 明淑 成哲 镕基 堃 喆 晓东 凤 鑫 雅琴 翠花 梓萱",
        "延边大洋商贸有限公司 吉林省外贸集团 延吉市商务局 珲春国际物流有限公司 北京华联 长春百货大楼 龙井果业 敦化药业",
        "经理 总经理 主任 处长 董事长 科长",
    ),
    "ko": (
        "김 이 박 최 정 강 남궁 황보 제갈 탁 국 어 편 류 엄 채 원 천 방 공",
        "민준 서연 지훈 영희 철수 명숙 옥순 봉남 규리 나래 슬기 한결 찬 솔 빛나 준혁 예림 춘자 갑순 도윤",
        "대한무역주식회사 부산수산협동조합 강원도청 인천항만공사 ㈜동해물산 속초시청 제주감귤농협 경북능금 삼화제과",
        "부장 과장 대표이사 차장 팀장 사원",
    ),
}
#: Headers as people write them, with what stands below each: n name, o organisation, t title, p phone, - number.
_HEADERS: Final = {
    "ja": (
        "氏名:n 会社名:o 役職:t 電話:p",
        "会社名:o 氏名:n",
        "名前:n 勤務先:o",
        "氏名:n",
        "担当者:n 企業名:o 備考:t",
        "来場者:n 社:o",
    ),
    "zh": (
        "姓名:n 公司:o 职务:t 手机:p",
        "姓名:n 单位:o",
        "公司名称:o 联系人:n 电话:p",
        "姓名:n",
        "序号:- 姓名:n",
        "来宾:n 厂家:o",
    ),
    "ko": (
        "이름:n 회사:o 직책:t 휴대폰:p",
        "성명:n 회사명:o",
        "담당자:n 업체명:o",
        "이름:n",
        "번호:- 이름:n",
        "참석:n 상호명칭:o",
    ),
}


def short_list(chance: random.Random, language: str, rows: int = 4) -> str:
    """A header and four rows, as CSV text that its language's encoding can write."""
    families, givens, firms, titles = (words.split() for words in _PARTS[language])
    header = [word.split(":") for word in chance.choice(_HEADERS[language]).split()]
    space = " " if language == "ja" and chance.random() < 0.5 else ""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading for heading, _ in header])
    for number in range(rows):
        said = {
            "n": f"{chance.choice(families)}{space}{chance.choice(givens)}",
            "o": chance.choice(firms),
            "t": chance.choice(["", *titles]),
            "p": f"0{chance.randrange(10, 99)}-{chance.randrange(100, 999)}-{chance.randrange(1000, 9999)}",
            "-": str(number + 1),
        }
        writer.writerow([said[kind] for _, kind in header])
    return out.getvalue().encode(ENCODINGS[language], "ignore").decode(ENCODINGS[language])
