"""The endpoint for a file of one's own: it reads no more than it says, answers any file, and keeps nothing."""

from __future__ import annotations

import json
import logging
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.stage.answers.file_format import DECIMALS, SEPARATORS
from app.stage.routes import stage_routes
from app.words.words import text
from optim_core import SURFACES, Experiment
from optim_core.examples.dataset import MOST_ROWS, OWN_DATA
from optim_core.examples.samples import kind_of
from optim_core.examples.table import ENCODINGS, MOST_BYTES
from tests.coroutines import run
from tests.selection import examples

APP = Starlette(routes=stage_routes("/lab"))
CLIENT = TestClient(APP, raise_server_exceptions=True)
LEARNING = {slug: surface for slug, surface in SURFACES.items() if surface.sample is not None}
FLATS = b"size,price,rooms,sold\n" + b"".join(
    b"%d,%d,%d,%s\n" % (i, 3 * i + 40, i % 5, b"yno"[i % 2 :]) for i in range(40)
)
HOSTILE = '<script>alert(1)</script>\u202e,"a~b_c&d=e\x07"\n1,2\n3,5\n'.encode()


def post(body: bytes, **fields):
    return CLIENT.post(f"/lab/stage/en/csv?{urlencode({'surface': 'line', **fields})}", content=body)


@pytest.mark.parametrize("slug", LEARNING)
def test_the_answer_is_fields_of_a_link_for_every_model_that_takes_rows(slug):
    """With them the surface learns from the file's rows, and keeps the names."""
    answer = post(FLATS, surface=slug).json()
    assert answer["problem"] is None
    learn = answer["learn"]
    fields = {"surface": slug, "data": OWN_DATA, **{key: learn[key] for key in ("points", "held", "names")}}
    experiment, notes = Experiment.repair(urlencode(fields))
    assert notes == ()
    sample = experiment.surface.sample
    assert len(sample.train) + len(sample.test) == 40
    assert list(sample.labels[: len(learn["heads"])]) == learn["heads"]
    assert kind_of(sample) == answer["kind"]


def test_columns_are_described_and_chosen():
    """Every column with what is in it; another choice gives other rows."""
    answer = post(FLATS).json()
    assert [column["name"] for column in answer["columns"]] == ["size", "price", "rooms", "sold"]
    assert answer["chosen"] == {"x": [2], "y": 1, "group": None, "held": 25, "seed": 0}
    other = post(FLATS, x="0", y=1, held=0).json()
    assert other["learn"]["points"].startswith("0_40__1_43__2_46")
    assert other["learn"]["held"] is None
    classes = post(FLATS, surface="logistic", x="0,2", y=3, group=0, seed=3).json()
    assert classes["chosen"] == {"x": [0, 2], "y": 3, "group": 0, "held": 25, "seed": 3}
    assert classes["learn"]["names"].split("__")[2] == "sold"


def test_a_column_that_cannot_be_used_is_a_problem_beside_the_columns():
    """So that another one can be picked."""
    answer = post(FLATS, x="3", y=1).json()
    assert answer["learn"] is None
    assert "sold" in answer["problem"]
    assert len(answer["columns"]) == 4


def chosen_of(answer) -> dict[str, str]:
    return {field["key"]: field["value"] for field in answer["format"]}


def test_how_a_file_was_read_is_shown_and_can_be_changed():
    """Each guess is one of the choices beside it; another one reads the same bytes anew."""
    body = "größe;preis\n1,234;4.434\n2;5.324\n".encode("latin-1")
    guessed = post(body).json()
    assert chosen_of(guessed) == {"separator": "semicolon", "decimal": "each", "encoding": "cp1252"}
    assert all(field["value"] in {one["value"] for one in field["options"]} for field in guessed["format"])
    assert guessed["learn"]["points"].startswith("1.234_")
    german = post(body, decimal="comma", held=0).json()
    assert german["learn"]["points"] == "1.234_4434__2_5324"
    assert post(body, encoding="cp1251").json()["columns"][0]["name"] == "grцЯe"
    assert post(b"a b,c\n1 2,3\n", separator="space").json()["columns"][1]["name"] == "b,c"
    assert post(b"0,1\n5,9\n7,2\n4,4\n", header=0).json()["words"].startswith("4 rows")
    assert chosen_of(post(b"sep=:\nx:y\n1:2\n3:4\n").json())["separator"] == ""


def test_text_that_is_no_table_can_be_read_in_another_way():
    """The reason stands beside the choices, so that a wrong guess is no dead end."""
    body = b"x,y\n1,5,2,5\n2,5,4,5\n"
    answer = post(body).json()
    assert "2 names, but 4 cells" in answer["problem"]
    assert answer["columns"] == []
    assert chosen_of(answer)["separator"] == "comma"
    assert post(body, separator="semicolon").json()["problem"]


def test_what_is_no_table_is_refused_with_words():
    """400 and a sentence, as everywhere."""
    answer = post(b"PK\x03\x04")
    assert answer.status_code == 400
    assert answer.json()["problems"] == [text("table.workbook")]


@pytest.mark.parametrize(
    "fields",
    [
        {"surface": "rosenbrock"},
        {"surface": "<b>"},
        {"x": "9", "y": "1"},
        {"x": "0,1", "y": "2"},
        {"x": "-1", "y": "1"},
        {"x": "0", "y": "a"},
        {"held": "51"},
        {"held": "1e1"},
        {"seed": "-1"},
        {"x": "0", "y": "1", "group": "1000"},
        {"separator": "dot"},
        {"decimal": "."},
        {"encoding": "idna"},
    ],
)
def test_fields_that_make_no_sense_are_refused(fields):
    """400 and which field, never a guess."""
    answer = post(FLATS, **fields)
    assert answer.status_code == 400
    assert answer.json()["problems"]


def test_no_more_than_the_most_is_ever_read():
    """A body that goes on is refused while it comes, though nothing says how long it will be."""
    part, read, sent = b"1,2\n" * 25_000, [], []

    async def receive():
        read.append(len(part))
        return {"type": "http.request", "body": part, "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/lab/stage/en/csv",
        "query_string": b"surface=line",
        "headers": [],
    }
    run(APP({**scope, "root_path": ""}, receive, send))
    assert MOST_BYTES < sum(read) <= MOST_BYTES + len(part)
    assert sent[0]["status"] == 400
    assert json.loads(sent[1]["body"])["problems"] == [text("table.too_large", high=MOST_BYTES / 1e6)]
    assert post(b"1,2\n" * (MOST_BYTES // 4)).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_file_can_only_be_posted(method):
    """A link alone does nothing."""
    assert getattr(CLIENT, method)("/lab/stage/en/csv?surface=line").status_code == 405


def test_many_rows_are_drawn_and_the_beginning_of_a_larger_file_is_said():
    """The numbers a person wants to know."""
    answer = post(b"x,y\n" + b"1,2\n" * 300_000 + b"3", cut=1).json()
    assert answer["words"].startswith("300,000 rows")
    assert any("first 2 MB" in note for note in answer["notes"])
    assert any(f"300,000 rows; {MOST_ROWS} of them" in note for note in answer["learn"]["notes"])


def test_hostile_names_are_harmless():
    """What comes back is JSON without brackets of HTML, control characters, marks of direction or signs of links."""
    answer = post(HOSTILE)
    assert answer.headers["content-type"] == "application/json"
    names = [column["name"] for column in answer.json()["columns"]]
    assert names == ["‹script›alert(1)‹/script›", "a b c d=e"]
    assert answer.json()["learn"]["names"] == "__".join(names)


@pytest.mark.parametrize(
    ("free", "offered"), [("points,data", True), ("points", False), ("data", False), ("run1.lr", False)]
)
def test_in_a_lesson_a_file_is_only_offered_where_rows_and_set_are_free(free, offered):
    """The panel in the browser looks at these two facts of the scene."""
    examples = CLIENT.get(f"/lab/stage/en/light/scene?surface=line&run1=gd&free={free}").json()["examples"]
    assert (examples["editable"] and bool(examples["sets"])) is offered


def test_nothing_of_a_file_is_kept_or_logged(caplog):
    """The answer may not be stored, and no log has a word of it."""
    with caplog.at_level(logging.DEBUG):
        answer = post(b"salary,secretword\n1,2\n3,4\n")
    assert answer.headers["cache-control"] == "no-store"
    assert "secretword" not in caplog.text


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "surface": st.sampled_from([*LEARNING, "rosenbrock", ""]),
        "x": st.one_of(st.sampled_from(["0", "0,1", "1,0", "1", "7,7"]), st.text(max_size=5)),
        "y": st.one_of(st.integers(0, 4).map(str), st.text(max_size=5)),
        "group": st.one_of(st.integers(0, 20).map(str), st.text(max_size=5)),
        "held": st.one_of(st.integers(0, 60).map(str), st.text(max_size=5)),
        "seed": st.text(max_size=5),
        "header": st.sampled_from(["0", "1", "x"]),
        "cut": st.sampled_from(["0", "1"]),
        "separator": st.sampled_from(["", *SEPARATORS]),
        "decimal": st.sampled_from(["", *DECIMALS]),
        "encoding": st.sampled_from(["", *ENCODINGS]),
    },
)
BODY = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.lists(st.sampled_from(["1", "2.5", "a", "b", "", "=1", "1e9"]), min_size=1, max_size=4), max_size=9
    ).map(lambda rows: "\n".join(map(",".join, rows)).encode()),
)


@examples(2.5)
@given(BODY, FIELDS)
def test_any_file_and_any_fields_have_an_answer(body, fields):
    """200 with strict JSON, or 400 with reasons."""
    answer = post(body, **fields)
    assert answer.status_code in (200, 400)
    found = json.loads(answer.content, parse_constant=pytest.fail)
    assert found["problems"] if answer.status_code == 400 else found["learn"] or found["problem"]
