# ruff: noqa: E501
"""What stands in an article's way says so, in many languages; articles do not."""

from __future__ import annotations

import pytest

from clashreader.sync.better import Text, Verdict, judge

WALLS = {
    "en js": "JavaScript is not available. We’ve detected that JavaScript is disabled in this browser. Please enable JavaScript or switch to a supported browser to continue.",
    "en js2": "This site requires JavaScript. Please turn it on and reload the page.",
    "en app": "Loading… If this takes too long, reload the page.",
    "de cookies": "Wir und unsere Partner verarbeiten personenbezogene Daten. Mit Ihrer Einwilligung setzen wir Cookies. Alle akzeptieren. Einstellungen.",
    "de abo": "Sie möchten weiterlesen? Dieser Artikel ist nur für Abonnenten. Jetzt anmelden oder Abo abschließen.",
    "de pur": "Mit Werbung weiterlesen. Besuchen Sie uns wie gewohnt mit Werbung und Tracking oder nutzen Sie das Pur-Abo.",
    "de 404": "Die gewünschte Seite konnte leider nicht gefunden werden.",
    "fr abo": "Cet article est réservé aux abonnés. Il vous reste 80 % de cet article à lire. Se connecter.",
    "fr cookie": "Nous et nos partenaires stockons des cookies. Tout accepter. Continuer sans accepter.",
    "fr 404": "La page que vous recherchez n’existe pas ou a été déplacée.",
    "es cookie": "Utilizamos cookies propias y de terceros. Aceptar todas. Configurar.",
    "es 404": "La página que buscas no existe. Error 404.",
    "es login": "Inicia sesión para seguir leyendo. Suscríbete por un euro.",
    "es js": "Es necesario habilitar JavaScript para ver esta página.",
    "it cookie": "Noi e i nostri partner utilizziamo cookie. Accetta tutto. Rifiuta.",
    "it 404": "La pagina richiesta non è stata trovata.",
    "it abbo": "Contenuto riservato agli abbonati. Accedi o abbonati per continuare a leggere.",
    "pt cookie": "Usamos cookies para melhorar a sua experiência. Aceitar todos os cookies.",
    "pt 404": "Página não encontrada. O endereço pode ter mudado.",
    "pt ass": "Conteúdo exclusivo para assinantes. Faça login ou assine.",
    "nl cookie": "Wij gebruiken cookies. Alles accepteren. Cookie-instellingen.",
    "nl 404": "De pagina die u zoekt bestaat niet.",
    "nl abo": "Alleen voor abonnees. Log in om verder te lezen.",
    "pl cookie": "Szanujemy Twoją prywatność. My i nasi partnerzy przechowujemy pliki cookie. Akceptuję.",
    "pl 404": "Nie znaleziono strony. Strona, której szukasz, nie istnieje.",
    "pl sub": "Artykuł dostępny tylko dla prenumeratorów. Zaloguj się, aby czytać dalej.",
    "ru js": "Для работы сайта необходимо включить JavaScript в браузере.",
    "ru robot": "Подтвердите, что вы не робот.",
    "ru 404": "Запрашиваемая страница не найдена.",
    "ru sub": "Материал доступен только подписчикам. Войдите или оформите подписку.",
    "uk 404": "Сторінку не знайдено. Можливо, її було видалено.",
    "uk cookie": "Ми використовуємо файли cookie. Прийняти всі.",
    "uk robot": "Підтвердьте, що ви не робот.",
    "tr 404": "Aradığınız sayfa bulunamadı.",
    "tr cookie": "Çerezleri kullanıyoruz. Tümünü kabul et.",
    "tr js": "Devam etmek için lütfen JavaScript'i etkinleştirin.",
    "ar 404": "عذرا، الصفحة غير موجودة.",
    "ar js": "يرجى تفعيل جافا سكريبت للمتابعة.",
    "ar login": "يرجى تسجيل الدخول لمتابعة القراءة.",
    "fa 404": "صفحه مورد نظر یافت نشد.",
    "he 404": "העמוד לא נמצא.",
    "zh js": "请启用 JavaScript 后继续浏览。",
    "zh 404": "抱歉,您访问的页面不存在。",
    "zh robot": "请完成验证以继续访问。",
    "zh login": "请登录后继续阅读。",
    "ja 404": "お探しのページは見つかりませんでした。",
    "ja member": "この記事は会員限定です。ログインして続きを読む。",
    "ja js": "JavaScriptを有効にしてください。",
    "ko 404": "요청하신 페이지를 찾을 수 없습니다.",
    "ko login": "로그인이 필요한 서비스입니다.",
    "ko js": "자바스크립트를 활성화해 주세요.",
    "sv cookie": "Vi använder kakor. Godkänn alla.",
    "sv 404": "Sidan kunde inte hittas.",
    "da 404": "Siden blev ikke fundet.",
    "no abo": "Denne saken er kun for abonnenter. Logg inn for å lese videre.",
    "fi 404": "Sivua ei löytynyt.",
    "cs 404": "Stránka nebyla nalezena.",
    "hu 404": "A keresett oldal nem található.",
    "ro 404": "Pagina căutată nu a fost găsită.",
    "el 404": "Η σελίδα δεν βρέθηκε.",
    "vi 404": "Không tìm thấy trang.",
    "id 404": "Halaman tidak ditemukan.",
    "hi 404": "पृष्ठ नहीं मिला।",
    "en cloud": "Please wait while we verify your browser. Enable cookies and reload. Performance & security by Cloudflare",
    "en verify": "Verifying you are human. This may take a few seconds. example.com needs to review the security of your connection before proceeding.",
    "en press": "Press & Hold to confirm you are a human (and not a bot). Reference ID 1",
    "en metered": "You have reached your limit of free articles this month. Subscribe for unlimited access.",
    "en region": "Our website is currently unavailable in most European countries. We are engaged on the issue.",
    "en oops": "Oops! That page can’t be found. It looks like nothing was found at this location. Maybe try a search?",
    "en adblock": "Please disable your ad blocker to continue. We noticed that you are using an ad blocker.",
    "en age": "You must be 18 years or older to enter this site. Confirm your age.",
    "en redirect": "You are being redirected. If you are not redirected automatically, click here.",
    "en 503": "Service Temporarily Unavailable. The server is temporarily unable to service your request due to maintenance downtime or capacity problems.",
    "en db": "Error establishing a database connection",
    "en wp": "There has been a critical error on this website. Learn more about troubleshooting WordPress.",
    "en suspended": "This account has been suspended. Contact your hosting provider for more information.",
    "en parked": "This domain is for sale. Buy this domain today.",
    "en apache": "It works! This is the default web page for this server.",
    "en php": "Fatal error: Uncaught Error: Call to undefined function get_header() in index.php:1 Stack trace: #0 {main}",
}

ARTICLES = {
    "en": "The council of Norrholm will repair the lamps of Lantern Street, which have been dark"
    " since somebody cut the main cable behind the bakery eleven weeks ago.",
    "de": "Der Rat von Norrholm will die Laternen der Gasse reparieren, die seit elf Wochen dunkel"
    " sind, weil jemand das Kabel hinter der Bäckerei durchschnitten hat.",
    "fr": "Le conseil de Norrholm va réparer les lampes de la rue, éteintes depuis onze semaines,"
    " quand quelqu’un a coupé le câble derrière la boulangerie.",
    "ru": "Совет Норрхольма починит фонари на улице, которые не горят уже одиннадцать недель:"
    " кто-то перерезал кабель за пекарней.",
    "ar": "سيصلح مجلس نورهولم مصابيح الشارع التي بقيت مظلمة منذ أحد عشر أسبوعا.",
    "zh": "诺霍尔姆市议会将修理灯笼街的路灯，那里已经黑了十一个星期。",
    "ko": "노르홀름 시의회는 십일 주 동안 꺼져 있던 거리의 등을 고치기로 했다.",
}


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_none_even_where_the_feed_says_nothing(name: str) -> None:
    said = WALLS[name]
    wall = Text("Lantern Street", said, len(said.split()))
    assert judge(Text("Lantern Street", "", 0), wall) is Verdict.LATER
    # Nor where it comes under the words that the feed has.
    teaser = ARTICLES["en"]
    both = Text("Lantern Street", f"{teaser}\n{said}", len(teaser.split()) + len(said.split()))
    short = Text("Lantern Street", teaser, len(teaser.split()))
    if len(said.split()) <= 12:
        assert judge(short, both) is Verdict.LATER


@pytest.mark.parametrize("language", ARTICLES)
def test_a_short_article_is_one(language: str) -> None:
    said = ARTICLES[language]
    now = Text("Lantern Street", "", 0)
    assert judge(now, Text("Lantern Street", said, len(said.split()))) is Verdict.TAKE


OFFERS = {
    "en": "Your access is limited. Create a free account to continue reading this story and receive newsletters from our editors every morning.\nAlready registered? Sign in.",
    "de": "Registrieren Sie sich, um den ganzen Bericht zu sehen und jeden Morgen die Auswahl unserer Redaktion zu bekommen. Bereits registriert? Hier geht es weiter.",
    "fr": "Créez un compte gratuit et recevez chaque matin la sélection de notre rédaction dans votre boîte aux lettres. Déjà inscrit ? Identifiez-vous ici.",
    "es": "Regístrate gratis y recibe cada mañana la selección de nuestra redacción en tu buzón de entrada. ¿Ya tienes cuenta? Entra por aquí.",
    "it": "Registrati gratis e ricevi ogni mattina la selezione della nostra redazione nella tua casella di posta. Hai già un account? Entra da qui.",
    "ru": "Зарегистрируйтесь, чтобы каждое утро получать подборку нашей редакции на свою почту и видеть все материалы целиком. Уже есть аккаунт? Вам сюда.",
    "ja": "無料会員登録すると続きをお読みいただけます。アカウントをお持ちの方はこちら。",
}


@pytest.mark.parametrize("language", OFFERS)
def test_an_offer_to_register_below_a_teaser_is_no_article(language: str) -> None:
    lead, said = ARTICLES["en"], OFFERS[language]
    now = Text("Lantern Street", lead, len(lead.split()))
    both = f"{lead}\n{said}"
    assert judge(now, Text("Lantern Street", both, len(both.split()))) is Verdict.LATER
    whole = f"{lead}\n" + " ".join(
        f"Lamp {number} of the street needs a new cable, says the council." for number in range(20)
    )
    whole += f"\n{said}"
    assert judge(now, Text("Lantern Street", whole, len(whole.split()))) is Verdict.TAKE
