"""Reads the tasks of a lesson file and the conditions in them."""

from lessons.format.context import Context, read_query, read_within
from lessons.format.fields import Fields
from lessons.measuring.conditions import TESTS, TEXT_TESTS
from lessons.records import Comparison, Condition, Task, Within
from optim_core import Message

MOST_TASKS = 8
MOST_CONDITIONS = 12
MOST_COUNT = 20
MOST_MOVES = 200
KINDS = ("settings", "pair", "collect", "answer", "moves")
COMPARISONS = ("ratio", "difference", "equal")


def read_tasks(front: Fields, context: Context) -> dict[str, Task]:
    tasks = {}
    for name, fields in front.sections("task", MOST_TASKS):
        tasks[name] = _task(name, fields, context)
        fields.done()
    return tasks


def _task(name: str, fields: Fields, context: Context) -> Task:
    kind = fields.choice("kind", KINDS, "settings")
    free = fields.names("free") if fields.has("free") else None
    say = context.text(fields, "say", required=True)
    needs = conditions(fields, "needs", context) if kind in ("settings", "moves") else ()
    if kind in ("settings", "moves") and not needs:
        fields.wrong("needs", Message("file.no_conditions"))
    pair, collect, answer = kind == "pair", kind == "collect", kind == "answer"
    if collect and not fields.has("count"):
        fields.wrong("count", Message("file.collect_count"))
    task = Task(
        name,
        kind,
        say,
        free,
        origin=fields.text("from"),
        set=read_query(fields, "set"),
        hints=context.texts_of(fields, "hints"),
        right=context.text(fields, "right"),
        wrong=context.text(fields, "wrong"),
        miss=context.text(fields, "miss"),
        solution=_solution(fields, kind),
        needs=needs,
        moves=(fields.whole("moves", 8, 1, MOST_MOVES) or 0) if kind == "moves" else 0,
        one=conditions(fields, "one", context) if pair else (),
        other=conditions(fields, "other", context) if pair else (),
        comparisons=_comparisons(fields, context) if pair else (),
        same=fields.names("same") if pair or collect else (),
        miss_one=context.text(fields, "miss_one") if pair else "",
        miss_other=context.text(fields, "miss_other") if pair else "",
        count=(fields.whole("count", 2, 1, MOST_COUNT) or 0) if collect else 0,
        distinct=fields.text("distinct") if collect else "",
        each=conditions(fields, "each", context) if collect else (),
        groups=_groups(fields, context) if collect else (),
        number=fields.text("number") if answer else "",
        formula=fields.text("formula") if answer else "",
        within=(read_within(fields) if answer else None) or Within(0.0),
        rounds=(fields.whole("rounds", 1, 1, 10) or 1) if answer else 1,
    )
    if pair and not (task.one or task.other or task.comparisons):
        fields.wrong("one", Message("file.pair"))
    if answer and bool(task.number) == bool(task.formula):
        fields.wrong("number", Message("file.answer"))
    return task


def _solution(fields: Fields, kind: str) -> tuple[str, ...]:
    if isinstance(fields.rest.get("solution"), str):
        only = fields.text("solution", required=True)
        return (only if kind == "answer" else only.replace("+", "%2B"),)
    if not fields.has("solution") and kind != "answer":  # an answer is worked out anyway
        fields.wrong("solution", Message("file.solution"))
    runs = fields.names("solution")
    return runs if kind == "answer" else tuple(run.replace("+", "%2B") for run in runs)


def _comparisons(fields: Fields, context: Context) -> tuple[Comparison, ...]:
    comparisons = []
    for kind in COMPARISONS:
        table = fields.table(kind)
        if table is None:
            continue
        number = table.text("number", required=True)
        most, least = table.number_or_text("at_most"), table.number_or_text("at_least")
        if kind != "equal" and most is None and least is None:
            table.wrong("at_most", Message("file.comparison"))
        comparisons.append(Comparison(kind, number, most, least, context.text(table, "miss")))
        table.done()
    return tuple(comparisons)


def _groups(fields: Fields, context: Context) -> tuple[tuple[Condition, ...], ...]:
    groups = fields.listed("groups")
    if not all(isinstance(group, list) for group in groups):
        fields.wrong("groups", Message("file.groups", form="[ [{...}], [{...}] ]"))
        return ()
    made = []
    for k, group in enumerate(groups[:MOST_COUNT]):
        inner = Fields({f"groups[{k}]": group}, fields.path, fields.problems)
        made.append(conditions(inner, f"groups[{k}]", context))
    return tuple(made)


def conditions(fields: Fields, key: str, context: Context) -> tuple[Condition, ...]:
    """A list of conditions."""
    tables = fields.tables(key)
    if len(tables) > MOST_CONDITIONS:
        fields.wrong(key, Message("file.conditions", high=MOST_CONDITIONS))
    read = (_condition(table, context) for table in tables[:MOST_CONDITIONS])
    return tuple(condition for condition in read if condition is not None)


def _condition(fields: Fields, context: Context) -> Condition | None:
    number, miss = fields.text("number", required=True), context.text(fields, "miss")
    within = read_within(fields, required=False)
    tests = [test for test in (*TESTS, "equals", *TEXT_TESTS) if fields.has(test)]
    if len(tests) != 1:
        known = ", ".join((*TESTS, "equals", *TEXT_TESTS))
        fields.wrong("number", Message("file.condition", known=known, count=len(tests)))
        for test in tests:
            fields.rest.pop(test)
        fields.done()
        return None
    test = tests[0]
    limits = _limits(fields, test)
    if within is not None and test != "equals":
        fields.wrong("within", Message("file.within_equals"))
    fields.done()
    return None if limits is None else Condition(number, test, limits, within, miss)


def _limits(fields: Fields, test: str) -> tuple[float | str, ...] | None:
    if test == "between":
        ends = fields.listed(test)
        inner = Fields({"0": ends[0], "1": ends[1]} if len(ends) == 2 else {}, fields.at(test), fields.problems)
        both = [inner.number_or_text(end, required=True) for end in ("0", "1")]
        return None if None in both else tuple(end for end in both if end is not None)
    if test in TEXT_TESTS:
        text = fields.text(test, required=True)
        return (text,) if text else None
    limit = fields.number_or_text(test)
    return None if limit is None else (limit,)
