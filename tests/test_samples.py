"""Examples of one's own: as text and back, what is refused, and what a surface makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optim_core import SURFACES, Experiment, ExperimentError, Message, Run, Surface
from optim_core.examples.builtin import datasets
from optim_core.examples.dataset import MOST_ROWS, OWN_DATA, Sample, rounded
from optim_core.examples.samples import LONGEST_LABEL, kind_of, read_rows, settled, write_rows
from optim_core.experiment.fields import MAX_TEXT

CHOSEN = {slug: surface for slug, surface in SURFACES.items() if surface.sample is not None}
every_model = pytest.mark.parametrize("slug", CHOSEN)
numbers = st.floats(-1e6, 1e6)
curves = st.lists(st.tuples(numbers, numbers), min_size=2, max_size=30)
classes = st.lists(st.tuples(numbers, numbers, st.sampled_from([0.0, 1.0])), min_size=2, max_size=30)
LINE = ((0.0, 1.0), (1.0, 2.0), (2.0, 2.5))
CLASSES = ((0.0, 1.0, 0.0), (1.0, 2.0, 1.0), (2.0, 2.5, 0.0), (0.5, -1.0, 1.0))


def own(slug: str) -> tuple[tuple[float, ...], ...]:
    """Some rows of the kind that a model takes."""
    sample = CHOSEN[slug].sample
    assert sample is not None
    return CLASSES if kind_of(sample) == "classes" else LINE


# --- text


@given(curves | classes)
@example([(0.0, -0.0), (1e-300, 5e-324)])
@example([(1e6, -1e6), (1e5, 123456.7)])
@example([(1e-5, 1.23456e-7), (-1e-5, 0.1)])
def test_rows_come_back_from_their_text(rows: list[tuple[float, ...]]) -> None:
    """What is written is read as the same numbers, to six digits, and is plain text that no encoder changes."""
    kept = tuple(tuple(rounded(value) for value in row) for row in rows)
    text = write_rows(tuple(rows))
    assert read_rows(text) == kept
    assert write_rows(kept) == text
    assert not set(text) - set("0123456789.-e_")


@given(st.text(max_size=300) | st.text("0123456789.e-_", max_size=300))
@example("_".join(["1"] * 5000))
@example("_" * 100_000)
@example("1e999_2")
@example("nan_inf")
@example("1__2")
@example("--1_2")
@example("0x10_1")
@example("１_２")
def test_any_text_is_rows_or_a_sentence(text: str) -> None:
    """Nothing typed as rows raises an error; what is no number is named, and is not repeated at any length."""
    found = read_rows(text)
    if isinstance(found, Message):
        assert len(str(found)) < 300
    else:
        assert all(np.isfinite(row).all() for row in found)


HOSTILE = (
    "points=" + "1_2__" * 300 + "1_2",
    "points=1e999_2__1_2",
    "points=nan_2__1_2",
    "points=1_2",
    "points=",
    "points=1_2_3__1_2_3",
    "points=1__2",
    "points=1_2__1_2_3",
    "points=9999999_1__1_2",
    "points=<script>__1_2",
    "held=1_2_3__x",
    "data=own",
    "data=own&held=1_2__2_3",
    "data=nothing",
    "data=circles",
    "data=%00",
    "data=" + "m" * 5000,
    "points=1_2__2_3&held=" + "1_2__" * 199 + "1_2",
)


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:30] for text in HOSTILE])
def test_what_cannot_be_used_is_said(text: str) -> None:
    """Rows that are no examples of a line leave the usual ones, with a sentence that says why."""
    e, notes = Experiment.repair(f"surface=line&{text}&run1=gd")
    assert e.surface == SURFACES["line"]
    assert notes
    assert all(15 < len(str(note)) < 400 and "{" not in str(note) for note in notes)
    with pytest.raises(ExperimentError):
        Experiment.from_query(f"surface=line&{text}&run1=gd")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("points=1_2_0__2_3_2", "data.class"),
        ("points=1_2_0__2_3_0.5", "data.class"),
        ("points=1_2__2_3", "data.columns"),
        ("data=line", "data.unknown"),
    ],
)
@pytest.mark.parametrize("slug", ["logistic", "net_classes"])
def test_classes_are_0_and_1(slug: str, text: str, key: str) -> None:
    """A model of classes takes two inputs and a target that is 0 or 1, and says so."""
    _, (note,) = Experiment.repair(f"surface={slug}&{text}&run1=gd")
    assert note.key == "query.data"
    assert note.values["problem"].key == key


def test_fixed_examples_stay() -> None:
    """Surfaces whose examples are part of a lesson, and surfaces without any, take no others."""
    for slug in ("line12", "net_sine", "bowl"):
        e, (note,) = Experiment.repair(f"surface={slug}&points=1_2__2_3&run1=gd")
        assert e.surface == SURFACES[slug]
        assert note.values["problem"].key == "data.fixed"


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60), st.text(max_size=20))
def test_no_link_raises_another_error(points: str, held: str, names: str, data: str) -> None:
    """Whatever stands in the fields of the examples, there is an experiment, and its own link needs no repair."""
    fields = {"surface": "net_classes", "points": points, "held": held, "names": names, "data": data}
    e, _ = Experiment.repair(urlencode(fields))
    assert Experiment.repair(e.to_query()) == (e, ())


@given(st.lists(st.text(max_size=60), max_size=7))
def test_no_name_of_a_column_breaks_a_link(labels: list[str]) -> None:
    """Names of columns are kept on one line without what separates them, or left out; the link gives them back."""
    surface = SURFACES["net_classes"]
    sample = Sample(OWN_DATA, CLASSES, None, tuple(labels))
    if any(len(label) > LONGEST_LABEL for label in labels):
        with pytest.raises(ExperimentError, match=str(LONGEST_LABEL)):
            surface.learning(sample)
        return
    named = surface.learning(sample)
    assert named.sample is not None
    assert named.data is not None
    assert len(named.sample.labels) in (0, 3, 5)
    assert len(named.data.labels) == 3
    assert len(named.data.groups) == 2
    assert all(label.isprintable() and not {"_", "~"} & {*label} for label in (*named.data.labels, *named.data.groups))
    e = Experiment(named)
    assert Experiment.from_query(e.to_query()) == e


# --- a surface with examples


def samples(kind: Any) -> Any:
    """Samples that models of a kind take: sets, with rows moved or held out, and sets of one's own."""
    rows = (curves if kind == "curve" else classes).map(tuple)
    held = st.none() | st.just(()) | rows
    return st.builds(Sample, st.sampled_from(datasets(kind)), st.none() | rows, held) | st.builds(
        Sample,
        st.just(OWN_DATA),
        rows,
        held,
        st.sampled_from([(), ("a", "b"), ("a", "b", "c"), ("a", "b", "c", "d", "e")]),
    )


@given(st.data())
def test_a_link_has_the_examples(data: Any) -> None:
    """An experiment on any sample comes back from its link: equal, with the same hash, examples and losses."""
    surface = CHOSEN[data.draw(st.sampled_from(list(CHOSEN)))]
    assert surface.sample is not None
    e = Experiment(surface.learning(data.draw(samples(kind_of(surface.sample)))), steps=3)
    text = e.to_query()
    again = Experiment.from_query(text)
    assert again == e
    assert hash(again) == hash(e)
    assert again.to_query() == text
    assert e.surface.data is not None
    assert again.surface.data is not None
    for one, other in zip(e.surface.data.train, again.surface.data.train, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(e.surface.value(e.point), again.surface.value(again.point))


@every_model
def test_other_examples_are_another_surface(slug: str) -> None:
    """A moved example makes a surface that is not equal, with another loss; moved back it is the same one again."""
    surface, rows = CHOSEN[slug], own(slug)
    one = surface.learning(Sample(OWN_DATA, rows))
    moved = one.learning(Sample(OWN_DATA, ((rows[0][0] + 0.5, *rows[0][1:]), *rows[1:])))
    back = moved.learning(Sample(OWN_DATA, rows))
    assert one != moved
    assert (one, hash(one)) == (back, hash(back))
    point = one.starts(0) + 0.2
    assert one.value(point) != moved.value(point)
    assert one.value(point) == back.value(point)


@every_model
def test_examples_of_ones_own_are_not_drawn(slug: str) -> None:
    """Own examples have no count and no noise to choose; a built-in set has them again, and the rest stays."""
    surface = CHOSEN[slug].at(examples=20, shift=2)
    mine = surface.learning(Sample(OWN_DATA, own(slug)))
    assert set(surface.parameters) - set(mine.parameters) == {"examples", "spread"}
    assert dict(mine.values)["shift"] == 2
    with pytest.raises(ExperimentError, match="examples"):
        mine.at(examples=10)
    assert mine.at(shift=3).sample == mine.sample
    sample = surface.sample
    assert sample is not None
    again = mine.learning(sample)
    assert set(again.parameters) == set(surface.parameters)
    assert again.at(examples=20) == surface
    assert mine.data is not None
    assert (mine.data.test, mine.data.truth) == (None, None)


@every_model
def test_moved_examples_keep_the_test(slug: str) -> None:
    """A built-in set with rows of one's own in place of its training examples is tested with its own others."""
    surface = CHOSEN[slug]
    assert surface.sample is not None
    assert surface.data is not None
    assert surface.data.test is not None
    moved = surface.learning(Sample(surface.sample.data, own(slug)))
    assert moved.data is not None
    assert moved.data.test is not None
    np.testing.assert_array_equal(moved.data.test.x, surface.data.test.x)
    assert len(moved.data) == len(own(slug))
    held = surface.learning(Sample(surface.sample.data, None, own(slug)))
    assert held.data is not None
    assert held.data.test is not None
    np.testing.assert_array_equal(held.data.train.x, surface.data.train.x)
    assert len(held.data.test.x) == len(own(slug))


def inputs(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """The training inputs as the model sees them, and as they were: both (n, inputs)."""
    assert surface.data is not None
    x = surface.data.train.x.reshape(len(surface.data), -1)
    return x, x * surface.data.scale + surface.data.offset


@every_model
@pytest.mark.parametrize("shift", [0.0, -3.0, 250.0])
def test_what_the_model_sees_can_be_undone(slug: str, shift: float) -> None:
    """Offset and scale give the raw inputs back, shifted or standardised; standardising forgets the shift."""
    raw, _ = inputs(CHOSEN[slug])
    moved = CHOSEN[slug].at(shift=shift)
    seen, before = inputs(moved)
    np.testing.assert_allclose(seen, raw + shift, rtol=1e-12)
    np.testing.assert_allclose(before, raw, atol=1e-10)
    seen, before = inputs(moved.at(standardise=1))
    np.testing.assert_allclose(before, raw, atol=1e-12)
    np.testing.assert_array_equal(seen, inputs(CHOSEN[slug].at(standardise=1))[0])


@every_model
def test_the_training_examples_standardise(slug: str) -> None:
    """Standardised training inputs have mean 0 and standard deviation 1; held-out ones are seen in the same way."""
    surface = CHOSEN[slug].at(standardise=1)
    assert surface.data is not None
    assert surface.data.test is not None
    seen, _ = inputs(surface)
    np.testing.assert_allclose(seen.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(seen.std(axis=0), 1, rtol=1e-12)
    assert CHOSEN[slug].data is not None
    raw = CHOSEN[slug].data.test  # type: ignore[union-attr]
    assert raw is not None
    other = surface.data.test.x.reshape(len(raw.x), -1) * surface.data.scale + surface.data.offset
    np.testing.assert_allclose(other, raw.x.reshape(len(raw.x), -1), atol=1e-12)
    far = ((1e5,) * len(own(slug)[0][:-1]) + (1.0,), *own(slug)[1:])
    held = surface.learning(replace(surface.sample, test=far))  # type: ignore[type-var]
    np.testing.assert_array_equal(inputs(held)[0], seen)


@every_model
def test_a_parameter_keeps_the_examples(slug: str) -> None:
    """`at` of a surface with examples of one's own has the same examples, and every parameter that is left works."""
    mine = CHOSEN[slug].learning(Sample(OWN_DATA, own(slug)))
    for name, hyper in mine.parameters.items():
        for value in {hyper.low, hyper.high}:
            other = mine.at(**{name: value})
            assert other.sample == mine.sample
            assert np.isfinite(other.value(other.starts(1)))
            assert other.dim == len(other.variables) == len(other.domain)


@every_model
def test_every_sample_takes_steps(slug: str) -> None:
    """A run on examples of one's own, over minibatches, goes down."""
    e = Experiment(CHOSEN[slug].learning(Sample(OWN_DATA, own(slug))), (Run("adam", {"lr": 0.03}),), steps=80, batch=2)
    (path,) = e.trajectories()
    assert path.loss[-1, 0] < path.loss[0, 0]


def test_an_experiment_can_be_moved_to_other_examples() -> None:
    """`Experiment.on` with fewer examples takes all of them, and keeps runs, steps and seed."""
    e = Experiment("line", (Run("adam"),), steps=70, batch=30, seed=4)  # type: ignore[arg-type]
    moved = e.on(SURFACES["line"].learning(Sample(OWN_DATA, LINE)))
    assert (moved.batch, moved.steps, moved.seed, moved.runs) == (3, 70, 4, e.runs)
    assert not moved.sampled
    assert Experiment.from_query(moved.to_query()) == moved


def test_most_rows_fit_a_link() -> None:
    """As many rows as there can be, with numbers as long as they get and the longest names, are within a link."""
    rows = tuple((-1.23457e-05 * k, -2.34568e-05, float(k % 2)) for k in range(1, MOST_ROWS // 2 + 1))
    labels = ("ü" * LONGEST_LABEL,) * 5
    surface = SURFACES["net_classes"].learning(Sample(OWN_DATA, rows, rows, labels)).at(width=16, depth=2)
    e = Experiment(surface, start=(-1.2345678901234567e-100,) * surface.dim)
    assert len(e.to_query()) < MAX_TEXT / 2
    assert Experiment.from_query(e.to_query()) == e
    with pytest.raises(ExperimentError, match="200"):
        surface.learning(Sample(OWN_DATA, rows, (*rows, rows[0])))


def test_what_is_kept_is_what_a_link_has() -> None:
    """Rows are rounded and names tidied when a surface takes them, so that it is equal to that of its own link."""
    sample = settled(Sample(OWN_DATA, ((1, 2.00000049), (3.14159265, 1e-12)), None, (" a\n", "b~c")))
    assert sample == Sample(OWN_DATA, ((1.0, 2.0), (3.14159, 1e-12)), None, ("a", "b c"))
    assert settled(sample) == sample
    assert settled(Sample("line", None, None, ("a", "b"))) == Sample("line")
    surface = SURFACES["line"].learning(Sample(OWN_DATA, ((0.1234567, 1.0), (2.0, 3.0))))
    assert surface.sample is not None
    assert surface.sample.train == ((0.123457, 1.0), (2.0, 3.0))
