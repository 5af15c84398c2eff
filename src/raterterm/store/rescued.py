"""What a rescue is given beside the damaged file, and what became of it."""

from pathlib import Path
from typing import NamedTuple

from raterterm.store.loading import RubricSource
from raterterm.store.salvage import TaskRow


class GivenBatch(NamedTuple):
    """A batch file as it came from the team."""

    id: str
    """What the file's name says; for a batch whose own id is lost."""
    sha256: str
    tasks: tuple[TaskRow, ...]


class Given(NamedTuple):
    """Files as they came from the team: what is lost is read from them."""

    rubrics: tuple[RubricSource, ...] = ()
    batches: tuple[GivenBatch, ...] = ()


class RescuedBatch(NamedTuple):
    """What became of one batch."""

    id: str
    is_rebuilt: bool
    """Whether it is in the new workspace; else all that is left of it is in the file beside."""
    found: int
    """Events that were read."""
    lost: tuple[tuple[int, int], ...]
    """Numbers of those that were not, as ranges."""
    relinked: int
    """Events behind the first gap, which the new chain holds in links of its own."""
    tasks: int
    lost_tasks: tuple[str, ...]
    reopened: tuple[str, ...]
    """Tasks that lack an answer now and must be submitted again."""
    bundles: int
    """Bundles that say more of the chain than is left as it was."""
    is_named: bool
    """Whether its id is known."""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is lost."""
        return (
            self.is_rebuilt
            and not (self.lost or self.relinked or self.lost_tasks or self.reopened)
            and self.is_named
        )


class Rescued(NamedTuple):
    """What could be recovered, and what could not."""

    batches: tuple[RescuedBatch, ...]
    notes: tuple[str, ...]
    """What else is to be known, one sentence each."""
    drafts: int
    receipts: int
    rest: Path | None
    """A JSON Lines file with what is not in the new workspace as it was; None when there is nothing."""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is lost."""
        return not self.notes and all(batch.is_whole for batch in self.batches)
