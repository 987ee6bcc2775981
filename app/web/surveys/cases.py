"""One drawn household on the phone: the questionnaire, nobody at home, proof, judgement."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_actor, current_scope, may, route, session
from app.domain.errors import ConflictError, InvalidInputError
from app.domain.survey_form import failing, unpacked
from app.domain.vocabulary.attachments import PROOF
from app.models import Survey
from app.queries.attachments import list_attachments
from app.queries.surveys import CaseRow, get_case, get_survey
from app.services import survey_cases as write
from app.services.attachments import MOST_SENT, Given
from app.services.surveys import form_of
from app.unit_of_work import Work, perform
from app.web.conflicts import sent_number
from app.web.households.gallery import MOST_AT_ONCE, keep_one
from app.web.surveys.blueprint import bp
from app.web.surveys.forms import ASKED, ProofForm, answers_form


@route(bp, "/<public_id>/<drawn_id>", permission="survey:read")
def case(public_id: str, drawn_id: str) -> Any:
    survey, row = _found(public_id, drawn_id)
    form = answers_form(form_of(survey).asked(row.case.kind))
    form.persons.data = row.case.persons
    for key, value in unpacked(row.case.answers).items():
        form[ASKED + key].data = value
    return _page(survey, row, form)


@route(bp, "/<public_id>/<drawn_id>", permission="survey:answer", methods=("POST",))
def answer(public_id: str, drawn_id: str) -> Any:
    survey, row = _found(public_id, drawn_id)
    questions = form_of(survey).asked(row.case.kind)
    form = answers_form(questions)
    given = {one.key: form[ASKED + one.key].data for one in questions}
    if form.validate():
        try:
            _act(
                "survey.answer", row, lambda work: write.record_answers(
                    work, current_scope(), public_id, drawn_id, version=sent_number("version"),
                    persons=form.persons.data, given=given,
                ),
            )  # fmt: skip
            flash(_("记好了。"), "ok")
            return redirect(url_for("surveys.show", public_id=public_id))
        except InvalidInputError as refused:
            if not refused.fields:
                raise
            for name, words in refused.fields.items():
                form[name if name == "persons" else ASKED + name].errors = [words]
            survey, row = _found(public_id, drawn_id)
    return _page(survey, row, form), 422


@route(bp, "/<public_id>/<drawn_id>/absent", permission="survey:answer", methods=("POST",))
def absent(public_id: str, drawn_id: str) -> Any:
    _survey, row = _found(public_id, drawn_id)
    version = sent_number("version")
    _act(
        "survey.absent", row,
        lambda work: write.record_absence(work, current_scope(), public_id, drawn_id, version=version),
    )  # fmt: skip
    flash(_("记成没见到人。以后见到了还可以补问。"), "ok")
    return redirect(url_for("surveys.show", public_id=public_id))


@route(bp, "/<public_id>/<drawn_id>/proof", permission="survey:answer", methods=("POST",))
def proof(public_id: str, drawn_id: str) -> Any:
    words, version = request.form.get("words", "")[:2000], sent_number("version")
    answer = _said(
        public_id, drawn_id, "survey.proof", _("举证记上了，等另一个人认定。"), "proof",
        lambda work: write.give_proof(
            work, current_scope(), public_id, drawn_id, version=version, words=words
        ),
    )  # fmt: skip
    if not isinstance(answer, tuple):
        _keep_files(_found(public_id, drawn_id)[1])
    return answer


def _keep_files(row: CaseRow) -> None:
    """Each file is an act of its own: the words stand whatever becomes of one of them."""
    sent = [one for one in request.files.getlist("files") if one.filename]
    if row.household is None or not may("visit:edit"):
        return
    for one in sent[:MOST_AT_ONCE]:
        try:
            keep_one(
                row.household.public_id,
                row.household.area_code,
                Given(one.read(MOST_SENT + 1), one.filename or "", PROOF),
            )
        except (InvalidInputError, ConflictError) as refused:
            flash(f"{one.filename}：{refused.message}{refused.way_out or ''}", "danger")
    if len(sent) > MOST_AT_ONCE:
        flash(_("一次最多 %(n)s 份，后面的没有收。", n=MOST_AT_ONCE), "owed")


@route(bp, "/<public_id>/<drawn_id>/judge", permission="survey:run", methods=("POST",))
def judge(public_id: str, drawn_id: str) -> Any:
    words, version = request.form.get("words", "")[:2000], sent_number("version")
    upheld = request.form.get("upheld") == "yes"
    return _said(
        public_id, drawn_id, "survey.judge", _("认定好了。"), "judge",
        lambda work: write.judge_case(
            work, current_scope(), public_id, drawn_id, version=version, upheld=upheld, words=words
        ),
    )  # fmt: skip


def _said(public_id: str, drawn_id: str, act: str, done: str, which: str, do: Callable[[Work], Any]) -> Any:
    """An act that comes with words; too short ones come back with the page."""
    survey, row = _found(public_id, drawn_id)
    try:
        _act(act, row, do)
    except InvalidInputError as refused:
        if not refused.fields:
            raise
        survey, row = _found(public_id, drawn_id)
        form = ProofForm()
        form.words.errors = [refused.fields["words"]]
        return _page(survey, row, None, **{which: form}), 422
    flash(done, "ok")
    return redirect(url_for("surveys.case", public_id=public_id, drawn_id=drawn_id))


def _act(act: str, row: CaseRow, do: Callable[[Work], Any]) -> None:
    perform(
        session(), current_actor(), act, do, subject=f"survey_case:{row.case.public_id}",
        area_code=row.case.area_code, request_key=request.form.get("request_key", "")[:80] or None,
    )  # fmt: skip


def _found(public_id: str, drawn_id: str) -> tuple[Survey, CaseRow]:
    survey = get_survey(session(), current_scope(), public_id)
    return survey, get_case(session(), current_scope(), survey, drawn_id)


def _page(
    survey: Survey, row: CaseRow, form: Any, proof: ProofForm | None = None, judge: ProofForm | None = None
) -> str:
    one, answers = row.case, unpacked(row.case.answers)
    shape = form_of(survey)
    return render_template(
        "surveys/case.html",
        survey=survey,
        row=row,
        one=one,
        form=form,
        questions=shape.asked(one.kind),
        prefix=ASKED,
        answers=answers,
        fails=failing(shape, one.kind, answers),
        proofs=list_attachments(session(), current_scope(), row.household.id, proofs=True)
        if row.household and may("household:read")
        else [],
        own=current_actor().id in (one.interviewer_id, one.proof_by),
        proof=proof or ProofForm(formdata=None),
        judge=judge or ProofForm(formdata=None),
    )
