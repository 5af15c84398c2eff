"""The outline: the headings that a full parse of the Markdown finds, found without one."""

import sys
from collections.abc import Callable
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from raterterm.core.outline import Title, outline

LINES = """\
Text
Text of [ref] and `code`
(aside)
ähnlich
7
# One
## Two ##
### *Three* `x`
 # one space
   # three
    # code
#
#no
# [ref]
# ![ref] it
# _[a_][ref]
# a\\
# AT&amp;T <b>
-# no
1# no
===
---
- - -
=
  ---
***
- ---
> ===
a ===
- item
- # in a list
-
- -
* # star
1. # one
2) # two
  # below an item
    # deeper
> quoted
> # quoted
> - # both
>
- > # other way
> ```
- ```
  ```
- <!--
```
````
```py
``` a`b
~~~
~~~~~
~~~ `x`
 ```
   ~~~
    ```
x ```
<!-- open
open <!--
-->
<pre>
</pre>
<div>
</div>
<?php
?>
<SCRIPT>
</script>
<!X
>
<![CDATA[
]]>
<b>
[ref]: /url
  [ref]: /other
[re
f]: /url
> [ref]: /url
[ref]:
"""
BLANKS = ("", "", "", " ", "\t", "\t# tab", "``` ", "  ---  ")
"""What opens, closes, hides, underlines or only looks like a heading, and what a title refers to."""

markdown = st.builds(
    lambda lines, end: end.join(lines),
    st.lists(st.sampled_from([*LINES.splitlines(), *BLANKS])),
    st.sampled_from(["\n", "\r\n", "\r"]),
)


def parsed(text: str) -> list[Title]:
    """Return the headings of a full parse."""
    found = []
    for opening, inline in pairwise(MarkdownIt("commonmark").parse(text)):
        if opening.type == "heading_open" and opening.map:
            children = inline.children or ()
            plain = "".join(part.content for part in children if part.type in {"text", "code_inline"})
            found.append(Title(inline.content, plain, int(opening.tag[1]), opening.map[0]))
    return found


@settings(max_examples=500)
@given(markdown)
@example("```\n\n# in a fence\n\n```\n\n# after it\n")
@example("Text\n```\n# in a fence\n\n~~~\n```\n# after it")
@example("```\n# in a fence\n\n````\n\n# after a longer end\n")
@example("~~~~\n# in a fence\n~~~\n   ~~~~\n# after an indented end\n")
@example("#no\n===\n\n####### no\n===\n")
@example("# AT&amp;T\n")
@example("<SCRIPT>\n\n# in a script\n\n</script>\n\n# after it\n")
@example("<!--\n\n# in a comment\n\n# still\n\n-->\n\n# after it\n")
@example("- ```\n\n# the fence ended with its item\n")
@example("# ![ref] it\n\n> [ref]: /url\n")
@example("Text\n\0\n===\n")
def test_the_outline_is_what_a_full_parse_finds(text: str) -> None:
    """Whatever stands around the headings: lists, quotes, fences, HTML, definitions."""
    assert list(outline(text)) == parsed(text)


def test_most_of_a_text_is_not_parsed() -> None:
    """Guidelines take a fraction of the steps that their full parse takes."""
    section = (
        "## Title {}\n\nA paragraph of *some* words.\nAnother line.\n\n- one\n- two\n\n```\n# x\n\ny\n```\n\n"
    )
    text = "".join(section.format(number) for number in range(50))

    assert steps(lambda: list(outline(text))) * 3 < steps(lambda: parsed(text))


def steps(work: Callable[[], object]) -> int:
    """Return how many calls ``work`` makes."""
    count = 0

    def tally(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
