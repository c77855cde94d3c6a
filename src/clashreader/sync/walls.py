"""Phrases of what stands in an article's way, by kind and in many languages.

Each is a phrase that a wall, an error page or an empty shell says of itself, and an article hardly
ever does; never a single word that news could be about. They are compared as folded text (case,
accents), beginnings of words only, so that endings may differ.
"""

from __future__ import annotations

import re
from typing import Final

from clashreader.library.folding import fold

_SCRIPTS: Final = """
please turn on your javascript|load this page again|laden sie die seite neu|recharger la page|
rechargez la page|vuelve a cargar la página|recarga la página|recarregue a página|
ricarica la pagina|обновите страницу|оновіть сторінку|odśwież stronę|sayfayı yenile|
أعد تحميل الصفحة|刷新页面|再読み込みしてください|새로 고침하세요|
javascript is not available|reload the page|
activar javascript|activez javascript|habilitar javascript|habilite javascript|
active javascript|javascript deshabilitado|abilita javascript|abilitare javascript|
ative o javascript|ativar o javascript|habilite o javascript|
schakel javascript in|javascript inschakelen|javascript staat uit|
włącz javascript|włączyć javascript|włączonej obsługi javascript|
включить javascript|включите javascript|увімкніть javascript|увімкнути javascript|
javascript'i etkinleştir|javascript’i etkinleştir|javascript etkin değil|
تفعيل جافا سكريبت|تفعيل javascript|فعال کردن جاوا اسکریپت|הפעל javascript|
启用 javascript|开启 javascript|啟用 javascript|启用javascript|
javascriptを有効|javascript を有効|자바스크립트를 활성화|javascript를 활성화|
aktivera javascript|slå javascript til|slå på javascript|ota javascript käyttöön|
povolte javascript|zapněte javascript|engedélyezze a javascript|activați javascript|
ενεργοποιήστε τη javascript|bật javascript|aktifkan javascript|जावास्क्रिप्ट सक्षम
"""
_ERRORS: Final = """
page can't be found|page can’t be found|nothing was found at this location|
link leads nowhere|ne mène nulle part|no lleva a ninguna parte|移動したか削除|찾으시는 페이지|
error establishing a database connection|critical error on this website|
account has been suspended|this domain is for sale|buy this domain|default web page for this|
fatal error: uncaught|stack trace:|you are being redirected|not redirected automatically|
capacity problems|currently unavailable in most european|unavailable in your region|
seite konnte leider nicht gefunden|seite konnte nicht gefunden|seite existiert nicht|
diese seite gibt es nicht|die seite ist nicht mehr verfügbar|nicht gefunden werden|
page que vous recherchez|page demandée n'existe|page demandée n’existe|page non trouvée|
cette page n'existe|cette page n’existe|accès refusé|
página que buscas|página que busca|página no existe|página no encontrada|acceso denegado|
pagina richiesta non|pagina non esiste|pagina che cerchi|pagina che stai cercando|
accesso negato|página não encontrada|página não existe|página que procura|acesso negado|
pagina die u zoekt|pagina die je zoekt|pagina niet gevonden|pagina bestaat niet|
nie znaleziono strony|strona nie istnieje|strony nie znaleziono|strona, której szukasz|
страница не найдена|страница не существует|страницы не существует|доступ запрещ|
сторінку не знайдено|сторінка не знайдена|сторінки не існує|доступ заборонено|
старонка не знойдзена|страницата не е намерена|страница није пронађена|
sayfa bulunamadı|erişim engellendi|الصفحة غير موجودة|الصفحة المطلوبة غير|لم يتم العثور على الصفحة|
صفحه مورد نظر یافت نشد|صفحه یافت نشد|העמוד לא נמצא|הדף לא נמצא|
页面不存在|页面未找到|找不到页面|您访问的页面|您要访问的页面|頁面不存在|找不到網頁|找不到您要|
ページは見つかりません|ページが見つかりません|お探しのページ|
페이지를 찾을 수 없|존재하지 않는 페이지|접근이 거부|
sidan kunde inte hittas|sidan finns inte|hittar inte sidan|siden blev ikke fundet|
siden findes ikke|fant ikke siden|siden ble ikke funnet|sivua ei löyty|
stránka nebyla nalezena|stránka neexistuje|stránka sa nenašla|oldal nem található|
pagina nu a fost găsită|pagina căutată|η σελίδα δεν βρέθηκε|
không tìm thấy trang|trang không tồn tại|halaman tidak ditemukan|ไม่พบหน้า|
पृष्ठ नहीं मिला|पेज नहीं मिला|পাতাটি পাওয়া যায়নি
"""
_ROBOTS: Final = """
press & hold to confirm|verify your browser|security of your connection|verification required|
confirm that you are not a bot|browser is out of date|browser is outdated|
browser is not supported|unsupported browser|update your browser|ihr browser ist veraltet|
navigateur est obsolète|not offered where you are|not available where you are|
readers from the european economic|disable your ad blocker|using an ad blocker|
turn off your ad block|adblocker deaktivieren|désactiver votre bloqueur|desactiva tu bloqueador|
18 years or older to enter|confirm your age|sie kein roboter sind|bist du ein mensch|
vous n'êtes pas un robot|vous n’êtes pas un robot|no eres un robot|no es un robot|não é um robô|
non sei un robot|geen robot|nie jesteś robotem|вы не робот|ви не робот|robot olmadığınızı|
لست روبوت|完成验证|安全验证|请完成以下验证|ロボットではない|로봇이 아닙니다
"""
_COOKIES: Final = """
setzen wir cookies|verwenden cookies|alle akzeptieren|cookies zustimmen|cookies zulassen|
mit werbung weiterlesen|weiter mit werbung|mit werbung und tracking|partner utilizzano cookie|
partenaires utilisons|nuestros socios|przetwarzamy dane osobowe|pur-abo|
partner verarbeiten personenbezogene|stockons des cookies|utilisons des cookies|tout accepter|
continuer sans accepter|utilizamos cookies|usamos cookies|aceptar todas|aceptar cookies|
aceitar todos|aceitar cookies|utilizziamo cookie|utilizziamo i cookie|accetta tutto|
accetta tutti|rifiuta tutto|gebruiken cookies|alles accepteren|cookies accepteren|
szanujemy twoją prywatność|pliki cookie|plików cookie|używamy plików|используем cookie|
используем файлы cookie|використовуємо файли cookie|використовуємо cookie|çerezleri kullan|
çerez kullan|tümünü kabul et|ملفات تعريف الارتباط|使用 cookie|接受所有 cookie|cookieを使用|
すべて受け入れる|쿠키를 사용|använder kakor|använder cookies|godkänn alla|
bruker informasjonskapsler|bruger cookies|käytämme evästeitä|hyväksy kaikki|používáme cookies|
přijmout vše|sütiket használ|folosim cookie|χρησιμοποιούμε cookies|sử dụng cookie|
menggunakan cookie
"""
_LOGINS: Final = """
limit of free articles|your free articles|monthly limit of|om dit artikel te lezen|
heb je een abonnement nodig|al abonnee?|abonnees lezen|abone olmanız|zaten abone misiniz|
本文仅供订阅|仅限订阅|订阅以继续|訂閱以繼續|чтобы продолжить чтение|уже есть подписка|
réservée aux abonnes|pour lire la suite|déjà abonné|schon abonnent|bereits abonnent|
hai già un abbonamento|sei già abbonato|abbonati per leggere|¿ya eres suscriptor|
hazte suscriptor|já é assinante|assine para ler|masz już subskrypcję|aby czytać dalej|
вже є підписка|متاح للمشتركين|هل لديك حساب بالفعل|اشترك الآن لمتابعة|unlimited access|
subscribers only|for subscribers|nur für abonnenten|jetzt abonnieren|abo abschließen|
bitte melden sie sich an|anmelden, um weiterzulesen|mit plus weiterlesen|réservé aux abonnés|
réservée aux abonnés|article à lire|connectez-vous pour|abonnez-vous pour|inicia sesión para|
suscríbete para|solo para suscriptores|exclusivo para suscriptores|accedi o abbonati|
riservato agli abbonati|accedi per continuare|exclusivo para assinantes|faça login|
alleen voor abonnees|log in om verder|tylko dla prenumeratorów|tylko dla subskrybentów|
zaloguj się, aby|только подписчикам|для подписчиков|войдите или|оформите подписку|
лише для передплатників|увійдіть, щоб|abonelere özel|giriş yapmanız|devamı için giriş|
تسجيل الدخول لمتابعة|للمشتركين فقط|وارد شوید تا|התחבר כדי|למנויים בלבד|登录后继续|请登录|
登入後繼續|会员专享|付费内容|会員限定|ログインして続き|有料会員|로그인이 필요|로그인 후 이용|
구독자 전용|för prenumeranter|logga in för att|kun for abonnenter|logg inn for å|for abonnenter|
log ind for at|vain tilaajille|kirjaudu sisään|jen pro předplatitele|přihlaste se|
csak előfizetőknek|jelentkezzen be|doar pentru abonați|autentificați-vă|μόνο για συνδρομητές|
đăng nhập để|khusus pelanggan|masuk untuk melanjutkan
"""
_ACCOUNTS: Final = """
your access is limited|create a free account|create your free account|sign up for free|
register for free|register to continue|free account to continue|already registered?|
already have an account?|already a member?|to continue reading this|
kostenlos registrieren|kostenloses konto|kostenlos anmelden|bereits registriert?|
sie haben bereits ein konto|registrieren sie sich, um|
créez un compte gratuit|créer un compte gratuit|créez votre compte|inscrivez-vous gratuitement|
déjà inscrit|vous avez déjà un compte|pour continuer votre lecture|
crea una cuenta gratuita|crea una cuenta gratis|regístrate gratis|regístrate para|
¿ya tienes cuenta|¿ya tienes una cuenta|¿ya estás registrado|para seguir leyendo|
crea un account gratuito|registrati gratis|registrati gratuitamente|registrati per|
hai già un account|sei già registrato|per continuare a leggere|
crie uma conta gratuita|crie sua conta|cadastre-se gratuitamente|cadastre-se para|
já tem uma conta|já tem cadastro|para continuar lendo|
maak een gratis account|gratis account aan|registreer gratis|al geregistreerd?|
heb je al een account|załóż darmowe konto|załóż bezpłatne konto|zarejestruj się, aby|
zarejestruj się bezpłatnie|masz już konto|
создайте бесплатный аккаунт|создайте аккаунт|зарегистрируйтесь, чтобы|
зарегистрируйтесь бесплатно|уже зарегистрированы?|уже есть аккаунт|
створіть безкоштовний акаунт|зареєструйтеся, щоб|зареєструйтесь, щоб|вже зареєстровані?|
вже є акаунт|ücretsiz hesap oluştur|ücretsiz üye ol|ücretsiz kaydol|zaten üye misiniz|
zaten hesabınız var|hesabınız var mı|أنشئ حسابا مجانيا|إنشاء حساب مجاني|سجل مجانا|
هل أنت مسجل بالفعل|لديك حساب بالفعل|免费注册|创建免费账户|已有账号|已有帐号|已经注册|
無料登録|無料会員登録|会員登録すると|アカウントをお持ちの方|無料アカウント
"""


def words_of(text: str) -> str:
    """Return a text as it is compared with the phrases: folded, with single blanks."""
    return " ".join(fold(text).split())


_GROUPS: Final = (_SCRIPTS, _ERRORS, _ROBOTS, _COOKIES, _LOGINS, _ACCOUNTS)
_FOLDED: Final = sorted(
    {words_of(phrase) for group in _GROUPS for phrase in group.split("|")} - {""}
)

_OFFERS: Final = frozenset(words_of(phrase) for phrase in _ACCOUNTS.split("|")) - {""}
_OFFER = re.compile(r"\baccount\b|\bregister")


def is_offer(phrase: str) -> bool:
    """Return whether a phrase of a wall offers to register for an account."""
    return phrase in _OFFERS or _OFFER.search(phrase) is not None


def phrases_in(text: str) -> list[str]:
    """Return the phrases in a text that `words_of` made, as often as they are there.

    A phrase counts at the beginning of a word only. Hundreds of them are looked for one by one,
    which is far faster than one pattern of all.
    """
    there = [phrase for phrase in _FOLDED if phrase in text]
    return _pattern(there).findall(text) if there else []


def without_phrases(text: str) -> tuple[str, int]:
    """Return such a text without the phrases, and how many there were."""
    there = [phrase for phrase in _FOLDED if phrase in text]
    return _pattern(there).subn(" ", text) if there else (text, 0)


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(
        "|".join((r"\b" if one[0].isalnum() else "") + re.escape(one) for one in ordered)
    )
