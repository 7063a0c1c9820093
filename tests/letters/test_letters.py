"""Letters: placeholders, forms of address, who gets one, what stands once it was sent, and the files made of them."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crm.activities.models import Activity
from crm.core import clock
from crm.core.database import db, writing
from crm.core.days import letter_date
from crm.core.errors import NotVisible, Refused
from crm.core.permissions import Role
from crm.letters import contents, queries, rules, services
from crm.letters.kind import LETTER
from crm.letters.models import Letter
from crm.letters.queries.letters import number_is_taken, written_on
from crm.letters.rules.bodies import body
from tests import cast
from tests.contacts import book
from tests.letters import post
from tests.letters.post import IMPRINT, facts_of, visited
from tests.missions import voyage
from tests.missions.browser import posted, pressed, text
from tests.office.test_office import forget


@pytest.mark.once
def test_only_known_placeholders_are_replaced_and_only_once() -> None:
    values = {"recipient": "{{sender}}", "sender": "小林"}
    assert rules.filled("{{recipient}} {{ sender }} {{other}} {% x %} { {sender} }", values) == (
        "{{sender}} 小林 {{other}} {% x %} { {sender} }"
    )
    assert rules.unknown("{{recipient}} {{other}} {{config}} {{other}}") == ["{{other}}", "{{config}}"]
    assert rules.unknown("{nonsense} {recipient} ｛｛宛名｝｝ {{ 7*7 }} {} a{1}") == [
        "{nonsense}",
        "{recipient}",
        "｛｛宛名｝｝",
    ]


@pytest.mark.once
@given(st.text(max_size=200))
def test_a_text_without_placeholders_stays_as_it_is(words: str) -> None:
    assert "{{" in words or rules.filled(words, {"sender": "x"}) == words


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "day"),
    [("ja", "令和8年12月11日（金）"), ("zh-Hans", "2026年12月11日（周五）"), ("ko", "2026년 12월 11일(금)"),
     ("en", "Friday, 11 December 2026")],
)  # fmt: skip
def test_each_language_writes_its_days(language: str, day: str) -> None:
    assert letter_date(language, date(2026, 12, 11), weekday=True) == day


@pytest.mark.once
@pytest.mark.parametrize("kind", list(rules.TEXTS))
@pytest.mark.parametrize("language", list(rules.LANGUAGES))
def test_the_texts_that_come_with_the_product_name_placeholders_that_exist(kind: str, language: str) -> None:
    ours = queries.our_text(kind, language)
    assert ours.subject
    assert "{{recipient}}" in ours.body or language == "ja" or "{{salutation}}" in ours.body
    assert rules.unknown(ours.subject + ours.body) == []


def written(mission: Activity, kind: str = "request", language: str = "") -> Letter:
    facts = facts_of(mission)
    (person,) = queries.recipients(facts).values()
    imprint = replace(IMPRINT, number="見商工第116号", language=language)
    with writing():
        facts = facts_of(mission)
        (person,) = queries.recipients(facts).values()
        letter = services.write(facts, kind=kind, person=person, visit=queries.visit_of(facts, person.id),
                                imprint=imprint, by=None)  # fmt: skip
        db.session.commit()
    return queries.one(letter.id, user=cast.user())


def test_a_letter_is_in_the_language_of_its_recipient_with_every_word_filled_in(app: Flask) -> None:
    with app.app_context():
        letter = written(visited())
        assert (letter.language, letter.recipient, letter.recipient_post) == ("zh-Hans", "李明淑局长", "局长")
        assert letter.body.startswith("尊敬的李明淑局长：")
        for words in (
            "第七次延边考察团",
            "2026年12月11日（周五）09:00–10:00（当地时间）",
            "访问目的：洽谈合作",
            "来访人员：髙橋 直樹（名单附后）",
        ):
            assert words in letter.body
        assert "{{" not in letter.body
        assert letter.enclosure == "髙橋 直樹（Takahashi Naoki）\t\t社长"


@pytest.mark.parametrize(
    ("language", "address"), [("ja", "李明淑 様"), ("ko", "李明淑 님"), ("en", "Ms. 李明淑")]
)  # fmt: skip
def test_another_language_has_its_own_form_of_address(app: Flask, language: str, address: str) -> None:
    with app.app_context():
        assert written(visited(), language=language).recipient == address


def test_a_request_tells_the_slot_of_the_recipients_organisation_whoever_is_named_as_its_host(app: Flask) -> None:
    with app.app_context():
        mission, other = visited(), book.person("张伟东", at=book.organisation("延吉东方木业有限公司"))
        bureau = facts_of(mission).visits[0].organisation
        colleague = book.person("角直美", at=bureau)
        people, facts = queries.people([colleague.id, other.id]), facts_of(mission)
        slot = queries.slot_of(facts, people[colleague.id])
        assert slot is not None
        assert slot.entry.item.day == date(2026, 12, 11)
        assert queries.slot_of(facts, people[other.id]) is None


def test_a_letter_tells_the_place_of_a_host_where_the_item_names_none(app: Flask) -> None:
    """Of a town that is none of the mission's places: its names were not loaded, and no letter could be written."""
    with app.app_context():
        mission = visited()
        voyage.item(mission, host=book.organisation("图们百货", place_id=book.place(voyage.TUMEN).id))
        db.session.expire_all()
        assert "图们市" in written(mission, kind="invitation_request").body


def test_a_request_names_whoever_stands_first_and_nobody_while_nobody_has_accepted(app: Flask) -> None:
    with app.app_context():
        bureau = book.organisation("延吉市商务局")
        li = book.person("李明淑", at=bureau)
        mission = voyage.mission()
        voyage.item(mission, host=bureau, hosts=[li.id])
        bare = written(mission, language="ja").body
        assert ("訪問者" in bare, "\n３　連絡先" in bare) == (False, True), "no list that is not there"
        voyage.delegate(mission, name="髙橋 直樹")
        letter = written(mission, language="ja")
        assert "３　訪問者　髙橋 直樹（別紙名簿のとおり）" in letter.body
        assert '<p class="right">別紙</p>' in contents.html([letter]), "the list says what the letter calls it"


def test_guests_are_invited_and_others_are_asked_to_receive_them(app: Flask) -> None:
    with app.app_context():
        bureau, dairy = book.organisation("延边州商务局"), book.organisation("見附乳業", "ja")
        li, tanaka = book.person("李明淑", at=bureau, title="局长"), book.person("田中 実", "ja", at=dairy)
        mission = voyage.mission(direction="inbound", sender_organisation_id=bureau.id)
        guest = voyage.delegate(mission, book.person("金哲", at=bureau)).person_id
        voyage.item(mission, host=dairy, hosts=[tanaka.id], timezone="Asia/Tokyo")
        assert set(queries.recipients(facts_of(mission))) == {li.id, tanaka.id, guest}
        offered = {kind: set(queries.recipients(facts_of(mission), kind)) for kind in rules.kinds_for("inbound")}
        nobody_yet: set[int] = set()
        assert offered == {
            "reception": {tanaka.id}, "invitation": {li.id, guest}, "thanks": nobody_yet, "guest_thanks": nobody_yet,
        }  # fmt: skip
        with writing():
            facts = facts_of(mission)
            to = queries.recipients(facts)
            for kind in ("request", "invitation_request"):
                with pytest.raises(Refused, match="Choose one"):
                    services.write(facts, kind=kind, person=to[tanaka.id], visit=None, imprint=IMPRINT, by=None)
            with pytest.raises(Refused, match="Only guests are invited"):
                services.write(facts, kind="invitation", person=to[tanaka.id], visit=None, imprint=IMPRINT, by=None)
            invited = services.write(facts, kind="invitation", person=to[li.id], visit=None, imprint=IMPRINT, by=None)
            with pytest.raises(Refused, match="This letter goes to hosts"):
                services.write(facts, kind="reception", person=to[li.id], visit=None, imprint=IMPRINT, by=None)
            visit = queries.visit_of(facts, tanaka.id)
            asked = services.write(facts, kind="reception", person=to[tanaka.id], visit=visit, imprint=IMPRINT, by=None)
            db.session.commit()
        assert invited.subject == "邀请函"
        assert "邀请贵方一行来访" in invited.body
        assert "邀请延边州商务局组团" not in invited.body, (
            "the delegation is of whoever sends it, and not of each guest"
        )
        assert "我方诚挚邀请" in invited.body
        assert ("現地時間" in asked.body, "09:00" in asked.body) == (False, True), "both ends have one clock"
        assert "お迎えする予定でございます" in asked.body
        assert set(rules.kinds_for("outbound")) == {"request", "invitation_request", "thanks"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("language", "mission", "delegation"),
    [("ja", "延辺経済代表団の受入れ", "延辺経済代表団"), ("ja", "来訪団（受入）", "来訪団"), ("ja", "受入れ", "受入れ"),
     ("ja", "第7回 延辺視察団", "第7回 延辺視察団"), ("zh-Hans", "延边经贸代表团来访", "延边经贸代表团"),
     ("ko", "연변 경제대표단 방문", "연변 경제대표단"), ("en", "5th Yanbian Mission", "5th Yanbian Mission"),
     ("en", "Visit of the Yanbian Trade Delegation", "Yanbian Trade Delegation"),
     ("ja", "延辺朝鮮族自治州経済代表団 秋田訪問", "延辺朝鮮族自治州経済代表団"), ("ja", "延辺訪問団", "延辺訪問団"),
     ("zh-Hans", "延边朝鲜族自治州经济代表团访问秋田", "延边朝鲜族自治州经济代表团"),
     ("ko", "연변 경제대표단의 아키타 방문", "연변 경제대표단"),
     ("en", "Visit of the Yanbian Delegation to Akita", "Yanbian Delegation"),
     ("en", "Yanbian Delegation: visit to Akita", "Yanbian Delegation")],
)  # fmt: skip
def test_a_delegation_is_called_without_what_we_do_with_it(language: str, mission: str, delegation: str) -> None:
    assert rules.delegation(mission, language) == delegation


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "role", "addressed"),
    [("延吉新春百货有限公司", "", ("貴社", "贵公司", "귀사")),
     ("敦化东升百货商场", "department_store", ("貴社", "贵公司", "귀사")),
     ("秋田商工会議所", "other", ("貴所", "贵会", "귀 상공회의소")), ("見附商工会", "", ("貴会", "贵会", "귀회")),
     ("延吉市商务局", "", ("貴局", "贵局", "귀 기관")), ("秋田市", "", ("貴市", "贵市", "귀 시")),
     ("延边国际商会", "trade_promotion", ("貴会", "贵会", "귀회")),
     ("延边州外事办公室", "", ("貴弁公室", "贵办", "귀 판공실")),
     ("日本貿易振興機構", "", ("貴機関", "贵单位", "귀 기관")), ("", "", ("貴殿", "您", "귀하"))],
)  # fmt: skip
def test_a_body_is_addressed_by_its_kind(name: str, role: str, addressed: tuple[str, ...]) -> None:
    assert tuple(body(name, [role] if role else [], tag) for tag in ("ja", "zh-Hans", "ko")) == addressed


def test_what_was_sent_stands(app: Flask) -> None:
    with app.app_context():
        letter = written(visited())
        with writing():
            letter = queries.one(letter.id, user=cast.user())
            services.change(letter, {"body": f"{letter.body}\n来年の商談会について"}, by=None)
            assert queries.foreign_lines(letter)
            with pytest.raises(Refused, match="not in the language"):
                services.send(letter, on=date(2026, 12, 17), by=None)
            services.send(letter, on=date(2026, 12, 17), reason="先方の希望", by=None)
            assert (letter.sent_on, letter.sent_reason) == (date(2026, 12, 17), "先方の希望")
            with pytest.raises(Refused, match="Its text can no longer be changed"):
                services.change(letter, {"subject": "x"}, by=None)
            with pytest.raises(Refused, match="Its text can no longer be changed"):
                services.archive(letter, by=None)


def test_nothing_is_sent_before_the_office_is_filled_in_and_the_refusal_shows_the_way(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = written(visited()).id
        forget()
    cast.sign_in(client, Role.ADMIN)
    refused = pressed(client, f"/letters/{id}/sent", f"/letters/{id}")
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Nothing can be final until the details" in shown
    assert 'href="/office/"' in shown.partition("office-incomplete")[2]


def test_the_office_makes_a_text_its_own_and_takes_ours_again(app: Flask) -> None:
    with app.app_context():
        with writing():
            with pytest.raises(
                Refused, match=r"no placeholder \{\{config\}\}\. There are: \{\{recipient\}\}"
            ) as refusal:
                services.keep_template("thanks", "ja", subject="御礼", body="{{config}}", by=None)
            own = services.keep_template("thanks", "ja", subject="御礼", body="{{recipient}}", by=None)
            db.session.commit()
        assert refusal.value.field == "body"
        assert queries.draft("thanks", "ja").body == "{{recipient}}"
        with writing():
            services.reset_template(own, by=None)
            db.session.commit()
        assert queries.draft("thanks", "ja") == queries.our_text("thanks", "ja")


def test_paper_and_word_hold_the_same_words_and_markup_stays_text(app: Flask) -> None:
    with app.app_context():
        mission = visited()
        letter = written(mission, "invitation_request", "ja")
        with writing():
            letter = queries.one(letter.id, user=cast.user())
            services.change(letter, {"body": letter.body + "\n<script>alert(1)</script> {{ 7*7 }}"}, by=None)
            db.session.commit()
        letter = queries.one(letter.id, user=cast.user())
        page = contents.html([letter])
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
        assert '<p class="right">敬具</p>' in page
        with zipfile.ZipFile(BytesIO(contents.docx(letter))) as file:
            document, styles = (file.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
            about = file.read("docProps/core.xml").decode()
        assert '<w:pStyle w:val="Subtitle"/>' in document
        assert "<dc:language>ja-JP</dc:language>" in about
        assert "電話 +81 258-00-0000" in document, "dialled from China"
        for part in contents.parts(letter):
            assert part.text.replace("<", "&lt;").replace(">", "&gt;") in document
        assert 'w:eastAsia="MS Mincho"' in styles
        assert "髙橋 直樹" in document


@pytest.mark.usefixtures("over")
def test_letters_are_written_read_and_sent_on_their_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        mission = visited()
        id, li = mission.id, str(next(iter(queries.recipients(facts_of(mission)))))
    cast.sign_in(client)
    there = f"/letters/missions/{id}"
    assert "Thank everyone" in text(client, there)
    form = text(client, f"{there}/new?kind=request")
    assert ("来年の商談会</li>" in form, "李明淑 · 延吉市商务局 · 局长" in form) == (True, True), (
        "our own words are shown beside"
    )
    assert 'name="purpose"' in form
    assert 'name="purpose"' not in text(client, f"{there}/new?kind=thanks")
    new = {"kind": "request", "person_id": li, "language": "", "sender": "会頭", "dated_on": "2026-10-01"}
    answer = posted(client, f"{there}/new", new)
    assert answer.status_code == 303
    record = answer.location
    assert ("尊敬的李明淑局长" in text(client, record), 'id="draft-mission"' in text(client, record)) == (True, True)
    assert "letter.css" in text(client, f"{record}/preview")
    assert posted(client, f"{record}/edit", {"recipient": "李局长", "subject": "", "body": "x"}).status_code == 422
    words = {"recipient": "李局长", "subject": "函", "dated_on": "2026-10-01"}
    refused = posted(client, f"{record}/edit", words | {"body": "您好 {nonsense}"})
    assert refused.status_code in (409, 422)
    told = refused.get_data(as_text=True)
    assert "There is no placeholder {nonsense}. There are: {{recipient}}" in told
    assert "您好 {nonsense}" in told
    assert posted(client, f"{record}/edit", words | {"body": "于{{first_day}}\n来年の商談会"}).status_code == 303
    assert "于2026年12月10日" in text(client, record)
    assert posted(client, f"{there}/new", new | {"kind": "invitation"}).status_code == 422  # it is they who invite
    word = client.get(f"{record}/word")
    assert word.data.startswith(b"PK")
    word.headers["Content-Disposition"].encode("latin-1")  # else gunicorn, unlike this client, refuses the answer
    assert posted(client, f"{there}/thanks", {"dated_on": "2026-12-17"}).status_code == 303
    assert posted(client, f"{there}/thanks", {"dated_on": "2026-12-17"}).status_code == 409
    refused = pressed(client, f"{record}/sent", record)
    assert refused.status_code == 422
    assert "Say why they stay as they are." in refused.get_data(as_text=True)
    assert pressed(client, f"{record}/sent", record, reason="They asked for it").status_code == 303
    assert "Sent" in text(client, f"/letters/panels/people/{li}")
    assert client.get(f"{there}/all.pdf?kind=invitation").status_code == 404
    template = "/letters/templates/thanks/ja"
    assert posted(client, template, {"subject": "御礼", "body": "{{who}}"}).status_code == 422
    assert posted(client, template, {"subject": "御礼", "body": "{{recipient}}"}).status_code == 303
    assert "own" in text(client, "/letters/templates")
    assert pressed(client, f"{template}/reset", template).status_code == 303
    assert client.get("/letters/templates/thanks/fr").status_code == 404


def test_who_leads_writes_letters_but_the_texts_are_the_offices(client: FlaskClient) -> None:
    cast.sign_in(client, Role.MISSION_LEADER)
    assert client.get("/letters/templates").status_code == 403
    assert client.get("/letters/999999").status_code == 404


def test_a_leader_reads_the_letters_of_the_missions_they_lead_and_brings_back_no_others(app: Flask) -> None:
    with app.app_context():
        leader, people = cast.user(Role.MISSION_LEADER), [book.person(name) for name in ("李明淑", "孙浩")]
        missions = [voyage.mission(leader_id=who) for who in (leader.id, None)]
        own, foreign = (post.kept(mission, people[0]) for mission in missions)
        gone, foreign_gone = (post.kept(mission, people[1], archived_at=clock.now()) for mission in missions)
        other = post.kept(missions[0], people[1], kind="thanks")
        seen = [LETTER.is_visible(letter.id, leader) for letter in (own, foreign, gone, foreign_gone)]
        assert seen == [True, False, False, False]
        assert queries.of_activity(own.activity_id, user=leader) == [own, other]
        assert queries.of_activity(foreign.activity_id, user=leader) == []
        assert queries.of_person(own.person_id or 0, user=leader) == [own]
        assert queries.of_person(own.person_id or 0, user=cast.user()) == [own, foreign]
        assert queries.one(gone.id, user=leader, archived=True) == gone
        for letter, archived in ((foreign, False), (foreign_gone, True)):
            with pytest.raises(NotVisible):
                queries.one(letter.id, user=leader, archived=archived)


def test_who_was_written_to_and_which_letters_are_copies_is_told_for_one_mission(app: Flask) -> None:
    with app.app_context():
        li, sun = (book.person(name) for name in ("李明淑", "孙浩"))
        mission, other = voyage.mission(), voyage.mission(names={"ja": "別の視察団"})
        letter, foreign = post.kept(mission, li, number="1号"), post.kept(other, sun, number="1号")
        post.kept(mission, sun, archived_at=clock.now())
        assert [set(written_on(each.id, "request")) for each in (mission, other)] == [{li.id}, {sun.id}]
        assert [queries.sharing_number(each, user=cast.user()) for each in (letter, foreign)] == [1, 1]
        with writing():
            assert number_is_taken("1号", letter), "a letter of another mission is another document"
            assert not number_is_taken("2号", letter)


def test_a_korean_letter_calls_its_recipient_by_the_post_and_ends_as_an_official_one_does(app: Flask) -> None:
    with app.app_context():
        bureau = book.organisation("连山市商务局")
        ri = book.person("리명숙", "ko", at=bureau, title="대외무역과 과장")
        mission = voyage.mission(names={"ko": "제7회 시찰단"})
        voyage.item(mission, host=bureau, hosts=[ri.id])
        with writing():
            to = queries.recipients(facts_of(mission))[ri.id]
            letter = services.write(
                facts_of(mission),
                kind="request",
                person=to,
                visit=None,
                imprint=replace(IMPRINT, language="ko"),
                by=None,
            )
            db.session.commit()
    assert letter.body.startswith("리명숙 과장님께\n")
    assert letter.body.endswith("감사하겠습니다.  끝.")
    assert letter.recipient == "리명숙 님"
