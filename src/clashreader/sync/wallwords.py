"""Words that walls are made of, in many languages: by their beginnings, as folded.

None says anything alone: news is about cookies and subscribers, too. But a short text that is full
of them, below a teaser that has none, is no article.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache
from typing import Final

from clashreader.library.folding import fold

_WORDS: Final = """
subscri abonn abonam abone abbona suscri assinan assinat assine prenumer subskry předplat
predplat előfizet tilaaj tilaus συνδρομ подпис передплат абонат претплат langganan berlangganan
اشتراك اشترك مشترك المشترك للمشترك الاشتراك مشترک اشتراک מנוי מנויים सदस्यता สมาชิก 订阅 訂閱
会员 會員 购买 購読 登録 구독 회원 member membership mitglied journalism premium unlimited
unbegrenzt illimit ilimit onbeperkt sınırsız безлимит neomezen rajattom korlátlan αποκλειστ
无限 無制限 무제한 trial cancel kündbar résili opzegb newsletter cookie kakor eväste sütik
çerez informasjonskaps tracking tracker werbung werbefrei publicit publicid pubblicit reklam
реклам adblock advertis anuncio annunci profilaz personenbezog partner partenair socios партнер
ilmoitus mainon διαφημ إعلانات 广告 廣告 広告 광고 consent einwillig zustimm widerspr akzept
accept acepta aceita accetta akcept zaakcept zgod соглас згод прийня kabul onayl قبول موافق
toestemming samtyck samtykk hyväks souhlas hozzájárul elfogad 同意 接受 동의 privacy
datenschutz privatsph confidential privacidad privacidade prywatn gizlilik конфиденц приватн
خصوصي personvern integritet yksityisyy soukrom adatvéd 隐私 隱私 プライバシ 개인정보 login logg
einlogg anmeld registr connecte inicia accedi inloggen zalog logow giriş войд авториз зарегистр
увійд увійти přihlas kirjaud bejelentkez jelentkez autentific σύνδεση συνδεθ đăng_nhập الدخول
تسجيل ورود התחבר masuk 登录 登入 登錄 ログイン 로그인 가입 account konto compte cuenta conta
hesap hesab аккаунт акаунт tili účet fiók cont λογαριασμ حساب 账户 账号 帳號 帳戶 アカウント
계정 password passwor пароль lösenord browser javascript navegador navigateur браузер prohlížeč
przeglądark tarayıcı webbläsar nettleser selaim selain böngész متصفح 浏览器 瀏覽器 ブラウザ
브라우저 chrome firefox safari weiterles freischalt lecture lire leggere lettura leer lendo
lezen czytan czytaj читат чтени okuma okumaya okuyun القراءة قراءة 阅读 閱讀 続きを 읽기 läsa
lese lukea číst olvas citi διαβ artikel articl articolo articulo artículo artigo artykuł статт
стать haberi makale 本文 全文 記事 기사 content contenu contenido contenuto conteúdo inhalte
материал المحتوى 内容 コンテンツ captcha robot verif human device update download upgrade
"""


@cache
def _pattern() -> re.Pattern[str]:
    stems = {" ".join(fold(word.replace("_", " ")).split()) for word in _WORDS.split()}
    ordered = sorted(stems, key=len, reverse=True)
    return re.compile(
        "|".join(
            re.escape(one) if " " in one or one > "\u2e80" else rf"\b{re.escape(one)}\w*"
            for one in ordered
        )
    )


def share_of_wall_words(text: str, own: Set[str]) -> tuple[int, float]:
    """Return how many different such words `text` has, and their share of its signs.

    `own` are beginnings of words that count for nothing: those that the article itself is about.
    """
    folded = " ".join(fold(text).split())
    found = [
        match.group()
        for match in _pattern().finditer(folded)
        if not any(match.group().startswith(stem) for stem in own)
    ]
    share = sum(map(len, found)) / len(folded) if folded else 0.0
    return len({word[:5] for word in found}), share
