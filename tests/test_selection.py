"""Which tests run when: what a sample holds."""

from __future__ import annotations

from itertools import product

import pytest

from tests.selection import in_sample


@pytest.mark.parametrize("every", [2, 3, 7])
def test_each_value_of_a_sweep_has_its_turn(every: int) -> None:
    """In a sample of one in so many, each value of lists that are no shorter occurs."""
    for lengths in ((every, every), (every, 31), (26, 36), (every, 9, 26)):
        cases = [*product(*map(range, lengths))]
        kept = [case for case in cases if in_sample(case, every)]
        assert [len({case[k] for case in kept}) for k in range(len(lengths))] == [*lengths]
        assert abs(len(kept) - len(cases) / every) <= max(lengths)
