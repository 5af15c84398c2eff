"""The README's picture is drawn by the app as it is now."""

import html
import importlib.util
import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def words(svg: str) -> list[str]:
    """Return what an SVG says, line by line."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, flags=re.DOTALL)
    return [html.unescape(text).replace("\xa0", " ") for text in texts]


async def test_the_picture_shows_the_present_screen() -> None:
    """Drawing it again gives the same words in the same places; else run ``python docs/picture.py``."""
    specification = importlib.util.spec_from_file_location("picture", DOCS / "picture.py")
    assert specification
    assert specification.loader
    picture = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(picture)

    assert words(await picture.draw()) == words((DOCS / "rating-screen.svg").read_text())


def test_the_picture_fetches_nothing() -> None:
    """The SVG names no font, script or image elsewhere."""
    svg = (DOCS / "rating-screen.svg").read_text()

    assert not re.search(r"(src|href)\s*[:=]", svg.replace("xmlns", ""))
    assert "url(" not in svg.replace("url(#", "")
