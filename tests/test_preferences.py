"""The settings of a person: kept at once, private, and never a reason not to start."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core import jsontext
from raterterm.errors import RatertermError
from raterterm.preferences import (
    DAMAGED,
    LONGEST_BREAK,
    NAME,
    Found,
    Preferences,
    merged,
    read_preferences,
    write_preferences,
)

CHOSEN = Preferences(
    theme="raterterm-light",
    visual_order=True,
    break_after=25,
    cover_sensitive=False,
    check_spelling=False,
    snippets={"gap": "mind the gap"},
    words=("Zyrtec",),
)


def test_without_a_file_the_usual_settings_hold(tmp_path: Path) -> None:
    """A first start is no fault."""
    assert read_preferences(tmp_path / "nothing") == Found(Preferences(), "")


def test_the_usual_settings_are_careful() -> None:
    """Sensitive tasks are covered, a break is called to mind, text stays as it is stored."""
    usual = Preferences()

    assert usual.cover_sensitive
    assert usual.break_after == 50
    assert not usual.visual_order


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    """All of it, also in a directory that was not there."""
    home = tmp_path / "home"
    write_preferences(home, CHOSEN)

    assert read_preferences(home) == Found(CHOSEN, "")


@given(
    preferences=st.builds(
        Preferences,
        theme=st.text(st.characters(codec="utf-8"), max_size=100),
        visual_order=st.booleans(),
        break_after=st.integers(0, LONGEST_BREAK),
        cover_sensitive=st.booleans(),
        check_spelling=st.booleans(),
        snippets=st.dictionaries(st.sampled_from(["gap", "a name", "ñ"]), st.sampled_from(["a\nb", " x "])),
        words=st.lists(st.sampled_from(["Zyrtec", "ñandú", "don't"]), max_size=3).map(tuple),
    )
)
def test_any_settings_survive_the_file(
    preferences: Preferences, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Written and read they are the same."""
    home = tmp_path_factory.mktemp("home")
    write_preferences(home, preferences)

    assert read_preferences(home).preferences == preferences


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Whatever the umask, the file and a directory made for it."""
    before = os.umask(0)
    try:
        write_preferences(tmp_path / "home", CHOSEN)
    finally:
        os.umask(before)

    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "home" / NAME).stat().st_mode & 0o777 == 0o600


def test_what_a_newer_version_keeps_is_carried_along(tmp_path: Path) -> None:
    """A change made by an older version does not lose it."""
    (tmp_path / NAME).write_bytes(b'{"theme":"aurora","columns":[1,2]}')
    found = read_preferences(tmp_path)
    write_preferences(tmp_path, found.preferences.model_copy(update={"break_after": 0}))

    kept = jsontext.decode((tmp_path / NAME).read_bytes())
    assert found.fault == ""
    assert kept == {
        "theme": "aurora",
        "columns": [1, 2],
        "visual_order": False,
        "break_after": 0,
        "cover_sensitive": True,
        "times": "day",
        "check_spelling": True,
        "snippets": {},
        "words": [],
    }


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"theme":"raterterm-li', id="cut off"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b'{"theme":7}', id="a theme that is a number"),
        pytest.param(b'{"break_after":"50"}', id="minutes that are text"),
        pytest.param(b'{"break_after":-1}', id="minutes below none"),
        pytest.param(b'{"break_after":true}', id="minutes that are a truth"),
        pytest.param(b'{"visual_order":1}', id="a truth that is a number"),
        pytest.param(b'{"visual_order":false,"visual_order":true}', id="a key twice"),
        pytest.param(b'{"snippets":{"name":" "}}', id="a snippet of nothing"),
        pytest.param(b'{"snippets":{"two\\nlines":"x"}}', id="a name of two lines"),
        pytest.param(b'{"words":"one"}', id="words that are no list"),
        pytest.param(b'{"words":[1]}', id="a word that is a number"),
        pytest.param(b'{"break_after":1e999}', id="minutes without end"),
        pytest.param(b"[" * 100_000, id="nested without end"),
    ],
)
def test_a_damaged_file_gives_the_usual_settings_and_says_so(tmp_path: Path, content: bytes) -> None:
    """One sentence names the file; what is in it is not quoted."""
    (tmp_path / NAME).write_bytes(content)

    found = read_preferences(tmp_path)
    assert found.preferences == Preferences()
    assert found.fault == f"{tmp_path / NAME} is damaged, the usual settings hold"


def test_a_file_that_cannot_be_read_gives_the_usual_settings_and_says_why(tmp_path: Path) -> None:
    """In the system's words."""
    (tmp_path / NAME).mkdir()

    found = read_preferences(tmp_path)
    assert found.preferences == Preferences()
    assert found.fault == f"{tmp_path / NAME} cannot be read, the usual settings hold: is a directory"


def test_settings_that_cannot_be_written_are_refused_with_the_reason(tmp_path: Path) -> None:
    """And what is there stays as it is."""
    (tmp_path / "file").write_text("no directory")

    with pytest.raises(RatertermError, match=r"settings\.json cannot be written: not a directory"):
        write_preferences(tmp_path / "file" / "home", CHOSEN)
    assert (tmp_path / "file").read_text() == "no directory"


def test_settings_are_replaced_whole(tmp_path: Path) -> None:
    """A second change leaves one file, with the second in it."""
    write_preferences(tmp_path, CHOSEN)
    write_preferences(tmp_path, Preferences())

    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert read_preferences(tmp_path).preferences == Preferences()


def test_a_damaged_file_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    """There may be snippets in it; a sound one is replaced."""
    (tmp_path / NAME).write_bytes(b'{"snippets":{"gap":"mind it"},}')
    write_preferences(tmp_path, Preferences())
    write_preferences(tmp_path, CHOSEN)

    assert (tmp_path / DAMAGED).read_bytes() == b'{"snippets":{"gap":"mind it"},}'
    assert read_preferences(tmp_path).preferences == CHOSEN


def test_settings_cannot_be_changed_in_place() -> None:
    """Who holds them holds what was in force."""
    with pytest.raises(ValueError, match="frozen"):
        CHOSEN.theme = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("after", "other", "expected"),
    [
        (
            {"snippets": {"a": "1", "b": "2"}},
            {"snippets": {"a": "1", "c": "3"}},
            {"a": "1", "c": "3", "b": "2"},
        ),
        ({"snippets": {}}, {"snippets": {"a": "1", "c": "3"}}, {"c": "3"}),
        ({"snippets": {"a": "4"}}, {"snippets": {"a": "5"}}, {"a": "4"}),
        ({"snippets": {"a": "1"}, "break_after": 5}, {"snippets": {}}, {}),
    ],
    ids=["each keeps one", "one goes", "both change one", "the other takes one away"],
)
def test_what_another_window_kept_meanwhile_stays(
    tmp_path: Path, after: dict[str, object], other: dict[str, object], expected: dict[str, str]
) -> None:
    """Snippet by snippet; of two changes of one, the last one counts."""
    before = Preferences(snippets={"a": "1"})
    write_preferences(tmp_path, Preferences.model_validate(other))
    kept = write_preferences(tmp_path, Preferences.model_validate(after), before)

    assert read_preferences(tmp_path).preferences == kept
    assert kept.snippets == expected
    assert kept.break_after == after.get("break_after", 50)


def test_words_of_two_windows_are_both_kept() -> None:
    """And a setting that one of them changed."""
    first, second = Preferences(words=("one",)), Preferences(words=("two",), theme="raterterm-light")

    assert merged(Preferences(), first, second) == Preferences(words=("two", "one"), theme="raterterm-light")
