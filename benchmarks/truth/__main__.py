"""How often a word about a run is false: `python -m benchmarks.truth [runs] [seed]`.

Thousands of random runs are each followed twenty times as long. Printed are, for each outcome and kind of surface, how
many runs had it and for how many it was false; and of the runs that are truly at rest how many are called otherwise.
"""

from __future__ import annotations

import sys
from itertools import islice

from benchmarks.truth.draw import experiments
from benchmarks.truth.table import judged, printed

if __name__ == "__main__":
    count, seed = (int(sys.argv[1]) if len(sys.argv) > 1 else 3000), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print("\n".join(printed(judged(islice(experiments(seed), count)))))
