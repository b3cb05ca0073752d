"""What is said of a rule that is not accepted, of one that works but may not be what was meant, and of its trouble."""

OWN_ENGLISH = {
    "own.at_line": "Line {line}: {problem}",
    "own.not_text": "A rule is a text of a few lines, such as step = -lr*g.",
    "own.too_long": "This rule has {given} characters; at most {limit} are read. Try a shorter one.",
    "own.too_many_lines": "This rule has {given} lines; at most {limit} are read.",
    "own.too_many_parts": "This rule has {given} parts (numbers, names and signs); at most {limit} are read.",
    "own.empty": "There is no rule yet. The shortest one is step = -lr*g",
    "own.invisible": "There is an invisible character here ({code}), perhaps pasted along. Delete it.",
    "own.no_equals_line": "This line has no equals sign. A line says what a name is worth, such as step = -lr*g",
    "own.no_equals_state": "A state is declared with what it is at first, such as state v = 0",
    "own.no_equals_parameter": "A parameter is declared with its range, such as parameter beta = 0.9 from 0 to 0.99",
    "own.statement": "A rule has no {word}. Each line gives one name its value, such as step = -lr*g",
    "own.update": "The sign {typed} is not known here. Write it out: {suggestion}",
    "own.equals": "Write = here instead of {typed}",
    "own.comment": "{typed} is not known here. A remark begins with #, and / alone divides.",
    "own.semicolon": "No ; is needed here: each line says one thing.",
    "own.module": "Functions stand alone here: write {suggestion} instead of {typed}",
    "own.two_words": "“{typed}” is more than one word. Before the equals sign stands one name; only state or "
    "parameter can stand before it.",
    "own.two_equals": "One equals sign is enough in a line. Write a second line for a second name.",
    "own.nothing_behind": "Something is missing behind the equals sign: what is {name} worth?",
    "own.name": "“{typed}” cannot be a name. A name begins with a letter; letters, digits and single _ may follow, "
    "{limit} characters at most.",
    "own.underscore": "The sign _ only stands inside a name, as in m_hat.",
    "own.point": "A rule does not set {name} itself. It says what is added to the point: step = ...",
    "own.given_g": "g is given: it is the gradient at the point. Choose another name for what you work out.",
    "own.given_t": "t is given: it is the number of the step. Choose another name for what you work out.",
    "own.taken": "{name} means something else already. Choose another name.",
    "own.is_parameter": "{name} is a parameter, which only its slider changes. Choose another name.",
    "own.is_rate": "lr is given: its slider sets it. For another beginning or range write "
    "parameter lr = 0.1 from 0.001 to 1",
    "own.twice": "{name} is declared already, in line {line}.",
    "own.state_number": "A state begins with a plain number, such as state {name} = 0",
    "own.parameter_syntax": "A parameter is declared with its range: parameter {name} = 0.5 from 0 to 1",
    "own.number_large": "This number is too large: numbers go up to {limit} here.",
    "own.number_small": "This number is too small: apart from 0, numbers begin at {limit} here.",
    "own.range": "A range goes from a smaller number to a larger one.",
    "own.rate_negative": "A learning rate is not negative.",
    "own.default_outside": "{name} = {value} lies outside its own range.",
    "own.many_states": "At most {limit} states can be remembered.",
    "own.many_parameters": "At most {limit} parameters can be declared.",
    "own.unknown_name": "{name} is not known here. Known are {names}; declare what is "
    "to be remembered as a state, and what has a slider as a parameter.",
    "own.unknown_point": "{name} is not known here: a rule sees the gradient g at the point, not the point itself.",
    "own.before": "{name} has no value yet: line {line} gives it one, further down. Put that line first.",
    "own.before_itself": "{name} is worked out from itself here, but has no value yet. To remember it from step "
    "to step declare it: state {name} = 0",
    "own.no_step": "One line is missing: step = ... says what is added to the point, for example step = -lr*g",
    "own.no_gradient": "The gradient g never gets into the step, so the rule cannot know where it goes down. "
    "Use g, for example step = -lr*g",
    "own.plain_state": "{name} is worked out from t, parameters and numbers alone, so there is nothing to remember. "
    "Leave out the line that declares it as a state.",
    # it works, but
    "own.unused_rate": "The learning rate lr is not used, so its slider changes nothing.",
    "own.unused_parameter": "The parameter {name} is not used, so its slider changes nothing.",
    "own.unused_state": "The state {name} is not used.",
    "own.fixed_state": "The state {name} is never given a new value, so it stays as it began.",
    "own.unused_line": "Nothing uses {name} of line {line}.",
    "own.uphill": "The first step goes up the slope. A step down has a minus, as in step = -lr*g.",
    "own.starts_anew": "{name} begins as {value} again at every step. To remember it from step to step declare it: "
    "state {name} = {value}",
    # while it runs
    "own.divides": "At step {step} line {line} of the rule divides by zero: {below} is 0 there.",
    "own.negative_root": "At step {step} line {line} of the rule takes the root of a negative number: {inside} is "
    "below 0 there.",
    "own.no_log": "At step {step} line {line} of the rule takes a logarithm, which only numbers above 0 have: "
    "{inside} is {value:.4g} there.",
    "own.negative_power": "At step {step} line {line} of the rule raises a negative number to a power that is not "
    "whole: {inside} is below 0 there.",
    "own.infinite": "At step {step} the value of {name} in line {line} of the rule grew beyond all numbers.",
    "own.undefined": "At step {step} the value of {name} in line {line} of the rule is no number any more.",
    "run.rule": "Line {line} of the rule: {problem}",
    "run.rule_whole": "The rule: {problem}",
    "run.rule_not_own": "Only an optimizer of one's own has a rule that can be typed.",
    "query.rule": "The rule of {key} in the link cannot be used, so this run was left out. {problem}",
}
