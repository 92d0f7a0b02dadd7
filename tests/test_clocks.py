"""Times of a date line: which half of the day is meant is said once for both ends."""

from __future__ import annotations

import re
from datetime import time

import pytest

from tripqa.text.clocks import TIMES, begins_with_time, read_times


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("14:00~16:00", time(14), time(16)),
        ("14時から16時30分まで", time(14), time(16, 30)),
        ("午後2時~4時", time(14), time(16)),
        ("午前10時~正午", time(10), time(12)),
        ("正午~午後1時", time(12), time(13)),
        ("午前10時~2時", time(10), time(14)),
        ("午後十二時半", time(12, 30), None),
        ("오전 10시 30분 ~ 오후 1시", time(10, 30), time(13)),
        ("오전 12시", time(0), None),
        ("下午2時30分至5時", time(14, 30), time(17)),
        ("2:00-4:00 p.m.", time(14), time(16)),
        ("11:00-1:00 pm", time(11), time(13)),
        ("9 a.m. to noon", time(9), time(12)),
        ("25:00-26:00", None, None),
        ("18:00-24:00", time(18), None),
        ("夜7時~9時", time(19), time(21)),
        ("夜12時", time(0), None),
        ("夜1時", time(1), None),
        ("深夜0時~5時", time(0), time(5)),
        ("深夜11時半", time(23, 30), None),
        ("夕方5時", time(17), None),
        ("밤 10시", time(22), None),
        ("밤 12시 20분", time(0, 20), None),
        ("밤 1시", time(1), None),
        ("밤 11시~12시", time(23), None),
        ("밤 11시~1시", time(23), None),
        ("저녁 7시~9시", time(19), time(21)),
        ("晚上7點~9點", time(19), time(21)),
        ("晚上5點半", time(17, 30), None),
        ("晚上12點", time(0), None),
        ("晚上十一点~凌晨一点", time(23), time(1)),
        ("凌晨12點30分", time(0, 30), None),
        ("中午1點", time(13), None),
        ("中午11點半~1點", time(11, 30), time(13)),
        ("中午12點", time(12), None),
        ("上午9時~17時", time(9), time(17)),
    ],
)
def test_both_ends_are_read(text: str, begins: time | None, ends: time | None) -> None:
    found = re.fullmatch(TIMES, text)

    assert found is not None
    assert read_times(found["from"], found["to"]) == (begins, ends)


@pytest.mark.parametrize(
    "line",
    [
        "午前 視察",
        "午前9時30分 視察",
        "14:00 開会",
        "十時半 開会",
        "9点至11点 参观",
        "上午9點報到",
        "오전 회의",
        "3 p.m. Tea",
        "正午",
    ],
)
def test_a_line_begins_with_a_time(line: str) -> None:
    assert begins_with_time(line)


@pytest.mark.parametrize(
    "line",
    [
        "朝鮮半島の情勢",
        "夜市を視察した。",
        "PM2.5の濃度",
        "一時的な措置",
        "一時保護所の定員",
        "1時間の会議",
        "1時間30分の会議",
        "二点について",
        "3点を確認した。",
        "三点から成る。",
        "밤섬의 철새",
        "2시간 회의",
        "Am I late?",
        "PM of Japan",
    ],
)
def test_a_line_that_begins_with_letters_of_a_time_does_not(line: str) -> None:
    assert not begins_with_time(line)
