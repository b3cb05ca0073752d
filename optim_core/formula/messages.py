"""What is said of a formula that is not accepted: what happened, and the spelling to use."""

FORMULA_ENGLISH = {
    # the text as a whole
    "formula.not_text": "A formula is a text, such as x^2 + y^2.",
    "formula.empty": "There is no formula yet. Type one, for example x^2 + y^2.",
    "formula.too_long": "This formula has {given} characters; at most {limit} are read. Try a shorter one.",
    "formula.too_many_parts": "This formula has {given} parts (numbers, names and signs); at most {limit} are read.",
    "formula.no_variable": "This has the same value everywhere, so there is nothing to descend. Use {variables}.",
    "formula.left_part": 'Leave out the left part "{left}" and type only {right}',
    "formula.equals": "A formula has no equals sign: type only the part whose lowest point you look for.",
    "formula.not_understood": (
        "This part cannot be read. Use numbers, variables, + - * / ^ and functions such as sin(x)."
    ),
    "formula.equals_zero": "Leave out “{typed}”: a formula is no equation. Its lowest point is looked for.",
    "formula.together": "Altogether: {suggestion}",
    "formula.together_either": "Altogether: {suggestion}, or else {other}",
    # what comes along from elsewhere
    "formula.quotes": "Leave out the quotation marks: {suggestion}",
    "formula.code_around": "Leave out the code around it, “{typed}”: only the formula itself is typed.",
    "formula.comment": "Leave out the comment “{typed}”.",
    "formula.at_end": "Leave out “{typed}” at the end.",
    "formula.markup": "Type {suggestion} instead of “{typed}”, which comes from a web page.",
    "formula.domain": "Leave out “{typed}”: where the picture begins and ends is set below the formula.",
    "formula.word_before": "Leave out “{typed}”: the lowest point is looked for anyway.",
    "formula.maximize": "Here the lowest point is looked for. For the highest one put a minus in front: {suggestion}",
    "formula.words": "Write “{typed}” as a sign: {suggestion}",
    "formula.module": "Leave out {typed}: functions stand alone here, such as sin(x).",
    "formula.elementwise": "Leave out the point before the sign: x^2 and x*y are worked out at each point anyway.",
    "formula.floor_division": (
        "The sign // divides and rounds down, to a staircase whose gradient shows no way down. "
        "The sign / divides without rounding."
    ),
    "formula.remainder": (
        "A remainder, as in “{typed}”, is not offered: it jumps. For something that repeats use sin or cos."
    ),
    "formula.latex": "This is LaTeX. Typed plainly it is {suggestion}",
    "formula.sum": (
        "The sum “{typed}” cannot be written out here. Type its terms with + between them, such as x^2 + y^2."
    ),
    "formula.sum_written": "Write the sum “{typed}” out: {suggestion}",
    "formula.variables": "The variables are called x and y here. Write {new} instead of {old}.",
    "formula.many_variables": (
        "{names} are more variables than a map has room for. A formula of your own has x, or x and y."
    ),
    "formula.two_readings": "“{typed}” has two readings: {suggestion} or {other}. Write the one that you mean.",
    # characters
    "formula.character": (
        "The character {character} has no meaning here. "
        "Use numbers, variables, + - * / ^, parentheses and functions such as sin(x)."
    ),
    "formula.character_spelling": 'Type {suggestion} instead of the character "{character}".',
    "formula.superscript": "Write powers with ^ : {suggestion}",
    "formula.bars": "Write the absolute value as {suggestion}",
    "formula.bar": "Write absolute values as abs(x), without bars.",
    "formula.one_line": "A formula is one line. Remove the line break or tab, or put a space in its place.",
    "formula.invisible": "There is an invisible character here ({code}), perhaps pasted along. Delete it.",
    "formula.comparison": (
        "A formula cannot compare with {character}. "
        "For the larger or smaller of two values write max(x, 0) or min(x, 0)."
    ),
    "formula.typesetting": "LaTeX commands are not read here. Type sqrt(x), sin(x), (x + 1)/2 or x^2 plainly.",
    "formula.percent": "The sign % is not read here. For 5 percent write 0.05.",
    "formula.share": "The sign % is not read here. Write {typed} as {suggestion}",
    "formula.factorial": "The sign ! is not read here: a factorial has no gradient.",
    "formula.degrees": "Angles are in radians. For x degrees write x*pi/180.",
    "formula.prime": "Type the function itself; its derivative is worked out for you.",
    # numbers
    "formula.decimal_comma": "Write decimals with a point: {suggestion}",
    "formula.digit_groups": "Write the number without separators: {suggestion}",
    "formula.leading_zero": "Write the number without zeros in front: {suggestion}",
    "formula.number_base": "Write the number in decimal digits: {suggestion}",
    "formula.number_too_large": "This number is too large: numbers go up to {limit} here.",
    "formula.point": "A point is only read inside a number, as in 0.5.",
    "formula.two_points": "There is one point too many in {typed}.",
    "formula.two_numbers": "Two numbers stand side by side here. Put a sign between them, or join them to one number.",
    # signs and parentheses
    "formula.implicit_product": "Write the multiplication: {suggestion}",
    "formula.nothing_after": "Something is missing after {sign} here, such as a number or a variable.",
    "formula.nothing_before": "Something is missing before {sign} here, such as a number or a variable.",
    "formula.two_signs": "The signs {one} and {other} follow each other. Keep one of them.",
    "formula.empty_parentheses": "There is nothing inside these parentheses.",
    "formula.unclosed": "This opening parenthesis is never closed. Add a ) where its part ends.",
    "formula.unopened": "This closing parenthesis has no opening one. Remove it, or add a ( before.",
    "formula.comma": "A comma only stands between the two arguments of min and max, as in max(x, 0).",
    "formula.too_deep": "This is nested more than {limit} levels deep. Try a simpler formula.",
    # names and functions
    "formula.digit_after_name": (
        "Put a sign between the letter and the digit: {suggestion} for a power, {product} for a product."
    ),
    "formula.small_letters": "Small and capital letters differ. Write {suggestion} instead of {name}.",
    "formula.other_name": "{name} is called {suggestion} here.",
    "formula.nearest_name": "{name} is not known here. Did you mean {suggestion}?",
    "formula.unknown_function": "There is no function {name} here. These are known: {functions}.",
    "formula.unknown_variable": (
        "{name} is not known here. The variables are {variables}; pi and e are constants. For any other put a number."
    ),
    "formula.written_otherwise": "{name} is not known here, but you can write it with what is: {example}",
    "formula.close": "{name} is not known here. Close to it, nowhere more than {off} away, is {suggestion}",
    "formula.smooth": (
        "{name} jumps, so its gradient shows no way down. A smooth function beside it is, for example, {example}"
    ),
    "formula.condition": (
        "{name} chooses between formulas by a condition, which is not read here. For the larger or smaller of two "
        "values write max(x, 0) or min(x, 0)."
    ),
    "formula.smooth_choice": (
        "{name} chooses between formulas by a condition, which is not read here. A smooth function beside it is, for "
        "example, {suggestion}"
    ),
    "formula.choice": "Write the choice “{typed}” without a condition: {suggestion}",
    "formula.infinite": "{name} is no number to compute with. A large number, such as 1000, may do.",
    "formula.no_gradient": (
        "{name} jumps or is flat, so its gradient shows no way down. Try abs, min, max or a smooth function."
    ),
    "formula.function_parentheses": "Put parentheses around what the function is applied to: {suggestion}",
    "formula.function_power": "Write the power after the parentheses: {suggestion}",
    "formula.function_alone": "{name} needs something in parentheses to work on: {example}",
    "formula.arguments": "{name} takes exactly {wanted} between its parentheses, not {given}: {example}",
    # values that cannot be
    "formula.division_by_zero": "This divides by zero, so the formula would have no value anywhere.",
    "formula.log_not_positive": "{name} has a value only for numbers above 0, and this one is not.",
    "formula.beyond_one": "{name} has a value only for numbers from -1 to 1, and this one is not.",
    "formula.sqrt_negative": "The square root of a negative number is not a real number.",
    "formula.power_of_negative": "A negative number to a power that is not whole is not a real number.",
    "formula.base_not_positive": "A power with a variable exponent needs a number above 0 below it.",
    "formula.exponent_too_large": "This exponent is too large: exponents go from -{limit} to {limit}.",
    "formula.powers_too_large": (
        "Powers of powers multiply, and these come to more than {limit}. Try smaller exponents."
    ),
    # what only shows when the gradient is worked out
    "formula.no_value": (
        "This formula has no real value, or none but at single points. Check its divisions, roots and logarithms."
    ),
    "formula.no_gradient_found": "The gradient of this formula could not be worked out. Try a simpler formula.",
    "formula.gradient_too_long": (
        "The gradient of this formula would fill many pages. Try fewer functions inside one another."
    ),
    "formula.too_complicated": (
        "The gradient of this formula is too complicated to work out in {limit:g} seconds. "
        "Try smaller exponents, or fewer functions inside one another."
    ),
    "formula.busy": "Other formulas are being worked out just now. Please try again in a moment.",
    "formula.unavailable": (
        "Formulas cannot be worked out at the moment. Please try again, or choose one of the surfaces."
    ),
}
