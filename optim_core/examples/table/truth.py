"""Classes by what their cells say: yes and no in a few languages, however they are written."""

from collections.abc import Sequence
from dataclasses import dataclass

_TRUE = "yes y true t 1 ja j wahr oui o vrai si sí verdadero sim да истина tak prawda 是 はい 예"
_FALSE = "no n false f 0 nein falsch non faux falso não nao нет ложь nie fałsz 否 いいえ 아니오"
_MORE = "positive pos + malignant survived spam churned attrited sick ill success passed won on"
TRUE, FALSE, MORE = (frozenset(words.split()) for words in (_TRUE, _FALSE, _MORE))


@dataclass(frozen=True)
class Group:
    """Rows that have the same in a column."""

    label: str
    count: int
    cells: frozenset[str]  # as they are written

    @property
    def word(self) -> str:
        """What it says, without capitals."""
        return self.label.casefold()


def merged(groups: Sequence[Group]) -> list[Group]:
    """Of more than two groups that all say yes or no, two: no and yes."""
    no, yes = ([group for group in groups if group.word in words] for words in (FALSE, TRUE))
    if len(groups) < 3 or len(no) + len(yes) < len(groups) or not no or not yes:
        return [*groups]
    return [_one(no), _one(yes)]


def _one(groups: Sequence[Group]) -> Group:
    said = max(groups, key=lambda group: (not group.label.isdigit(), group.count))
    return Group(said.label, sum(group.count for group in groups), frozenset().union(*(one.cells for one in groups)))


def usual_one(groups: Sequence[Group]) -> int:
    """Which group is the class 1: of two the one that says yes, else the second; of more the first."""
    if len(groups) != 2:
        return 0
    (first, second) = groups
    says_yes = first.word in MORE or (first.word in TRUE and second.word in FALSE)
    return 0 if says_yes and second.word not in MORE else 1
