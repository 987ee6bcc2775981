"""Bringing outlines: the file, how it is read, and what is kept with it."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.domain.area_matching import ColumnMatch
from app.web.base_form import FlaskForm
from app.web.choice_fields import SelectField

EPSG = Regexp(r"^(EPSG:\d{4,6})?$", message=_("请写成 EPSG:4490 这样。"))


class SendForm(FlaskForm):
    """Shape only; whether the file can be read is told by the guarded reader."""

    file = FileField(_("边界文件"), [FileRequired(_("请先选一个文件。"))])


class ReadForm(FlaskForm):
    """How the file is read; an address without any effect."""

    class Meta:
        csrf = False

    crs = SelectField(_("坐标系"), description=_("文件写了就不用选；没写请问出图单位，系统不猜。"))
    shifted = BooleanField(_("坐标取自地图服务（GCJ-02），请还原偏移"))
    named = SelectField(_("哪一列说明是哪里"))
    repair = BooleanField(_("不合规的图形由系统修补"))
    join = BooleanField(_("文件只有村，合成乡镇和县"))

    def offer(self, projections: tuple[tuple[str, str], ...], columns: list[ColumnMatch]) -> None:
        """Fill the choices; columns with how many rows they meet."""
        self.crs.choices = [("", gettext("按文件写的"))] + [
            (code, f"{words}　{code}") for code, words in projections
        ]
        kinds = {"code": gettext("代码"), "name": gettext("名称")}
        self.named.choices = [("", gettext("由系统找"))] + [
            (
                f"{one.match.how}:{one.match.column}",
                gettext(
                    "%(column)s（当%(kind)s，对上 %(count)s 个）",
                    column=one.match.column,
                    kind=kinds[one.match.how],
                    count=one.areas,
                ),
            )
            for one in columns
        ]


class LoadForm(FlaskForm):
    """What is kept with the outlines; the choices of reading ride along."""

    source = StringField(_("谁出的图"), [InputRequired(_("请写图的出处，地图上要印。")), Length(max=200)])
    review_no = StringField(_("审图号"), [Optional(), Length(max=60)], description=_("没有就按示意边界印。"))
    valid_from = DateField(
        _("从哪天起用"),
        [Optional()],
        description=_("不写就是一直有效；写了，这天以前的地图仍用旧边界。"),
    )
    crs = HiddenField(validators=[EPSG])
    shifted = HiddenField()
    named = HiddenField(validators=[Length(max=200)])
    repair = HiddenField()
    join = HiddenField()
