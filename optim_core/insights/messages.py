"""What is said where a race, a range test or a rate map cannot be as asked."""

INSIGHTS_ENGLISH = {
    "race.budget": "Each optimizer of a race can have {low} to {high} gradient evaluations, not {value}.",
    "race.tries": "A race can try each learning rate with {low} to {high} seeds, not with {value}.",
    "race.target": "The target of a race can leave one of these shares of the way down: {known}, not {value}.",
    "race.entries": "1 to {high} optimizers can race against each other, not {value}.",
    "race.no_start": "There is no loss at the start {point}, so nobody can start a race there. Choose another start.",
    "race.at_minimum": "The start {point} is already at the lowest point, so there is nothing to race for. Choose "
    "another start.",
    "race.endless": "On this surface losses fall without end, so there is no lowest point to race for. Choose one that "
    "has a minimum.",
    "race.too_much": "This race would take too long on this surface. With these settings {fit} evaluations are the "
    "most.",
    "race.too_long": "The link's race is too long ({length} characters, the most is {high}), so it was not read.",
    "race.unknown": "“{field}” means nothing in a race.",
    "range_test.rates": "The lowest rate {low} and the highest {high} do not make a range: both have to lie between "
    "1e-12 and 1000000, the highest at least ten times the lowest.",
    "range_test.rate": "{optimizer} cannot have the lowest rate {low}: its learning rate has to lie between "
    "{first:.12g} and {last:.12g}.",
    "range_test.steps": "A range test can have {low} to {high} steps, not {value}.",
    "range_test.seeds": "A range test can be the median of 1 to {high} seeds, not of {value}.",
    "range_test.smoothing": "The loss can be averaged over 1 to {high} steps, not over {value}.",
    "rate_plane.run": "There is no such run; this experiment has runs 1 to {high}.",
}
