"""Reads the questions of a lesson file: recall, predict, observe and explain."""

from lessons.format.context import Context, read_within
from lessons.format.fields import Fields
from lessons.records import OPTION_KINDS, PURPOSES, AnswerField, Option, Question, Within
from optim_core import Message

MOST_QUESTIONS = 12
OPTIONS = (2, 6)
MOST_FIELDS = 6


def read_questions(front: Fields, context: Context) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    for purpose in PURPOSES:
        for name, fields in front.sections(purpose, MOST_QUESTIONS):
            if name in questions:
                kind = Message(f"kind.{questions[name].purpose}")
                fields.problems.add(fields.path, Message("file.name_taken", name=name, kind=kind))
            questions[name] = _question(name, purpose, fields, context)
            fields.done()
    return questions


def _question(name: str, purpose: str, fields: Fields, context: Context) -> Question:
    ask = context.text(fields, "ask", required=True)
    if purpose == "explain":
        return Question(name, purpose, ask, ours=context.text(fields, "ours", required=True))
    options = tuple(_option(table, context) for table in fields.tables("options"))
    answers = tuple(_answer(table, context) for table in fields.tables("fields"))
    question = Question(
        name,
        purpose,
        ask,
        options,
        answers,
        right=context.text(fields, "right"),
        wrong=context.text(fields, "wrong"),
        show=fields.text("show") or None,
        origin=fields.text("from"),
    )
    _check(question, fields)
    return question


def _option(fields: Fields, context: Context) -> Option:
    option = Option(
        text=context.text(fields, "text", required=True),
        right=bool(fields.flag("right", False)),
        say=context.text(fields, "say"),
        show=fields.text("show") or None,
        misconception=fields.text("misconception"),
    )
    fields.done()
    return option


def _answer(fields: Fields, context: Context) -> AnswerField:
    label = context.text(fields, "label", required=True)
    answer = AnswerField(label, fields.text("number", required=True), read_within(fields) or Within(0.0))
    fields.done()
    return answer


def _check(question: Question, fields: Fields) -> None:
    options, low, high = question.options, *OPTIONS
    if bool(options) == bool(question.fields):
        fields.wrong("options", Message("file.options_or_fields"))
        return
    if len(question.fields) > MOST_FIELDS:
        fields.wrong("fields", Message("file.answer_fields", high=MOST_FIELDS))
    if not options:
        return
    if not low <= len(options) <= high:
        fields.wrong("options", Message("file.options", low=low, high=high, count=len(options)))
    right = sum(option.right for option in options)
    if right != 1:
        fields.wrong("options", Message("file.one_right", count=right))
    if len({option.text for option in options}) < len(options):
        fields.wrong("options", Message("file.options_alike"))
    if question.purpose not in OPTION_KINDS[1:2]:
        return
    wrong = [(k, option) for k, option in enumerate(options) if not option.right]
    for k, option in wrong:
        if not (option.show or option.say):
            fields.wrong(f"options[{k}]", Message("file.option_show_or_say"))
    if wrong and not any(option.show for _, option in wrong) and not question.show:
        fields.wrong("options", Message("file.option_show"))
