"""The file: invented people with names, firms, addresses and numbers, from a fixed seed."""

import csv
import io
import random

HEADINGS = ["会社名", "部署名", "役職", "氏名", "e-mail", "郵便番号", "住所", "TEL会社", "携帯電話", "名刺交換日"]
FAMILIES = (
    "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 "
    "李 王 张 金 朴 崔 이 김 박 최"
)
GIVEN = "太 花 健 美 翔 陽 大 裕 由 誠 真 直 恵 拓 蓮 葵 結 悠 千 涼 隆 勝 洋 明 淑 建 国 海 哲 俊 民 준 서 지 현 수"
TITLES = "部長 課長 係長 主任 代表取締役 经理 总经理 부장 과장 대표이사"
FORMS = ("{}株式会社", "株式会社{}", "{}有限公司", "{}商事株式会社", "주식회사 {}", "{}工業協同組合")


def table(count: int) -> bytes:
    """A CSV of invented people, some of them twice, some rows broken."""
    chance = random.Random(20261124)  # noqa: S311  # invented names, no secret
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    families, given, titles = FAMILIES.split(), GIVEN.split(), TITLES.split()
    names = ("".join(chance.choices(families, k=2)) + str(number) for number in range(count // 15 + 1))
    firms = [chance.choice(FORMS).format(name) for name in names]
    for number in range(count):
        firm = chance.randrange(len(firms))
        name = f"{chance.choice(families)} {''.join(chance.choices(given, k=2))}"
        writer.writerow(
            [
                firms[firm], "営業部", chance.choice(titles), "" if number % 1000 == 999 else name,
                f"p{number}@firm{firm}.example", f"95{firm % 100:05}", f"新潟県見附市本町{firm % 90 + 1}-1",
                f"025-2{firm % 90 + 10}-{firm % 9000 + 1000}", f"090-{number // 10000 + 1000}-{number % 10000:04}",
                "2026/05/26",
            ]
        )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")
