"""Kinds of sections that official documents have, told by what headings, and questions, call them in four languages."""

from __future__ import annotations

import re
from functools import cache, lru_cache

_ENGLISH_END = r"s?\b"
_KINDS: tuple[tuple[str, str], ...] = (  # what stands first is looked for first, and takes its characters
    (
        "insight",
        r"インサイト|所感|感想|気付き|気づき|得られた(?:もの|知見)|学び|示唆|(?<![國外国])考察(?=$|と|を"
        r"|は|の|で|結果)|講評"
        rf"|\b(?:insight|takeaway|impression|reflection|observation|lessons? learn(?:ed|t)|lesson|finding"
        rf"|key finding){_ENGLISH_END}"
        r"|인사이트|소감|느낀\s?점|시사점|고찰|통찰|배운\s?점|얻은\s?점"
        r"|心得(?:感想)?|感想|見解|洞察|啟示|觀察心得|考察心得|省思|收穫",
    ),
    (
        "conclusion",
        r"まとめ(?!て|る|ら|ま)|結論|総括|結び|おわりに|終わりに|最後に"
        rf"|\b(?:conclusion|concluding remarks?|closing (?:remarks?|section|part|words?)|wrap-?up){_ENGLISH_END}"
        r"|결론|맺음말|마무리|총평|총괄"
        r"|結論|結語|總結|結尾",
    ),
    (
        "purpose",
        rf"目的(?!地)|ねらい|狙い|趣旨|\b(?:purpose|aim|objective|goal){_ENGLISH_END}|목적(?!지)|취지|목표"
        rf"|目的(?!地)|宗旨|目標",
    ),
    (
        "attendees",
        r"出席(?:者|委員|した(?:人|方|委員))?|参加者|構成員|メンバー|出張者|派遣者|参加メンバー"
        r"|委員(?:名簿|一覧|構成)|名簿|顔ぶれ|団員|同行者|参加した人"
        rf"|\b(?:attendee|participant|member|attendance|traveller|traveler|who (?:attended|took part|joined)"
        rf"|delegate|delegation member|those present){_ENGLISH_END}"
        r"|참석자|참가자|출석자|위원\s?명단|명단|구성원|출장자|(?:참석|출석)한?\s?(?:사람|위원)|단원"
        r"|出席(?:者|人員|委員|名單)?|與會(?:者|人員)?|參加(?:者|人員|名單)|成員|出差人員|團員",
    ),
    (
        "officers",
        rf"役員|幹部|\b(?:officer|board member|executive){_ENGLISH_END}|임원|理監事|幹事",
    ),
    ("cities", r"(?:訪問|視察|出張|渡航)(?:都市|国|地)"),
    ("policy", r"基本(?:方針|方向|理念)|\bbasic (?:polic(?:y|ies)|principles?)\b|기본\s?(?:방침|방향)|基本原則"),
    (
        "programmes",
        rf"事業(?:の?内容|一覧)?(?!費|所|者|体|年度|計画)|\b(?:project|programme){_ENGLISH_END}"
        rf"|사업(?:\s?내용)?|(?:各項)?事業(?:內容)?|工作項目",
    ),
    (
        "received",
        r"(?:受領|入手|収集)(?:した)?資料|もらった資料|\bmaterials? (?:received|collected)\b|\breceived materials?\b"
        r"|받은\s?자료|수령\s?자료|(?:收到|取得|蒐集)的?資料",
    ),
    ("absent", r"欠席(?:者|委員)?|\babsent(?:ee)?s?\b|불참(?:자)?|결석(?:자)?|缺席(?:者)?"),
    (
        "agenda",
        rf"議題|審議事項|協議事項|報告事項|案件|議案|\b(?:agenda(?: items?)?|items? discussed"
        rf"|topics? discussed){_ENGLISH_END}|의제"
        rf"|안건|議題|議程|議案|討論事項",
    ),
    (
        "materials",
        rf"配[布付](?:した|された)?資料|資料一覧|参考資料|添付(?:資料|書類)|\b(?:handout"
        rf"|materials? (?:distributed|handed out)"
        rf"|attachment|annex|appendix|appendices){_ENGLISH_END}|배포\s?자료|첨부\s?(?:자료|서류)"
        rf"|참고\s?자료|附件|發放資料|參考資料"
        rf"|會議資料",
    ),
    (
        "future",
        rf"今後(?:は|に)?どう[ぁ-んする]*|今後の(?:予定|対応|課題|方針|取組|取り組み|展開|進め方|日程)"
        rf"|今後について|次のステップ|フォローアップ|\b(?:next step"
        rf"|follow-?up|future (?:plan|action|issue)|outlook|way forward){_ENGLISH_END}|향후\s?(?:계획|과제"
        rf"|대응|일정|방침)"
        rf"|앞으로의\s?(?:계획|과제)|후속\s?조치|今後(?:的)?(?:計畫|課題|方向)|(?:之後|接下來|未來"
        rf"|後續)?打算|後續(?:規劃|作為|追蹤|行動)?|未來(?:的)?(?:計畫"
        rf"|方向|展望|課題)|下一步",
    ),
    ("issues", rf"課題|問題点|\b(?:challenge|issue|problem){_ENGLISH_END}|과제|문제점|課題|問題點|挑戰"),
    (
        "decisions",
        rf"決定事項|決ま[らりっる][ぁ-ん]*(?:こと)?|決め[ぁ-ん]*|合意事項|決議|結果|成果|\b(?:decision"
        rf"|resolution|agreement|result|outcome"
        rf"|achievement|what (?:was|were) decided|decided){_ENGLISH_END}|결정\s?(?:사항|된|했|한)[가-힣]*"
        rf"|합의\s?사항|결과|성과"
        rf"|(?:什麼|哪些)?決定(?:事項|了什麼)?|決議(?:事項)?|共識|結果|成果",
    ),
    ("background", rf"背景|経緯|経過|\b(?:background|history){_ENGLISH_END}|배경|경위|경과|背景|緣起|經過"),
    (
        "overview",
        rf"概要|はじめに|概況|\b(?:introduction|overview|abstract){_ENGLISH_END}|개요|들어가며|머리말|概要"
        rf"|前言|緒論|概況",
    ),
    (
        "recommendation",
        rf"提言|提案(?:事項)?|要望(?:事項)?|勧告|意見(?!交換)|\b(?:recommendation|proposal|suggestion"
        rf"|request){_ENGLISH_END}|제언"
        rf"|제안(?:\s?사항)?|건의(?:\s?사항)?|권고|建議(?:事項)?|提案|建言",
    ),
    (
        "cost",
        rf"経費|費用|旅費|予算|支出|\b(?:expense|cost|budget|expenditure){_ENGLISH_END}|경비|비용|예산|지출"
        rf"|經費|費用|預算|支出",
    ),
    (
        "destination",
        rf"目的地|訪問先|視察先|行き先|訪問地|\b(?:destination){_ENGLISH_END}|목적지|방문지|방문처|目的地|參訪地點",
    ),
    (
        "schedule",
        rf"日程|行程|旅程|スケジュール|\b(?:itinerary|schedule|timetable|programme){_ENGLISH_END}|일정|여정"
        rf"|行程|日程|時程",
    ),
    (
        "contact",
        rf"問い?合わ?せ先?|連絡先|\b(?:contact|inquir(?:y|ies)){_ENGLISH_END}|문의처?|연락처|聯絡(?:方式|窗口)|洽詢",
    ),
    (
        "minutes",
        r"議事(?:要旨|概要|の?内容)?(?!録)|議事要旨|議事録|質疑応答|質疑|\b(?:q ?& ?a|discussion)s?\b"
        r"|질의응답|논의\s?내용|討論內容|問答",
    ),
    ("when", r"日時|期日|開催日時|\bdates? and times?\b|일시|시간|(?:開會)?時間(?=和|與|及|、|比|$)"),
    ("where", rf"場所|会場|\b(?:venue|location){_ENGLISH_END}|장소|地點|會場"),
    ("observers", r"傍聴(?:者)?|\bobservers?\b|방청(?:인|객)?|旁聽(?:者|人數)?"),
    ("other", r"その他|\bany other business\b|기타|其他"),
)
SPEAKING = frozenset(("insight", "conclusion", "decisions", "recommendation"))  # that say most of a document


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


@lru_cache(4096)
def kinds_of_heading(folded: str) -> frozenset[str]:
    """Return the kinds that a heading, or the label of a line, names."""
    return frozenset(kind for kind, pattern in _compiled() if pattern.search(folded.lower()))


def find_kinds(folded: str) -> list[tuple[str, int, int]]:
    """Return the kinds of sections that a text names, each where it stands; none stands within another."""
    text, found = folded.lower(), []
    for kind, pattern in _compiled():
        found += [(kind, *match.span()) for match in pattern.finditer(text)]
        text = pattern.sub(lambda match: "\0" * len(match.group()), text)
    return found
