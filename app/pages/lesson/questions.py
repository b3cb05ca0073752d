"""The questions of a lesson: to remember, to predict, to observe, to explain in one's own words."""

from functools import partial

import streamlit as st

from app.pages import state
from app.pages.lesson.prose import markdown, remark, remark_of
from app.pages.lesson.sitting import Sitting
from app.words.words import measured, say, text
from lessons.grading.grading import Verdict, judge
from lessons.grading.questions import shuffled
from lessons.learner.reader import MAX_ANSWER
from lessons.learner.record import Answer
from lessons.plain import plain_words
from lessons.records import Question

SURE = tuple(range(0, 101, 10))  # how sure one can be, in percent


def question(sitting: Sitting, name: str) -> None:
    """One question: a form, and once it is answered what there is to say about the answer."""
    asked = sitting.lesson.questions[name]
    with st.container(border=True, key=f"question_{name}"):
        st.subheader(text(f"lesson.{asked.purpose}", sitting.language), anchor=False)
        answer = sitting.record.answers.get(name)
        if answer is None or sitting.marked(f"again_{name}", False):
            _form(sitting, asked, answer)
        elif asked.purpose == "explain":
            _beside(sitting, asked, answer)
        else:
            _answered(sitting, asked, answer)


def _form(sitting: Sitting, asked: Question, before: Answer | None) -> None:
    language, key = sitting.language, f"{sitting.key}_{asked.name}"
    with st.form(f"form_{asked.name}", border=False):
        label = markdown(_worded(sitting, asked, asked.ask))
        if asked.options:
            chosen = before.entries[0] if before else None
            texts = [option.text for option in shuffled(asked, sitting.seed)]
            st.radio(
                label,
                range(len(texts)),
                index=texts.index(chosen) if chosen in texts else None,
                format_func=lambda i: markdown(_worded(sitting, asked, texts[i])),
                key=f"{key}_option",
            )
        elif asked.fields:
            st.markdown(label)
            for i, field in enumerate(asked.fields):
                st.text_input(
                    _worded(sitting, asked, field.label),
                    before.entries[i] if before and i < len(before.entries) else "",
                    key=f"{key}_{i}",
                    max_chars=80,
                    autocomplete="off",
                )
        else:
            st.text_area(label, before.entries[0] if before else "", key=f"{key}_words", max_chars=MAX_ANSWER // 2)
        if asked.purpose == "predict":
            st.select_slider(
                text("lesson.sure", language), SURE, 50, format_func=lambda percent: f"{percent} %", key=f"{key}_sure"
            )
        button = {"predict": "predict_button", "explain": "keep_button"}.get(asked.purpose, "answer")
        st.form_submit_button(
            text(f"lesson.{button}", language), on_click=partial(_submit, sitting, asked), type="primary"
        )
    missing = sitting.marked(f"missing_{asked.name}", "")
    if missing:
        remark("wrong", "", missing, f"question_{asked.name}")


def _submit(sitting: Sitting, asked: Question) -> None:
    """Takes what is in the form. What cannot be understood stays in it, with a sentence about it."""
    state.untouched()
    answers, problem = _filled_in(sitting, asked)
    verdict = None if problem else _verdict(sitting, asked, answers)
    if verdict and verdict.right is None and asked.purpose != "explain":
        problem = say(verdict.say, sitting.language)  # a field is empty, or no number stands in it
    sitting.mark(f"missing_{asked.name}", problem)
    sitting.lead(f"{remark_of(f'question_{asked.name}')}, .st-key-side_{asked.name}")
    if problem or not verdict:
        sitting.say(problem)
        return
    sure = st.session_state[f"{sitting.key}_{asked.name}_sure"] if asked.purpose == "predict" else None
    sitting.keep(sitting.record.answered(asked.name, Answer(answers, verdict.right, sure)))
    sitting.mark(f"again_{asked.name}", False)
    if asked.purpose != "explain":
        sitting.say(f"{_mark(sitting, verdict.right)}. {say(verdict.say, sitting.language)}")
    if verdict.show:
        sitting.show(verdict.show)


def _filled_in(sitting: Sitting, asked: Question) -> tuple[tuple[str, ...], str]:
    """What is in the form, and what is missing."""
    state, key, language = st.session_state, f"{sitting.key}_{asked.name}", sitting.language
    if asked.options:
        chosen = state[f"{key}_option"]
        if chosen is None:
            return (), text("lesson.choose_first", language)
        return (shuffled(asked, sitting.seed)[chosen].text,), ""
    if asked.fields:
        return tuple(str(state[f"{key}_{i}"]).strip() for i in range(len(asked.fields))), ""
    words = str(state[f"{key}_words"]).strip()
    return (words,), "" if words else text("lesson.write_first", language)


def _verdict(sitting: Sitting, asked: Question, answers: tuple[str, ...]) -> Verdict:
    return judge(sitting.lesson, asked.name, answers[0] if asked.options else answers, sitting.seed)


def _mark(sitting: Sitting, right: bool | None) -> str:
    return text("lesson.right" if right else "lesson.wrong", sitting.language)


def _answered(sitting: Sitting, asked: Question, answer: Answer) -> None:
    """The answer and what became of it; for a prediction side by side."""
    language = sitting.language
    verdict = _verdict(sitting, asked, answer.entries)
    _asked(sitting, asked)
    kind, mark = ("right" if verdict.right else "wrong"), _mark(sitting, verdict.right)
    words = _answer_words(sitting, asked, answer, verdict)
    if asked.purpose == "predict":
        with st.container(key=f"side_{asked.name}", horizontal=True):
            with st.container(key=f"predicted_{asked.name}", gap=None):
                st.markdown(f"**{text('lesson.your_prediction', language)}**")
                st.markdown(words)
                if answer.sure is not None:
                    st.caption(text("lesson.sure_was", language, sure=answer.sure))
            with st.container(key=f"happened_{asked.name}", gap=None):
                st.markdown(f"**{text('lesson.what_happens', language)}**")
                remark(kind, mark + ".", say(verdict.say, sitting.language), f"question_{asked.name}")
                if verdict.show and sitting.marked("shown", "") == verdict.show:
                    st.caption(text("lesson.the_stage_shows", language))
        return
    st.markdown(words)
    remark(kind, mark + ".", say(verdict.say, sitting.language), f"question_{asked.name}")
    if not verdict.right:
        st.button(
            text("lesson.again", language), key=f"again_{asked.name}", on_click=partial(_again, sitting, asked.name)
        )


def _asked(sitting: Sitting, asked: Question) -> None:
    st.markdown(markdown(_worded(sitting, asked, asked.ask)))


def _worded(sitting: Sitting, asked: Question, template: str) -> str:
    return sitting.words(template, sitting.lesson.question_start(asked.name, sitting.seed))


def _answer_words(sitting: Sitting, asked: Question, answer: Answer, verdict: Verdict) -> str:
    """What the learner answered; numbers with the true ones beside them."""
    if asked.options:
        return markdown(_worded(sitting, asked, answer.entries[0]))
    rows = zip(asked.fields, answer.entries, verdict.fields, strict=False)
    return "\n".join(
        text(
            "lesson.number_row",
            sitting.language,
            label=field.label,
            given=plain_words(typed),
            true=measured(result.true, sitting.language),
        )
        for field, typed, result in rows
    )


def _beside(sitting: Sitting, asked: Question, answer: Answer) -> None:
    """The learner's words beside ours. Neither is graded."""
    _asked(sitting, asked)
    with st.container(key=f"side_{asked.name}", horizontal=True):
        with st.container(key=f"predicted_{asked.name}", gap=None):
            st.markdown(f"**{text('lesson.your_words', sitting.language)}**")
            st.text(answer.entries[0])
        with st.container(key=f"happened_{asked.name}", gap=None):
            st.markdown(f"**{text('lesson.our_words', sitting.language)}**")
            st.markdown(markdown(say(_verdict(sitting, asked, answer.entries).say, sitting.language)))
    st.button(
        text("lesson.again", sitting.language), key=f"again_{asked.name}", on_click=partial(_again, sitting, asked.name)
    )


def _again(sitting: Sitting, name: str) -> None:
    state.untouched()
    sitting.lead(f".st-key-question_{name} :is(input, textarea)")
    sitting.mark(f"again_{name}", True)
