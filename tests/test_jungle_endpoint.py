"""The jungle's endpoint: what a player may know and no more, in words too; bad links are mended, bad moves refused."""

from __future__ import annotations

import base64
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.pages.jungle import routes
from app.words.words import catalogue
from lessons.jungle import LEVELS, Best, graded, place, replay
from lessons.learner.progress import Progress

SEED = 20261122
HERE = Path(routes.__file__).parent
LOG = "1_v1_h120:0.8_v0.5"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(Starlette(routes=routes.jungle_routes("/lab")))


def ask(client: TestClient, mode: str = "play", status: int = 200, **fields: object) -> dict:
    answer = client.get(f"/lab/jungle/en/{mode}", params={"seed": SEED, **fields})
    assert answer.status_code == status
    return answer.json()


def shades(answer: dict) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(answer["ground"]), dtype="<u2")
    return raw.reshape(answer["cells"], answer["cells"])


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_under_the_fog_is_told(client, level):
    """Cells farther from the trail than one can see are 0, and no field of the answer has the friend or the formula."""
    answer = ask(client, level=level, log=LOG)
    where, (left, right, low, high) = place(level, SEED), answer["box"]
    middles = (np.arange(answer["cells"]) + 0.5) / answer["cells"]
    east, north = np.meshgrid(left + (right - left) * middles, low + (high - low) * middles)
    trail = np.array(answer["trail"])
    fine = np.concatenate([np.linspace(a, b, 50) for a, b in pairwise(trail)])
    distance = np.hypot(east[..., None] - fine[:, 0], north[..., None] - fine[:, 1]).min(axis=-1)
    seen = shades(answer) > 0
    assert seen[distance < answer["sight"]].all()
    assert not seen[distance > answer["sight"] + 3 * where.level.half / answer["cells"]].any()
    assert answer["debrief"] is None
    assert "friends" not in answer
    assert where.surface.formula not in str(answer)


@pytest.mark.parametrize("level", LEVELS)
def test_at_the_end_the_fog_lifts(client, level):
    """All cells, the friends, four ghosts and a table of five; the highest score stands first."""
    answer = ask(client, level=level, log=f"{LOG}_x")
    debrief = answer["debrief"]
    assert (shades(answer) > 0).all()
    assert len(debrief["friends"]) == len(place(level, SEED).friends)
    assert len(debrief["ghosts"]) == 4
    points = [row["points"] for row in debrief["rows"]]
    assert len(points) == 5
    assert points == sorted(points, reverse=True)
    assert len(debrief["lesson"]) == 2


def test_everything_is_said_in_words(client):
    """Direction, loudness, change of direction, height, what it cost, and how far it is to the map's edges."""
    answer = ask(client, level=3, log="1_v2")
    assert re.search(
        r"You walked 2\.00 m \S+ \(\d+°\)\. "
        r"Voice: \S+ \(\d+°\), loudness \d\.\d of 10, \d+ degrees (left|right) of last\. "
        r"You stand [\d.]+ higher than your friend\. Listens: 2 of 60\. Metres: 2\.0\. Falls: 0\. "
        r"If you ended here: \d+ points\.",
        answer["said"],
    )
    assert re.search(r"north of your camp\. The edge of the map is [\d.]+ m to the north", answer["map"])
    assert len(answer["steps"]) == 2


def test_a_bad_link_is_mended_and_says_so(client):
    """An unknown level, a seed that is no number, a log that no game wrote: a game begins, with the reasons."""
    answer = ask(client, "open", level="9", seed="-1", log="1_v1")
    assert (answer["level"], answer["log"], len(answer["notes"])) == (1, "1", 2)
    assert answer["seed"] == routes.today()
    answer = ask(client, "open", level=3, log="1_v2_<b>")
    assert (answer["level"], answer["log"]) == (3, "1")
    assert "Step 2, “<b>”" in answer["notes"][0]
    answer = ask(client, "open", level=3, log="1" + "_v1" * 5000)
    assert "too long" in answer["notes"][0]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"level": 1, "log": "1_v99"}, "Step 1 is too long: 6 metres"),
        ({"level": 1, "log": "1_x_v1"}, "after the search has ended"),
        ({"level": 0, "log": "1"}, "no level"),
        ({"level": 1, "seed": 2**32, "log": "1"}, "jungle number"),
        ({"level": "１", "log": "1"}, "no level"),
    ],
)
def test_a_move_that_cannot_be_is_refused(client, fields, reason):
    """Status 400 with the reason in words."""
    assert reason in ask(client, status=400, **fields)["problems"][0]


def test_results_are_graded_again():
    """What the browser claims is played again; what is no ended game is no result."""
    log = f"{LOG}_x"
    assert graded(1, SEED, log) == Best(replay(1, SEED, log).tally.score, SEED, log)
    for wrong in (
        (1, SEED, LOG),
        ("1", SEED, log),
        ([], SEED, log),
        (1, True, log),
        (1, -1, log),
        (1, SEED, 3),
        (9, 1, "1_x"),
    ):
        assert graded(*wrong) is None


def test_the_best_game_of_each_level_is_kept():
    """Progress keeps seed and log, plays them again when it is read, and of two the better one wins."""
    poor, good = graded(1, SEED, "1_x"), graded(1, SEED, "1_v3_v1_x")
    assert good.score > poor.score
    mine = Progress(5).played(1, good).played(1, poor).played(3, graded(3, SEED, "1_v2_x"))
    assert mine.games["1"] == good
    assert Progress.read(mine.text()) == (mine, ())
    assert Progress(5).played(1, poor).merged(mine).games["1"] == good
    text = mine.text().replace("1_v3_v1_x", "1_v3_v1000_x").replace('"3"', '"33"')
    mended, notes = Progress.read(text)
    assert mended.games == {}
    assert len(notes) == 2


def test_every_word_of_the_game_exists_and_is_used():
    """The jungle's keys in code and catalogue are the same."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in [*HERE.glob("*.py"), *HERE.glob("*.js")]}
    core = "\n".join(p.read_text(encoding="utf-8") for p in (HERE.parents[2] / "lessons" / "jungle").glob("*.py"))
    python = core + "\n".join(source for name, source in sources.items() if name.endswith(".py"))
    script = "\n".join(source for name, source in sources.items() if name.endswith(".js"))
    keys = {key.removeprefix("jungle.") for key in catalogue() if key.startswith("jungle.")}
    plain = set(re.findall(r"\bjungle\.(\w+)\"", python)) - {"page"}
    plain |= set(re.findall(r"\b(?:t|texts)\.(\w+)\b", script + sources["page.py"]))
    assert plain <= keys
    beginnings = re.findall(r"jungle\.(\w+_)\{", python) + re.findall(r"texts\[`(\w+_)\$", script)
    computed = {key for key in keys for start in beginnings if key.startswith(start)}
    chosen = {key for key in keys if re.search(rf'"{key}"', python)}  # such as "edge", put behind "jungle."
    assert keys == plain | computed | chosen
