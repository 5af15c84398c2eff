"""Rubrics: every fault with its place, its line and what was expected."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import RUBRIC_YAML

from raterterm.core.rubric import Rubric
from raterterm.errors import Fault, InputError
from raterterm.files.rubrics import RubricFile, read_rubric

GUIDELINES = "# Preference\n\n# Accuracy\n\n## Tone and empathy\n"


def written(folder: Path, text: str, *, guidelines: str | None = None) -> Path:
    """Write a rubric and perhaps its guidelines; return the rubric's path."""
    (folder / "rubric.yaml").write_bytes(text.encode())
    if guidelines is not None:
        (folder / "guide.md").write_text(guidelines)
    return folder / "rubric.yaml"


def read(folder: Path, text: str, *, guidelines: str | None = None) -> RubricFile:
    """Return what a rubric of ``text`` says."""
    return read_rubric(written(folder, text, guidelines=guidelines))


def faults(folder: Path, text: str, *, guidelines: str | None = None) -> tuple[Fault, ...]:
    """Return the faults of a rubric."""
    path = written(folder, text, guidelines=guidelines)
    with pytest.raises(InputError) as caught:
        read_rubric(path)
    assert {fault.file for fault in caught.value.faults} <= {str(path), str(folder / "guide.md")}
    return caught.value.faults


def changed(old: str, new: str) -> str:
    """Return the good rubric with one change."""
    assert RUBRIC_YAML.count(old) == 1
    return RUBRIC_YAML.replace(old, new)


def test_a_good_rubric_is_read(tmp_path: Path) -> None:
    """With its bytes and their digest."""
    found = read(tmp_path, RUBRIC_YAML)

    assert found.rubric.label == "support-reply 1.2.0"
    assert [criterion.id for criterion in found.rubric.criteria] == ["accuracy", "tone"]
    assert found.source == RUBRIC_YAML.encode()
    assert found.guidelines is None


@pytest.mark.parametrize(
    ("change", "place", "message", "hint"),
    [
        (
            ("rationale:", "rational:"),
            (27, 1),
            "found the unknown key 'rational'",
            "did you mean 'rationale'?",
        ),
        (("points: 7", "point: 7"), (7, 3), "found the unknown key 'point'", "did you mean 'points'?"),
        (("    per: task", "    perr: task"), (22, 5), "found the unknown key 'perr'", "did you mean 'per'?"),
        (
            ("both_bad: true", "zzz: true"),
            (8, 3),
            "found the unknown key 'zzz'",
            "the keys here are: when, points, both_bad, question",
        ),
        (("points: 7", "points: 4"), (7, 11), "found 4, expected 2, 3, 5 or 7", ""),
        (("points: 7", "points: '7'"), (7, 11), "found '7', expected 2, 3, 5 or 7", ""),
        (("both_bad: true", "both_bad: yes"), (8, 13), "found 'yes', expected true or false", ""),
        (("both_bad: true", "both_bad: 1"), (8, 13), "found 1, expected true or false", ""),
        (("min_words: 3", "min_words: many"), (29, 14), "found 'many', expected a whole number", ""),
        (("min_words: 3", "min_words: -1"), (29, 14), "found -1, expected 0 or more", ""),
        (("min_words: 3", "min_words: 9999"), (29, 14), "found 9999, expected 2000 or less", ""),
        (
            ("id: support-reply", "id: Support"),
            (2, 5),
            "found 'Support', expected lower-case letters, digits",
            "",
        ),
        (("id: support-reply", "id: 7"), (2, 5), "found 7, expected text", ""),
        (("title: Tone", "title:"), (20, 5), "found nothing, expected text", ""),
        (("title: Tone", "title: ''"), (20, 12), "found '', expected text that is not empty", ""),
        (("title: Tone", "title: '  '"), (20, 12), "found '  ', expected one line of text", ""),
        (("id: tone", "id: accuracy"), (19, 9), "found 'accuracy', expected an id that is new here", ""),
        (("id: tone", "id: [tone]"), (19, 9), "expected text", ""),
        (("per: task", "per: tasks"), (22, 10), "found 'tasks', expected response, task or turn", ""),
        (
            ("      1: Contradicts the policy", "      1: ''"),
            (14, 10),
            "found '', expected what the point means",
            "",
        ),
        (
            ("      3: Correct, but misses a caveat", "      3: 5"),
            (15, 10),
            "found 5, expected what the point",
            "",
        ),
        (
            ("      fair: Flat", "      Fair Game: x"),
            (25, 7),
            "found 'Fair Game', expected a whole number or a",
            "",
        ),
        (
            ("      fair: Flat", "      2: x"),
            (24, 7),
            "expected points that are all numbers or all words",
            "",
        ),
        (("      5: Every", "      15: Every"), (14, 7), "found 15 points, expected 2 to 10", ""),
        (
            ("note_at_or_below: 2", "note_at_or_below: 8"),
            (18, 23),
            "found 8, expected 'note_at_or_below' to be",
            "",
        ),
        (
            ("rubric/1", "rubric/2"),
            (1, 12),
            "is of a newer format than this raterterm reads",
            "upgrade raterterm",
        ),
        (("rubric/1", "rubrik"), (1, 12), "found 'rubrik', expected rubric/1", ""),
        (("    question: How does it sound?\n", ""), (19, 5), "the key 'question' is missing", ""),
        (
            ("rationale:\n  required: true\n  min_words: 3\n", "rationale: true\n"),
            (27, 12),
            "found true, expected",
            "",
        ),
    ],
)
def test_a_fault_has_its_place_its_line_and_what_was_expected(
    tmp_path: Path, change: tuple[str, str], place: tuple[int, int], message: str, hint: str
) -> None:
    """One change to a good rubric makes one fault, right where the change is."""
    text = changed(*change)

    (fault,) = faults(tmp_path, text)

    assert fault.message.startswith(message)
    assert (fault.line, fault.column) == place
    assert fault.source == text.split("\n")[fault.line - 1]
    assert fault.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("title: x\n", "the key 'raterterm' is missing", "start the file with: raterterm: rubric/1"),
        ("- a\n- b\n", "expected a rubric: keys with values", ""),
        ("just text\n", "expected a rubric: keys with values", ""),
        ("# nothing\n", "expected a rubric: keys with values", ""),
        ("{}\n", "the key 'raterterm' is missing", "start the file with: raterterm: rubric/1"),
        (
            "raterterm: rubric/1\nid: a\nversion: 1\ntitle: T\n",
            "expected 'preference', 'criteria' or 'rationale': nothing is asked",
            "",
        ),
    ],
)
def test_what_is_no_rubric_says_so(tmp_path: Path, text: str, message: str, hint: str) -> None:
    """A file of another kind, or one that asks nothing."""
    (fault,) = faults(tmp_path, text)

    assert (fault.message, fault.hint) == (message, hint)


def test_every_fault_is_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """A lead mends the file in one go."""
    text = RUBRIC_YAML
    for old, new in [("title: Cust", "tilte: Cust"), ("points: 7", "points: 4"), ("per: task", "per: all")]:
        text = text.replace(old, new)
    text = text.replace("min_words: 3", "min_words: x")

    found = faults(tmp_path, text)

    assert [fault.line for fault in found] == [4, 7, 22, 29]
    assert found[0].message == "found the unknown key 'tilte'"


def test_every_missing_key_is_named(tmp_path: Path) -> None:
    """Two keys that are missing at one place are two faults."""
    text = RUBRIC_YAML.replace("id: support-reply\n", "").replace("version: 1.2.0\n", "")

    said = [fault.message for fault in faults(tmp_path, text)]

    assert said == ["the key 'id' is missing", "the key 'version' is missing"]


def test_a_misspelt_key_hides_no_missing_one_elsewhere(tmp_path: Path) -> None:
    """The misspelt key is not missing as well; the same key of another block still is."""
    text = changed("title: Customer", "tilte: Customer").replace("    title: Tone\n", "")

    found = faults(tmp_path, text)

    assert [(fault.line, fault.message, fault.hint) for fault in found] == [
        (4, "found the unknown key 'tilte'", "did you mean 'title'?"),
        (19, "the key 'title' is missing", ""),
    ]


@pytest.mark.parametrize("version", ["1", "1.10", "1.2.0", "2026-03-01", "v2", "010"])
def test_a_version_is_text(tmp_path: Path, version: str) -> None:
    """1.10 is not 1.1."""
    assert read(tmp_path, changed("version: 1.2.0", f"version: {version}")).rubric.version == version


def test_a_scale_may_be_of_words_that_yaml_confuses(tmp_path: Path) -> None:
    """``no`` and ``yes`` are points like others."""
    found = read(tmp_path, changed("      bad: Rude\n      fair: Flat\n", "      no: Rude\n      on: Flat\n"))

    assert [point for point, _ in found.rubric.criteria[1].points] == ["no", "on", "good"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=ascii)
def test_places_are_right_whatever_ends_a_line(tmp_path: Path, ending: str) -> None:
    """Files of Windows and of old Macs too."""
    text = changed("points: 7", "points: 4").replace("\n", ending)

    (fault,) = faults(tmp_path, text)

    assert (fault.line, fault.column, fault.source) == (7, 11, "  points: 4")


def test_unknown_keys_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    """The message shows them as marks; the source line is kept as it is for whoever shows it."""
    (fault,) = faults(tmp_path, RUBRIC_YAML + '"\\e[31m\\u202e": 1\n')

    assert fault.message == "found the unknown key '␛[31m⟦U+202E⟧'"


def test_flag_categories_are_checked_by_their_key(tmp_path: Path) -> None:
    """The key is shown and pointed at, not its description."""
    (fault,) = faults(tmp_path, RUBRIC_YAML + "flags:\n  categories:\n    Not OK: Something\n")

    assert fault.message.startswith("found 'Not OK', expected lower-case letters")
    assert (fault.line, fault.column) == (32, 5)


@pytest.mark.parametrize(
    ("category", "message", "hint", "column"),
    [
        (
            "{words: Leak, escalted: true}",
            "found the unknown key 'escalted'",
            "did you mean 'escalated'?",
            27,
        ),
        ("{words: Leak, escalated: perhaps}", "found 'perhaps', expected true or false", "", 38),
        ("{escalated: true}", "the key 'words' is missing", "", 13),
        ("{words: Leak, severity: [low]}", "expected at least 2", "", 37),
        ("5", "found 5, expected text", "", 13),
    ],
)
def test_a_flag_category_is_checked_part_by_part(
    tmp_path: Path, category: str, message: str, hint: str, column: int
) -> None:
    """In the long form as in the short one, each fault once and where it stands."""
    (fault,) = faults(tmp_path, RUBRIC_YAML + f"flags:\n  categories:\n    leaked: {category}\n")

    assert (fault.message, fault.hint, fault.line) == (message, hint, 32)
    assert fault.column == column


class TestGuidelines:
    """The Markdown beside the rubric, whose headings ``see:`` names."""

    LINKED = changed("title: Customer", "guidelines: guide.md\ntitle: Customer").replace(
        "    per: task", '    see: "#tone-and-empathy"'
    )

    def test_headings_are_found(self, tmp_path: Path) -> None:
        """The text and its digest come along."""
        found = read(tmp_path, self.LINKED, guidelines=GUIDELINES)

        assert found.guidelines is not None
        assert found.guidelines.text == GUIDELINES

    def test_a_link_to_no_heading_is_a_fault_of_the_rubric(self, tmp_path: Path) -> None:
        """With its place, and the heading that was probably meant."""
        (fault,) = faults(tmp_path, self.LINKED.replace("empathy", "sympathy"), guidelines=GUIDELINES)

        assert fault.message == "found '#tone-and-sympathy', expected a heading of guide.md"
        assert fault.hint == "did you mean '#tone-and-empathy'?"
        assert (fault.line, fault.column) == (23, 10)

    def test_a_link_needs_guidelines(self, tmp_path: Path) -> None:
        """There is nothing to open otherwise."""
        (fault,) = faults(tmp_path, changed("    per: task", '    see: "#tone"'))

        assert fault.message == "names a heading, but the rubric has no 'guidelines'"
        assert (fault.line, fault.column) == (22, 10)

    def test_missing_guidelines_are_named(self, tmp_path: Path) -> None:
        """They are looked for beside the rubric."""
        (fault,) = faults(tmp_path, self.LINKED)

        assert fault.place == str(tmp_path / "guide.md")
        assert fault.message == "there is no such file"

    @pytest.mark.parametrize(
        "name", ["../guide.md", "/etc/guide.md", "a/guide.md", "a\\guide.md", "guide.txt", ".md"]
    )
    def test_guidelines_stand_beside_the_rubric(self, tmp_path: Path, name: str) -> None:
        """No path leads elsewhere."""
        (fault, *_) = faults(tmp_path, self.LINKED.replace("guide.md", f"'{name}'"), guidelines=GUIDELINES)

        assert fault.line == 4


pieces = st.sampled_from(
    [
        *(
            "",
            " ",
            "  ",
            "\n",
            "\n\n",
            ":",
            ": ",
            "- ",
            "#",
            "'",
            '"',
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a ",
            "*a",
            "!",
            "!!int ",
        ),
        *(
            "<<: ",
            "?",
            "|",
            ">",
            "%",
            "---\n",
            "...\n",
            "\t",
            "\r",
            "\0",
            "\x1b",
            "\x85",
            "\u2028",
            "\ufeff",
            "\ud800",
        ),
        *(
            "0",
            "-0",
            "1",
            "99999",
            "1e9",
            "~",
            "null",
            "true",
            "no",
            "x" * 70,
            "é",
            "😀",
            '"\\u0000"',
            '"\\ud800"',
        ),
        *(
            "scale: {1: a, 2: b}",
            "criteria: []",
            "anchors",
            "[key]",
            "per: task",
            "see: '#x'",
            "? [a]\n: b\n",
        ),
    ]
)
mutations = st.lists(
    st.tuples(st.integers(0, len(RUBRIC_YAML)), st.integers(0, 12), pieces), min_size=1, max_size=4
)


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutations)
def test_no_mutation_raises_anything_but_an_input_error(
    tmp_path: Path, cuts: list[tuple[int, int, str]]
) -> None:
    """And each fault points into the file and can be printed."""
    text = RUBRIC_YAML
    for start, length, piece in cuts:
        text = text[:start] + piece + text[start + length :]
    path = tmp_path / "rubric.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    try:
        read_rubric(path)
    except InputError as error:
        for fault in error.faults:
            assert fault.message
            assert "\x1b" not in fault.message
            assert not fault.line or fault.file != str(path) or fault.source in text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, RUBRIC_YAML.count("\n") - 1), min_size=1, max_size=3),
    st.sampled_from(["drop", "double", "swap", "indent", "dedent", "value", "key"]),
)
def test_no_change_of_lines_raises_anything_but_an_input_error(
    tmp_path: Path, at: list[int], change: str
) -> None:
    """Lines lost, doubled, moved in or out, values and keys of another kind."""
    lines = RUBRIC_YAML.splitlines()
    for number in at:
        line = lines[number % len(lines)]
        replaced = {
            "drop": [],
            "double": [line, line],
            "swap": [lines[0]],
            "indent": ["  " + line],
            "dedent": [line[2:]],
            "value": [line.split(":")[0] + ": [1, {a: ~}]"],
            "key": [line.replace(":", "x:", 1)],
        }[change]
        lines[number % len(lines) : number % len(lines) + 1] = replaced

    with suppress(InputError):
        read(tmp_path, "\n".join(lines))


@pytest.mark.parametrize(
    "old", ["  both_bad: true", "    not_applicable: true", "    per: task", "  required: true"]
)
def test_auto_submit_needs_every_question_to_be_required(tmp_path: Path, old: str) -> None:
    """An optional one could never be answered; the fault stands at auto_submit."""
    indent = old[: len(old) - len(old.lstrip())]
    optional = f"{indent}required: false" if "required" in old else f"{old}\n{indent}required: false"

    (fault,) = faults(tmp_path, "auto_submit: true\n" + changed(old, optional))

    assert (fault.line, fault.column) == (1, 14)
    assert fault.message == (
        "found true, but auto_submit submits at the first moment nothing required is missing, "
        "so every question must be required"
    )


def test_auto_submit_is_fine_when_everything_is_required(tmp_path: Path) -> None:
    """The reason for a low score is asked before."""
    assert read(tmp_path, "auto_submit: true\n" + RUBRIC_YAML).rubric.auto_submit


def test_links_of_every_block_are_checked(tmp_path: Path) -> None:
    """Of whatever part of the rubric asks something."""
    linked = RUBRIC_YAML.replace("  points: 7", '  points: 7\n  see: "#a"')
    linked = linked.replace("    per: task", '    per: task\n    see: "#b"')
    linked = linked.replace("  min_words: 3", '  min_words: 3\n  see: "#c"')

    found = faults(tmp_path, "guidelines: guide.md\n" + linked, guidelines=GUIDELINES)

    assert [fault.message.split(",")[0] for fault in found] == ["found '#a'", "found '#b'", "found '#c'"]


CONDITIONAL = (
    RUBRIC_YAML.replace("    per: task\n", "    per: task\n    when: {choice: kind, has: law}\n")
    + """\
choices:
  - id: kind
    title: Kind
    question: Which?
    options: {law: Law, tax: Tax}
confidence:
  when:
    criterion: accuracy
    at_or_below: 2
"""
)
"""The good rubric with two conditions, on lines 23 and 37."""


def test_a_good_condition_is_read(tmp_path: Path) -> None:
    """Wherever the block stands that it names."""
    found = read(tmp_path, CONDITIONAL).rubric

    assert found.criteria[1].when is not None
    assert found.criteria[1].when.has == "law"


@pytest.mark.parametrize(
    ("change", "place", "message", "hint"),
    [
        (
            ("criterion: accuracy", "criterion: acuracy"),
            (38, 16),
            "found 'acuracy', expected a criterion with a scale",
            "did you mean 'accuracy'?",
        ),
        (
            ("choice: kind", "choice: topic"),
            (23, 20),
            "found 'topic', expected one of the choices",
            "known here: kind",
        ),
        (
            ("criterion: accuracy", "check: polite"),
            (39, 5),
            "found 'at_or_below', expected 'is', 'answered' beside 'check'",
            "",
        ),
        (
            ("criterion: accuracy\n    at_or_below: 2", "check: polite\n    is: met"),
            (38, 12),
            "found 'polite', expected one of the demands of 'checks'",
            "",
        ),
        (
            ("criterion: accuracy\n    at_or_below: 2", "attempt: outcome\n    has: failed"),
            (38, 14),
            "found 'outcome', expected what 'prompt_writing' asks",
            "",
        ),
        (
            ("    at_or_below: 2", "    at_or_below: 7"),
            (39, 18),
            "found 7, expected 1, 2, 3, 4 or 5 of accuracy",
            "",
        ),
        (
            ("    at_or_below: 2", "    is: not met"),
            (39, 9),
            "found 'not met', expected 1, 2, 3, 4, 5 or not_applicable of accuracy",
            "",
        ),
        (
            ("has: law", "has: lew"),
            (23, 31),
            "found 'lew', expected law or tax of kind",
            "did you mean 'law'?",
        ),
        (
            ("has: law", "any_of: [law, lew]"),
            (23, 40),
            "found 'lew', expected law or tax of kind",
            "did you mean 'law'?",
        ),
        (
            ("    at_or_below: 2", "    below: 2"),
            (39, 5),
            "found the unknown key 'below'",
            "did you mean 'at_or_below'?",
        ),
        (
            ("    at_or_below: 2\n", ""),
            (38, 5),
            "expected one of 'at_or_below', 'at_or_above', 'is', 'answered'",
            "",
        ),
        (
            ("    at_or_below: 2\n", "    at_or_below: 2\n    at_or_above: 4\n"),
            (40, 5),
            "found 'at_or_above', expected one of 'at_or_below', 'at_or_above', 'is', 'answered'",
            "",
        ),
        (
            ("criterion: accuracy", "criterion: accuracy\n    choice: kind"),
            (39, 5),
            "found 'choice', expected one of 'criterion', 'choice', 'check', 'attempt', 'preference'",
            "",
        ),
        (
            ("{choice: kind, has: law}", "{preference: not_preferred}"),
            (23, 24),
            "found 'not_preferred', expected it where each response is asked about: 'per: response'",
            "",
        ),
        (
            ("{choice: kind, has: law}", "{preference: tie, at_or_above: 2}"),
            (23, 29),
            "found 'at_or_above', expected none: 'tie' has no strength",
            "",
        ),
        (
            ("{choice: kind, has: law}", "{preference: better, at_or_above: 4}"),
            (23, 45),
            "found 4, expected 1, 2 or 3",
            "",
        ),
        (
            ("{choice: kind, has: law}", "{preference: worse}"),
            (23, 24),
            "found 'worse', expected better, preferred, not_preferred, tie or both_bad",
            "",
        ),
        (
            ("{choice: kind, has: law}", "sometimes"),
            (23, 11),
            "found 'sometimes', expected keys with values",
            "",
        ),
        (
            ("{choice: kind, has: law}", "{criterion: tone, is: bad}"),
            (23, 11),
            "depends on itself: tone → tone",
            "",
        ),
    ],
)
def test_a_fault_of_a_condition_has_its_place(
    tmp_path: Path, change: tuple[str, str], place: tuple[int, int], message: str, hint: str
) -> None:
    """What it names must be there, and able to say what is expected."""
    assert CONDITIONAL.count(change[0]) == 1

    (fault,) = faults(tmp_path, CONDITIONAL.replace(*change))

    assert (fault.line, fault.column) == place
    assert fault.message == message
    assert fault.hint == hint


def test_conditions_in_a_circle_are_told_at_each(tmp_path: Path) -> None:
    """None of them could ever be asked; what depends on the circle is no fault of its own."""
    text = CONDITIONAL.replace(
        "options: {law: Law, tax: Tax}", "options: {law: Law, tax: Tax}\n    when: {criterion: tone, is: bad}"
    ).replace("criterion: accuracy\n    at_or_below: 2", "choice: kind\n    answered: true")

    found = faults(tmp_path, text)

    assert [(fault.line, fault.message) for fault in found] == [
        (23, "depends on itself: tone → kind → tone"),
        (36, "depends on itself: kind → tone → kind"),
    ]


def test_faults_of_conditions_are_told_at_once(tmp_path: Path) -> None:
    """As all other faults are."""
    text = CONDITIONAL.replace("has: law", "has: lew").replace("    at_or_below: 2", "    at_or_below: 9")

    assert [fault.line for fault in faults(tmp_path, text)] == [23, 39]


def test_faults_of_the_order_and_of_conditions_are_told_at_once(tmp_path: Path) -> None:
    """Every name in the order that is wrong, and every condition."""
    text = CONDITIONAL.replace("has: law", "has: lew") + "\norder: [rational, tune]\n"
    last = text.rstrip().count("\n") + 1

    assert [fault.line for fault in faults(tmp_path, text)] == [23, last, last]


@pytest.mark.parametrize(
    ("order", "place", "message"),
    [
        ("[criteria, rational]", (31, 19), "found 'rational', expected a block of this rubric"),
        ("[criteria.tune]", (31, 9), "found 'criteria.tune', expected a block of this rubric"),
        ("[criteria, ranking]", (31, 19), "found 'ranking', expected a block of this rubric"),
        ("[rationale, rationale]", (31, 20), "found 'rationale', expected each block once"),
        ("rationale", (31, 8), "found 'rationale', expected a list"),
    ],
)
def test_the_order_names_blocks_that_are_there(
    tmp_path: Path, order: str, place: tuple[int, int], message: str
) -> None:
    """A block that does not stand on the form has no place there."""
    (fault,) = faults(tmp_path, RUBRIC_YAML + f"\norder: {order}\n")

    assert (fault.line, fault.column) == place
    assert fault.message.startswith(message)


def test_alone_names_a_category(tmp_path: Path) -> None:
    """The fault stands at the name."""
    text = CONDITIONAL.replace("tax: Tax}", "tax: Tax}\n    several: true\n    alone: [law, none]")

    (fault,) = faults(tmp_path, text)

    assert (fault.line, fault.column) == (37, 18)
    assert fault.message == "found 'none', expected one of the categories of 'options'"


def test_the_schema_says_what_a_condition_can_be() -> None:
    """An editor that reads it offers the keys, and takes one thing that is named."""
    when = Rubric.model_json_schema()["$defs"]["When"]

    assert {"criterion", "choice", "check", "attempt", "preference", "is", "any_of"} <= when[
        "properties"
    ].keys()
    assert [named["required"] for named in when["oneOf"]] == [
        ["criterion"],
        ["choice"],
        ["check"],
        ["attempt"],
        ["preference"],
    ]
