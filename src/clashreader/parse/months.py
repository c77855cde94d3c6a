"""Month and weekday names, as news sites write them, and the time zone names of RFC 822."""

from __future__ import annotations

from unicodedata import normalize


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A line a month (a continued line is indented): English, German, French, Spanish, Italian,
# Portuguese, Russian, Ukrainian, Turkish, with the usual abbreviations; then Dutch, Polish,
# Swedish, Danish, Norwegian, Czech, Romanian, Indonesian, Greek, Arabic (as written in Egypt, the
# Levant and the Maghreb), Persian and Hebrew; then Hungarian, Slovak, Finnish, Croatian,
# Lithuanian, Latvian, Estonian, Albanian, Azerbaijani, short Greek forms, Hindi and Thai. A line
# of short Polish, Czech, Finnish, Romanian and Indonesian forms goes before these.
# Names stand in the case in which dates have them.
_MONTHS = """
january jan januar jänner janvier janv enero ene gennaio gen janeiro января январь янв січня
  січень січ ocak oca
  januari stycznia styczeń ledna leden ianuarie ιανουαρίου ιανουάριος يناير جانفي ژانویه ינואר
  בינואר
  sty led tammi
  január tammikuuta tammikuu siječnja sausio janvāris jaanuar janar yanvar იანვარი ιαν ιανουάριο
  जनवरी มกราคม ianuar
february feb februar février fevrier févr fevr fév febrero febbraio fevereiro fev февраля
  февраль фев февр лютого лютий лют şubat şub subat
  februari lutego luty února únor februarie φεβρουαρίου φεβρουάριος فبراير شباط فيفري فوریه
  פברואר בפברואר
  lut úno helmi febr
  február helmikuuta helmikuu veljače vasario februāris veebruar shkurt fevral φεβ फरवरी
  กุมภาพันธ์
march mar märz maerz mär mrz mars marzo março marco марта март мар березня березень бер mart
  maart mrt marca marzec března březen marts martie maret μαρτίου μάρτιος مارس آذار مارچ מרץ
  במרץ
  bře maalis
  március márc maaliskuuta maaliskuu ožujka kovo märts μαρ μάρ मार्च มีนาคม
april apr avril avr abril abr aprile апреля апрель апр квітня квітень квіт кві nisan nis
  kwietnia kwiecień dubna duben aprilie απριλίου απρίλιος أبريل ابريل إبريل نيسان أفريل آوریل
  אפריל באפריל
  kwi dub huhti
  április ápr huhtikuuta huhtikuu travnja balandžio aprīlis aprill prill aprel απρ अप्रैल เมษายน
  apríla apríl
may mai mayo maggio mag maio мая май травня травень трав тра mayıs mayis
  mei maja maj května květen μαΐου μάιος مايو أيار ماي مه מאי במאי
  kvě touko
  május máj mája toukokuuta toukokuu svibnja gegužės maijs μαϊ μάι μαι मई พฤษภาคม
june jun juni juin junio giugno giu junho июня июнь июн червня червень черв чер haziran haz
  czerwca czerwiec června červen iunie ιουνίου ιούνιος يونيو يونيه حزيران جوان ژوئن יוני ביוני
  cze čvn kesä iun
  június jún júna kesäkuuta kesäkuu lipnja birželio jūnijs juuni qershor iyun ιουν ιούν जून
  มิถุนายน
july jul juli juillet juil julio luglio lug julho июля июль июл липня липень лип temmuz tem
  lipca lipiec července červenec iulie ιουλίου ιούλιος يوليو يوليه تموز جويلية ژوئیه יולי ביולי
  lip čvc heinä iul
  július júl júla heinäkuuta heinäkuu srpnja liepos jūlijs juuli korrik iyul ιουλ ιούλ जुलाई
  กรกฎาคม
august aug août aout agosto ago августа август авг серпня серпень серп сер ağustos ağu agustos
  augustus augusti sierpnia sierpień srpna srpen agustus αυγούστου αύγουστος أغسطس اغسطس آب أوت
  اوت אוגוסט באוגוסט
  sie elo agt agu
  augusztus augusta elokuuta elokuu kolovoza rugpjūčio augusts gusht avqust αυγ अगस्त สิงหาคม
september sept sep septembre septiembre setiembre settembre set setembro сентября сентябрь сен
  сент вересня вересень вер eylül eyl eylul
  września wrzesień září septembrie σεπτεμβρίου σεπτέμβριος سبتمبر أيلول سپتامبر ספטמבר בספטמבר
  wrz zář syys
  szeptember szept syyskuuta syyskuu rujna rugsėjo septembris shtator sentyabr σεπ सितंबर
  กันยายน
october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь окт жовтня
  жовтень жовт жов ekim eki
  października październik října říjen octombrie oktober οκτωβρίου οκτώβριος أكتوبر اكتوبر اکتبر
  אוקטובר באוקטובר
  paź říj loka
  október lokakuuta lokakuu spalio oktobris oktoober tetor oktyabr οκτ अक्टूबर ตุลาคม
november nov novembre noviembre novembro ноября ноябрь ноя нояб листопада листопад лист лис
  kasım kas kasim
  listopad listopadu noiembrie νοεμβρίου νοέμβριος نوفمبر نوامبر נובמבר בנובמבר
  lis marras noi
  marraskuuta marraskuu studenoga lapkričio novembris nëntor noyabr νοε नवंबर พฤศจิกายน
december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro декабря декабрь
  дек грудня грудень груд гру aralık ara aralik
  grudnia grudzień prosince prosinec decembrie desember δεκεμβρίου δεκέμβριος ديسمبر دسامبر
  דצמבר בדצמבר
  gru pro joulu des
  joulukuuta joulukuu prosinca gruodžio decembris detsember dhjetor dekabr δεκ दिसंबर ธันวาคม
"""

ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
"""The full names, January first."""


def folded(text: str) -> str:
    """Return `text` in lower case, composed: lower case takes some Greek letters apart."""
    return text.lower() if text.isascii() else normalize("NFC", text.casefold())


MONTHS: dict[str, int] = {
    folded(name): number
    for number, names in enumerate(_MONTHS.strip().replace("\n  ", " ").splitlines(), 1)
    for name in names.split()
}
"""Month name, lower case, without a full stop -> 1 to 12."""

WEEKDAYS: frozenset[str] = _words(
    """
    monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri saturday
    sat sunday sun montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend
    sa sonntag so lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche
    dim lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì
    venerdì sabato domenica mié jue vie sáb segunda terça quarta quinta sexta feira понедельник
    вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс понеділок
    вівторок середа четвер пʼятниця п'ятниця субота неділя нд κυρ δευ τρι τετ πεμ παρ σαβ
    pazartesi salı çarşamba perşembe cuma cumartesi pazar
    """
)

FILLERS: frozenset[str] = _words(
    """
    at on of the de del um uhr à a le il den der am alle ore às и в о об года году год г р року
    рік в. г. klo kl ora m d saat published posted updated publicado publié veröffentlicht date
    """
)
"""Words that stand in written dates and say nothing about the day."""

ZONES: dict[str, int] = {
    # RFC 822, section 5.1, and RFC 2822, section 4.3; then what feeds really carry. Seconds.
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "est": -5 * 3600, "edt": -4 * 3600, "et": -5 * 3600,
    "cst": -6 * 3600, "cdt": -5 * 3600, "ct": -6 * 3600,
    "mst": -7 * 3600, "mdt": -6 * 3600, "mt": -7 * 3600,
    "pst": -8 * 3600, "pdt": -7 * 3600, "pt": -8 * 3600,
    "ast": -4 * 3600, "adt": -3 * 3600, "akst": -9 * 3600, "akdt": -8 * 3600,
    "hst": -10 * 3600, "met": 3600, "mest": 7200, "wib": 25200, "wita": 28800, "wit": 32400,
    "pkt": 18000, "gst": 14400, "sast": 7200, "cat": 7200, "eat": 10800, "wat": 3600,
    "bst": 3600, "west": 3600, "cet": 3600, "mez": 3600, "cest": 7200, "mesz": 7200,
    "eet": 7200, "eest": 10800, "msk": 10800, "trt": 10800,
    "ist": 19800, "jst": 32400, "kst": 32400, "hkt": 28800, "sgt": 28800,
    "brt": -3 * 3600, "nst": -12600, "ndt": -9000,
    "aest": 36000, "aedt": 39600, "nzst": 43200, "nzdt": 46800,
}  # fmt: skip
