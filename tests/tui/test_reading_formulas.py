r"""LaTeX formulas are readable, and none loses anything."""

from collections import Counter
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from tests.deadline import no_hang

from raterterm.core.visible import visible
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.formula import MOST_CHARACTERS, display, readable
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import words
from raterterm.tui.reading.wrap import Formula, part_of, plain, wrap, written

PALETTE = Palette()
PARTS = (
    r"x y 12 _ ^ { } _{i+1} ^{2n} ^\circ \frac{a+b}{2c} \frac12 \sqrt{x} \sqrt[3]{8} \text{if } \boxed{42} \left( "
    r"\right) \sum_{i=1}^n \alpha \times \, \\ & = + - % \% \$ \unknown{q} \begin{pmatrix}1&2\\3&4\end{pmatrix} "
    r"\overset{x}{=} \underbrace{y} \cancel{x} \phantom{y} \ce{x2} \over \substack{x\\y} \hline \not x \begin{array}{c|c} "
    r"\end{array} \begin{cases}x&1\\y&2\end{cases} \mathbb{R} \vec{v} \overline{AB} \sin ( ) [ ] ' é 字 ب ² "
    r"\begin{zzz} \end{zzz}"
)
LATEX = st.lists(st.sampled_from([*PARTS.split(" "), " ", "\n", "\u200b", "\x1b"]), max_size=30).map("".join)
"""Bodies of formulas, good and broken."""


def lines(text: str, width: int = 60) -> list[str]:
    """Return the rendered lines of ``text``."""
    document = Document(text, width, PALETTE)
    return [plain(document.line(place)) for place in document.places(TOP)]


def drawn(body: str) -> list[str]:
    """Return the rows of a display formula."""
    return (readable(rf"\[{body}\]", boxed=True) or "as it is").split("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\frac{a+b}{2c}", "(a+b)/(2c)"),
        (r"\frac12 + \dfrac{x^2}{r}", "1/2 + x²/r"),
        (r"\frac{1}{2}mv^2", "(1/2)mv²"),
        (r"2\frac{1}{2}", "2 1/2"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\frac{\text{Total cost}}{\text{units}}", "(Total cost)/units"),
        (r"\sqrt{2} + \sqrt[3]{x+1}", "√2 + ³√(x+1)"),
        (r"x_{i+1}^{2n}", "xᵢ₊₁²ⁿ"),
        (r"a_{max}y + b_{x,y}", "a_max y + b_(x,y)"),
        (r"e^{-x^2}", "e^(-x²)"),
        (r"\tan 45^\circ = 1", "tan 45° = 1"),
        (r"\lim_{x\to 0}\frac{\sin x}{x}", "lim_(x → 0) (sin x)/x"),
        (r"\frac{1}{n}\sum x", "(1/n)∑ x"),
        (r"\sum_{i=1}^{n} i", "∑ᵢ₌₁ⁿ i"),
        (r"2\sin x\cos^2y", "2 sin x cos² y"),
        (r"\mathbb{R}^n \to \mathcal{L}", "ℝⁿ → L"),
        (r"F_{\text{net}} = 3 \, \text{N m}^2", "F_net = 3 N m²"),
        (r"\left( x \right)", "( x )"),
        (r"\binom{n}{k} = \boxed{42}", "(n choose k) = ▕\xa042\xa0▏"),
        (r"\vec{v}\cdot\hat{n} + \overline{AB}", "v⃗ · n̂ + A̅B̅"),
        (r"a \equiv b \pmod{n} \tag{3}", "a ≡ b (mod n) (3)"),
        (r"5\% = 50% of x", "5% = 50% of x"),
        (r"\foo{bar}^2 + \si{H2O}", r"\foo{bar}² + \si{H2O}"),
        (r"\frac{a}{", "as it is"),
        (r"\begin{tikzpicture}x_1\end{tikzpicture}", "as it is"),
        (r"\color{red}{x}", r"\color{red}{x}"),
        (r"\underbrace{a+b}_{n \text{ times}}", "(a+b)⏟[n times]"),
        (r"\overbrace{x}^2 + \underbrace{y}", "x⏞[2] + y⏟"),
        (r"X \overset{d}{=} Y \stackrel{\text{def}}{=} Z", "X =ᵈ Y =^def Z"),
        (r"\underset{x \to 0}{\lim} f(x)", "lim_(x → 0) f(x)"),
        (r"\operatorname*{argmax}_{x} f(x)", "argmaxₓ f(x)"),
        (r"\sum_{\substack{i<n\\j<m}} a", "∑_(i<n; j<m) a"),
        (r"A \xrightarrow{f} B \xleftarrow[g]{h} C \xRightarrow{} D", "A ─f→ B ←g; h─ C ═⇒ D"),
        (r"\cancel{x} + \sout{ab}", "x̸ + a̶b̶"),
        (r"x \phantom{=} y \phantom{z}", "x y [unseen z]"),
        (r"{n \choose k} + {a+1 \over b}^2 + {p \atop q}", "(n choose k) + ((a+1)/b)² + (p; q)"),
        (r"x \label{eq:1} \tag{2} \eqref{eq:1}", "x ‹eq:1› (2) (eq:1)"),
        (r"\not= \not\in \lt", "≠ ∉ <"),
        (r"\widehat{ABC} + \overrightarrow{AB} + \dddot{x}", "hat(ABC) + vec(AB) + x⃛"),
        (r"\textcolor{red}{x} + {\rm d}y", "[red: x] + dy"),
        (r"\ce{2H2 + O2 -> 2H2O} \ce{SO4^2-} \ce{Na+} \ce{A <=> B}", "2H₂ + O₂ → 2H₂O SO₄²⁻ Na⁺ A ⇌ B"),
        (r"\ket{\psi} \bra{a} \norm{x} \abs{y}", "|ψ⟩ ⟨a| ‖x‖ |y|"),
        (r"x \hspace{1cm} y \kern 3pt z", "x y z"),
        (r"3{,}14 \! + f'(x)\:", "3,14 + f'(x)"),
    ],
)
def test_a_formula_is_written_on_one_line(body: str, expected: str) -> None:
    """Fractions, roots, scripts and symbols keep their sense; what is not known is shown as it is."""
    assert drawn(body) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"A=\begin{pmatrix}1&-2\\3&4\end{pmatrix}", ["A=⎛1  -2⎞", "  ⎝3   4⎠"]),
        (r"f=\begin{cases}x & x>0\\-x & \text{else}\end{cases}", ["f=⎧ x    x>0", "  ⎩ -x   else"]),
        (r"\begin{align*}a&=b\\c+d&=e\\[2pt]\end{align*}", ["  a = b", "c+d = e"]),
        (r"\left\{\begin{array}{l}x\\y\\z\end{array}\right.", ["⎧x", "⎪y", "⎩z"]),
        (r"\left[\begin{array}{cc}1&2\\3&4\end{array}\right]x", ["⎡1  2⎤x", "⎣3  4⎦"]),
        (r"\left[ \begin{array}{c|c}1&2\\3&4\end{array} \right]", ["⎡1 │ 2⎤", "⎣3 │ 4⎦"]),
        (r"\begin{array}{lr}a&12\\&+3\\\hline&15\end{array}", ["a  12", "   +3", "─────", "   15"]),
        (r"a&=b\\&=c", ["a = b", "  = c"]),
        (r"f=\begin{rcases}a\\b\end{rcases}c", ["f=a⎫c", "  b⎭"]),
        (r"\begin{dcases}\frac{1}{2}&x\\0&y\end{dcases}", ["⎧ 1/2   x", "⎩ 0     y"]),
        (r"\begin{alignat}{2}a&=b&c&=d\\x&=y\end{alignat}", ["a = b c = d", "x = y"]),
        (r"\begin{equation}\begin{aligned}[t]a&=b\\c&=d\end{aligned}\end{equation}", ["a = b", "c = d"]),
        (r"\begin{gather*}a\\b+c\end{gather*}", ["  a", "b+c"]),
    ],
)
def test_an_environment_is_drawn_in_rows(body: str, expected: list[str]) -> None:
    """Matrices, cases and aligned equations stand in columns, with brackets as tall as they are."""
    assert drawn(body) == expected


def test_rows_without_room_flow() -> None:
    """A formula wider than the pane is written on one line, which wraps."""
    source = r"\begin{pmatrix}10000&20000\\3&4\end{pmatrix}"

    assert display(rf"$${source}$$,", 20) == "⎛10000  20000⎞\n⎝    3      4⎠,"
    assert display(rf"$${source}$$", 10) == "(10000, 20000; 3, 4)"
    assert readable(rf"${source}$") == "(10000, 20000; 3, 4)"


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6",
        "$5/month vs $6",
        "costs $5, or 6$",
        "US$5 (A$7)",
        "$5k–$US 6",
        "$20, so 3x$",
        "$5 is less than the cost of 6=x$",
        "$a and b$",
        "$HOME/bin:$PATH",
        '${x}_1 "$',
        r"\(see note\)",
        r"\[x\]",
        r"\[ENTER NAME\]",
        "`$x_1$`",
        r"\$x_1\$",
        "$x_1",
    ],
)
def test_what_is_no_formula_stays(text: str) -> None:
    """Prices, variables of a shell, code and brackets that Markdown escapes are no formulas."""
    assert words("".join(lines(text))) == words(text)
    assert not [run for run in Document(text, 60, PALETTE).line(TOP) if isinstance(run, Formula)]
    assert readable("$5$") == "5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so $x_1$, **\\(y^2\\)** end", ["so x₁, y² end"]),
        ("- item $\\frac{1}{2}$\n- \\[x^2\\]", ["• item 1/2", "• x²"]),
        ("# On $x^2$", ["# On x²"]),
        ("|a|\n|-|\n|$x^2$|", ["a", "──", "x²"]),
        ("text:\n\\[\nx\n+ y = 1\n\\]\nmore", ["text:", "  x + y = 1", "more"]),
        ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", ["  a = b", "  c = d"]),
        ("so $$\\begin{pmatrix}1\\\\2\\end{pmatrix}$$ is", ["so ", "⎛1⎞", "⎝2⎠ is"]),
        ("so\n\\[x^2\\]Since", ["so", "x²", "Since"]),
        (r"The answer is \boxed{\frac{1}{2}}.", ["The answer is ▕\xa01/2\xa0▏."]),
        (r"an open \boxed{1 stays", [r"an open \boxed{1 stays"]),
    ],
)
def test_formulas_stand_anywhere(text: str, expected: list[str]) -> None:
    """Formulas are read in paragraphs, lists, headings and tables, and as blocks of their own."""
    assert lines(text) == expected


def test_a_formula_has_a_style_of_its_own() -> None:
    """A reader sees which text was converted; the raw view stays exact."""
    text = "so $x_1$"
    runs = Document(text, 60, PALETTE).line(TOP)

    assert [run.style for run in runs if run.text == "x₁"] == [PALETTE.math]
    assert plain(Document(text, 60, PALETTE, raw=True).line(TOP)) == text


@given(LATEX, st.booleans())
def test_no_formula_loses_a_letter(body: str, boxed: bool) -> None:
    """A converted formula has every letter and digit outside of command names, and nothing that acts."""
    text = readable(rf"$${visible(body)}$$", boxed=boxed)
    if text is None:
        return

    letters = [each for each in words(normalize("NFKD", text)) if each in "xyabcnq12348éAB字ب"]
    names = ("unknown", "begin", "end", "frac", "text", "boxed", "sqrt", "left", "right", "sum", "alpha")
    source = normalize("NFKD", body)
    for name in (
        *names,
        "phantom",
        "array",
        "times",
        "pmatrix",
        "cases",
        "mathbb",
        "vec",
        "overline",
        "sin",
        "circ",
        "zzz",
    ):
        source = source.replace(name, "")
    assert Counter(each for each in words(source) if each in "xy128é字ب") <= Counter(letters)
    assert visible(text) == text


@given(LATEX, st.integers(8, 60))
def test_a_text_with_formulas_keeps_its_place(body: str, width: int) -> None:
    """The lines still stand for every letter of the source, in order, so that places can be found."""
    text = f"before $${body}$$ after ${body}$."
    document = Document(text, width, PALETTE)
    rows = [document.line(place) for place in document.places(TOP)]

    assert words("".join(map(written, rows))) == words(visible(text))


@given(st.text("ab \n", min_size=1), st.text(), st.integers(1, 5))
def test_parts_of_a_formula_share_its_source(shown: str, source: str, width: int) -> None:
    """However a formula is broken, its parts stand for its source once."""
    rows = wrap([Formula(f"x{shown}", Style.null(), source)], width)

    assert "".join(map(written, rows)) == source


def test_a_part_of_plain_text_is_its_characters() -> None:
    """A run that is no formula is cut as it stands."""
    assert part_of(Segment("abc"), 1, 2) == Segment("b", Style.null())


@pytest.mark.parametrize(
    "body",
    [
        "x^" * 990,
        "{" * 900 + "}" * 900,
        r"\frac12" * 280,
        "_" * 1900,
        "^{^{a}}" * 280,
        r"\sqrt{" * 300,
        "$" * 1900,
    ],
)
def test_a_hostile_formula_does_not_hang(body: str) -> None:
    """A formula is bounded in length and depth, and whatever cannot be parsed stays."""
    with no_hang():
        readable(rf"\[{body}\]", boxed=True)
    assert readable(rf"\[x_1{'x' * MOST_CHARACTERS}\]") is None
    assert "x₁" not in "".join(lines("$x_1+y$ " * 2000 + "$x_1$", 8_000)[-1:])
