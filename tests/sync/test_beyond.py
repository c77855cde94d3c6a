# ruff: noqa: E501
"""What a page says below the teaser: more of the article, or a wall and other stories."""

from __future__ import annotations

import pytest

from clashreader.sync.better import Text, Verdict, judge

TITLE = "Lamps of Norrholm"
SHORT = (
    "The council of Norrholm said on Tuesday that the street lamps had been ruined by salt water."
)
LONG = (
    SHORT + " Fitters worked through the night to bring back light for some nine thousand people,"
    " the mayor wrote, adding that the school had borrowed lanterns from the harbour, and that two"
    " of her staff were bruised when a mast fell on the same corner for the second time."
)
MORE = (
    "Children walked home along the quay in groups, each with a torch from the museum shop.",
    "The last such winter was thirty years ago, when ice broke the cable to the mainland.",
)

WALLS = {
    "nl": "Dit verhaal is alleen te lezen met een abonnement. Kies een abonnement dat bij je past, en lees voortaan al onze artikelen in de app. Heb je al een account? Log in en lees verder.",
    "pl": "Dbamy o Twoje dane. Wraz z partnerami zapisujemy na urządzeniu pliki i odczytujemy je, by dobierać reklamy. Możesz się na to zgodzić lub zmienić ustawienia prywatności.",
    "tr": "Yazının devamı abonelerimize açıktır. Abonelik paketlerine göz atın, hesabınız varsa giriş yapın ve okumayı sürdürün.",
    "zh": "订阅用户可阅读全文。购买会员，畅读所有内容。已经是会员？登录您的账号。",
    "de": "Lesen Sie mit Werbung weiter, oder ohne im Abo. Einzelheiten zum Tracking und zum Widerspruch stehen in der Datenschutzerklärung. Werbefrei für wenige Euro im Monat.",
    "fr": "Ce contenu est proposé à nos abonnés. Profitez de notre offre et continuez votre lecture sans publicité. Un compte existe déjà ? Connectez-vous.",
    "it": "Con i nostri partner usiamo cookie e tecnologie simili per la pubblicità. Accetta, oppure abbonati e prosegui la lettura senza annunci e senza profilazione.",
    "ru": "Полный текст открыт читателям с подпиской. Подпишитесь и читайте без рекламы. Если подписка у вас есть, авторизуйтесь.",
    "ar": "هذا المقال للمشتركين. اشترك لتقرأ المحتوى كاملا، أو سجل الدخول إلى حسابك.",
    "es": "Este contenido es para suscriptores. Elige tu suscripción y sigue leyendo sin publicidad. ¿Tienes cuenta? Accede con tu contraseña.",
    "pt": "Este conteúdo é para assinantes. Escolha a sua assinatura e continue lendo sem anúncios. Tem conta? Entre com a sua senha de assinante.",
    "ja": "この記事の続きを読むには購読が必要です。会員登録をするか、アカウントでログインしてください。",
    "ko": "전체 기사는 구독 회원만 읽을 수 있습니다. 구독을 시작하거나 계정으로 로그인하세요.",
    "sv": "Artikeln är för dig som är prenumerant. Välj en prenumeration, eller logga in med ditt konto och läs vidare.",
    "cs": "Článek je pouze pro předplatitele. Pořiďte si předplatné a čtěte bez reklam. Máte účet? Přihlaste se.",
    "uk": "Повний текст відкритий для передплатників. Оформіть передплату та читайте без реклами. Маєте акаунт? Увійдіть.",
    "en limit": "You have read all of your free articles for now. Pick a plan to go on with our journalism on any device. Plans are monthly or yearly, cancel when you like.",
    "en browser": "This browser is too old for our pages. Get the newest release of Firefox, Chrome, Safari or Edge, update, and come back.",
    "en where": "We do not serve this content to readers from the European Economic Area, because of the General Data Protection Regulation.",
}
STORIES = (
    "Cheese prices climb again in the hill villages as cows graze later than usual.",
    "A violinist of ninety opened the concert season with a piece of her own.",
    "Researchers count beetles beneath birch bark and find a species thought extinct.",
    "Our guide to planting garlic before frost, with a calendar and three recipes.",
    "The handball team lost its goalkeeper to a rival club from the capital.",
    "Parliament debates pensions; unions announce marches for next spring.",
    "Why engineers still love slide rules: an essay about patience.",
    "Photographs: kites above the dunes, taken by visitors over one weekend.",
)
MOULD = [
    f"The minister of finance, in speech number {n}, talked of pensions while shares of makers of paper closed higher."
    for n in range(10)
]


def text(*lines: str, title: str = TITLE) -> Text:
    said = "\n\n".join(lines)
    return Text(title, said, len(said.split()))


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("teaser", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("language", WALLS)
def test_a_wall_below_the_teaser_is_no_article(language: str, teaser: str, times: int) -> None:
    wall = [WALLS[language]] * times
    assert judge(text(teaser), text(TITLE, teaser, *wall)) is Verdict.LATER
    assert judge(text(teaser), text(TITLE, *wall)) is not Verdict.TAKE


@pytest.mark.parametrize("teaser", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("others", [STORIES, MOULD], ids=["many", "from one mould"])
def test_other_stories_below_the_teaser_are_no_article(teaser: str, others: list[str]) -> None:
    assert judge(text(teaser), text(TITLE, teaser, *others)) is Verdict.LATER


def test_one_paragraph_again_and_again_is_no_article() -> None:
    again = ["Tere tulemast siia, see leht avaneb ainult neile, kellel on luba Norrholm."] * 3
    assert judge(text(LONG), text(TITLE, LONG, *again)) is Verdict.LATER


ARTICLES = {
    "more in all new words": (SHORT, [SHORT, *MORE]),
    "a body in one paragraph": (SHORT, [f"{SHORT} {' '.join(MORE)}"]),
    "a long one": (LONG, [LONG, *MORE, "The council pays for new lamps, and salt will not reach them."]),
    "without the teaser's own words": (
        "Norrholm is dark: salt ate its lamps.",
        ["On Norrholm, every third of the lamps has gone out.", *MORE],
    ),
    "a live blog": (
        SHORT,
        [
            SHORT,
            *(
                f"{hour}:20 {what}"
                for hour, what in enumerate(
                    (
                        "The first lamp burns again, in front of the bakery.",
                        "A fitter says that his van ran out of cable.",
                        "Rain. Everybody waits beneath the roof of the cinema.",
                        "The mayor brings soup, and is cheered.",
                        "The bakery sells bread by candle light, the last van has left.",
                        "Good night from the cinema. More in the morning.",
                    ),
                    start=14,
                )
            ),
        ],
    ),
    "an article and the wall for the rest of it": (
        SHORT,
        [SHORT, *MORE, "The mayor of Norrholm has asked for tiled lamps that salt cannot harm.", "Log in with your account."],
    ),
    "an article about walls": (
        "Readers sued a newspaper on Tuesday over its cookie banner and its subscription prices.",
        [
            "Readers sued a newspaper on Tuesday over its cookie banner and its subscription prices.",
            "The banner hid the button to reject cookies, they say, and a subscription could be cancelled by letter only. The newspaper accepts neither claim.",
        ],
    ),
    "German": (
        "Der Rat von Norrholm will die Laternen reparieren, die seit elf Wochen dunkel sind.",
        [
            "Der Rat von Norrholm will die Laternen reparieren, die seit elf Wochen dunkel sind.",
            "Die neue Laterne vor der Bäckerei soll schon im März brennen. Kinder gingen zuletzt mit Taschenlampen zur Schule.",
        ],
    ),
    "Russian, with other endings": (
        "Совет Норрхольма починит фонари на улице, которые не горят уже одиннадцать недель.",
        [
            "Совет Норрхольма починит фонари на улице, которые не горят уже одиннадцать недель.",
            "Первый фонарь загорелся у пекарни в среду. Дети ходили домой с карманными лампами, а школа закрывалась до темноты.",
        ],
    ),
    "Chinese": (
        "诺霍尔姆市议会将修理灯笼街的路灯，那里已经黑了十一个星期。",
        ["诺霍尔姆市议会将修理灯笼街的路灯，那里已经黑了十一个星期。", "孩子们拿着手电筒沿着码头回家。第一盏路灯星期三在面包店前亮起，市长给工人们送去了热汤。"],
    ),
    "Arabic": (
        "سيصلح مجلس نورهولم مصابيح الشارع التي بقيت مظلمة منذ أحد عشر أسبوعا بعد العاصفة.",
        [
            "سيصلح مجلس نورهولم مصابيح الشارع التي بقيت مظلمة منذ أحد عشر أسبوعا بعد العاصفة.",
            "وأضاء أول مصباح أمام المخبز يوم الأربعاء، وعاد الأطفال إلى بيوتهم في مجموعات على طول الرصيف، وكان المجلس قد وعد بذلك.",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_more_of_an_article_is_taken(name: str) -> None:
    teaser, lines = ARTICLES[name]
    title = TITLE if "lamps" in teaser else ""
    assert judge(text(teaser, title=title), text(*lines, title=title)) is Verdict.TAKE


def test_a_long_text_of_the_feed_is_not_held_back_by_a_line_below() -> None:
    whole = " ".join((LONG, *MORE)) * 2
    page = text(whole, "Follow us wherever you are, and tell your friends about this paper.")
    assert judge(text(whole), page) is Verdict.TAKE
