"""`aliases.toml`: groups of names of one thing, and every mistake in it named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import CORPUS
from tripqa.domain import NameGroup
from tripqa.errors import CorpusError
from tripqa.parsing.aliases import FILE, read_aliases, with_places
from tripqa.text.folding import fold_question
from tripqa.text.names import Names, plain

TAIPEI = NameGroup("place", ("台北", "Taipei"))
TOKYO = NameGroup("place", ("東京", "Tokyo"))
NOWHERE = Path(FILE)


@pytest.fixture(scope="module")
def shipped() -> list[NameGroup]:
    return read_aliases(CORPUS / FILE)


def aliases(folder: Path, content: str | bytes) -> Path:
    file = folder / FILE
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def groups(*names: list[str]) -> str:
    return "".join(f"[[group]]\nnames = {json.dumps(own, ensure_ascii=False)}\n" for own in names)


# Reading


def test_a_file_that_is_not_there_has_no_groups(tmp_path: Path) -> None:
    assert read_aliases(tmp_path / FILE) == []


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "group = []"])
def test_a_file_may_have_no_groups(tmp_path: Path, content: str) -> None:
    assert read_aliases(aliases(tmp_path, content)) == []


def test_groups_come_as_they_are_written_in_their_order(tmp_path: Path) -> None:
    content = """
        [[group]]
        kind = "organisation"
        names = ["KLID", "韓国地域情報開発院", "한국지역정보개발원"]

        [[group]]
        names = ["ＤＸ", "dx", "数位轉型"]
    """

    assert read_aliases(aliases(tmp_path, content)) == [
        NameGroup("organisation", ("KLID", "韓国地域情報開発院", "한국지역정보개발원")),
        NameGroup("", ("ＤＸ", "dx", "数位轉型")),
    ]


def test_a_group_may_say_which_name_readers_of_a_language_are_shown(tmp_path: Path) -> None:
    file = aliases(tmp_path, '[[group]]\nnames = ["情報局", "資訊局"]\nshown = { zh-Hant = "資訊局" }')

    assert read_aliases(file) == [NameGroup("", ("情報局", "資訊局"), {"zh-Hant": "資訊局"})]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert read_aliases(aliases(tmp_path, "\ufeff" + groups(["台北", "Taipei"]))) == [NameGroup("", ("台北", "Taipei"))]


def test_a_name_may_be_told_twice_in_its_own_group(tmp_path: Path) -> None:
    file = aliases(tmp_path, groups(["台北", "臺北", "台北"]))

    assert read_aliases(file) == [NameGroup("", ("台北", "臺北", "台北"))]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        *[("首爾", "首爾"), ("Seoul", "ＳＥＯＵＬ"), ("ソウル", "そうる"), ("バス停", "ﾊﾞｽ停"), ("蔣万安", "蒋萬安")],
        *[("Chiang Wan-an", "chiangwanan"), ("オードリー・タン", "オードリー タン"), ("g0v", "GOV"), ("高 雄", "高雄")],
    ],
)
def test_a_name_in_two_groups_is_told_with_both(tmp_path: Path, name: str, other: str) -> None:
    file = aliases(tmp_path, groups(["第一の組", name], ["港の町"], ["第二の組", other]))

    with pytest.raises(CorpusError) as caught:
        read_aliases(file)
    assert all(told in str(caught.value) for told in [str(file), repr(other), "第一の組", "第二の組", "in two groups"])
    assert "港の町" not in str(caught.value)


@pytest.mark.parametrize("name", ["", " ", "津", "A", "\u3000", "津・", "...", "--", "ｱ"])
def test_a_name_under_two_characters_is_told_with_its_group(tmp_path: Path, name: str) -> None:
    file = aliases(tmp_path, groups(["台北", "Taipei"], ["津市", "Tsu", name]))

    with pytest.raises(CorpusError, match="two characters") as caught:
        read_aliases(file)
    assert str(file) in str(caught.value)
    assert "津市 / Tsu" in str(caught.value)
    assert "台北" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[[group]]\nnames = []", "has no names"),
        ('[[group]]\nkind = "place"', "'group.1.names'"),
        ('[[group]]\nnames = ["東京"]\n[[group]]\nnames = ["台北"]\nkinds = "place"', "'group.2.kinds'"),
        ('[[group]]\nname = "台北"', "'group.1.name"),
        ('[[groups]]\nnames = ["台北"]', "'groups'"),
        ('title = "報告"', "'title'"),
        ('[[group]]\nnames = "台北"', "'group.1.names'"),
        ('[[group]]\nnames = ["台北", 101]', "'group.1.names.2'"),
        ('[[group]]\nnames = ["台北"]\nkind = 1', "'group.1.kind'"),
        ('[group]\nnames = ["台北"]', "'group'"),
        ("group = 5", "a [[group]] has `names` and may have `kind` and `shown`"),
        (
            '[[group]]\nnames = ["台北", "Taipei"]\nshown = { ko = "타이베이" }',
            "shows '타이베이', which is none of its names",
        ),
        ('[[group]]\nnames = ["台北"]\nshown = { korean = "台北" }', "'group.1.shown.korean"),
        ('[[group]]\nnames = ["台北"]\nshown = "台北"', "'group.1.shown'"),
        ('[[group]]\nnames = ["台北"', "Unclosed array"),
        ("台北 = Taipei", "cannot be read as TOML in UTF-8"),
        ('[[group]]\nnames = ["台北"]'.encode("cp932"), "in UTF-8"),
        ('[[group]]\nnames = ["台北"]'.encode("utf-16"), "in UTF-8"),
        ("x = " + "[" * 5000, "cannot be read as TOML"),
        ('[[group]]\nnames = ["\\ud800x"]', "cannot be read as TOML"),
        ("day = 2025-13-40", "cannot be read as TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_mistake(tmp_path: Path, content: str | bytes, told: str) -> None:
    file = aliases(tmp_path, content)

    with pytest.raises(CorpusError) as caught:
        read_aliases(file)
    assert str(file) in str(caught.value)
    assert told in str(caught.value)


def test_a_number_too_long_for_python_is_a_mistake_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=FILE):
        read_aliases(aliases(tmp_path, "x = " + "1" * 5000))


# Places of sidecars


def test_a_place_joins_the_group_that_shares_a_name() -> None:
    found = with_places([TOKYO, TAIPEI], [{"ja": "台北", "ko": "타이베이", "zh-Hant": "臺北"}], NOWHERE)

    shown = {"ja": "台北", "ko": "타이베이", "zh-Hant": "臺北"}
    assert found == [TOKYO, NameGroup("place", ("台北", "Taipei", "타이베이", "臺北"), shown)]


@pytest.mark.parametrize("shared", ["ＴＡＩＰＥＩ", "tai-pei", "臺北", "台 北"])
def test_a_place_shares_a_name_in_any_writing_of_it(shared: str) -> None:
    (found,) = with_places([TAIPEI], [{"en": shared, "ko": "타이베이"}], NOWHERE)

    assert found == NameGroup("place", ("台北", "Taipei", shared, "타이베이"), {"en": shared, "ko": "타이베이"})


def test_a_place_that_shares_no_name_is_a_group_of_its_own() -> None:
    assert with_places([TAIPEI], [{"ja": "高雄", "en": "Kaohsiung"}], NOWHERE) == [
        TAIPEI,
        NameGroup("place", ("高雄", "Kaohsiung"), {"ja": "高雄", "en": "Kaohsiung"}),
    ]


def test_what_a_group_shows_goes_before_what_a_place_does() -> None:
    told = NameGroup("place", ("台北", "Taipei", "타이페이"), {"ko": "타이페이"})

    (found,) = with_places([told], [{"ja": "台北", "ko": "타이베이"}], NOWHERE)
    assert found.shown == {"ja": "台北", "ko": "타이페이"}


def test_the_group_that_a_place_joins_keeps_its_kind() -> None:
    group = NameGroup("organisation", ("東京都", "TMG"))

    assert with_places([group], [{"en": "TMG", "ko": "도쿄도"}], NOWHERE)[0].kind == "organisation"


def test_one_place_of_two_sidecars_is_one_group() -> None:
    places = [{"ja": "高雄", "en": "Kaohsiung"}, {"ja": "高雄", "ko": "가오슝"}, {"en": "kaohsiung"}]

    (found,) = with_places([], places, NOWHERE)

    assert found.names == ("高雄", "Kaohsiung", "가오슝", "kaohsiung")
    assert found.shown == {"ja": "高雄", "en": "Kaohsiung", "ko": "가오슝"}


@pytest.mark.parametrize("place", [{}, {"ja": "津"}, {"ja": " ", "en": "-"}])
def test_a_place_without_a_name_of_two_characters_adds_nothing(place: Mapping[str, str]) -> None:
    assert with_places([TAIPEI], [place], NOWHERE) == [TAIPEI]


def test_a_name_of_one_character_is_left_out_of_a_place() -> None:
    assert with_places([], [{"ja": "津", "en": "Tsu"}], NOWHERE) == [NameGroup("place", ("Tsu",), {"en": "Tsu"})]


def test_a_place_that_belongs_to_two_groups_is_told_with_both() -> None:
    with pytest.raises(CorpusError, match="names of two groups") as caught:
        with_places([TAIPEI, TOKYO], [{"ja": "台北", "en": "Tokyo"}], NOWHERE)
    assert all(told in str(caught.value) for told in [FILE, "台北", "東京"])


def test_groups_and_places_given_are_left_as_they_were() -> None:
    given = [TAIPEI]
    with_places(given, [{"ja": "台北", "ko": "타이베이"}, {"ja": "高雄"}], NOWHERE)

    assert given == [TAIPEI]


# The file that is delivered


def test_every_group_that_is_delivered_has_a_kind_and_two_names(shipped: list[NameGroup]) -> None:
    assert len(shipped) > 100
    assert [group.names for group in shipped if len(set(group.names)) < 2 or not group.kind] == []


def test_no_name_that_is_delivered_is_told_twice(shipped: list[NameGroup]) -> None:
    assert [group.names for group in shipped if len(set(group.names)) < len(group.names)] == []
    assert len({plain(name) for group in shipped for name in group.names}) == sum(
        len(set(map(plain, group.names))) for group in shipped
    )


def test_every_name_that_is_delivered_finds_its_group(shipped: list[NameGroup]) -> None:
    names = Names(shipped)
    lost = [
        name
        for number, group in enumerate(shipped)
        for name in group.names
        if number not in {mention.group for mention in names.mentions(fold_question(f"「{name}」"))}
    ]

    assert lost == []


@pytest.mark.parametrize(
    "writings",
    [
        ("KLID", "韓国地域情報開発院", "한국지역정보개발원", "韓國地域情報開發院"),
        ("g0v", "gOv", "ガブゼロ", "거브제로", "零時政府"),
        ("蔣万安", "Chiang Wan-an", "장완안", "蔣萬安", "しょうばんあん"),
        ("高雄", "Kaohsiung", "가오슝", "カオシュン"),
        ("ソウル", "Seoul", "서울", "首爾"),
        ("台北", "Taipei", "타이베이", "臺北"),
        ("東京", "Tokyo", "도쿄"),
    ],
)
def test_the_names_of_one_thing_meet_in_four_languages(shipped: list[NameGroup], writings: tuple[str, ...]) -> None:
    names = Names(shipped)

    assert frozenset.intersection(*(names.keys(fold_question(writing)) for writing in writings))
