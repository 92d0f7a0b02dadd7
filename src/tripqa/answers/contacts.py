"""Whether passages can say what is asked for by its form: where no number of a phone stands, none is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tripqa.domain import AskedThing, Hit
from tripqa.text.asking import thing_asked
from tripqa.text.folding import fold, fold_question

_HOTLINE = r"(?:電話|ダイヤル|熱線|專線|전화|번호|콜센터|phone|hotline|dial|call|tel)\D{0,12}1\d{2,3}(?!\d)|[#*]\d{3,4}"
_NUMBER = (
    r"(?<![\d〒])(?!(?:19|20)\d\d\D(?:19|20)\d\d)(?:\d{1,5}[)\s.-]{1,2})?\d{1,4}[)\s.-]{1,2}\d{3,4}(?!\d)|0\d{8,10}"
)
_FORMS: Mapping[AskedThing | None, re.Pattern[str]] = {
    "phone": re.compile(rf"{_NUMBER}|(?:内線|내선|分機|ext\.?)\D{{0,3}}\d{{2}}|{_HOTLINE}", re.IGNORECASE),
    "email": re.compile(r"\S(?:@|\(at\)|\[at\])\S", re.IGNORECASE),
}


def can_say(question: str, hits: Iterable[Hit]) -> bool:
    """Tell whether one of these passages holds what looks like the thing that a question asks for.

    Only of a phone number and a mail address does its form tell; of anything else it may.
    """
    form = _FORMS.get(thing_asked(fold_question(question)))
    return form is None or any(form.search(fold(hit.passage.text).text) for hit in hits)
