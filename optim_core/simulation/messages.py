"""What is said about experiments, runs and what `simulate` was given."""

SIMULATION_ENGLISH = {
    "run.change_step": "The learning rate can be changed after steps 1 to {high}, not after step {value}.",
    "run.changes": "The learning rate of one run can be changed at most {high} times.",
    "run.optimizer": "A run names its optimizer, such as Run('adam'), and cannot have {value}. An Optimizer of your "
    "own goes to simulate, typed lines to Run('own', typed=...).",
    "run.typed": "The lines of a rule of your own have to be text, not {value}.",
    "run.change": "A change of the learning rate is a number of steps and a rate, such as (50, 0.01), not {value}.",
    "run.choice": "The choice of {kind} cannot be {value}. There are: {known}.",
    "run.decay_own": "{optimizer} has weight decay woven into its rule; another kind cannot be chosen for it.",
    "run.warmup": "The warm-up has to be a whole number of steps from 0 to {high}, not {value}.",
    "experiment.batch_size": "The batch size has to be a whole number from 1 to {high}, not {value}.",
    "experiment.seeds": "The number of seeds has to be a whole number from 1 to {high}, not {value}.",
    "experiment.seed_rows": "{seeds} seeds are too many for {steps} steps; with so many steps {fit} is the most.",
    "experiment.no_plane": "{surface} has one coordinate only, so there is no map to choose coordinates for.",
    "experiment.plane": "The map needs two different coordinates of {known}, not {value}.",
    "experiment.start": "The start point {value} does not fit: {dim} finite {dim:one number|other numbers} of at most "
    "a million {dim:one is|other are} needed.",
    "experiment.steps": "The number of steps has to be a whole number from 1 to {high}, not {value}.",
    "experiment.slow_steps": "{optimizer} does much more work at each step than others; with it {high} steps are the "
    "most, not {value}.",
    "experiment.no_runs": "A run is a Run, such as Run('adam', {{'lr': 0.1}}), not {value}.",
    "experiment.runs": "There can be 1 to {high} runs, not {value}; the first {high} are kept.",
    "experiment.no_examples": "“{surface}” has no examples that a step could look at {value} of. Leave batch out, or "
    "choose a surface from data, such as line256.",
    "experiment.sampled": "A step can look at 1 to {high} of the examples, not at {value}.",
    "experiment.network_steps": "A network can train for 1 to {high} steps here, not for {value}.",
    "experiment.no_run": "There is no such run; the experiment has {high}.",
    "experiment.noise": "The noise has to be a number from 0 to a million, not {value}.",
    "experiment.seed": "The seed has to be a whole number from 0 to 4294967295, not {value}.",
    "experiment.stop": "The stop condition {value} does not fit: it has to be Stop('loss', limit) or Stop('gradient', "
    "limit) with a finite number.",
    "experiment.schedule": "The schedule has to give a number or one for each of {batch} paths, not shapes {shapes}.",
    "experiment.keep": "keep has to be 'all' or 'last', not {value}.",
    "experiment.batch": "Start points, hyperparameters and seeds give different numbers of paths: {sizes}.",
    "experiment.too_much": "{paths} paths of {steps} steps in {dim} {dim:one dimension|other dimensions} take {size} "
    "GB, and {high} GB is the most. Use keep='last', fewer steps or fewer paths.",
    "experiment.too_long": "{paths} {paths:one path|other paths} of {steps} steps in {dim} {dim:one dimension|other "
    "dimensions} take {size} GB at once, and {high} GB is the most. Use fewer steps or fewer paths.",
    "simulate.surface": "The surface has to be a Surface, such as SURFACES['bowl'] or what surface_from_formula gives, "
    "not {value}.",
    "simulate.optimizer": "The optimizer has to be a name such as 'adam', or an Optimizer, not {value}.",
    "simulate.hypers": "The hyperparameters have to be a dictionary of names and numbers, such as {{'lr': 0.1}}, not "
    "{value}.",
    "simulate.function": "{name} has to be a function that is called with {call}, not {value}.",
    "simulate.schedule": "{name} has to be a function that is called with {call}, not {value}. A schedule by its "
    "name belongs to a run: Experiment(surface, [Run('adam', schedule='cosine')]).",
    "simulate.rates": "The schedule could not be used: {problem}. It has to be a function (t, lr) that gives the rate "
    "of step t as a number.",
    "simulate.react": "react could not be used: it has to give the rate of step {step} and a memory, not {value}.",
    "simulate.gradient": "gradient has to give an array of the shape of the points, {wanted}, not {given}.",
    "schedule.warmup_longer": "The warm-up lasts {warmup} steps, the run only {steps}: the rate never gets to the "
    "learning rate.",
    "schedule.warmup_only": "The warm-up takes all {warmup} steps of the run: {schedule} never begins.",
    "schedule.longer": "{schedule}: its {name} of {value} steps is longer than the {left} steps the run has for it.",
    "schedule.no_change": "{schedule}: with these settings the rate stays the same for all {left} steps.",
    "schedule.standstill": "{schedule}: from step {step} on the rate is 0, so the point stands still.",
}
