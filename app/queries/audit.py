"""The trail as auditors read it: who did what and when; no personal data of households."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.clock import LOCAL, now
from app.domain.vocabulary.household_acts import HOUSEHOLD_ACT
from app.models import Event, EventLink, User

PAGE = 100

#: What the acts are called on pages; a test asks for a word for every act of the product.
ACT_WORDS = {
    "account.sign_in": "登录",
    "account.sign_in_refused": "登录没通过",
    "account.sign_out": "退出",
    "account.accept_invitation": "用一次性链接设密码",
    "account.check_password": "核对密码",
    "account.password_refused": "核对密码没通过",
    "account.change_password": "改密码",
    "account.preferences": "改显示设置",
    "account.create": "开账号",
    "account.grant": "授权",
    "account.reset": "重置密码",
    "account.release": "放行账号",
    "account.off": "停用账号",
    "account.on": "启用账号",
    "account.end_roles": "收回岗位",
    "household.register": "登记户",
    "household.edit": "改户资料",
    "household.edit_income": "记收入账",
    "household.edit_living": "改住房生活",
    "household.close": "销户",
    "household.export": "导出户名单",
    "quality.export": "导出问题清单",
    "export.masked": "导出遮盖号码的名单",
    "export.ask": "申请导出完整号码",
    "export.agree": "批准导出完整号码",
    "export.refuse": "不批导出完整号码",
    "export.withdraw": "收回导出申请",
    "export.clear": "下载带完整号码的名单",
    "quality.explain": "说明数据质量问题属实的原因",
    "quality.unexplain": "撤回数据质量问题的说明",
    "look.score": "评四看法",
    "household.check": "试算资料",
    "member.add": "添人",
    "member.edit": "改成员资料",
    "member.remove": "减人",
    "member.head": "换户主",
    **{f"household.act_{act.code}": f"办理{act.label}" for act in HOUSEHOLD_ACT},
    "household.undo_act": "撤回变动",
    "household.restore": "恢复原来的值",
    "household.fill_income": "部门发放记进收入账",
    "monitoring.step": "记监测步骤",
    "national.mark": "标注国家系统录入情况",
    "national.export": "导出待录入清单",
    "village.record": "填村级资料",
    "work.record": "记务工情况",
    "visit.record": "记走访",
    "book.settle": "定两边都改过的格",
    "person.export": "导出成员名单",
    "secret.reveal": "看全号",
    "secret.reveal_refused": "看全号太多，没给看",
    "person.look_up": "查号码登记过没有",
    "secret.rotate": "换密钥",
    "list.keep": "存下名单",
    "officer.hand_over": "安排、交接帮扶责任人",
    "attachment.add": "传照片、材料",
    "attachment.describe": "改照片说明",
    "attachment.remove": "删照片、材料",
    "list.share": "共享名单",
    "list.remove": "删掉名单",
    "list.columns": "选名单的列",
    "finding.hand_out": "下发疑点",
    "finding.answer": "反馈疑点",
    "finding.review": "审核疑点",
    "finding.return": "退回疑点",
    "finding.postpone": "疑点挂账",
    "finding.close": "销号",
    "finding.note": "补记疑点经过",
    "supervision.watch": "监督办理",
    "supervision.explain": "说明监督问题",
    "supervision.judge": "判断监督问题",
    "supervision.close": "了结监督问题",
    "finding.watch": "疑点到期、逾期升级、抽复核",
    "relapse.export": "导出返贫风险名单",
    "finding.receipt": "登记退款收据",
    "finding.recheck": "复核办结的疑点",
    "survey.draw": "抽入户抽查的名单",
    "survey.again": "把抽查名单再抽一遍核对",
    "survey.answer": "记抽查户的问卷",
    "survey.absent": "记抽查没见到人",
    "survey.proof": "给抽查的疑似问题举证",
    "survey.judge": "认定抽查的疑似问题",
    "survey.ask_closing": "提出结束抽查",
    "survey.close": "确认结束抽查",
    "finding.restore_weight": "恢复降级的规则",
    "grant.note": "补记帮扶说明",
    "grant.propose": "登记帮扶",
    "grant.propose_ranked": "按名次提名",
    "grant.accept": "受理应享未享",
    "grant.ask": "要村里补材料",
    "grant.bring": "补交材料",
    "grant.export": "下载帮扶办理表",
    "grant.bulk": "成批办理帮扶",
    "grant.appeal": "登记申诉",
    "grant.decide_appeal": "复议申诉",
    "grant.approve": "批准帮扶",
    "grant.start": "开始落实",
    "grant.deliver": "登记已落实",
    "grant.refuse": "不予落实",
    "grant.end": "停止享受",
    "project.open": "登记项目",
    "project.edit": "改项目",
    "project.fund": "记资金",
    "project.beneficiary": "登记受益户",
    "project.close": "项目办结",
    "project.unfund": "撤掉一笔资金",
    "project.step": "办项目步骤",
    "project.undo_step": "撤回项目步骤",
    "project.check": "试算项目步骤",
    "project.notice": "登记公示",
    "project.notice_photo": "传公示照片",
    "project.notice_close": "公示期满",
    "project.goals": "填绩效自评表",
    "project.line": "登记资金指标",
    "asset.register": "登记资产",
    "asset.edit": "改资产",
    "asset.income": "记资产收益",
    "asset.divide": "分配资产收益",
    "import.receive": "收下工作簿",
    "import.queue": "工作簿排队",
    "import.parse": "读工作簿",
    "import.reread": "换一种读法再读",
    "import.open": "用密码打开部门的表",
    "register.export": "导出登记库的表",
    "import.compare": "比对差异",
    "import.describe": "做一个新表样",
    "import.settle": "为一个原因定下所有行的读法",
    "import.decide": "定冲突照谁的",
    "import.anyway": "守护停下后照样应用",
    "import.apply": "应用导入",
    "import.undo": "撤回导入",
    "import.drop": "放弃工作簿",
    "import.refuse": "退回工作簿",
    "import.prune": "清理过期的导入暂存",
    "import.return": "取回标好格的原表",
    "import.view": "看一批导入的行",
    "match.judge": "认人",
    "clue.open": "看库外线索",
    "clue.join": "线索成了登记户",
    "clue.drop": "线索核实不用登记",
    "match.forget": "撤回认人",
    "report.request": "要一份报告",
    "report.build": "做好报告",
    "report.template": "改报告的写法",
    "report.template_propose": "报告写法送审",
    "report.template_approve": "批准报告写法",
    "report.template_return": "退回报告写法",
    "report.template_original": "报告恢复原样",
    "report.schedule": "定期出报告",
    "report.schedule_off": "停掉定期报告",
    "report.schedule_on": "重新开始定期报告",
    "report.come": "定期报告到时候了",
    "report.fail": "报告没有做成",
    "book.export": "下载我村的工作簿",
    "book.receive": "传回我村的工作簿",
    "book.drop": "放弃传回的工作簿",
    "paper.blank": "传来别的部门的空表",
    "paper.request": "要打印表格",
    "paper.numbers": "要打印带完整号码的表格",
    "paper.notice": "出一份公示名单",
    "paper.print": "印好表格",
    "paper.fail": "表格没有印成",
    "paper.stop": "取消要打印的表格",
    "rule.ship": "装入措施和规则",
    "indicator.freeze": "冻结一期指标",
    "rule.run": "跑规则",
    "rule.draft": "起草规则新版",
    "rule.publish": "规则新版上线",
    "rule.withdraw": "退回规则旧版",
    "rule.begin": "开始写规则草稿",
    "rule.write": "改规则草稿",
    "rule.drop": "作废规则草稿",
    "rule.confirm": "确认规则的例子",
    "rule.propose": "规则草稿送审",
    "rule.return": "退回规则草稿",
    "rule.trial": "试算规则改动",
    "rule.trial_done": "规则试算算完",
    "area.load": "装入区划名单",
    "point.place": "记下户和项目的位置",
    "boundary.receive": "收下边界文件",
    "boundary.load": "装入区划边界",
    "demo.load": "装入演示户",
    "demo.places": "装入演示区划",
    "demo.accounts": "开演示账号",
}
#: What acts are about.
SUBJECT_WORDS = {
    "household": "户",
    "finding": "疑点",
    "grant": "帮扶",
    "project": "项目",
    "user": "账号",
    "import_batch": "导入批次",
    "report_request": "报告",
    "export_request": "导出申请",
    "asset": "资产",
    "budget_line": "资金指标",
}


@dataclass(frozen=True)
class TrailRow:
    """One event with who did it."""

    event: Event
    who: str
    words: str
    about: str


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first; `next_key` is the keyset position behind the last row."""

    rows: list[TrailRow]
    next_key: int | None


def list_events(
    session: Session,
    *,
    before: int = 0,
    act: str | None = None,
    login: str | None = None,
    on: date | None = None,
) -> TrailPage:
    """Events newest first, 100 a page."""
    wanted = (
        select(Event, User.display_name)
        .outerjoin(User, User.id == Event.actor_id)
        .order_by(Event.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        wanted = wanted.where(Event.id < before)
    if act:
        wanted = wanted.where(Event.act == act)
    if login:
        wanted = wanted.where(User.login == login.strip().lower())
    if on:
        start = datetime.combine(on, time(), LOCAL)
        wanted = wanted.where(Event.at >= start, Event.at < start + timedelta(days=1))
    rows = [_row(event, name) for event, name in session.execute(wanted)]
    return TrailPage(rows[:PAGE], rows[PAGE - 1].event.id if len(rows) > PAGE else None)


def _row(event: Event, name: str | None) -> TrailRow:
    """A sign-in has no actor yet: the account that was tried stands for him, or the hash of a name that nobody has."""
    told = event.payload or {}
    stranger = f"没有的账号 {told['unknown']}" if told.get("unknown") else ""
    who = name or str(told.get("login") or "") or stranger or "系统"
    about = (event.subject or "").partition(":")[0]
    return TrailRow(event, who, ACT_WORDS.get(event.act, event.act), SUBJECT_WORDS.get(about, ""))


def chain_state(session: Session) -> dict[str, int]:
    """How many events there are and how many of them are sealed into the chain."""
    events = session.scalar(select(func.count()).select_from(Event)) or 0
    sealed = session.scalar(select(func.count()).select_from(EventLink)) or 0
    return {"events": events, "sealed": sealed, "unsealed": events - sealed}


def count_acts(session: Session, actor_id: int | None, act: str, since: datetime) -> int:
    """How often somebody did an act since a moment."""
    wanted = select(func.count()).select_from(Event)
    return session.scalar(wanted.where(Event.actor_id == actor_id, Event.act == act, Event.at >= since)) or 0


def count_reveals(session: Session, days: int = 7) -> list[tuple[str, int]]:
    """Who looked at full numbers how often in the last days, most often first."""
    wanted = (
        select(User.display_name, func.count())
        .join(Event, Event.actor_id == User.id)
        .where(Event.act == "secret.reveal", Event.at >= now() - timedelta(days=days))
        .group_by(User.display_name)
        .order_by(func.count().desc(), User.display_name)
        .limit(20)
    )
    return [(name, count) for name, count in session.execute(wanted)]
