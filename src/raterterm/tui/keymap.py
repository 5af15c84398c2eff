"""The keymap: the one table that bindings, footers, the keys sheet and the palette are made from.

Every default key is one that legacy terminals, tmux and screen pass on: no Alt, no function keys, no
Ctrl with a letter that is another key's name.
"""

from collections.abc import Iterator

from raterterm.tui.command import Command, Where

_DIGITS = tuple(
    Command(f"answer-{key}", (key,), f"answer('{key}')", f"Answer with {key}", "rating", "answer")
    for key in "1234567890"
)

KEYMAP: tuple[Command, ...] = (
    *_DIGITS,
    Command("answer-x", ("x",), "answer('x')", "Answer: does not apply", "rating", "answer"),
    Command(
        "withdraw",
        ("backspace", "delete"),
        "withdraw",
        "Take the answer under the cursor back",
        "rating",
        "answer",
    ),
    Command(
        "go-on", ("enter",), "go_on", "Go on: to what is missing, else submit", "rating", "answer", "go on"
    ),
    Command(
        "next-question", ("j", "down"), "move_question(1)", "Next question", "rating", "answer", "question"
    ),
    Command("previous-question", ("k", "up"), "move_question(-1)", "Previous question", "rating", "answer"),
    Command(
        "next-response",
        ("l", "right"),
        "move_response(1)",
        "Same question, next response",
        "rating",
        "answer",
    ),
    Command(
        "previous-response",
        ("h", "left"),
        "move_response(-1)",
        "Same question, response before",
        "rating",
        "answer",
    ),
    Command(
        "doubt", ("exclamation_mark",), "doubt", "Go to an answer that contradicts others", "rating", "answer"
    ),
    Command("rationale", ("r",), "write_rationale", "Write the rationale", "rating", "answer", "rationale"),
    Command(
        "edit",
        ("e",),
        "edit",
        "Open the marked words, or the answer",
        "rating",
        "answer",
        sometimes=("write", "pick", "add", "list"),
    ),
    Command(
        "earlier-failures",
        ("L",),
        "earlier_failures",
        "Failures that you listed before, to list one again",
        "rating",
        "answer",
    ),
    Command(
        "earlier-rulings",
        ("P",),
        "earlier_rulings",
        "Rulings that you made before",
        "rating",
        "read",
    ),
    Command("flag", ("f",), "flag", "Flag: something is wrong here", "rating", "decide", "flag"),
    Command("bookmark", ("asterisk",), "bookmark", "Bookmark this task, or no longer", "rating", "decide"),
    Command("skip", ("s",), "skip", "Skip this task, with a reason", "rating", "decide", "skip"),
    Command(
        "undo", ("u",), "undo", "Undo the last decision, whichever task it was on", "rating", "decide", "undo"
    ),
    Command("redo", ("U", "ctrl+r"), "redo", "Redo", "rating", "decide"),
    Command(
        "guidelines",
        ("g",),
        "guidelines",
        "Guidelines at this question, beside the task",
        "rating",
        "read",
        "guideline",
    ),
    Command(
        "page-down", ("space", "pagedown"), "scroll('page', 1)", "Scroll a page", "rating", "read", "scroll"
    ),
    Command("page-up", ("b", "pageup"), "scroll('page', -1)", "Scroll a page back", "rating", "read"),
    Command("line-down", ("J", "ctrl+down"), "scroll('line', 1)", "Scroll a line", "rating", "read"),
    Command("line-up", ("K", "ctrl+up"), "scroll('line', -1)", "Scroll a line back", "rating", "read"),
    Command("bottom", ("end", "G"), "scroll('end', 1)", "To the end of the text", "rating", "read"),
    Command("top", ("home",), "scroll('end', -1)", "To the start of the text", "rating", "read"),
    Command(
        "next-paragraph",
        ("right_curly_bracket",),
        "scroll('paragraph', 1)",
        "Next paragraph",
        "rating",
        "read",
    ),
    Command(
        "previous-paragraph",
        ("left_curly_bracket",),
        "scroll('paragraph', -1)",
        "Paragraph before",
        "rating",
        "read",
    ),
    Command(
        "next-heading",
        ("right_parenthesis",),
        "scroll('heading', 1)",
        "Next heading or turn",
        "rating",
        "read",
    ),
    Command(
        "previous-heading",
        ("left_parenthesis",),
        "scroll('heading', -1)",
        "Heading or turn before",
        "rating",
        "read",
    ),
    Command("next-code", ("greater_than_sign",), "scroll('code', 1)", "Next block of code", "rating", "read"),
    Command(
        "previous-code", ("less_than_sign",), "scroll('code', -1)", "Block of code before", "rating", "read"
    ),
    Command("search", ("slash",), "search", "Search in all texts", "rating", "read", "search"),
    Command(
        "next-mark",
        ("right_square_bracket",),
        "next_mark(1)",
        "Next hit, change, marked words, or changed section",
        "rating",
        "read",
    ),
    Command(
        "previous-mark",
        ("left_square_bracket",),
        "next_mark(-1)",
        "Hit, change, marked words, or changed section before",
        "rating",
        "read",
    ),
    Command(
        "select",
        ("v",),
        "select",
        "Select a line, a sentence, a word; ⏎ takes it",
        "rating",
        "read",
        sometimes=("mark", "quote"),
    ),
    Command("extend", ("plus",), "extend(1)", "Select more", "rating", "read"),
    Command("shorten", ("minus",), "extend(-1)", "Select less", "rating", "read"),
    Command("next-pane", ("tab",), "next_pane(1)", "Next response", "rating", "read", "A/B"),
    Command("previous-pane", ("shift+tab",), "next_pane(-1)", "Response before", "rating", "read"),
    Command("link", ("w",), "link", "Scroll the responses together, or each alone", "rating", "read"),
    Command("zoom", ("z",), "zoom", "One response over the whole width", "rating", "read"),
    Command("raw", ("m",), "raw", "Markdown, or the raw text", "rating", "read"),
    Command(
        "difference",
        ("d",),
        "difference",
        "How the responses differ, or a rewrite from its response",
        "rating",
        "read",
    ),
    Command(
        "compare-with", ("D",), "compare_with", "Compare the others with this response", "rating", "read"
    ),
    Command("conversation", ("c",), "conversation", "The whole conversation", "rating", "read"),
    Command("contents", ("t",), "contents", "Contents of the guidelines", "rating", "read"),
    Command("guide-back", ("B",), "guide_back", "Back to where the guidelines were read", "rating", "read"),
    Command("acknowledge", ("a",), "acknowledge", "Acknowledge the guidelines as read", "rating", "read"),
    Command(
        "uncover", ("V",), "uncover", "Uncover a sensitive task", "rating", "read", sometimes=("uncover",)
    ),
    Command("next-task", ("n",), "move_task(1)", "Next task", "rating", "move"),
    Command("previous-task", ("p",), "move_task(-1)", "Task before", "rating", "move"),
    Command("next-open", ("N",), "next_open", "Next task that is not rated", "rating", "move"),
    Command("next-bookmark", ("M",), "next_bookmark", "Next bookmarked task", "rating", "move"),
    Command("overview", ("o",), "overview", "All tasks of the batch", "rating", "move", "tasks"),
    Command(
        "preflight", ("X",), "preflight", "Check what is missing, and export", "rating", "move", "export"
    ),
    Command("close", ("escape",), "close", "End the search, close what is open", "rating", "move"),
    Command("home", ("q",), "home", "Back to the batches; everything is saved", "rating", "move", "back"),
    Command(
        "done-writing",
        ("escape",),
        "screen.done_writing",
        "Leave the text; it is kept",
        "writing",
        "answer",
        "done",
    ),
    Command(
        "next-hint", ("tab",), "screen.next_hint", "Next hint on what is written", "writing", "answer", "hint"
    ),
    Command(
        "name-criterion",
        ("ctrl+t",),
        "screen.name_criterion",
        "Insert the name of a criterion, or what its points mean",
        "writing",
        "answer",
        "name",
    ),
    Command(
        "misspelt",
        ("ctrl+n",),
        "screen.next_misspelt",
        "Go to the next misspelt word, and mend it",
        "writing",
        "answer",
        "spell",
    ),
    Command(
        "insert-snippet",
        ("ctrl+g",),
        "screen.insert_snippet",
        "Insert a snippet, or take one away",
        "writing",
        "answer",
        "snippet",
    ),
    Command(
        "keep-snippet",
        ("ctrl+r",),
        "screen.keep_snippet",
        "Keep what is selected, or all of it, as a snippet",
        "writing",
        "answer",
    ),
    Command("editor", ("ctrl+o",), "screen.open_editor", "Write in $EDITOR", "writing", "answer", "$EDITOR"),
    Command(
        "compare-draft",
        ("ctrl+d",),
        "screen.compare_draft",
        "What a rewrite changes, or the response again",
        "writing",
        "read",
        "difference",
    ),
    Command(
        "read-on", ("ctrl+down",), "screen.read_on(1)", "Read on above the text", "writing", "read", "read on"
    ),
    Command("read-back", ("ctrl+up",), "screen.read_on(-1)", "Read back above the text", "writing", "read"),
    Command(
        "search-done", ("enter",), "screen.search_done", "Keep the hits marked", "searching", "read", "keep"
    ),
    Command(
        "search-cancel",
        ("escape",),
        "screen.search_cancel",
        "Forget the search",
        "searching",
        "read",
        "cancel",
    ),
    Command("pick", ("enter",), "take", "Take it", "picking", "move", "take"),
    Command("pick-down", ("down", "ctrl+n"), "move(1)", "Next row", "picking", "move", "down"),
    Command("pick-up", ("up",), "move(-1)", "Row before", "picking", "move", "up"),
    Command("pick-page-down", ("pagedown",), "move(10)", "Ten rows on", "picking", "move"),
    Command("pick-page-up", ("pageup",), "move(-10)", "Ten rows back", "picking", "move"),
    Command("pick-cancel", ("escape",), "cancel", "Take nothing", "picking", "move", "cancel"),
    *(
        Command(f"entry-answer-{key}", (key,), f"answer('{key}')", f"Answer with {key}", "entry", "answer")
        for key in "1234567890x"
    ),
    Command(
        "entry-go-on", ("enter",), "go_on", "Go on: to what is missing, else back", "entry", "answer", "go on"
    ),
    Command(
        "entry-edit",
        ("e",),
        "edit",
        "Open the field under the cursor",
        "entry",
        "answer",
        sometimes=("write", "pick", "add", "list"),
    ),
    Command(
        "entry-another",
        ("a",),
        "another",
        "Go on to another entry behind this one",
        "entry",
        "answer",
        "another",
    ),
    Command(
        "entry-withdraw",
        ("backspace", "delete"),
        "withdraw",
        "Take the answer back",
        "entry",
        "answer",
        "take back",
    ),
    Command("entry-next", ("j", "down"), "move_question(1)", "Next field", "entry", "answer", "field"),
    Command("entry-previous", ("k", "up"), "move_question(-1)", "Field before", "entry", "answer"),
    Command(
        "entry-precedents",
        ("L", "P"),
        "precedents",
        "What you listed before, to take what is missing",
        "entry",
        "answer",
    ),
    Command(
        "entry-close", ("escape", "q"), "close", "Back; what is answered is kept", "entry", "move", "back"
    ),
    Command("ledger-add", ("a",), "add", "Add an entry", "ledger", "answer", "add"),
    Command("ledger-open", ("enter", "e"), "open", "Open the entry", "ledger", "answer", "open"),
    Command(
        "ledger-remove",
        ("backspace", "delete"),
        "remove",
        "Take the entry away",
        "ledger",
        "answer",
        "remove",
    ),
    Command("ledger-down", ("j", "down"), "move(1)", "Next entry", "ledger", "move"),
    Command("ledger-up", ("k", "up"), "move(-1)", "Entry before", "ledger", "move"),
    Command(
        "ledger-later", ("J",), "shift(1)", "Put the entry behind the next one", "ledger", "answer", "later"
    ),
    Command(
        "ledger-sooner",
        ("K",),
        "shift(-1)",
        "Put the entry before the one before",
        "ledger",
        "answer",
        "sooner",
    ),
    Command("ledger-close", ("escape", "q"), "close", "Back", "ledger", "move", "back"),
    Command("open", ("enter",), "open", "Rate this batch", "home", "move", "rate"),
    Command("home-tasks", ("o",), "overview", "All tasks of this batch", "home", "move", "tasks"),
    Command(
        "home-preflight", ("X",), "preflight", "Check what is missing, and export", "home", "move", "export"
    ),
    Command("home-down", ("j", "down"), "move(1)", "Next batch", "home", "move"),
    Command("home-up", ("k", "up"), "move(-1)", "Batch before", "home", "move"),
    Command("home-leave", ("q", "escape"), "app.leave", "Quit; everything is saved", "home", "move", "quit"),
    Command("overview-open", ("enter",), "open", "Open this task", "overview", "move", "open"),
    Command(
        "overview-filter",
        ("tab", "f"),
        "filter(1)",
        "Show only those of one state, flagged, bookmarked",
        "overview",
        "move",
        "filter",
    ),
    Command(
        "overview-bookmark",
        ("asterisk",),
        "bookmark",
        "Bookmark the task under the cursor, or no longer",
        "overview",
        "decide",
        "bookmark",
    ),
    Command("overview-unfilter", ("shift+tab",), "filter(-1)", "The filter before", "overview", "move"),
    Command("overview-down", ("j", "down"), "move(1)", "Next task", "overview", "move"),
    Command("overview-up", ("k", "up"), "move(-1)", "Task before", "overview", "move"),
    Command("overview-page-down", ("space", "pagedown"), "move(20)", "Twenty tasks on", "overview", "move"),
    Command("overview-page-up", ("b", "pageup"), "move(-20)", "Twenty tasks back", "overview", "move"),
    Command("overview-end", ("end", "G"), "move(1000000)", "Last task", "overview", "move"),
    Command("overview-start", ("home",), "move(-1000000)", "First task", "overview", "move"),
    Command("overview-back", ("q", "escape", "o"), "back", "Back", "overview", "move", "back"),
    Command(
        "preflight-open", ("enter",), "open", "Go to this task and question", "preflight", "move", "go there"
    ),
    Command("preflight-down", ("j", "down"), "move(1)", "Next line", "preflight", "move"),
    Command("preflight-up", ("k", "up"), "move(-1)", "Line before", "preflight", "move"),
    Command("export", ("X",), "export", "Sign and write the bundle", "preflight", "move", "export"),
    Command(
        "preflight-times",
        ("t",),
        "change_times",
        "Tell days or moments",
        "preflight",
        "move",
        "times",
    ),
    Command("preflight-back", ("q", "escape"), "back", "Back", "preflight", "move", "back"),
    Command(
        "palette", ("colon", "ctrl+p"), "app.command_palette", "Find a command by name", "everywhere", "help"
    ),
    Command(
        "hide", ("H", "ctrl+l"), "app.hide", "Hide everything at once, or show it again", "everywhere", "help"
    ),
    Command(
        "settings", ("comma",), "app.settings", "Settings: theme, direction, breaks", "everywhere", "help"
    ),
    Command(
        "write-elsewhere",
        ("ctrl+f",),
        "app.write_elsewhere",
        "Write what is not saved to a file elsewhere",
        "everywhere",
        "help",
    ),
    Command("keys", ("question_mark",), "app.keys", "This sheet", "everywhere", "help", "keys"),
    Command("quit", ("Q", "ctrl+q"), "app.leave", "Quit; everything is saved", "everywhere", "help"),
    Command(
        "interrupt", ("ctrl+c",), "app.leave", "Quit, except while writing", "everywhere", "help", yields=True
    ),
)


def commands(*where: Where) -> Iterator[Command]:
    """Yield the commands of these places, in the order of the table."""
    yield from (command for command in KEYMAP if command.where in where)
