"""What questions in English ask with."""

from __future__ import annotations

from tripqa.text.question_words.words import AMOUNT, Words

_ADJECTIVES = (
    r"(?:(?!(?:of|in|on|at|to|for|from|by|with|that|which|who|did|does|do|has|have|had|and|or|than"
    r"|as)\b)[\w'’.-]+ ){0,3}?"
)
_REQUEST = (
    r"(?:^(?!(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have|had|how|why|who|when)\b).*"
    r"|\b(?:have|has|there|give|list|find|get|tell|know|publish)\b.*)"
)
_REACH = r"\bhow (?:do|can|could|should) (?:i|we|you|one|people)"
WORDS = Words(
    why=r"\bwhy\b|\bhow come\b",
    comparison=r"\b(?:differ(?:s|ed|ence|ences|ent|ently)?|compar(?:e|es|ed|ing|ison)|versus|vs)\b"
    r"|\bwhich\b.*\b(?:first|earlier|later|longer|larger|bigger|older|better|more|fewer|higher|smaller"
    r"|faster)\b.*\bor\b"
    r"|\bwhich (?:one )?(?:came|was|is|happened) (?:first|earlier|later)|\b(?:more|less|better|longer|larger"
    r"|bigger|fewer) (?:\w+ )?than\b|\bin common\b|\bwhich is \w+ and which is\b",
    list=r"\blist\b|\ball (?:the|of)\b|\bevery (?:place|city|organi[sz]ation|one|visit|person)|\bname (?:two"
    r"|three|four|five|all|some)\b|\bwhat (?:are|were) (?:all |some )?(?:of )?(?:the |its |their )"
    r"|\b(?:what|which|who are the) (?:two|three|four|five|six|seven|eight|nine|ten|other|kinds|types|sorts"
    r"|[2-9])\b"
    r"|\b(?:what|which) (?:(?!(?:do|does|did|is|are|was|were|will|would|can|could|has|have|had|of|in|the"
    r"|a)\b)[\w-]+ ){0,2}?(?!(?:was|is|does|has|its|this|process|status|class|access|business|address|news"
    r"|series|virus|focus|basis|crisis|campus|bonus|census|success|princess|mass|kings|congress|press|us|as"
    r"|his|yes|analysis|emphasis|genus)\b)[a-z]{3,}s\b(?! (?:name|rate|date))"
    r"|^(?:topics|problems|benefits|services|features|names|members|places|cities|countries|organi[sz]ations"
    r"|challenges|reasons|examples|steps)\b",
    explanation=r"\bhow\b(?! (?:many|much|long|often|old|far|tall|high|large|big|fast|deep|wide|heavy|soon"
    r"|late|early|frequently|accurate|satisfied|quickly))"
    r"|\breasons?\b|\bpurposes?\b|\bwhat (?:caused|causes|led|made|makes|sparks|triggered)"
    r"|\bwhat\b.* for\??$|\bwhat (?:usually )?sparks",
    definition=r"^what(?:'s|’s|s| is| are| was) (?:an? )?(?!the |its |their |your |my |his "
    r"|her )[\w.-]+(?: (?!of\b|in\b|to\b|for\b|on\b|at\b|from\b|called\b|named\b)[\w.-]+){0,3}(?: and what .*)?\??$"
    r"|\bwhat does [\w.-]+(?: [\w.-]+){0,3} (?:mean|stand for)\b|\bmeaning of\b|^define\b|\bdefinition of\b",
    asking=r"\b(?:what|which|who|whom|whose|when|where|how|whats|what's)\b",
    lookalikes=r"\b(?:in|of|on|for|to|by|from|with|at|, ?) which (?:the|a|it|they|he|she|we|is|are|was"
    r"|were)\b|\bthose who\b|\bpeople who\b|\bnumber of\b(?=.*\b(?:what|which)\b)",
    words=(
        (
            "percentage",
            "",
            r"\bwhat (?:percent(?:age)?|share|proportion|fraction|rate|ratio)\b"
            r"|\bhow (?:accurate|satisfied)\b|\bpercentage of\b|\bproportion of\b|\bshare of\b|\b(?:satisfaction"
            r"|success|response|unemployment|acceptance|accuracy|growth) rate\b",
        ),
        (
            "duration",
            "",
            r"\bhow (?:long|often|frequently|quickly|fast could|soon)\b|\bhow (?:many"
            r"|much) (?:[a-z]+ )?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|nights?|time)\b"
            r"|\bwhat duration\b|\bhow late\b|\bhow much later\b",
        ),
        (
            "time",
            "",
            r"\b(?:what|which) times?\b|\bwhat hour\b|\b(?:departure|arrival|start|starting|opening"
            r"|closing|meeting|visit|finish) time\b|\bfrom what time\b",
        ),
        (
            "date",
            "",
            r"\b(?:what|which) (?:[a-z]+ )?(?:years?|dates?|months?|days?|decades?|century"
            r"|centuries)\b(?! of the week rate)|\bwhen(?:\W?s)? (?:and|did|was|were|is|are|does|do|will|would"
            r"|has|had|have|can|could|should)\b|\bwhen\W*$|\b(?:and|since|until|till|by|from) when\b"
            r"|\bon what dates?\b|\b(?:start|end|opening|founding|return|release) date\b",
        ),
        (
            "money",
            "",
            r"\bhow much (?:money|does it cost|do(?:es)? .* cost|did .* cost|is the (?:fee|fare"
            r"|fine)|per (?:day|month|year|person|night)|was paid|is paid|to pay)|\b(?:what|how much) (?:is|was"
            r"|are|were) the (?:[a-z]+ )?(?:cost|price|fee|fare|budget|salary)\b|\bhow much\b.*\b(?:cost|pay"
            r"|paid|earn|spend|spent|charge|worth|money)\b",
        ),
        (
            "number",
            "person",
            r"\bhow many (?:[\w'’-]+ ){0,3}?(?:people|persons|citizens|residents|members"
            r"|employees|staff|users|participants|students|visitors|servants|speakers|passengers|workers"
            r"|soldiers|men|women|children|players|backers|interpreters)\b|\b(?:number of"
            r"|total) (?:[\w-]+ ){0,3}?(?:people|persons|citizens|residents|members|employees|staff|users"
            r"|participants|students|visitors|civil servants|speakers)\b|\bpopulation\b|\bheadcount\b",
        ),
        ("number", "occasion", r"\bhow many times\b"),
        ("number", "", r"\bhow many\b|\bnumber of\b|\bhow (?:old|far|tall|high|large|big|fast|deep|wide|heavy)\b"),
        (AMOUNT, "", r"\bhow much\b|\bfor what size\b"),
        (
            "person organisation",
            "",
            r"\bwho(?: (?:is|was|are|were|has|have|had|did|does))? (?:they )?"
            r"(?:buil[dt]|ma[dk]e|found|creat|develop|operat"
            r"|run|set up|work|host|organi[sz]|manag|put)(?:ing|s|ed|e|es)?\b",
        ),
        (
            "person",
            "",
            r"\bwho(?:'s|se|m|s)?\b|\bwhich (?:person|man|woman|king|queen|emperor|player"
            r"|president|mayor|author|politician|scientist)\b",
        ),
        ("place organisation", "", r"\bwhere\b"),
    ),
    nouns=(
        ("date", "", r"date|year|month|day|century|decade|era"),
        ("time", "", r"start time|end time|departure time|arrival time"),
        ("duration", "", r"duration|frequency|lifespan|length of stay"),
        ("money", "", r"cost|price|fee|fare|budget|salary|revenue|income|amount of money|fine"),
        ("percentage", "", r"percentage|percent|proportion|share|rate|ratio|fraction"),
        ("number", "person", r"population|headcount"),
        (AMOUNT, "", r"size|scale|amount"),
        (
            "number",
            "",
            r"height|length|distance|speed|temperature|weight|depth|capacity|age|score"
            r"|quantity|total",
        ),
        (
            "person",
            "",
            r"person|author|founder|mayor|vice mayor|governor|minister|president|director|leader"
            r"|king|queen|emperor|man|woman|player|coach|scientist|quarterback|composer|actor|head of",
        ),
        (
            "organisation",
            "",
            r"organi[sz]ation|agency|company|ministry|department|university|school"
            r"|institution|institute|foundation|team|party|body|museum|group|church|network|firm",
        ),
        (
            "place",
            "",
            r"place|location|city|cities|country|countries|town|state|region|county|island|capital"
            r"|venue|street|river|address|district|continent|airport",
        ),
        ("name", "", r"name|title|nickname|slogan"),
    ),
    asked_noun=rf"\b(?:which|what|whats|what's|what’s)(?: (?:is|was|are|were|the|its|their|an?"
    rf"|s))* {_ADJECTIVES}(?:{{noun}})s?\b",
    ending=rf"^(?:the )?{_ADJECTIVES}(?:{{noun}})(?: of\b.*)?\??$|^(?!(?:do|does|did|is|are|was|were|can"
    rf"|could|will|has|have)\b).*\b(?:{{noun}})\??$",
    reason=r"\bwhy\b|\bhow come\b|\breasons?\b|\bwhat (?:caused|causes)\b",
    contacts=(
        (
            "phone",
            r"(?:(?:tele)?phone|contact|mobile|cell|hotline) numbers?|(?:tele)?phones?|hotlines?",
            rf"\bwhat number\b.*\b(?:call|dial|ring|phone)\b|{_REACH} (?:call|phone)\b",
        ),
        ("email", r"e-?mails?(?: address(?:es)?)?", rf"{_REACH} e-?mail\b"),
        ("website", r"web ?sites?|web ?pages?|home ?pages?|web address(?:es)?|urls?", ""),
        ("address", r"address(?:es)?|post ?codes?|zip codes?", ""),
        (
            "contact",
            r"contact (?:details?|information|info|point|person)",
            rf"{_REACH} (?:contact|reach|get in touch)\b",
        ),
    ),
    contact_asked=rf"{_REQUEST}(?<!\bon the )(?<!\babout the )(?<!\bfrom the )(?<!\bvia the )(?<!\bby )(?<!\bvia )"
    r"\b(?:{noun})(?=\W*$|,? (?:of|for|at|to|and|or|can|do|should|listed|given|where)\b)",
    empty=r"an?|the|of|in|on|at|to|for|from|by|with|about|into|over|under|after|before|and|or|not|no|as|than|that|this"
    r"|these|those|it|its|is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
    r"|i|we|you|he|she|they|me|us|him|her|them|my|our|your|his|their|there|here|what|which|who|whom|whose|when|where"
    r"|why|how|if|so|any|all|each|every|some|many|much|more|most|other|please|tell|give|hello|hi|thanks|mr|mrs|ms|dr"
    r"|city|state|university|college|school|office|cent(?:er|re)|department|ministry|agency|institute|government|bureau"
    r"|company|foundation|park|station|street|river|island|north|south|east|west|new|report|reports|trip|visit|phone"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
)
