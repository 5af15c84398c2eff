"""The library: the failures and the rulings that a rater listed, over all batches of a workspace.

It has no table of its own: it is read from the state of the tasks, so that undo and withdrawal are
right by themselves.  A workspace of 10,000 ratings with as many failures is read in a quarter of
a second, and from then on only what changed is read again.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, TypeAdapter

from raterterm.core import jsontext
from raterterm.core.failures import FAILURES, Cited, Failure, Failures, KnownFailure, Term
from raterterm.core.form import compile_form
from raterterm.core.precedents import Known, Listed, Occasion, distinct
from raterterm.core.reports import AMBIGUITIES, KnownRuling, Ruling, tags
from raterterm.core.rubric import Rubric
from raterterm.core.words import BatchId, Json, QuestionId, ResponseId, TaskId
from raterterm.core.writing import Mention
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace

T = TypeVar("T", bound=Listed)
_Row = tuple[Any, ...]

_LISTS = """
    SELECT r.batch, r.task, json_extract(CAST(r.state AS TEXT), '$.answers.{list}.entries'), coalesce(
        (SELECT json_extract(CAST(v.line AS TEXT), '$.at') FROM events v
         WHERE v.batch = r.batch AND v.task = r.task
         AND instr(v.line, CAST('"question":"{list}"' AS BLOB)) ORDER BY v.n DESC LIMIT 1), ''),
        {facts}
    FROM ratings r WHERE r.touched AND instr(r.state, CAST('"{list}"' AS BLOB)) AND {condition}
"""
"""The lists of one kind; ``instr`` passes over what has none without taking it apart."""

_IS_SENSITIVE = """
    (SELECT json_array_length(CAST(t.raw AS TEXT), '$.sensitive') FROM tasks t
     WHERE t.batch = r.batch AND t.id = r.task AND instr(t.raw, CAST('sensitive' AS BLOB)))
"""

TOUCHED = "SELECT DISTINCT batch, task FROM events NOT INDEXED WHERE seq > ?"
"""By the number of the event, the key of the table: else SQLite would read all events by an index of tasks."""

_TAGS = """
    (SELECT json_group_array(json_extract(f.value, '$.mode.chosen[0]'))
     FROM json_each(CAST(r.state AS TEXT), '$.answers.failures.entries') f
     WHERE json_type(f.value, '$.mode') NOTNULL),
    (SELECT json_group_array(f.key) FROM json_each(CAST(r.state AS TEXT), '$.flags') f)
"""


class _Chosen(BaseModel):
    chosen: tuple[str, ...]


class _Text(BaseModel):
    text: str
    mentions: tuple[Mention, ...] = ()


_NO_TEXT = _Text(text="")


class _Quote(BaseModel):
    response: ResponseId | None
    start: int
    end: int
    quote: str


class _Failure(BaseModel):
    quote: _Quote | None = None
    mode: _Chosen | None = None
    cause: _Chosen | None = None
    hypothesis: _Text | None = None


class _Report(BaseModel):
    section: _Text | None = None
    case: _Text | None = None
    ruling: _Text | None = None


# Not the models of the answers: they were held to those when they were given, and take longer to read.
_FAILURES_READ = TypeAdapter(list[_Failure])
_REPORTS_READ = TypeAdapter(list[_Report])
_NAMES_READ = TypeAdapter(list[str])


class _Source(NamedTuple):
    """What a batch is rated by, as far as the library asks."""

    batch: BatchId
    rubric: str
    modes: Mapping[str, Term]
    causes: Mapping[str, Term]
    has_reports: bool
    conditional: Rubric | None
    """The rubric, where it depends on other answers whether its lists are asked for."""


class Library:
    """What was listed before."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sources: dict[int, _Source] = {}
        self._failures = _Shelf(workspace, FAILURES, _IS_SENSITIVE, self._failures_of)
        self._rulings = _Shelf(workspace, AMBIGUITIES, _TAGS, self._rulings_of)

    def failures(self) -> tuple[KnownFailure, ...]:
        """Return the failures whose kind is one of their rubric's, each once, the latest first.

        Raises WorkspaceError.
        """
        return self._failures.known()

    def rulings(self) -> tuple[KnownRuling, ...]:
        """Return the rulings of reports on the guidelines, each once, the latest first.

        Raises WorkspaceError.
        """
        return self._rulings.known()

    def _failures_of(self, row: _Row) -> Iterator[Failure]:
        batch, task, entries, at, is_sensitive = row
        source = self._source(batch)
        if not self._counts(FAILURES, batch, task):
            return
        for number, entry in enumerate(_FAILURES_READ.validate_json(entries)):
            mode = source.modes.get(_first(entry.mode))
            if mode is not None:
                cause = source.causes.get(_first(entry.cause))
                occasion = Occasion(at, source.batch, task, number, source.rubric)
                cited = _cited(entry.quote, is_sensitive=bool(is_sensitive))
                why = entry.hypothesis or _NO_TEXT
                yield Failure(mode, cause, why.text, why.mentions, cited, occasion)

    def _rulings_of(self, row: _Row) -> Iterator[Ruling]:
        batch, task, entries, at, modes, flags = row
        source = self._source(batch)
        if not self._counts(AMBIGUITIES, batch, task):
            return
        failed = set(_NAMES_READ.validate_json(modes)) if self._counts(FAILURES, batch, task) else set()
        marked = tags(source.modes.keys() & failed, _NAMES_READ.validate_json(flags))
        for number, entry in enumerate(_REPORTS_READ.validate_json(entries)):
            if source.has_reports and entry.ruling is not None:
                occasion = Occasion(at, source.batch, task, number, source.rubric)
                section, case, ruling = entry.section or _NO_TEXT, entry.case or _NO_TEXT, entry.ruling
                yield Ruling(
                    section=section.text,
                    case=case.text,
                    case_mentions=case.mentions,
                    ruling=ruling.text,
                    mentions=ruling.mentions,
                    tags=marked,
                    occasion=occasion,
                )

    def _counts(self, of: QuestionId, batch: int, task: str) -> bool:
        """Tell whether a list is asked for, given the other answers; what is not, counts for nothing."""
        rubric = self._source(batch).conditional
        if rubric is None:
            return True
        rating = Log(self._workspace, batch).rating(TaskId(task))
        form = compile_form(rubric, rating.shown)
        return of in form.counted(form.read(rating.answers))

    def _source(self, batch: int) -> _Source:
        if batch not in self._sources:
            name, compiled = self._workspace.row(
                "SELECT b.id, r.compiled FROM batches b JOIN rubrics r ON r.key = b.rubric WHERE b.key = ?",
                [batch],
            )
            with self._workspace.reading("the rubric of a batch"):
                self._sources[batch] = _source_of(name, jsontext.decode(compiled))
        return self._sources[batch]


def _source_of(batch: str, rubric: Json) -> _Source:
    block = rubric.get("failures")
    asked = Failures.model_validate(block, strict=False) if block else None
    terms = [
        {known.id: Term(known.id, known.words) for known in taxonomy.all}
        for taxonomy in ((asked.modes, asked.causes) if asked else ())
    ]
    modes, causes = terms or ({}, {})
    reports = rubric.get("ambiguities")
    is_conditional = any(part and part.get("when") for part in (block, reports))
    conditional = Rubric.model_validate(rubric, strict=False) if is_conditional else None
    return _Source(BatchId(batch), rubric["id"], modes, causes, reports is not None, conditional)


def _first(answer: _Chosen | None) -> str:
    return answer.chosen[0] if answer and answer.chosen else ""


def _cited(quote: _Quote | None, *, is_sensitive: bool) -> Cited | None:
    if quote is None:
        return None
    return Cited(quote.response, quote.start, quote.end, quote.quote, is_sensitive)


class _Shelf(Generic[T]):
    """The entries of one kind of list, kept in step with the log."""

    def __init__(
        self, workspace: Workspace, of: QuestionId, facts: str, read: Callable[[_Row], Iterator[T]]
    ) -> None:
        self._workspace = workspace
        self._of = of
        self._facts = facts
        self._read = read
        self._listed: dict[tuple[int, str], tuple[T, ...]] = {}
        self._saved = 0
        """The last event that the entries follow from."""
        self._known: tuple[Known[T], ...] = ()

    def known(self) -> tuple[Known[T], ...]:
        """Return the entries, each once, the latest first."""
        saved = self._workspace.saved
        if saved != self._saved:
            is_changed = self._follow() if self._saved else self._fill()
            self._saved = saved
            if is_changed:
                listed = (entry for entries in self._listed.values() for entry in entries)
                self._known = distinct(listed)
        return self._known

    def _fill(self) -> bool:
        """Read everything, unless no rubric asks for such a list."""
        if self._workspace.row(
            "SELECT count(*) FROM rubrics WHERE json_type(CAST(compiled AS TEXT), ?) = 'object'",
            [f"$.{self._of}"],
        ) == (0,):
            return False
        self._listed = self._entries("TRUE")
        return True

    def _follow(self) -> bool:
        """Read again what was decided about since; return whether any entry changed."""
        touched = self._workspace.rows(TOUCHED, [self._saved])
        is_changed = False
        for place in touched:
            batch, task = place
            fresh = self._entries("r.batch = ? AND r.task = ?", batch, task).get((batch, task), ())
            if fresh != self._listed.get((batch, task), ()):
                self._listed[batch, task] = fresh
                is_changed = True
        return is_changed

    def _entries(self, condition: str, *values: int | str) -> dict[tuple[int, str], tuple[T, ...]]:
        sql = _LISTS.format(list=self._of, facts=self._facts, condition=condition)
        rows = self._workspace.rows(sql, values)
        with self._workspace.reading(f"what was listed as {self._of}"):
            return {(row[0], row[1]): tuple(self._read(row)) for row in rows if row[2] is not None}
