"""A report with an itinerary, as short as one can be that has all that itineraries have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.builders import document
from tripqa.answers.evidence import Evidence, gather
from tripqa.domain import Hit
from tripqa.text.asking import what_is_asked
from tripqa.text.folding import fold_question

TEXT = """出張行程

9月8日(月)\t(東京発、釜山着)
\t港湾公社(BPA)訪問
9月9日(火)\t釜山市政府訪問(市長との面会)
\t魚市場訪問
\t文学財団訪問
9月10日(水)\t(釜山発、東京着)

港湾公社(BPA)訪問

9月8日(月) 14:00-16:00

港湾公社は、岸壁を管理する機関です。岸壁は30本あり、職員は約500名います。2011年に港湾局から独立しました。

釜山市政府訪問(意見交換)

9月9日(火) 10:00-12:00

朴亨埈市長と面会しました。市の人口は330万人です。

魚市場訪問

9月9日(火) 14:00-15:00

市場では毎日200隻の船が荷を下ろします。競りは朝5時に始まります。
"""
REPORT = document(TEXT, trip=(date(2025, 9, 8), date(2025, 9, 10)))


def evidence_for(question: str, hits: Sequence[Hit]) -> list[Evidence]:
    """Return the evidence of hits for a question as it was typed."""
    folded = fold_question(question)
    return gather(folded, what_is_asked(folded), hits)


def said(evidence: Evidence) -> str:
    """Return the sentence."""
    return evidence.hit.document.text[slice(*evidence.span)]
