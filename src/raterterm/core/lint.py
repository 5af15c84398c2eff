"""Lints a rationale: says what a reader would miss in it, grounded in the rubric and the responses.

Nothing here is a verdict.  Each rule errs towards silence, needs no network and no model, and gives the same
hints for the same text.  Whether hints are shown or must be met is the rubric's ``rationale.lint`` to say.
"""

from raterterm.core.lint_case import Case, Draft, Hint, Rule
from raterterm.core.lint_claims import contradiction
from raterterm.core.lint_evidence import evidence, vague
from raterterm.core.lint_slips import copy, false_quote, language, model_name
from raterterm.core.lint_subjects import both, criterion
from raterterm.core.lint_text import words

__all__ = ["RULES", "Case", "Hint", "Rule", "lint"]

RULES: tuple[Rule, ...] = (
    Rule("contradiction", contradiction),
    Rule("language", language, covers=frozenset({"criterion", "both", "evidence", "vague"})),
    Rule("false-quote", false_quote),
    Rule("model-name", model_name),
    Rule("copy", copy, covers=frozenset({"evidence"})),
    Rule("vague", vague, covers=frozenset({"both", "criterion", "evidence"})),
    Rule("both", both),
    Rule("criterion", criterion),
    Rule("evidence", evidence),
)
"""Every rule, the gravest first."""


def lint(text: str, case: Case) -> tuple[Hint, ...]:
    """Return what ``text`` lacks as a rationale in this case; nothing for a text without words."""
    if not words(text):
        return ()
    draft = Draft.of(text, case)
    found = {rule.id: tuple(rule.find(draft, case)) for rule in RULES}
    covered = frozenset().union(*(rule.covers for rule in RULES if found[rule.id]))
    return tuple(hint for rule in RULES if rule.id not in covered for hint in found[rule.id])
