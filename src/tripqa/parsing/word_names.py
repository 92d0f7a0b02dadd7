"""The qualified names of WordprocessingML, each made once: a file asks for the same few by the thousand."""

from __future__ import annotations

from functools import cache

from docx.oxml.ns import qn as _qn

qn = cache(_qn)  # `w:p` -> `{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p`
