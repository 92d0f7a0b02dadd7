"""How questions in English ask for the whole."""

from __future__ import annotations

from tripqa.text.whole_words.words import WholeWords

WORDS = WholeWords(
    done=r"\b(?:took|takes?|taking) place\b|\b(?:happen(?:ed|s|ing)?|occur(?:red|s)?|held|scheduled)\b"
    r"|\bstart to (?:finish|end)\b|\bwhat (?:all )?(?:did|do|does) (?:they|we|the \w+|he|she"
    r"|it)? ?(?:all )?(?:get )?(?:do|done"
    r"|up to)\b|\bwhat (?:was|were|is|got) (?:all )?(?:done|planned|scheduled|on|held)\b"
    r"|\bwhat(?:'s| is| was) (?:on )?(?:the )?(?:plan|programme|program|agenda)\b|\bwhat (?:all )?happened\b"
    r"|\bwhat went on\b|\bwhat took place\b|\bwhere did (?:they|the \w+|he|she) (?:all )?(?:go|visit)\b"
    r"|\bwhat did (?:they|the \w+) visit\b|\bactivit(?:y|ies)\b|\bevents?\b|\b(?:did|do) on\b|\bdo(?:ing"
    r"|ne)?\b|\btak(?:e|en|ing) up\b|\btook up\b|\bdeal(?:t)? with\b|\bplann?ed\b|\bscheduled\b|\bgoing on\b"
    r"|\beverything\b",
    schedule=r"\b(?:whole |full |entire |complete )?(?:itinerary|schedule|timetable|programme|program"
    r"|travel plan|agenda of the trip)\b|\bday by day\b|\bday-by-day\b",
    summary=r"\bsumm?ari[sz]e\b|\bsum(?: it| this| that)? ?up\b|\bsummary\b|\boverview\b|\bgist\b|\b(?:main"
    r"|key|major|important) (?:points?|messages?|content|contents|things|ideas|takeaways)\b"
    r"|\bin (?:brief|short|a nutshell)\b"
    r"|\bbriefly\b|\bhighlights?\b|\boutline\b|\bbrief me on\b|\bwhat (?:is|was) (?:this|the"
    r"|it) (?:\w+ ){0,2}(?:all )?about\b|\bwhat does (?:this|the) (?:report|document) say\b|\bessentials?\b"
    r"|\brecap\b",
    told=r"\btell me about\b|\bwhat about\b|\babout\b",
    all=r"\blist(?: out)?\b|\ball(?: of)?(?: the)?\b|\bevery(?:one|body)?\b|\beach\b|^name\b"
    r"|\bname (?:all|every|each|the)\b|\benumerate\b|\bcomplete\b|\bfull\b|\bin order\b|\bentire\b|\bwhole\b",
    comparison=r"\bcompar(?:e|es|ed|ing|ison)\b|\bversus\b|\bvs\b\.?|\bdiffer(?:s|ed|ence|ences|ent|ently)?\b"
    r"|\bcontrast(?:s|ed)?\b|\bside by side\b",
    people=r"\bwho(?:m)?\b|\bpeople\b|\bpersons?\b|\bofficials?\b|\bcounterparts?\b",
    places=r"\b(?:what |which )?(?:cities|city|towns?|places?|countries|destinations?|locations?)\b|\bwhere\b",
    bodies=r"\b(?:what |which )?(?:bod(?:y|ies)|organi[sz]ations?|institutions?|agenc(?:y|ies)|compan(?:y|ies)"
    r"|facilit(?:y|ies)|offices|institutes|hosts?|sites)\b",
    visit=r"\b(?:visits?|meetings?|stops?|stay|talks|exchange of views)\b(?: to| at| in| with)?",
    met=r"\b(?:met|meet|meeting|visit(?:ed|s|ing)?|see|saw|seen|call(?:ed)? (?:on|at)|go(?:ne)?|went|been"
    r"|stop(?:ped)?|tour(?:ed)?|inspect(?:ed)?|talk(?:ed)? (?:to|with))\b(?: to| with| at)?",
    report=r"\b(?:this |the |that |whole |entire )*(?:(?:business|official|overseas|study"
    r"|inspection) )?(?:trip|report|press release|newsletter|document|paper|tour|mission|minutes|journey"
    r"|delegation|team|group"
    r"|party|conference|plan|file|text|committee|association|council|board|panel)s?\b",
    section=r"\b(?:section|chapter|part|passage)s?(?: on| about| of)?\b",
    first_day=r"\b(?:first day|day one|day 1|1st day|opening day)\b",
    last_day=r"\b(?:last day|final day|closing day)\b",
    nth_day=r"\bday (?P<n>[2-9])\b|\b(?P<n2>second|third|fourth|fifth|sixth|seventh) day\b",
    until=r"\bto\b|\buntil\b|\btill\b|\bthrough\b|-|–",
    filler=r"\bhow (?:do|does|did)\b(?=.*\bcompare\b)|\b(?:and|any|are|as|at|a|an|by|did|do|does|for|from"
    r"|had|has|have|into|some|us|we|were|be|been|is|in|it|its|of|on|or"
    r"|our|that|the|their|these|this|those|there|up|with|he|she|you)\b|\bplease\b|\bcan you\b"
    r"|\bcould you\b|\bgive\b|\bshow\b|\btell\b|\bme\b|\bus\b|\bwhat\b|\bwhich\b|\bwere\b|\bwas\b"
    r"|\bthey\b|\bi\b|\bneed\b|\bwant\b|\bknow\b|\bto\b|\bmain\b|\bkey\b|\bduring\b"
    r"|\bthings?\b|\bday\b|\bdays\b|\bfor\b|\ball\b|\bjust\b|\bquick(?:ly)?\b|\bshort\b|\bin one go\b|\bdid\b"
    r"|\bnames?\b|\bsection\b|\bpart\b|\bwhat's\b|\b's\b|\btwo\b|\bboth\b|\beach\b|\bfrom\b|\bso\b"
    r"|\bok(?:ay)?\b|\bget\b|\bwritten\b|\bmentioned\b",
)
