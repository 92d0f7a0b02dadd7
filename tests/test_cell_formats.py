"""A value reads as its sheet shows it: digits, signs, units, days of any calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tripqa.parsing.cell_formats import Value, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0", "1,235"),
        (1234567, "#,##0,", "1,235"),
        (0.125, "0.0%", "12.5%"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "1e+20"),
        (45000000000, "General", "45000000000"),
        (12.0, "General", "12"),
        (2.675, "0.00", "2.68"),
        (-1043, '#,##0;"▲ "#,##0', "▲ 1,043"),
        (-1043, '#,##0"千円"', "-1,043千円"),
        (-0.2, "0", "0"),
        (-1043, "#,##0_);[Red](#,##0)", "(1,043)"),
        (0, '0;-0;"－"', "－"),
        (500, "[$¥-411]#,##0", "¥500"),
        (500, '"約"#,##0"名"', "約500名"),
        (7, "000", "007"),
        (1.5, "0.0#", "1.5"),
        (0.5, "#.##", ".5"),
        (1.25, "# ?/?", "1.25"),
        (1.25, "0.00E+00", "1.25"),
        (3, "@", "3"),
        (2_500_000, '[>=1000000]#,##0.0,,"百万";#,##0', "2.5百万"),
        (2_500, '[>=1000000]#,##0.0,,"百万";#,##0', "2,500"),
        (11, '[<10]0"件"', "11"),
        (True, "General", "TRUE"),
        ("  空白 と\n改行 ", "General", "空白 と 改行"),
        (datetime(2025, 9, 8), 'yyyy"年"m"月"d"日"', "2025年9月8日"),
        (datetime(2025, 9, 8), '[$-411]ggge"年"m"月"d"日"', "令和7年9月8日"),
        (datetime(2019, 4, 30), "[$-411]ge.m.d", "H31.4.30"),
        (datetime(2025, 9, 8), '[$-404]e"年"m"月"d"日"', "114年9月8日"),
        (datetime(2025, 9, 8), "yyyy/mm/dd(aaa)", "2025/09/08(月)"),
        (datetime(2025, 9, 8, 14, 5), "yyyy-mm-dd hh:mm", "2025-09-08 14:05"),
        (datetime(2025, 9, 8, 14, 5), "h:mm am/pm", "2:05 PM"),
        (datetime(2025, 9, 8), "d-mmm-yy", "8-Sep-25"),
        (datetime(2025, 9, 8), "General", "2025-09-08"),
        (datetime(2025, 9, 8, 14, 5), "General", "2025-09-08 14:05"),
        (date(2025, 9, 8), "m/d", "9/8"),
        (time(14, 5), "h:mm", "14:05"),
        (timedelta(hours=30, minutes=15), "[h]:mm", "30:15"),
        (45908, "yyyy/m/d", "2025/9/8"),
        (-5, "yyyy/m/d", "-5"),
    ],
)
def test_a_value_is_what_is_seen(value: Value, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize("code", ["", ";;;;", '"', "[", "[$", "0" * 1000, "#,##0." + "0" * 200, "%" * 200, "\\", "_"])
def test_a_code_that_is_none_costs_nothing(code: str) -> None:
    assert isinstance(shown(1234.5, code), str)
    assert isinstance(shown(float("inf"), code), str)
    assert isinstance(shown(float("nan"), code), str)
