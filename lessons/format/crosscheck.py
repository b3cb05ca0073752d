"""What can be checked once the whole lesson is read: that its experiments exist and every name means something."""

from collections.abc import Iterable, Iterator
from itertools import islice, product

from lessons.grading.locks import wrong_patterns
from lessons.lesson import Lesson, experiment_of, filled_query
from lessons.measuring import formulas
from lessons.measuring.scope import known_names
from lessons.measuring.words import names_of
from lessons.problems import Problems, unknown
from lessons.records import Comparison, Condition, Task
from lessons.settings import fields_of, laid_over
from optim_core import Experiment, ExperimentError, Message

MOST_DRAWS = 64
MOST_EXPERIMENTS = 600
MOST_FORMULAS = 12  # of one's own: each is differentiated in a process of its own
MOST_STEPS = 100_000  # of all runs of one experiment together: half a second
MOST_WORK = 1_500_000  # steps x coordinates x (runs + seeds)
COSTLY = 60  # a step of a rule that looks at matrices, curvature or several losses, in steps of gradient descent


def draws(lesson: Lesson) -> Iterator[dict[str, float | str]]:
    """Every combination of the variants, up to a limit."""
    combinations = product(*lesson.variants.values())
    return (dict(zip(lesson.variants, choices, strict=True)) for choices in islice(combinations, MOST_DRAWS))


def crosscheck(lesson: Lesson, problems: Problems) -> None:
    """Add a problem for each experiment that cannot be run and each name that means nothing."""
    experiments = _experiments(lesson, problems)
    if problems.all:
        return
    starts = list(experiments.values())
    names = set().union(*(known_names(lesson, experiment) for experiment in starts))
    texts = {*names, "given", "round", "rounds"}
    for line, field, text in lesson.texts:
        for name in names_of(text):
            if name not in texts:
                problems.add(field, unknown("number", name, texts), line)
    for claim in lesson.claims:
        if claim.number not in names:
            problems.add(claim.field, unknown("number", claim.number, names), claim.line)
        if claim.of and claim.of not in lesson.shows:
            problems.add(claim.field, unknown("show", claim.of, lesson.shows), claim.line)
    for field, kind, used, known in _references(lesson, names, starts):
        if used not in known:
            problems.add(field, unknown(kind, used, known))
    for field, formula in _formulas(lesson):
        message = _formula_problem(formula, names)
        if message:
            problems.add(field, Message("file.formula", formula=formula[:40], problem=message))
    _check_free(lesson, experiments, problems)
    if not problems.all:
        _check_circles(lesson, problems)


def _formula_problem(formula: str, names: Iterable[str]) -> Message | None:
    missing = [name for name in formulas.names_in(formula) if name not in formulas.usable(names)]
    return unknown("number", missing[0], formulas.usable(names)) if missing else formulas.problem_of(formula, names)


def _experiments(lesson: Lesson, problems: Problems) -> dict[str, Experiment]:
    """The experiment of each template, by the field it stands in ("" is the preset), for every variant."""
    experiments: dict[str, Experiment] = {}
    queries: dict[str, str] = {}  # each different one with the first field it stands in
    for field, template in _templates(lesson, problems):
        for drawn in draws(lesson):
            queries.setdefault(filled_query(template, drawn), field)
            if "{" not in template and "%7B" not in template:
                break
    own = {fields_of(query).get("formula", "") for query in queries} - {""}
    if len(queries) > MOST_EXPERIMENTS or len(own) > MOST_FORMULAS:
        problems.add("experiment", Message("file.many_experiments"))
        return experiments
    for query, field in queries.items():
        try:
            experiment = experiment_of(query)
        except ExperimentError as error:
            for message in dict.fromkeys(error.problems):
                problems.add(field or "experiment", message)
            if not field or "formula=" in query:  # all is laid over the preset, and each bad formula may take seconds
                break
            continue
        experiments.setdefault(field, experiment)
        if work(experiment) > MOST_WORK or experiment.steps * len(experiment.runs) > MOST_STEPS:
            problems.add(field or "experiment", Message("file.much_work"))
    return experiments


def work(experiment: Experiment) -> int:
    """About how much has to be computed to grade a run of this experiment, counted in steps of gradient descent."""
    costs = [1 if run.base.elementwise else COSTLY for run in experiment.runs]
    again = experiment.seeds if experiment.seeds > 1 else 0  # the first run is followed with each seed as well
    return experiment.steps * experiment.surface.dim * (sum(costs) + again * costs[0])


def _templates(lesson: Lesson, problems: Problems) -> Iterator[tuple[str, str]]:
    yield "", lesson.experiment
    if lesson.picture:
        yield "picture", lesson.picture
    for show in lesson.shows.values():
        yield f"show.{show.name}.set", laid_over(lesson.experiment, show.set)
    for name, task in lesson.tasks.items():
        if task.origin and task.origin not in lesson.shows:
            problems.add(f"task.{name}.from", unknown("show", task.origin, lesson.shows))
            continue
        base = laid_over(lesson.experiment, lesson.shows[task.origin].set) if task.origin else lesson.experiment
        base = laid_over(base, task.set) if task.set else base
        yield f"task.{name}.set" if task.set else f"task.{name}", base
        for k, solution in enumerate(task.solution if task.kind != "answer" else ()):
            yield f"task.{name}.solution[{k}]", laid_over(base, solution)


def conditions_of(task: Task) -> Iterator[tuple[str, Condition]]:
    """Each condition of a task with the field it stands in."""
    for key in ("needs", "one", "other", "each"):
        yield from ((f"task.{task.name}.{key}[{k}]", condition) for k, condition in enumerate(getattr(task, key)))
    for g, group in enumerate(task.groups):
        yield from ((f"task.{task.name}.groups[{g}][{k}]", condition) for k, condition in enumerate(group))


def _references(
    lesson: Lesson, names: set[str], starts: list[Experiment]
) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    """Every name that is used as the name of a number, show, variable ...: field, kind, name, what is known."""
    variables = {variable for experiment in starts for variable in experiment.surface.variables}
    states = {name for e in starts for run in e.runs for name in run.rule.state_names}
    for name, number in lesson.numbers.items():
        at = f"number.{name}"
        if number.variable:
            yield f"{at}.variable", "variable", number.variable, variables
        if number.of:
            yield f"{at}.of", "show", number.of, lesson.shows
        if number.key:
            keys = {f"run.{key.partition('.')[2]}" for key in names if key.startswith("run") and "." in key} | {"run"}
            yield f"{at}.key", "setting", number.key, names | keys
        if number.state:
            yield f"{at}.name", "state", number.state, states
    for name, question in lesson.questions.items():
        at = f"{question.purpose}.{name}"
        yield from (
            (f"{at}.options[{k}].show", "show", o.show, lesson.shows) for k, o in enumerate(question.options) if o.show
        )
        yield from ((f"{at}.fields[{k}].number", "number", f.number, names) for k, f in enumerate(question.fields))
        yield from (
            (f"{at}.{key}", "show", value, lesson.shows)
            for key, value in (("show", question.show), ("from", question.origin))
            if value
        )
    for name, task in lesson.tasks.items():
        at = f"task.{name}"
        yield from ((f"{field}.number", "number", c.number, names) for field, c in conditions_of(task))
        yield from ((f"{at}.{c.kind}.number", "number", c.number, names) for c in task.comparisons)
        yield from ((f"{at}.same[{k}]", "setting", key, names) for k, key in enumerate(task.same))
        yield from (
            (f"{at}.{key}", "number", value, names)
            for key, value in (("distinct", task.distinct), ("number", task.number))
            if value
        )
    for name, chart in lesson.charts.items():
        at = f"chart.{name}"
        yield from ((f"{at}.rows[{k}]", "number", row, names) for k, row in enumerate(chart.rows))
        yield from ((f"{at}.{key}", "number", value, names) for key, value in (("x", chart.x), ("y", chart.y)) if value)
        if chart.origin:
            yield f"{at}.from", "show", chart.origin, lesson.shows


def _formulas(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Every formula of the lesson with the field it stands in."""
    for name, number in lesson.numbers.items():
        if number.formula:
            yield f"number.{name}.formula", number.formula
        if isinstance(number.limit, str):
            yield f"number.{name}.limit", number.limit
    for name, task in lesson.tasks.items():
        if task.formula:
            yield f"task.{name}.formula", task.formula
        if task.kind == "answer":
            yield from ((f"task.{name}.solution", solution) for solution in task.solution)
        for field, condition in conditions_of(task):
            if condition.test not in ("is", "is_not"):
                yield from ((field, limit) for limit in condition.limits if isinstance(limit, str))
        yield from ((f"task.{name}.{c.kind}", limit) for c in task.comparisons for limit in _ends(c))
    for name, chart in lesson.charts.items():
        yield from ((f"chart.{name}", v) for v in (chart.curvature, chart.limit) if isinstance(v, str))


def _ends(comparison: Comparison) -> list[str]:
    return [end for end in (comparison.at_most, comparison.at_least) if isinstance(end, str)]


def _check_free(lesson: Lesson, experiments: dict[str, Experiment], problems: Problems) -> None:
    for field, message in wrong_patterns(lesson.free, experiments.values()):
        problems.add(f"free{field}", message)
    for name, task in lesson.tasks.items():
        for field, message in wrong_patterns(task.free or (), experiments.values()):
            problems.add(f"task.{name}.free{field}", message)


def _check_circles(lesson: Lesson, problems: Problems) -> None:
    """Numbers that are worked out from each other in a circle have no value."""
    needs = {
        name: [n for n in formulas.names_in(f"{number.formula} {number.limit or ''}") if n in lesson.numbers]
        for name, number in lesson.numbers.items()
    }
    done: set[str] = set()
    while ready := [name for name in needs if name not in done and set(needs[name]) <= done]:
        done |= set(ready)
    for name in needs:
        if name not in done:
            problems.add(f"number.{name}", Message("file.circle"))
