"""What a search costs and what it is worth. The same for a player and for an optimizer."""

from dataclasses import dataclass
from math import exp

from lessons.jungle.log import MOST_LISTENS

PER_METRE = 0.1  # costs, counted in listenings
PER_FALL = 3.0
FALL = 2.0  # you fall where the ground rises to more than this many times its height
FADE = 10.0  # the score has faded to 37 % at a tenth of the camp's height


@dataclass(frozen=True)
class Tally:
    """What a search has used up, and how high above the friend it stands."""

    listens: int
    metres: float
    falls: int
    height: float
    camp: float  # the height it began at
    success: bool

    @property
    def score(self) -> int:
        """1000 * (1 - listens/60) * exp(-height/f0) less metres and falls at the price of listenings; never below 0."""
        nearness = exp(-self.height / (self.camp / FADE))
        earned = (1 - self.listens / MOST_LISTENS) * nearness
        spent = (PER_METRE * self.metres + PER_FALL * self.falls) / MOST_LISTENS
        return max(0, round(1000 * (earned - spent)))


def falls(before: float, after: float) -> bool:
    """Whether a step from one height to another is a fall."""
    return after > FALL * before
