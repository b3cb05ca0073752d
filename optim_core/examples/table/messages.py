"""What is said of a file of one's own: why it is no table, how it was read, and what was left out."""

TABLE_ENGLISH = {
    "table.empty": "There is nothing in this file. Choose one with a row of names and rows of numbers.",
    "table.too_large": "This is more than {high} MB. Leave out rows or columns that are not needed.",
    "table.workbook": "This is a spreadsheet workbook or an archive, not a text file. Open it in your spreadsheet, "
    "save it as CSV, and choose that file.",
    "table.binary": "This is not a text file, so it cannot be read as a table. Save the table as CSV and choose that "
    "file.",
    "table.markup": "This is a web page or XML, not a table. Look for a download as CSV.",
    "table.json": "This is JSON, not a table. Save the table as CSV and choose that file.",
    "table.encoding": "From byte {byte} on this file cannot be read as {encoding}. Choose another encoding, or save it "
    "as UTF-8 and choose it again.",
    "table.letters": "The file does not say how its letters are written. They were read as {encoding}; if some look "
    "wrong, choose another encoding.",
    "table.cut": "The file is larger than {high} MB: only the rows in its first {high} MB were read.",
    "table.only_names": "There is only one row, and it has no numbers. Rows of numbers are needed below the names.",
    "table.above": "Rows above the table that were left out: {count}.",
    "table.quotes": "A quotation mark has no partner, so quotation marks were read like any other character.",
    "table.unnamed": "The row of names has one name less than there are columns; the first column has no name.",
    "table.names_missing": "There are {names} names, but {cells} cells in each row: the last columns have no name.",
    "table.names_few": "There are {names} names, but {cells} cells in each row, so it is unclear which name stands over"
    " which column.",
    "table.comma_between": "Decimal commas may be the reason, where a comma stands between the cells too: save the file"
    " with semicolons between the cells, or with decimal points.",
    "table.names_many": "There are {names} names, but {cells} cells in each row, so it is unclear which name stands "
    "over which column. Is the same sign between the names and between the cells?",
    "table.space_between": "A name with a space in it counts as two: write it with _ instead.",
    "table.number_names": "The first row, {text}, was read as the names of the columns.",
    "table.number_row": "The first row, {text}, was read as numbers to learn from. If these are names, say that the "
    "first row holds them.",
    "table.counts": "The first row, {text}, counts what stands below it, so it was left out.",
    "table.days_counted": "{name} holds dates, such as {value}. A column with the days since {first} was added.",
    "table.months_counted": "{name} holds months, such as {value}. A column with the months since {first} was added.",
    "table.quarters_counted": "{name} holds quarters, such as {value}. A column with the quarters since {first} was "
    "added.",
    "table.rows_counted": "{name} holds dates, such as {value}, but the days between them cannot be told for sure. The "
    "column {row} counts the rows in its place, from 1.",
    "table.columns": "There are {count:,} columns; the first {high} can be chosen.",
    "table.ragged": "Rows left out because they do not have {wanted} cells: {count:,}. Row {row} has {cells}.",
    "table.ragged_all": "{count:,} of {rows:,} rows do not have {wanted} cells: row {row} has {cells}. Is there the "
    "same sign, such as a comma, between all cells?",
    "table.comma": "Commas in numbers were read as decimal marks: {text} is {value}.",
    "table.thousands": "Commas in numbers were read as marks of thousands: {text} is {value}.",
    "table.point_thousands": "Points in numbers were read as marks of thousands: {text} is {value}.",
    "table.points": "Points in numbers were read as decimal marks: {text} is {value}. If they mark thousands, choose "
    "the comma as decimal mark.",
    "table.marks": "Each column was read by itself: {name} has decimal commas, {other} decimal points.",
    "table.read_as": "In {name} “{text}” was read as {value}.",
    "table.nines": "{name} is {value} in as many rows: {count:,}. If that stands for no value, take out these rows.",
    "table.spellings": "In {name} these are one class, “{value}”: {spellings}.",
    "table.no_number": "In {name}, row {row}, “{value}” is no number.",
    "table.few_columns": "At least {wanted} columns with numbers are needed, an input and a target. Here there are as "
    "many: {count}.",
    "table.few_inputs": "Two columns with numbers are needed as inputs beside the classes. Here there are as many: "
    "{count}.",
    "table.no_classes": "No column has from 2 to {high} different values, so there are no classes to tell apart.",
    "table.twice": "The column {name} is chosen twice. Choose another one in its place.",
    "table.many_classes": "{name} has {count:,} different values. A column of classes has two, and at most {high}.",
    "table.one_class": "In the rows that can be used {name} is always “{value}”. Two classes are needed.",
    "table.against": "{name} has {count} different values. The model learns to tell “{value}” from {rest}.",
    "table.text": "Rows left out because {name} is no number there: {count:,}. Row {row} has “{value}”.",
    "table.mostly_text": "{name} is no number in {count:,} of {rows:,} rows: row {row} has “{value}”. Choose another "
    "column.",
    "table.hint_infinite": "Infinity is no number to learn from.",
    "table.hint_formula": "Formulas are never worked out here. Save the file with the values in their place.",
    "table.hint_truth": "Yes and no are classes: choose a model of classes, or write 1 and 0 in their place.",
    "table.hint_date": "A date or a time is no number. A column with the days or minutes since some moment would be "
    "one.",
    "table.hint_bound": "A bound or a rough value, such as <5, is no number: write the number that it is to count as.",
    "table.hint_range": "A range or a fraction is no number: write its middle, or its value such as 0.5.",
    "table.hint_footnote": "A number must stand alone in its cell: take out the mark of the footnote.",
    "table.hint_marks": "A number has one decimal mark.",
    "table.hint_unit": "A number must stand alone in its cell: put the unit into the name of the column.",
    "table.gaps": "Rows left out because a cell has no value: {count:,}, the first of them row {row}.",
    "table.gap_words": "Read as no value: {words}",
    "table.gap": "“{value}” in {name}, row {row}.",
    "table.hint_mark": "It has another decimal mark than the other numbers there.",
    "table.few": "At least {low} rows that can be used are needed. Here there are as many: {count}.",
    "table.huge": "{name} has {value} in row {row}, which is too large. Numbers from minus to plus {high:,} can be "
    "used: take out that row.",
    "table.scaled": "{name} is as large as {value} (row {row}), and numbers here end at a million. So it was divided by"
    " {unit:,.0f}, and is called {scaled}.",
    "table.thinned": "Of the {rows:,} rows {count:,} were looked at, evenly over the file.",
    "table.drawn": "Your file has {rows:,} rows; {count} of them were drawn by chance, evenly over the file, with seed "
    "{seed}.",
    "table.constant": "{name} is {value} in every row, so there is nothing to be learned from it.",
    "table.large_target": "{name} goes as far as {value}. Losses will be large and a network learns such numbers "
    "slowly; another unit, such as thousands, helps.",
    "table.rounded": "Numbers are rounded to {digits} significant digits.",
}
