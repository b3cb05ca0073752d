"""Updates a second beside TensorFlow Playground, on the same machine: `python -m benchmarks.network --playground DIR`

DIR is a checkout of https://github.com/tensorflow/playground (Apache 2.0); nothing of it is kept here. What makes
JavaScript of it is installed beside it:

    npm install --prefix DIR --no-save esbuild@0.25.0 d3@3.5.17 seedrandom@2.4.3

Three things are measured. *Engines*: its src/nn.ts in headless Chromium and `simulate` here, with the same network, the
same examples, the same squared error, the same plain gradient descent; that both take the same steps is checked first.
Ours knows the loss of all examples at each step besides, and records everything. *Apps*: its whole page while it plays,
and our endpoint, which a page asks for 500 steps. *Why*: a step of one unit with one example costs what calls cost.
"""

import http.client
import itertools
import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.served import PORT, served
from benchmarks.sides import model_of
from optim_core import SURFACES, Surface, simulate
from optim_core.examples.data import Data, Model, Points
from optim_core.surfaces.models.perceptron import perceptron, perceptron_error, perceptron_slopes
from tests.browser import launch

EXAMPLES, STEPS, RATE = 180, 500, 0.03  # 180 is a multiple of every batch
BATCHES, NETWORKS = (1, 10, 30), (1, 16)
SECONDS, TURNS = 1.5, 4
OURS = f"v=1&surface=net_classes&data=circles&examples=200&width=8&steps={STEPS}&run1=gd&run1.lr=0.1"
THEIRS = "http://playground.test/"
PAGE = "#activation=tanh&dataset=circle&percTrainData=40&networkShape=8&problem=classification&learningRate=0.1"
DRIVER = Path(__file__).with_name("playground.js")
SEED = itertools.count()


def surface(width: int = 8, examples: int = EXAMPLES) -> Surface:
    """The network 2-8-1 with the squared error, as Playground has it for regression, classes as targets."""
    base = SURFACES["net_classes"].at(examples=examples, width=width)
    x, y = model_of(base).data.train
    data = Data(Points(x, 2 * y - 1))
    layers: dict[str, Any] = {"hidden": (width,), "relu": False}
    error = partial(perceptron_error, **layers, classes=False)
    slopes = partial(perceptron_slopes, **layers, classes=False)
    return replace(base, model=Model(data, partial(perceptron, **layers), error, None, (), (), slopes=slopes))


def bundled(checkout: Path, *options: str) -> str:
    """JavaScript that esbuild makes of Playground's TypeScript."""
    tool = checkout / "node_modules" / ".bin" / "esbuild"
    if not tool.exists():
        raise SystemExit(f"esbuild is not installed in {checkout}; benchmarks/playground.py says how.")
    command = [str(tool.resolve()), *options, "--bundle", "--format=iife", "--log-level=error"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout


def theirs(page: Page, batch: int, networks: int, weights: np.ndarray, seconds: float) -> dict[str, Any]:
    train = model_of(surface()).data.train
    order = {
        "inputs": train.x.tolist(),
        "targets": train.y.tolist(),
        "batch": batch,
        "networks": networks,
        "rate": 2 * RATE,  # their error is half of ours
        "seconds": seconds,
        "weights": weights.tolist(),
    }
    answer: dict[str, Any] = page.evaluate(DRIVER.read_text(), order)
    return answer


def their_engine(page: Page, batch: int, networks: int, weights: np.ndarray) -> float:
    """Updates a second."""
    return float(theirs(page, batch, networks, weights, SECONDS)["updates"])


def same_steps(page: Page) -> None:
    """One pass over the examples in their order has the same weights in both."""
    network, batch = surface(), 10
    weights = network.starts(1)
    column = weights[:, None].copy()
    for first in range(0, EXAMPLES, batch):
        rows = np.arange(first, first + batch, dtype=np.int16)[:, None]
        column -= RATE * model_of(network).gradients(column, rows)
    after = theirs(page, batch, 1, weights, 0.0)["after"]
    np.testing.assert_allclose(after, column[:, 0], rtol=1e-9, err_msg="both sides must take the same steps")


def ours(network: Surface, batch: int, networks: int) -> float:
    """Updates a second over about as long a time, each run with seeds that none had before."""
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        seeds = np.arange(networks) + networks * next(SEED)
        starts = [network.starts(int(seed)) for seed in seeds]
        simulate("gd", network, starts, STEPS, hypers={"lr": RATE}, seed=seeds, batch=batch)
        steps += STEPS * networks
    return steps / (time.perf_counter() - began)


def in_turn(*sides: Callable[[], float]) -> list[float]:
    """The most that each side reached in a turn: whatever else the machine does slows one side or the other."""
    return [max(rates) for rates in zip(*([side() for side in sides] for _ in range(TURNS)), strict=True)]


def engines(browser: Browser, checkout: Path) -> None:
    page = browser.new_page()
    page.add_script_tag(content=bundled(checkout, "src/nn.ts", "--global-name=nn"))
    same_steps(page)
    weights = surface().starts(0)
    print("\nEngines: updates a second, all networks together\n  batch  networks     ours   Playground   ours / theirs")
    for batch, networks in itertools.product(BATCHES, NETWORKS):
        mine, other = in_turn(
            partial(ours, surface(), batch, networks), partial(their_engine, page, batch, networks, weights)
        )
        print(f"  {batch:5d}{networks:10d}{mine:9,.0f}{other:13,.0f}{mine / other:16.2f}")
    page.close()
    small, usual = in_turn(lambda: ours(surface(1, 4), 1, 1), lambda: ours(surface(), 10, 1))
    took, least = 1e6 / usual, 1e6 / small
    print(f"  Why: with one network and a batch of 10 a step of ours takes {took:.0f} microseconds, and for a network")
    print(f"  of one unit and one example {least:.0f}. So {least / took:.0%} of it are calls, whatever they compute.")


def their_page(browser: Browser, checkout: Path, batch: int) -> float:
    """Updates a second of Playground's own page while it plays, as it was built, but for its fonts and statistics."""
    script = bundled(checkout, "src/playground.ts")
    library = (checkout / "node_modules/seedrandom/seedrandom.min.js").read_text()
    files = {
        "": ("text/html", (checkout / "index.html").read_text()),
        "bundle.js": ("text/javascript", script),
        "lib.js": ("text/javascript", library + "\nwindow.ga = () => {};"),
        "bundle.css": ("text/css", (checkout / "styles.css").read_text()),
    }

    def answer(route: Route) -> None:
        name = route.request.url.partition("#")[0].removeprefix(THEIRS)
        if name in files:
            route.fulfill(content_type=files[name][0], body=files[name][1])
        else:
            route.abort()

    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.route("**/*", answer)
    page.goto(f"{THEIRS}{PAGE}&batchSize={batch}", wait_until="domcontentloaded")
    page.locator("#play-pause-button").dispatch_event("click")
    page.wait_for_timeout(1500)
    passed = page.evaluate(
        """async (ms) => {
          const count = () => Number(document.querySelector("#iter-number").textContent.replaceAll(",", ""));
          const [first, began] = [count(), performance.now()];
          await new Promise((done) => setTimeout(done, ms));
          return (count() - first) / ((performance.now() - began) / 1000);
        }""",
        1000 * SECONDS,
    )
    page.close()
    return float(passed) * (200 // batch)


def our_page(batch: int) -> float:
    """Updates a second that the endpoint answers with, as a page asks for them; each request has another seed."""
    server = http.client.HTTPConnection("127.0.0.1", PORT)
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        server.request("GET", f"/stage/en/paths?{OURS}&batch={batch}&seed={next(SEED)}")
        body = server.getresponse().read()
        size = int.from_bytes(body[:4], "little")
        steps += int(json.loads(body[4 : 4 + size])["runs"][0]["last"])
    return steps / (time.perf_counter() - began)


def apps(browser: Browser, checkout: Path) -> None:
    print("\nApps: updates a second that a learner gets, one network")
    print("  batch                ours   Playground   ours / theirs")
    with served():
        our_page(10)  # the first ones are slower
        for batch in BATCHES:
            mine, other = in_turn(partial(our_page, batch), partial(their_page, browser, checkout, batch))
            print(f"  {batch:5d}{mine:19,.0f}{other:13,.0f}{mine / other:16.2f}")


def compare(checkout: Path) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        engines(browser, checkout)
        apps(browser, checkout)
        browser.close()
