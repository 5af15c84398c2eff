"""Asides: what is worth knowing at a question, and is no part of it."""

from collections.abc import Iterable, Mapping, Sequence

from raterterm.core.checks import CheckQuestion
from raterterm.core.claims import CLAIMS, ClaimsQuestion
from raterterm.core.failures import KnownFailure
from raterterm.core.form import Form
from raterterm.core.question import Answers, Question
from raterterm.core.reports import KnownRuling, Position
from raterterm.core.task import Response
from raterterm.core.visible import visible_line
from raterterm.tui.page import TOLD
from raterterm.tui.show import counted


def evidence(question: Question, responses: Iterable[Response], answers: Answers) -> str:
    """Return what a response shows of a check that can be measured; nothing of others."""
    text = next((known.text for known in responses if known.id == question.response), None)
    if not isinstance(question, CheckQuestion) or text is None:
        return ""
    from raterterm.core.measures import measure  # noqa: PLC0415 - 30 ms that the first screen need not wait for

    found = measure(question.demand or question.heading(answers), text)
    return "" if found is None else " · ".join(filter(None, [f"measured: {found.found}", found.detail]))


def claims(question: Question, form: Form, answers: Answers) -> str:
    """Return how the claims stand in what is judged, at the criterion that they feed; nothing elsewhere."""
    ledger = form.question(CLAIMS)
    if not isinstance(ledger, ClaimsQuestion) or CLAIMS not in answers or not ledger.is_fed(question):
        return ""
    counts = ledger.count(answers[CLAIMS])
    judged = form.letters.order if question.response is None else (question.response,)
    return "; ".join(
        f"claims in {form.letters.letter(response)}: {_listed(counts.get(response, {}))}"
        for response in judged
    )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none judged"


def failed_before(known: Sequence[KnownFailure], modes: Sequence[str]) -> tuple[str, ...]:
    """Return how often failures of these kinds were listed before, or where all can be searched."""
    alike = [failure for failure in known if failure.latest.mode.id in modes]
    if alike:
        times = sum(failure.times for failure in alike)
        why = next((failure.latest.hypothesis for failure in alike if failure.latest.hypothesis), "")
        often = "once" if times == 1 else f"{times} times"
        return (
            f"{alike[0].latest.mode.id}: listed {often} before (L)" + (f", last: {_cut(why)}" if why else ""),
        )
    return (f"{counted(len(known), 'failure')} known so far: L searches them",) if known else ()


def ruled_before(known: Sequence[KnownRuling], position: Position, reach: int = 3) -> tuple[str, ...]:
    """Return the last ruling that comes as near as ``reach``, or where all can be searched if that is far."""
    nearest = min((ruling.latest for ruling in known), key=position.nearness, default=None)
    if nearest is None or (nearness := position.nearness(nearest)) > reach:
        return ()
    if nearness > 1:
        return (f"{counted(len(known), 'ruling')} so far: P searches them",)
    alike = f", {', '.join(sorted(nearest.tags & position.tags))}" if nearness else ""
    return (f"you ruled before (task {nearest.occasion.task}{alike}; P): {_cut(nearest.ruling)}",)


def _cut(text: str) -> str:
    """Return the beginning of a text; the whole is in the list that its key opens."""
    return visible_line(" ".join(text.split()), TOLD)
