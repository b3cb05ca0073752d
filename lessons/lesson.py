"""The lesson itself, and the experiments it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lessons.records import Chart, Claim, Number, Question, Reading, Screen, Show, StageView, Task, Variants
from lessons.settings import laid_over
from lessons.variants import draw, filled, in_round
from optim_core import Experiment


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson as its file describes it. `experiment` is the preset's query text, in which {variants} may stand."""

    slug: str
    number: int
    title: str
    idea: str
    able: str
    minutes: int
    experiment: str
    free: tuple[str, ...] = ()
    optimizers: tuple[str, ...] = ()
    picture: str = ""
    part: str = ""  # the heading it stands under on the course map
    stage: StageView = field(default_factory=StageView)
    screens: tuple[Screen, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    shows: Mapping[str, Show] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    variants: Variants = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    misconceptions: tuple[str, ...] = ()
    reading: tuple[Reading, ...] = ()
    facts: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    texts: tuple[tuple[int, str, str], ...] = ()  # line, field, text of everything a learner reads, claims stripped
    lines: Mapping[str, int] = field(default_factory=dict)
    language: str = ""  # of a lesson of the course

    def drawn(self, seed: int) -> dict[str, float | str]:
        """This learner's variant."""
        return draw(self.slug, self.variants, seed)

    def preset(self, seed: int = 0) -> Experiment:
        """The experiment that the lesson starts with."""
        return self.with_set("", seed)

    def shown(self, name: str, seed: int = 0) -> Experiment:
        """The experiment that a “show me” button loads; that of an empty name is the preset."""
        return self.with_set(self.shows[name].set if name else "", seed)

    def task_start(self, name: str, seed: int = 0, round: int = 0) -> Experiment:
        """The experiment that a task starts with. In later rounds a variant has other values."""
        return experiment_of(self.task_query(self.tasks[name], in_round(seed, round)))

    def question_start(self, name: str, seed: int = 0) -> Experiment:
        """The experiment that a question is about."""
        return self.shown(self.questions[name].origin, seed)

    def task_query(self, task: Task, seed: int) -> str:
        base = laid_over(self.experiment, self.shows[task.origin].set) if task.origin else self.experiment
        return filled_query(laid_over(base, task.set) if task.set else base, self.drawn(seed))

    def query_with(self, change: str, seed: int) -> str:
        """The preset's query with fields set, variant filled in."""
        return filled_query(laid_over(self.experiment, change) if change else self.experiment, self.drawn(seed))

    def with_set(self, change: str, seed: int) -> Experiment:
        return experiment_of(self.query_with(change, seed))


def filled_query(template: str, drawn: dict[str, float | str]) -> str:
    """The query text with the variant filled in; laying fields over it may have written the braces as %7B and %7D."""
    return filled(template.replace("%7B", "{").replace("%7D", "}"), drawn)


@lru_cache(maxsize=512)
def experiment_of(query: str) -> Experiment:
    """The experiment of a query text that has to be right. Raises ExperimentError."""
    return Experiment.from_query(query)
