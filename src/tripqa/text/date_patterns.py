"""How dates are written, as pieces of regular expressions for a folded text."""

from __future__ import annotations

from tripqa.text import calendar
from tripqa.text.calendar import DAY, MONTH, WEEKDAY, YEAR
from tripqa.text.eras import NAMES, SHORT

TO = rf"\s?(?:[-~–—―]|{calendar.TO})\s?"
UNTIL = rf"(?:\s?(?:{calendar.UNTIL}))?"
_FREE = r"(?<!\d)(?<!\d[.,])"

_ERA = f"(?:{NAMES}|{calendar.OTHER_ERAS})"
_ALSO = rf"(?:\s?\((?:{_ERA}\s?(?:\d{{1,4}}|元)|\d{{4}})\s?{YEAR}?\))?"  # 令和7年(2025年), 2025(令和7)年
_YEAR = (
    rf"(?:(?:紀元前|西元前|公元前|기원전 ?|前)約?\d{{1,5}}年|{_ERA}前?\s?(?:\d{{1,4}}|元"
    rf"|[一二三四五六七八九十百〇]{{1,6}}){_ALSO}\s?{YEAR}{_ALSO}|{SHORT}\s?(?:\d{{1,2}}|元)年"
    rf"|[一-龥]{{2}}(?<![過職時約近有達第了長共前後])(?:元|[一二三四五六七八九十]{{1,3}})年(?![間以後前])"
    rf"|{_FREE}\d{{4}}{_ALSO}\s?{YEAR}{_ALSO}|{_FREE}\d{{3}}年(?![間後ぶ以もにわの])"
    rf"|(?<![〇零一二三四五六七八九十百千])[一二][〇零一二三四五六七八九]{{3}}年|(?:{calendar.THIS_YEAR}))[度도]?"
)
_MONTH = rf"(?:\d{{1,2}}\s?{MONTH}(?![間面々])|(?:元|正|閏?[一二三四五六七八九十〇]{{1,2}})月(?![々光面]))"
_DAY = rf"(?:\d{{1,2}}|[一二三四五六七八九十廿〇]{{1,3}})\s?{DAY}(?![間간目本])"
_PART_OF = rf"(?:\s?(?:{calendar.PART_OF_MONTH}))?"
_CJK_DATE = (
    rf"(?:{_YEAR}(?:\s?{_MONTH}(?:\s?{_DAY})?)?|{_FREE}\d{{1,3}}年\s?\d{{1,2}}月(?:\s?{_DAY})?"
    rf"|{_FREE}{_MONTH}(?:\s?{_DAY})?){_PART_OF}{WEEKDAY}?"
)
_MONTH_NAME = rf"(?<![A-Za-z])(?:{calendar.MONTH_NAME})(?![A-Za-z])\.?"
_ENGLISH_DATE = (
    rf"(?:{_MONTH_NAME}(?:\s\d{{1,2}}(?:st|nd|rd|th)?(?!\d))?(?:,?\s\d{{4}}(?![\d-]))?"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH_NAME}(?:,?\s\d{{4}}(?![\d-]))?)"
)
_NUMERIC = (
    rf"(?:(?<![\d./-])(?:(?:{_ERA}|{SHORT})\s?(?:\d{{1,2}}|1[0-2]\d|元)|['‘’]\d\d|[89]\d(?=[./]\d\d[./])|1[0-2]\d|\d{{4}})"
    rf"(?:\.\s?\d{{1,2}}\.\s?\d{{1,2}}(?:\.(?=\s?[~(–-]))?|/\s?\d{{1,2}}/\s?\d{{1,2}}|-\d{{1,2}}-\d{{1,2}})(?![\d./]\d)(?!\d)"
    rf"|(?<![\d.])\d{{4}}[-/.]\s?\d{{1,2}}(?!\d)){WEEKDAY}?"
)
_WITHOUT_YEAR = rf"\d{{1,2}}(?:\.\s?\d{{1,2}}\.?(?!\d)|[-/]\d{{1,2}}(?!\d)){WEEKDAY}?"
DATES = (
    rf"{_CJK_DATE}(?:{TO}(?:{_CJK_DATE}|{_DAY}{WEEKDAY}?|\d{{4}}年?(?!\d)){UNTIL})?",
    rf"{_ENGLISH_DATE}(?:{TO}(?:{_ENGLISH_DATE}|\d{{1,2}}(?!\d)))?",
    rf"{_NUMERIC}(?:\s?[-~–]\s?(?:{_NUMERIC}|{_WITHOUT_YEAR}))?",
    rf"(?<![\d.])\d{{1,2}}\.\s?\d{{1,2}}\.?(?=\s?\(){WEEKDAY}",
    rf"(?<![\d/.:])\d{{1,2}}/\d{{1,2}}(?![\d/:.]){WEEKDAY}?",
    rf"{_FREE}(?<![年月一二三四五六七八九十-]){_DAY}{WEEKDAY}?",
    r"(?:紀元前|西元前|公元前|기원전 ?)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?(?:世紀|世纪|세기)(?:前半"
    r"|後半|半ば|末|初頭|初|中葉)?",
    r"(?<!\d)\d{2,4}\s?(?:年代|년대|年间)(?:前半|後半|半ば|末|初頭|初)?|\d{1,2}(?:st|nd|rd|th) century",
    r"(?<!\d)(?<![\d$€][.,/:-])(?:1\d|20)\d\d(?=[\s,.;:)–\-]|\Z)(?:[–-](?:1\d|20)?\d\d(?!\d))?",
    r"[一-龥ァ-ヴー]{1,8}時代|[가-힣]{2,4}\s?시대|[一-龥]{1,2}(?:朝(?![鮮廷代野向日食夕])|紀(?![念元行]))",
    calendar.WEEKDAY_ALONE,
)
