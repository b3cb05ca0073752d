"""Where the trajectories of an answer come from: the first steps only, or the paths that are kept."""

from collections.abc import Callable

from app.stage.answers.path_cache import ENDS, ends, ends_key, first_steps, path_of
from optim_core import Experiment, Run, Trajectory
from optim_core.simulation.simulate import Watch


class FirstSteps:
    """The first steps of the runs of an experiment; their schedules are those of all its steps."""

    def __init__(self, experiment: Experiment, steps: int) -> None:
        self.experiment, self.steps = experiment, steps

    def trajectory(self, run: Run) -> Trajectory:
        return first_steps(self.experiment, run, self.steps)

    def bundle(self, run: Run) -> Trajectory:
        raise NotImplementedError("a beginning is that of one seed")


class KeptPaths:
    """The paths of an experiment, kept ones if there are any. `watch(run, seeds)` gives what hears how far one is."""

    def __init__(self, experiment: Experiment, watch: Callable[[Run, int], Watch] | None = None) -> None:
        self.experiment, self.watch = experiment, watch

    def trajectory(self, run: Run) -> Trajectory:
        return path_of(self.experiment, run, self.watch and self.watch(run, 1))

    def bundle(self, run: Run) -> Trajectory:
        bundle = self.experiment.bundle(run, self.watch and self.watch(run, self.experiment.seeds))
        points = ends(bundle)
        ENDS.put(ends_key(self.experiment, run), points, points.nbytes)
        return bundle
