"""项目效益: what a family of projects put in and reached, and before and after beside households that were alike."""

from flask import render_template, request
from flask_babel import gettext as _

from app.access import current_scope, session
from app.domain.clock import today
from app.domain.errors import InvalidInputError
from app.domain.number_text import plain, wan_yuan, yuan
from app.domain.vocabulary.projects import PROJECT_CATEGORY
from app.queries.project_benefits import Benefit, get_benefit
from app.web.dashboard.benefit_form import YEARS, BenefitForm


def benefits_page(area: str) -> str:
    """The page of one area; the family and year come from the address."""
    day = today()
    year = request.args.get("year", day.year, type=int)
    if not day.year - YEARS < year <= day.year:
        raise InvalidInputError("E-YEAR", _("这一年没有数。"), way_out=_("请从“哪一年”里选。"))
    category = request.args.get("category") or next(iter(PROJECT_CATEGORY)).code
    compare = request.args.get("compare") == "yes"
    found = get_benefit(session(), current_scope(), area=area, year=year, category=category, compare=compare)
    form = BenefitForm(formdata=None)
    form.offer(area, year, category, day)
    return render_template(
        "dashboard/benefits.html",
        found=found,
        form=form,
        compare=compare,
        title=PROJECT_CATEGORY.label(category),
        figures=_figures(found),
        balance=_balance(found),
        rows=_rows(found),
    )


def _figures(found: Benefit) -> list[tuple[str, str, str]]:
    return [
        (_("项目"), plain(len(found.projects)), _("个")),
        (_("已支付"), wan_yuan(found.paid_fen, grouped=True), _("万元")),
        (_("受益户"), plain(found.served, grouped=True), _("户")),
        (_("其中监测对象"), plain(found.monitored, grouped=True), _("户")),
        (_("户均投入"), yuan(found.cost_fen, grouped=True), _("元") if found.cost_fen is not None else ""),
    ]


def _balance(found: Benefit) -> list[dict[str, str]]:
    """Standardised differences before and after matching: the data of a love plot."""
    if found.matched is None:
        return []
    return [
        {
            "name": line.name,
            "treated": plain(line.treated_after, 2),
            "control": plain(line.control_after, 2),
            "before": plain(line.difference_before, 3),
            "after": plain(line.difference_after, 3),
            "state": "ok" if line.is_balanced else "wrong",
        }
        for line in found.matched.balance
    ]


def _rows(found: Benefit) -> list[tuple[str, str]]:
    """The figures behind the words; the effect itself only where something can be told."""
    one = found.matched
    if one is None:
        return []
    rows = [
        (_("比较的年份"), f"{one.periods['before']:g} → {one.periods['after']:g}"),
        (_("配成的对"), plain(one.pairs)),
        (_("没有配上的受助户"), plain(one.treated - one.pairs)),
    ]
    if one.verdict != "cannot_tell":
        rows += [
            (_("变化之差（元／人）"), plain(one.estimate)),
            (_("标准误"), plain(one.se)),
            (_("95%% 区间"), f"{plain(one.fit.chosen.low)} ～ {plain(one.fit.chosen.high)}"),
            (_("随机对调的 p 值"), plain(one.permutation_p, 3)),
            (_("隐藏差别要大到几倍才推翻"), plain(one.sensitivity.gamma, 2)),
        ]
        rows += [(words, plain(value)) for words, value in one.sensitivity.others]
    if one.pretrend is not None:
        chosen = one.pretrend.chosen
        rows.append(
            (
                _("受助之前的变化之差（应当是零）"),
                f"{plain(chosen.estimate)}（{plain(chosen.low)} ～ {plain(chosen.high)}）",
            )
        )
    return rows
