"""A text message is read by what the sender has open with us."""

from dataclasses import replace

import pytest

from crm.satisfaction import Rating, Reason, Resolved
from hotline.process.textline import Intent, Known, Standing, language_of, number_in, read

OPEN = Known("T1", "FS202603040001270", Standing.OPEN)
ASKED = Known("T2", "FS202603050000011", Standing.ASKED)
CLOSED = Known("T3", "FS202603060000019", Standing.CLOSED)
WAITING = Known("T4", "FS202603070000017", Standing.AWAITING_INFO)
DECLINED = Known("T6", "FS202603090000013", Standing.DECLINED)
JOINED = Known("T7", "FS202603100000010", Standing.JOINED)
OVER = Known("T8", "FS202603100000028", Standing.OVER)
WHY = Known("T5", "FS202603080000015", Standing.ASKED_WHY)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("进度", Intent.PROGRESS),
        ("查一下我的诉求进度", Intent.PROGRESS),
        ("查進度呀", Intent.PROGRESS),
        ("FS202603040001270", Intent.PROGRESS),
        ("fs202603040001270 进度", Intent.PROGRESS),
        ("催一下", Intent.URGE),
        ("快啲", Intent.URGE),
        ("人工", Intent.HUMAN),
        ("转人工。", Intent.HUMAN),
        ("帮助", Intent.HELP),
        ("?", Intent.HELP),
        ("撤回", Intent.WITHDRAW),
        ("补充：昨晚又来了", Intent.ADD_INFO),
        ("新诉求：楼下路灯坏了", Intent.NEW_REQUEST),
        ("今晚又开工了", Intent.ADD_INFO),
        (
            "另一件事，我孙子在学校被要求买校服套餐一千多块，不买就不给进校门，这合规吗",
            Intent.NEW_REQUEST,
        ),
    ],
)
def test_words_of_a_sender_with_an_open_ticket(text: str, intent: Intent) -> None:
    assert read(text, (OPEN,)).intent is intent


def test_the_progress_of_a_named_number_is_asked_even_for_another_ticket() -> None:
    reading = read("FS202603040001270", (CLOSED,))
    assert reading.intent is Intent.PROGRESS
    assert reading.number == "FS202603040001270"


def test_three_digits_are_a_survey_only_where_one_was_asked() -> None:
    asked = read("112", (ASKED,))
    assert asked.intent is Intent.SURVEY
    assert asked.answers is not None
    assert asked.answers.rating is Rating.SATISFIED
    assert read("112", (OPEN,)).intent is Intent.ADD_INFO
    assert read("112", ()).intent is Intent.HELP


def test_not_solved_in_words_is_an_answer_to_the_survey() -> None:
    reading = read("没解决，不满意", (ASKED,))
    assert reading.intent is Intent.SURVEY
    assert reading.answers is not None
    assert reading.answers.resolved is Resolved.NO


def test_one_reopens_what_was_answered_on_the_spot() -> None:
    assert read("1", (CLOSED,)).intent is Intent.NOT_SOLVED
    assert read("未解决", (CLOSED,)).intent is Intent.NOT_SOLVED
    assert read("1", ()).intent is Intent.HELP


def test_what_we_asked_for_is_taken_as_the_missing_information() -> None:
    reading = read("在祖庙地铁站B出口对面", (WAITING, OPEN))
    assert reading.intent is Intent.SUPPLY_INFO
    assert reading.ticket_id == "T4"


def test_reasons_follow_a_bad_rating() -> None:
    reading = read("24", (WHY,))
    assert reading.intent is Intent.REASONS
    assert len(reading.reasons) == 2


def test_a_digit_given_twice_is_a_rating_given_anew() -> None:
    assert read("112", (WHY,)).intent is Intent.SURVEY
    assert read("12", (WHY,)).intent is Intent.REASONS


def test_words_about_the_same_matter_are_added_to_the_open_ticket() -> None:
    about = Known("T1", OPEN.number, Standing.OPEN, same_matter=True)
    text = "工地今天晚上十一点还在打桩，和上次说的是同一个工地，请你们派人现场看看"
    assert read(text, (about,)).intent is Intent.ADD_INFO
    assert read(text, (OPEN,)).intent is Intent.NEW_REQUEST


@pytest.mark.parametrize("text", ["", "   ", "\u3000"])
def test_an_empty_text_asks_nothing(text: str) -> None:
    assert read(text, (OPEN,)).intent is Intent.NOTHING


@pytest.mark.parametrize("text", ["🙂", "𠮷", "9" * 5000, "啊" * 100_000, "<script>", "FS20260304"])
def test_odd_texts_are_read_without_failing(text: str) -> None:
    assert read(text, (OPEN, ASKED)).intent in set(Intent)


def test_a_number_inside_a_sentence_is_found() -> None:
    assert number_in("编号ＦＳ202603040001270的事") == "FS202603040001270"
    assert number_in("电话13800000000") is None


def test_a_single_one_answers_no_survey() -> None:
    assert read("1", (ASKED,)).intent is Intent.UNCLEAR_RATING
    assert read("1", (ASKED, CLOSED)).ticket_id == "T3"


def test_a_rating_after_closing_is_given_again_by_digits_only() -> None:
    again = read("112", (CLOSED,))
    assert (again.intent, again.ticket_id) == (Intent.SURVEY, "T3")
    assert read("很满意，谢谢你们帮忙", (CLOSED,)).intent is Intent.NEW_REQUEST


def test_a_story_that_mentions_satisfaction_answers_no_survey() -> None:
    story = "上次的事解决了，这次想反映我们小区门口一直有人占道摆摊，打过电话也没人联系我，希望管一管，谢谢"
    assert read(story, (ASKED,)).intent is Intent.NEW_REQUEST
    assert read("解决了，满意", (ASKED,)).intent is Intent.SURVEY


@pytest.mark.parametrize(
    "text",
    [
        "灯还是不亮，师傅没有来过，请你们再派人来看",
        "师傅没有来过，门口到现在黑漆漆一片",
        "仍然没水，楼上邻居家里也是一样的情况",
        "仲系咁臭，成条街都闻到，收档之后先至好啲",
        "It is still broken, the whole street is dark",
    ],
)
def test_words_that_go_on_are_added_to_what_we_last_spoke_of(text: str) -> None:
    reading = read(text, (OPEN, CLOSED))
    assert (reading.intent, reading.ticket_id) == (Intent.ADD_INFO, "T1")
    assert read(text, ()).intent is Intent.NEW_REQUEST
    assert read(f"新诉求：{text}", (OPEN,)).intent is Intent.NEW_REQUEST


@pytest.mark.parametrize(
    "text",
    [
        "桂城海三路的公交站牌倒了三天，一直没有人来修",
        "我们小区三期到现在还没有通自来水，开发商不管",
        "物业都不处理垃圾，电梯口堆满了纸箱和家具",
    ],
)
def test_what_names_its_own_matter_stays_a_request_of_its_own(text: str) -> None:
    assert read(text, (OPEN,)).intent is Intent.NEW_REQUEST


def test_a_word_that_begins_like_an_addition_is_no_addition() -> None:
    assert read("补办社保卡要带什么材料，去哪里办", (OPEN,)).intent is Intent.NEW_REQUEST
    assert read("补：门牌是8号", (OPEN,)).intent is Intent.ADD_INFO


def test_a_refusal_can_be_contested() -> None:
    reading = read("有异议，这是城管该管的", (DECLINED,))
    assert (reading.intent, reading.ticket_id) == (Intent.CONTEST, "T6")
    assert read("有异议，这是城管该管的", (CLOSED,)).intent is not Intent.CONTEST


@pytest.mark.parametrize("text", ["催一下", "撤回"])
def test_pressing_without_an_open_ticket_shows_where_it_stands(text: str) -> None:
    assert read(text, (OVER,)).intent is Intent.PROGRESS
    assert read(text, ()).intent is Intent.PROGRESS


def test_a_joined_reporter_presses_and_adds_but_withdraws_nothing() -> None:
    assert read("催一下", (JOINED,)).intent is Intent.URGE
    assert read("撤回", (JOINED,)).intent is Intent.PROGRESS
    assert read("补充：昨晚有人摔倒", (JOINED,)).intent is Intent.ADD_INFO
    assert read("补充：昨晚有人摔倒", (OVER,)).intent is Intent.NEW_REQUEST


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("STATUS", Intent.PROGRESS),
        ("human", Intent.HUMAN),
        ("help", Intent.HELP),
        ("withdraw", Intent.WITHDRAW),
        ("Hurry up!", Intent.URGE),
        ("ADD: it is behind the school", Intent.ADD_INFO),
        ("new: the street lamp is broken", Intent.NEW_REQUEST),
        ("newspapers are not delivered to our street any more", Intent.NEW_REQUEST),
    ],
)
def test_english_words_mean_the_same(text: str, intent: Intent) -> None:
    assert read(text, (OPEN,)).intent is intent


@pytest.mark.parametrize("text", ["not solved", "Still not solved!", "unsolved"])
def test_not_solved_can_be_said_in_english(text: str) -> None:
    assert read(text, (CLOSED,)).intent is Intent.NOT_SOLVED


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("楼下好嘈，瞓唔着", "yue"),
        ("路灯坏了", "cmn"),
        ("the lamp is broken", "eng"),
        ("112", "cmn"),
        ("OK", "cmn"),
        ("", "cmn"),
    ],
)
def test_the_reply_is_in_the_language_of_the_text(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "点样查进度",
        "怎么查进度？",
        "什么时候能处理好？",
        "请问我的投诉现在办得怎么样了",
        "办好了吗",
        "處理好了沒有？",
        "搞掂未",
        "几时有人嚟睇呀",
        "解决了吗？",
        "有结果了吗",
        "到哪一步了",
        "Is it fixed yet?",
        "any news?",
    ],
)
def test_progress_is_asked_in_many_words(text: str) -> None:
    for known in ((OPEN,), (ASKED,), (WAITING,), ()):
        assert read(text, known).intent is Intent.PROGRESS, known


@pytest.mark.parametrize(
    "text",
    ["你们什么时候下班", "什么时候能办身份证", "昨天处理了一半又停了", "进度太慢了，路还是烂的"],
)
def test_what_only_sounds_like_it_does_not_ask_for_progress(text: str) -> None:
    assert read(text, (OPEN,)).intent is not Intent.PROGRESS


@pytest.mark.parametrize(
    "text",
    ["谢谢", "好的，谢谢你们！", "收到", "唔該晒", "Thank you very much", "OK", "👍", "辛苦了🙏"],
)
@pytest.mark.parametrize("known", [OPEN, WAITING, ASKED, WHY, CLOSED])
def test_thanks_are_neither_an_addition_nor_an_answer(text: str, known: Known) -> None:
    assert read(text, (known,)).intent is Intent.COURTESY


@pytest.mark.parametrize("text", ["好的，明天下午我在家", "谢谢，另外路灯也坏了", "好久没人来了"])
def test_whoever_says_more_than_thanks_is_heard(text: str) -> None:
    assert read(text, (OPEN,)).intent is not Intent.COURTESY


@pytest.mark.parametrize("text", ["😡😡🚲", "。。。", "…", "𝄞"])
@pytest.mark.parametrize("known", [OPEN, WAITING, ASKED, CLOSED])
def test_signs_without_a_word_say_nothing(text: str, known: Known) -> None:
    assert read(text, (known,)).intent is Intent.NOTHING


@pytest.mark.parametrize(
    "text", ["我要人工", "转人工客服", "轉人工", "請回電", "打电话给我吧", "Call me back"]
)
def test_a_person_is_asked_for_in_many_words(text: str) -> None:
    assert read(text, (OPEN, ASKED)).intent is Intent.HUMAN


@pytest.mark.parametrize("text", ["查询码", "忘了查询码", "查詢碼是多少？", "补发查询码", "Code?"])
def test_a_lost_code_is_asked_for(text: str) -> None:
    reading = read(text, (OPEN, CLOSED))
    assert (reading.intent, reading.ticket_id) == (Intent.CODE, "T1")
    assert read(f"{CLOSED.number} {text}", (OPEN, CLOSED)).ticket_id == "T3"


@pytest.mark.parametrize("text", ["11", "不太满意", "滿意咩？", "希望有个满意的结果"])
def test_an_unclear_rating_is_asked_again(text: str) -> None:
    reading = read(text, (ASKED,))
    assert (reading.intent, reading.ticket_id) == (Intent.UNCLEAR_RATING, "T2")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("太慢了", {Reason.SLOW}),
        ("师傅态度很差，也没修好", {Reason.ATTITUDE, Reason.NOT_SOLVED}),
        ("说来话长", {Reason.OTHER}),
    ],
)
def test_reasons_in_words_open_no_new_request(text: str, reasons: set[Reason]) -> None:
    reading = read(text, (WHY,))
    assert (reading.intent, reading.ticket_id) == (Intent.REASONS, "T5")
    assert reading.reasons == reasons


def test_a_long_story_gives_no_reasons() -> None:
    story = "我想反映另一件事，" + "小区门口每天有人占道摆摊，" * 5
    assert read(story, (WHY,)).intent is Intent.NEW_REQUEST


@pytest.mark.parametrize("text", ["还没修好", "仲未搞掂", "根本没处理", "沒有人來"])
def test_not_solved_is_said_in_many_words(text: str) -> None:
    assert read(text, (CLOSED,)).intent is Intent.NOT_SOLVED


@pytest.mark.parametrize(
    ("text", "known", "guessed"),
    [
        ("办身份证要带什么", OPEN, True),
        ("补充：要带什么", OPEN, False),
        ("师傅没来过", OPEN, False),
        ("灯坏了几天了", replace(OPEN, same_matter=True), False),
        (f"{OPEN.number} 要带什么", OPEN, False),
    ],
)
def test_an_addition_is_a_guess_where_only_shortness_speaks_for_it(
    text: str, known: Known, guessed: bool
) -> None:
    reading = read(text, (known,))
    assert (reading.intent, reading.guessed) == (Intent.ADD_INFO, guessed)
