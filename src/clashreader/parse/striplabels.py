"""How much a line looks like the name of a section, and how much like the article's own words."""

from __future__ import annotations

import re

LONGEST_LABEL = 60
"""Characters."""
_LABEL_WORDS = 7

SURE, PLACE, PERHAPS, NOTHING, PERSON, PROSE = 1.0, 0.6, 0.5, 0.2, -1.0, -2.0
"""What a label says for a strip: a section's name, a country, an unknown word, nothing; a name of
two or three words may be a person's; prose speaks against."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Sections of news sites and the parts of the world, in the languages that the dates are read in.
_SECTIONS = _words(
    """
    world international global national local regional europe european eu asia asian pacific africa
    african america american americas usa us u.s u.s. uk mideast mena gulf balkans caucasus
    caribbean arctic antarctica oceania australasia nato un g7 g20 brics politics political policy
    economy economics business finance financial markets money trade tech technology science health
    climate environment energy culture arts sport sports opinion opinions analysis comment
    editorial explainer explainers education society crime law justice security defence defense
    military diplomacy conflict conflicts war wars crisis elections election migration refugees
    media travel weather religion history religion human rights investigation investigations
    features interviews news news: top briefing brief letters podcasts video videos live
    welt politik wirtschaft kultur wissen gesellschaft ausland inland europa meinung asien afrika
    amerika nahost krieg monde politique économie société afrique asie amérique europe
    proche-orient sciences santé idées mundo política economía sociedad cultura internacional
    nacional opinión deportes américa áfrica ciencia mondo esteri cronaca economia politica società
    ciência saúde sociedade esporte esportes мир политика экономика общество культура спорт наука
    европа азия африка америка война світ політика економіка суспільство європа азія війна
    dünya siyaset ekonomi kültür spor avrupa asya afrika wereld politiek economie cultuur świat
    polityka gospodarka kultura nauka azja ameryka
    世界 国际 國際 国内 政治 经济 經濟 社会 社會 科技 文化 体育 體育 欧洲
    歐洲 亚洲 亞洲 亚太 亞太 非洲 美洲 北美 拉美 中东 中東 战争 军事 財經
    财经 健康 国際 経済 ヨーロッパ アジア アフリカ 科学 스포츠 국제 정치 경제 사회 문화
    유럽 아시아 아프리카 중동
    العالم أوروبا اوروبا آسيا أفريقيا افريقيا أمريكا سياسة السياسة اقتصاد الاقتصاد ثقافة رياضة علوم
    دولي عربي محلي الشرق الأوسط صحة حرب
    """
)
_PHRASES = frozenset((
    "middle east", "near east", "far east", "oriente medio", "medio oriente", "moyen-orient",
    "naher osten", "ближний восток", "близький схід", "الشرق الأوسط", "orta doğu", "midden-oosten",
    "bliski wschód", "united states", "united kingdom", "united nations", "what's new",
))  # fmt: skip
_PLACES = _words(
    """
    afghanistan albania algeria argentina armenia australia austria azerbaijan bangladesh belarus
    belgium bosnia brazil britain bulgaria cambodia canada chile china colombia congo croatia cuba
    cyprus czechia denmark ecuador egypt england estonia ethiopia finland france gaza georgia
    germany ghana greece greenland haiti hungary iceland india indonesia iran iraq ireland israel
    italy japan jordan kashmir kazakhstan kenya korea kosovo kuwait latvia lebanon libya lithuania
    malaysia mali mexico moldova mongolia montenegro morocco myanmar nepal netherlands niger
    nigeria norway pakistan palestine panama peru philippines poland portugal qatar romania russia
    rwanda sahel scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden
    switzerland syria taiwan thailand tibet tunisia turkey türkiye uganda ukraine venezuela vietnam
    wales yemen zimbabwe scandinavia horn islands sea washington brussels moscow beijing
    deutschland österreich schweiz frankreich россия украина україна росія сша китай
    """
)
# They say nothing alone; beside a section's name they belong to it.
_BESIDE = _words(
    """
    north south east west northern southern eastern western central middle far near latin
    south-east southeast sub saharan and the & - – — / + in of und et y и і strip deal talks trade
    latest more all big inside new great power
    """
)
_ENDINGS = _words(
    """
    of in on at from to by for with since until till before after into over under about as and or
    but the a an is was are were be been has had have will would said says led left began ended it
    him her them his their she he they we who which that than von vom in im am mit für seit bis
    der die das den und de du des en la le el los con por и в на с от до из
    """
) - frozenset(["us"])
_BEGINNINGS = _words(
    """
    he she it they we i you who there this that these those his her their our my when while after
    before since until in on at from by during as if but then the a an er sie es wir ich il elle
    ils elles nous on él ella он она они мы
    """
)
_CRUMBS = re.compile(r"\s*[>›»|•]\s*|\s+/\s+")
_CONTINENTS = frozenset(("europe", "asia", "africa", "america", "americas", "pacific", "korea"))
_TOKEN = re.compile(r"[^\s\-–—/&+,()]+|[&+]")
_SIDES = re.compile(r"\S+(?: \S+)?\s?[-–—]\s?\S+(?: \S+)? (?:War|Conflict|Crisis|Talks|Deal)$")
_UNCASED = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0590-\u05ff]")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")
_LONG = 3
_MOST_WORDS = 5
_UNCASED_LENGTH = 6


def is_label(text: str) -> bool:
    """Short, and ends like no sentence; whether it names a section is weighed later."""
    if not 2 <= len(text) <= LONGEST_LABEL or len(text.split()) > _LABEL_WORDS:
        return False
    if not any(sign.isalnum() for sign in text) or text.isdecimal():
        return False
    if text[0] in "\"'“«„‘" or text[-1] in '.!…:;,"”»’。！':
        return False
    return ". " not in text


def breadcrumb(text: str) -> str | None:
    """The last section of a line such as ``Europe`` or ``Home > World > Europe``, or None.

    Two words that may make a headline (``Trade War``) are none, except the names of regions.
    """
    parts = [part for part in _CRUMBS.split(text) if part]
    if len(parts) > 1 and parts[0].casefold() in ("home", "start", "homepage"):
        del parts[0]
    if not parts or not all(is_label(part) and label_worth(part) >= PLACE for part in parts):
        return None
    folded = parts[-1].casefold()
    name = " " not in folded or folded in _PHRASES or folded.split()[-1] in _CONTINENTS
    return parts[-1] if name or len(parts) > 1 else None


def label_worth(label: str) -> float:
    """Weigh one label, from `SURE` (the name of a section) down to `PROSE`."""
    words = [word.strip(".:’'\"") for word in _TOKEN.findall(label)]
    words = [word for word in words if word]
    folded = [word.casefold() for word in words]
    if label.casefold() in _SECTIONS or label.casefold() in _PHRASES or _SIDES.match(label):
        return SURE
    telling = [word for word in folded if word not in _BESIDE and not word.isdecimal()]
    known = [word for word in telling if word in _SECTIONS]
    placed = [word for word in telling if word in _PLACES]
    if telling and len(known) + len(placed) == len(telling):
        return SURE if known else PLACE
    if _is_prose(label, words, folded):
        return PROSE
    if "," in label:
        return PERSON  # "Mira Holt, Aldport"
    if known or placed:
        return NOTHING * 2
    return _unknown(label, words)


def _is_prose(label: str, words: list[str], folded: list[str]) -> bool:
    """Words that only sentences, and the names of offices, have."""
    if len(words) > 1 and (folded[-1] in _ENDINGS or folded[0] in _BEGINNINGS):
        return True
    if {"of", "de", "für", "du", "des"} & set(folded[1:]):
        return True
    if len(words) == 1:
        return words[0][0].islower() and not _CAMEL.match(words[0])
    lower = [w for w in words if len(w) > _LONG and w[0].islower() and not _CAMEL.match(w)]
    small = not words or (words[0][0].islower() and not _CAMEL.match(words[0]))
    return small or bool(lower)


def _unknown(label: str, words: list[str]) -> float:
    """Words that no list has: one may be a section's, two or three a person's."""
    if _UNCASED.search(label):
        return NOTHING if len(label) <= _UNCASED_LENGTH else PERSON
    if any(sign.isdigit() for sign in label) or label.endswith("?"):
        return PERHAPS if len(words) <= _MOST_WORDS else NOTHING
    if len(words) == 1:
        return PERHAPS
    if len(words) <= _LONG and all(word[0].isupper() for word in words):
        return PERSON
    return NOTHING if len(words) <= _MOST_WORDS else PERSON
