# ruff: noqa: E501
"""Near-subject lists, walls and soft errors in many languages: none takes the place of a text."""

from __future__ import annotations

import pytest

from clashreader.content.wording import count_words
from clashreader.sync.better import Text, Verdict, judge

# Title, the feed's text, its continuation, headlines of other stories of the same place, notices.
CASES = {
    "en": (
        'Floods cut road to Varna',
        'Heavy rain cut the coastal road to Varna on Friday and stranded about forty cars near the tunnel.',
        'Rescuers reached the last of them after midnight with boats. The tunnel will stay shut until pumps arrive from Burgas, the road agency said. Two drivers were taken to hospital with cold. The mayor asked people to use the inland route.',
        ['Floods in Romania: three dead', 'Storm warning for Bulgaria', 'Road works on the A2 until May', 'Varna airport opens new hall', 'Rain to go on over weekend', 'Coastal trains run late'],
        ['Your browser has scripts switched off. Switch them on and load this page again.', 'Hmm, this link leads nowhere. Try the search or return to our home page.', 'Before we go on: choose how we may use your data. Agree Decline Options', 'Register for free in one minute to read on. Or sign in with Google, Apple, Facebook.', 'This story is part of our premium offer. Start with 4 weeks for 1 euro. Cancel anytime.'],
    ),
    "de": (
        'Hochwasser sperrt Straße nach Varna',
        'Starker Regen hat am Freitag die Küstenstraße nach Varna gesperrt; etwa vierzig Autos saßen am Tunnel fest.',
        'Retter erreichten die letzten nach Mitternacht mit Booten. Der Tunnel bleibt zu, bis Pumpen aus Burgas kommen, teilte die Behörde mit. Zwei Fahrer kamen unterkühlt ins Krankenhaus. Der Bürgermeister bat, die Strecke im Landesinneren zu nehmen.',
        ['Hochwasser in Rumänien: drei Tote', 'Unwetterwarnung für Bulgarien', 'Baustelle auf der A2', 'Flughafen Varna eröffnet neue Halle', 'Regen hält an', 'Züge an der Küste verspätet'],
        ['Bitte schalten Sie JavaScript in Ihrem Browser ein und laden Sie die Seite neu.', 'Hoppla! Hier gibt es nichts zu sehen. Vielleicht hilft Ihnen die Suche weiter oder unsere Startseite.', 'Ihre Privatsphäre ist uns wichtig. Wir und unsere Partner verarbeiten Daten. Zustimmen Ablehnen Einstellungen', 'Kostenlos registrieren und weiterlesen. Sie haben schon ein Konto? Hier anmelden.', 'Diesen Artikel lesen Sie mit dem Digitalabo. Jetzt vier Wochen testen für 1 Euro, jederzeit kündbar.'],
    ),
    "fr": (
        'Inondations sur la route de Varna',
        'De fortes pluies ont coupé vendredi la route côtière de Varna, bloquant une quarantaine de voitures près du tunnel.',
        "Les secours ont atteint les derniers après minuit en bateau. Le tunnel restera fermé jusqu'à l'arrivée de pompes de Bourgas, selon l'agence des routes. Deux conducteurs ont été hospitalisés. Le maire demande de passer par l'intérieur.",
        ['Inondations en Roumanie : trois morts', 'Alerte orages en Bulgarie', "Travaux sur l'A2", "L'aéroport de Varna s'agrandit", 'La pluie continue', 'Retards des trains côtiers'],
        ["Votre navigateur n'exécute pas les scripts. Veuillez les activer puis recharger la page.", "Oups ! Cette adresse ne mène nulle part. Essayez la recherche ou revenez à l'accueil.", "Votre vie privée compte. Nous et nos partenaires traitons des données. J'accepte Je refuse Paramétrer", 'Créez un compte gratuit pour poursuivre. Déjà inscrit ? Identifiez-vous.', 'Il vous reste 85% de cet article à découvrir. Abonnez-vous, un mois à 1 euro, sans engagement.'],
    ),
    "es": (
        'Inundaciones cortan la carretera a Varna',
        'Las fuertes lluvias cortaron el viernes la carretera costera a Varna y dejaron varados unos cuarenta coches junto al túnel.',
        'Los rescatistas llegaron a los últimos tras la medianoche en barcas. El túnel seguirá cerrado hasta que lleguen bombas de Burgas, dijo la agencia. Dos conductores fueron hospitalizados. El alcalde pidió usar la ruta interior.',
        ['Inundaciones en Rumanía: tres muertos', 'Aviso de tormentas en Bulgaria', 'Obras en la A2', 'El aeropuerto de Varna estrena terminal', 'Seguirá lloviendo', 'Trenes con retraso'],
        ['Tu navegador no ejecuta scripts. Actívalos y vuelve a cargar la página.', '¡Vaya! Este enlace no lleva a ninguna parte. Prueba el buscador o vuelve a la portada.', 'Valoramos tu privacidad. Nosotros y nuestros socios tratamos datos. Aceptar Rechazar Configurar', 'Regístrate gratis para seguir leyendo. ¿Ya tienes cuenta? Entra.', 'Contenido exclusivo. Suscríbete por 1 euro el primer mes y cancela cuando quieras.'],
    ),
    "ru": (
        'Паводок перекрыл дорогу в Варну',
        'Сильные дожди в пятницу перекрыли прибрежную дорогу в Варну, около сорока машин застряли у тоннеля.',
        'Спасатели добрались до последних после полуночи на лодках. Тоннель останется закрытым, пока из Бургаса не привезут насосы, сообщило ведомство. Двух водителей госпитализировали. Мэр просит ехать в объезд.',
        ['Паводок в Румынии: трое погибших', 'Штормовое предупреждение в Болгарии', 'Ремонт на трассе А2', 'Аэропорт Варны открыл зал', 'Дожди продолжатся', 'Поезда опаздывают'],
        ['В вашем браузере отключены скрипты. Включите их и обновите страницу.', 'Упс! Такой страницы у нас нет. Воспользуйтесь поиском или вернитесь на главную.', 'Мы заботимся о ваших данных. Мы и партнёры обрабатываем информацию. Согласен Отказаться Настройки', 'Зарегистрируйтесь бесплатно, чтобы читать дальше. Уже есть аккаунт? Войти.', 'Материал доступен по подписке. Первый месяц за 1 евро, отменить можно в любой момент.'],
    ),
    "tr": (
        'Sel Varna yolunu kapattı',
        'Şiddetli yağmur cuma günü Varna sahil yolunu kapattı, tünel yakınında kırk kadar araç mahsur kaldı.',
        "Kurtarma ekipleri son kişilere gece yarısından sonra teknelerle ulaştı. Tünel, Burgaz'dan pompalar gelene kadar kapalı kalacak. İki sürücü hastaneye kaldırıldı. Belediye başkanı iç yolu kullanmalarını istedi.",
        ["Romanya'da sel: üç ölü", 'Bulgaristan için fırtına uyarısı', "A2'de yol çalışması", 'Varna havalimanı yeni salon açtı', 'Yağmur sürecek', 'Trenler gecikmeli'],
        ['Tarayıcınızda betikler kapalı. Açın ve sayfayı yenileyin.', 'Hay aksi! Böyle bir sayfa yok. Aramayı deneyin ya da ana sayfaya dönün.', 'Gizliliğinize önem veriyoruz. Biz ve ortaklarımız veri işliyoruz. Kabul et Reddet Ayarlar', 'Okumaya devam etmek için ücretsiz kaydolun. Hesabınız var mı? Giriş yapın.', 'Bu haber abonelere özel. İlk ay 1 avro, istediğiniz zaman iptal edin.'],
    ),
    "ar": (
        'فيضانات تقطع طريق فارنا',
        'قطعت الأمطار الغزيرة يوم الجمعة الطريق الساحلي إلى فارنا وعلقت نحو أربعين سيارة قرب النفق.',
        'وصل رجال الإنقاذ إلى آخر العالقين بعد منتصف الليل بالقوارب. وسيبقى النفق مغلقا حتى تصل مضخات من بورغاس، بحسب هيئة الطرق. ونقل سائقان إلى المستشفى. وطلب رئيس البلدية استخدام الطريق الداخلي.',
        ['فيضانات في رومانيا: ثلاثة قتلى', 'تحذير من العواصف في بلغاريا', 'أعمال على الطريق السريع', 'مطار فارنا يفتح صالة', 'الأمطار مستمرة'],
        ['متصفحك لا يشغل البرامج النصية. فعّلها ثم أعد تحميل الصفحة.', 'عذرا! هذا الرابط لا يؤدي إلى أي مكان. جرب البحث أو عد إلى الصفحة الرئيسية.', 'خصوصيتك تهمنا. نحن وشركاؤنا نعالج البيانات. موافق رفض الإعدادات', 'سجل مجانا لمواصلة القراءة. لديك حساب؟ سجل الدخول.', 'هذا المحتوى للمشتركين. اشترك الشهر الأول بيورو واحد.'],
    ),
    "zh": (
        '洪水切断通往瓦尔纳的公路',
        '星期五的暴雨切断了通往瓦尔纳的沿海公路，约四十辆汽车被困在隧道附近。',
        '救援人员午夜后乘船抵达最后一批被困者。公路局表示，隧道将关闭到布尔加斯的水泵运到为止。两名司机被送往医院。市长请民众改走内陆路线。',
        ['罗马尼亚洪水三人死亡', '保加利亚发布暴风雨预警', 'A2公路施工', '瓦尔纳机场新航站楼启用', '降雨将持续', '沿海列车晚点'],
        ['您的浏览器已禁用脚本，请开启后刷新页面。', '抱歉，您要找的内容不在这里。请使用搜索或返回首页。', '我们重视您的隐私。我们与合作伙伴会处理数据。同意 拒绝 设置', '免费注册即可继续阅读。已有账号？请登录。', '本文为会员专享内容。首月仅需一元，随时取消。'],
    ),
    "ja": (
        '洪水でバルナへの道路が寸断',
        '金曜日の大雨でバルナへの海岸道路が寸断され、トンネル付近で約四十台の車が立ち往生した。',
        '救助隊は真夜中過ぎにボートで最後の人々のもとに着いた。道路庁によると、ブルガスからポンプが届くまでトンネルは閉鎖される。運転手二人が病院に運ばれた。市長は内陸の道を使うよう呼びかけた。',
        ['ルーマニアで洪水、三人死亡', 'ブルガリアに暴風警報', 'A2号線で工事', 'バルナ空港に新ホール', '雨は続く見込み'],
        ['お使いのブラウザではスクリプトが無効です。有効にして再読み込みしてください。', '申し訳ありません。お探しのページは移動したか削除されました。検索をお試しください。', 'プライバシーを尊重します。当社とパートナーはデータを処理します。同意する 拒否 設定', '無料登録で続きを読む。アカウントをお持ちの方はログイン。', 'この記事は有料会員限定です。初月は百円、いつでも解約できます。'],
    ),
    "ko": (
        '홍수로 바르나 도로 끊겨',
        '금요일 폭우로 바르나로 가는 해안 도로가 끊겨 터널 근처에서 차량 사십여 대가 고립됐다.',
        '구조대는 자정이 지나 배로 마지막 사람들에게 도착했다. 도로청은 부르가스에서 펌프가 올 때까지 터널을 닫는다고 밝혔다. 운전자 두 명이 병원으로 옮겨졌다. 시장은 내륙 길을 이용하라고 당부했다.',
        ['루마니아 홍수로 세 명 사망', '불가리아 폭풍 경보', 'A2 도로 공사', '바르나 공항 새 청사', '비 계속'],
        ['브라우저에서 스크립트가 꺼져 있습니다. 켠 다음 새로 고침하세요.', '죄송합니다. 찾으시는 페이지가 없습니다. 검색하거나 홈으로 돌아가세요.', '개인정보를 소중히 여깁니다. 당사와 파트너는 데이터를 처리합니다. 동의 거부 설정', '무료로 가입하고 계속 읽으세요. 계정이 있으신가요? 로그인.', '이 기사는 구독자 전용입니다. 첫 달 천 원, 언제든 해지 가능.'],
    ),
    "pl": (
        'Powódź odcięła drogę do Warny',
        'Ulewne deszcze odcięły w piątek nadmorską drogę do Warny; koło tunelu utknęło około czterdziestu aut.',
        'Ratownicy dotarli do ostatnich po północy łodziami. Tunel pozostanie zamknięty, aż z Burgas przyjadą pompy, podała agencja. Dwóch kierowców trafiło do szpitala. Burmistrz prosi, by jechać drogą w głębi lądu.',
        ['Powódź w Rumunii: trzy ofiary', 'Ostrzeżenie przed burzami w Bułgarii', 'Roboty na A2', 'Lotnisko w Warnie ma nową halę', 'Deszcz nie ustanie', 'Pociągi spóźnione'],
        ['W twojej przeglądarce skrypty są wyłączone. Włącz je i odśwież stronę.', 'Ups! Nie ma tu takiej strony. Skorzystaj z wyszukiwarki albo wróć na stronę główną.', 'Twoja prywatność jest ważna. My i nasi partnerzy przetwarzamy dane. Zgadzam się Odmawiam Ustawienia', 'Zarejestruj się za darmo i czytaj dalej. Masz konto? Zaloguj się.', 'Ten artykuł jest dla abonentów. Pierwszy miesiąc za 1 euro, rezygnujesz kiedy chcesz.'],
    ),
    "uk": (
        'Повінь перекрила дорогу до Варни',
        "Сильні дощі в п'ятницю перекрили прибережну дорогу до Варни, близько сорока авто застрягли біля тунелю.",
        "Рятувальники дісталися останніх після півночі човнами. Тунель лишатиметься закритим, доки з Бургаса не привезуть насоси, повідомило відомство. Двох водіїв госпіталізували. Мер просить їхати в об'їзд.",
        ['Повінь у Румунії: троє загиблих', 'Штормове попередження в Болгарії', 'Ремонт на трасі А2', 'Аеропорт Варни відкрив залу', 'Дощі триватимуть'],
        ['У вашому браузері вимкнено скрипти. Увімкніть їх і оновіть сторінку.', 'Ой! Такої сторінки немає. Скористайтеся пошуком або поверніться на головну.', 'Ми дбаємо про ваші дані. Ми та партнери обробляємо інформацію. Погоджуюсь Відмовитись Налаштування', 'Зареєструйтеся безкоштовно, щоб читати далі. Вже є акаунт? Увійти.', 'Матеріал доступний за передплатою. Перший місяць за 1 євро, скасувати можна будь-коли.'],
    ),
}  # fmt: skip


def text(title: str, *parts: str, from_page: bool = False) -> Text:
    whole = "\n".join(parts)
    return Text(title, whole, count_words(whole), from_page)


@pytest.mark.parametrize("language", CASES)
def test_headlines_of_other_stories_are_not_more_of_this_one(language: str) -> None:
    title, lead, more, headlines, _ = CASES[language]
    assert judge(text(title, lead), text(title, lead, *headlines)) is not Verdict.TAKE
    fetched = text(title, lead, more, from_page=True)
    assert judge(fetched, text(title, lead, *headlines)) is not Verdict.TAKE


@pytest.mark.parametrize("language", CASES)
def test_a_notice_below_the_teaser_or_in_its_place_is_no_article(language: str) -> None:
    title, lead, more, _, notices = CASES[language]
    fetched = text(title, lead, more, from_page=True)
    for notice in notices:
        assert judge(text(title, lead), text(title, lead, notice)) is not Verdict.TAKE, notice
        assert judge(text(title, lead), text(title, notice)) is not Verdict.TAKE, notice
        assert judge(fetched, text(title, lead, notice)) is not Verdict.TAKE, notice


@pytest.mark.parametrize("language", CASES)
def test_more_of_the_story_is_taken_whatever_stands_below_it(language: str) -> None:
    title, lead, more, headlines, notices = CASES[language]
    for below in ([], headlines, notices[4:]):
        assert judge(text(title, lead), text(title, lead, more, *below)) is Verdict.TAKE
    assert judge(text(title), text(title, more)) is Verdict.TAKE


LEAD = (
    "The regatta of Norrholm ended on Sunday with a calm that left most of the boats off the quay."
)


@pytest.mark.parametrize(
    "body",
    [
        ["The committee counted whoever had passed the last buoy before six, and gave out the list by lantern light in the boathouse.",
         "Gull, 41 points", "Heron, 38 points", "Tern, 35 points", "Nobody protested."],
        ["18:40 The first boat is seen from the tower, and the crowd at the quay of Norrholm begins to sing in the last light.",
         "18:20 No wind", "18:05 The boats lie still off the eastern buoy, says the harbour office, and the regatta may be ended early."],
        ["“We have never seen such a calm,” said the oldest of the skippers.", "“Not in forty years?”", "“Not once.”", "“And next year?”", "“We will row.”"],
    ],
)  # fmt: skip
def test_lists_talk_and_tickers_within_a_story_are_taken(body: list[str]) -> None:
    assert judge(text("Regatta ends in a calm", LEAD), text("Regatta", LEAD, *body)) is Verdict.TAKE
