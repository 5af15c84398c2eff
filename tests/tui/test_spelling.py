"""Spelling: words are looked up in the dictionaries that are installed, and nothing happens without one."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.tui.seat import Seat, load_tasks, seated
from tests.worlds import a_rubric, task_line

from raterterm.preferences import Preferences, read_preferences
from raterterm.store.workspace import Workspace
from raterterm.tui import spelling
from raterterm.tui.screens.picker import PickerScreen

WRITTEN = a_rubric(preference={"question": "Which is better?"}, rationale={})
TASK = task_line("t-1", prompt="Why Zyrtec?", language="en")

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what puts a dictionary of some words where they are looked for; others are out of sight."""
    folder = tmp_path / "dictionaries"
    folder.mkdir()
    monkeypatch.setenv("DICPATH", str(folder))

    def put(name: str, *words: str, encoding: str = "UTF-8") -> Path:
        folder.joinpath(f"{name}.aff").write_text(f"SET {encoding}\nTRY esianrtolcdugmphbyfvkwz\n")
        content = "\n".join([str(len(words)), *words, ""])
        folder.joinpath(f"{name}.dic").write_text(content, encoding=encoding)
        return folder

    return put


def slips(text: str, language: str | None, *read: str, own: tuple[str, ...] = ()) -> list[str]:
    """Return the words that are found to be misspelt."""
    return [place.word for place in spelling.misspelt(text, language, read, own)]


class TestDictionaries:
    """Which one is taken, and what it says."""

    def test_words_that_it_does_not_know_are_found(self, install: Install) -> None:
        """Unless they were read in the task, or are the rater's own."""
        install("en_US", "reply", "the", "is")

        assert slips("The repply is Zyrtec bleem", "en") == ["repply", "Zyrtec", "bleem"]
        assert slips("The repply is Zyrtec bleem", "en", "zyrtec", own=("Bleem",)) == ["repply"]

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            pytest.param("es-MX", "es_MX", id="just this one"),
            pytest.param("ES-mx", "es_MX", id="whatever the case"),
            pytest.param("es-BO", "es_ES", id="the usual region"),
            pytest.param("es", "es_ES", id="no region asked for"),
            pytest.param("en", "en_GB", id="the only one there is"),
            pytest.param("de", "de", id="a dictionary without a region"),
            pytest.param("fr", None, id="none"),
        ],
    )
    def test_the_nearest_dictionary_is_taken(
        self, install: Install, language: str, expected: str | None
    ) -> None:
        """Of just this language, else of its usual region, else of any."""
        for name in ("es_AR", "es_ES", "es_MX", "en_GB", "de"):
            install(name, "word")
        found = spelling.dictionary(language)

        assert (found.name if found else None) == expected

    def test_a_word_that_its_encoding_cannot_write_is_none_of_its(self, install: Install) -> None:
        """Nothing is said of it, and nothing breaks."""
        install("en_US", "reply", encoding="ISO8859-1")
        known = spelling.dictionary("en")

        assert known
        assert known.knows("ŵyn")
        assert known.proposals("ŵyn") == ()

    def test_a_dictionary_that_cannot_be_read_is_none(self, install: Install) -> None:
        """A file that is a folder, say."""
        folder = install("en_US", "reply")
        folder.joinpath("en_US.dic").unlink()
        folder.joinpath("en_US.dic").mkdir()

        assert spelling.dictionary("en") is None
        assert spelling.lack("en") == "no dictionary for en is installed"

    def test_what_is_likely_meant_is_proposed(self, install: Install) -> None:
        """The word itself is not among it."""
        install("en_US", "received", "relieved", "other")
        known = spelling.dictionary("en")

        assert known
        assert known.proposals("recieved")[0] == "received"

    def test_without_the_library_nothing_is_said_and_the_way_to_it_is_told(
        self, install: Install, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No error, whatever is written."""
        install("en_US", "reply")
        monkeypatch.setattr(spelling, "LIBRARY", "no_such_module")

        assert slips("The repply", "en") == []
        assert "raterterm[spelling]" in spelling.lack("en")

    def test_each_lack_is_told_in_words(self, install: Install) -> None:
        """A language without a dictionary, and a task without a language; nothing where nothing lacks."""
        install("en_US", "reply")

        assert spelling.lack("es") == "no dictionary for es is installed"
        assert spelling.lack(None) == "the task does not say in which language it is"
        assert spelling.lack("en") == ""


def underlined(seat: Seat) -> set[str]:
    """Return the words of the editor that are drawn underlined."""
    return {
        segment.text.strip()
        for strip in seat.strips
        for segment in strip
        if segment.style and segment.style.underline and segment.text.strip()
    }


class TestEditor:
    """What is seen while a text is written."""

    async def test_misspelt_words_are_underlined_and_counted_once_the_keys_rest(
        self, workspace: Workspace, install: Install
    ) -> None:
        """Words of the task are not among them; a word that is mended is no longer marked at once."""
        install("en_US", "reply", "the", "is", "good", "and")
        load_tasks(workspace, WRITTEN, lines=[TASK])
        async with seated(workspace) as seat:
            await seat.press("r")
            await seat.write("the repply is zyrtec")
            await seat.until(lambda: "1 misspelt" in seat.text)
            assert underlined(seat) == {"repply"}

            await seat.write(" and the repply")
            await seat.until(lambda: len([line for line in seat.lines if line.count("repply") == 2]) == 1)
            assert underlined(seat) == {"repply"}
            await seat.press("backspace")
            assert seat.editor.text.endswith("the reppl")
            assert underlined(seat) == {"repply"}

    async def test_the_next_misspelt_word_is_mended_from_what_is_proposed(
        self, workspace: Workspace, install: Install
    ) -> None:
        """Each press goes on to the next; after the last comes the first, and undo brings a word back."""
        install("en_US", "reply", "the", "is", "good")
        load_tasks(workspace, WRITTEN, lines=[TASK])
        async with seated(workspace) as seat:
            await seat.press("r")
            await seat.write("the repply is goood")
            await seat.press("ctrl+n")
            assert isinstance(seat.screen, PickerScreen)
            assert "“repply” is not in en_US (1 of 2)" in seat.text
            await seat.press("enter")
            assert seat.editor.text == "the reply is goood"
            await seat.press("ctrl+n enter")
            assert seat.editor.text == "the reply is good"
            await seat.press("ctrl+n")
            assert "no word is misspelt" in seat.text
            await seat.press("ctrl+z")

            assert seat.editor.text == "the reply is goood"

    async def test_leaving_the_list_mends_nothing_and_the_next_press_goes_on(
        self, workspace: Workspace, install: Install
    ) -> None:
        """What is typed then replaces the word that is selected."""
        install("en_US", "the")
        load_tasks(workspace, WRITTEN, lines=[TASK])
        async with seated(workspace) as seat:
            await seat.press("r")
            await seat.write("the aab")
            await seat.press("enter a a c ctrl+n escape ctrl+n")
            assert "“aac”" in seat.text
            await seat.press("escape x")

            assert seat.editor.text == "the aab\nx"

    async def test_a_word_of_one_s_own_is_kept(
        self, workspace: Workspace, install: Install, tmp_path: Path
    ) -> None:
        """In the settings: it is right from then on, in any case."""
        install("en_US", "the")
        load_tasks(workspace, WRITTEN, lines=[TASK])
        async with seated(workspace, settings=tmp_path) as seat:
            await seat.press("r")
            await seat.write("the Bleem")
            await seat.press("ctrl+n")
            await seat.write("add")
            await seat.press("enter")
            assert "one of your words" in seat.text
            await seat.press("ctrl+n")

            assert "no word is misspelt" in seat.text
            assert seat.editor.text == "the Bleem"
            assert read_preferences(tmp_path).preferences.words == ("Bleem",)

    async def test_why_nothing_is_checked_is_told_when_it_is_asked_for(
        self, workspace: Workspace, install: Install
    ) -> None:
        """In the editor and in the settings: no dictionary, or switched off."""
        install("en_US", "the")
        load_tasks(workspace, WRITTEN, lines=[task_line("t-1", language="fi")])
        async with seated(workspace) as seat:
            await seat.press("r")
            await seat.write("vastaus on hyva")
            await seat.press("ctrl+n")
            assert "no dictionary for fi is installed" in seat.text
            seat.app.prefer(Preferences(check_spelling=False))
            await seat.press("ctrl+n")
            assert "spelling is off in the settings" in seat.text
            await seat.press("escape comma j j j")

            assert "No dictionary for fi is installed. Dictionaries for: en." in " ".join(seat.text.split())

    async def test_the_fields_of_an_entry_are_checked_too(
        self, workspace: Workspace, install: Install
    ) -> None:
        """In the language of the task that it is about."""
        install("en_US", "the")
        rubric = a_rubric(failures={"modes": {"made-up": "Invents", "lazy": "Leaves things out"}})
        load_tasks(workspace, rubric, lines=[TASK])
        async with seated(workspace) as seat:
            await seat.press("e k k e")
            await seat.press("t h e space o o p s ctrl+n")

            assert "“oops” is not in en_US" in seat.text

    async def test_the_library_is_not_loaded_before_something_is_written(
        self, workspace: Workspace, install: Install, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Opening a task costs nothing of it."""
        install("en_US", "the")
        monkeypatch.delitem(sys.modules, spelling.LIBRARY, raising=False)
        load_tasks(workspace, WRITTEN, lines=[TASK])
        async with seated(workspace) as seat:
            assert spelling.LIBRARY not in sys.modules
            await seat.press("r")
            await seat.write("the bleem")
            await seat.until(lambda: "1 misspelt" in seat.text)

            assert spelling.LIBRARY in sys.modules
