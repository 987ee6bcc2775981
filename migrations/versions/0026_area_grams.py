"""Every piece of an area's name and every beginning of its spelling is one row, as names of people have them."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from pypinyin import Style, lazy_pinyin

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LONGEST, INITIALS = 60, 30
BEGINS, HOLDS, SPELLED = 1, 2, 3
#: Readings of surnames, which names of places are made of, too (单家村).
SINGLE = (
    "单 shan,仇 qiu,区 ou,朴 piao,曾 zeng,解 xie,查 zha,盖 ge,华 hua,任 ren,覃 qin,翟 zhai,缪 miao,乐 yue,尉 wei,"
    "冼 xian,洗 xian,晁 chao,牟 mu,宓 mi,秘 bi,种 chong,重 chong,折 she,召 shao,员 yun,黑 he,繁 po,逄 pang,燕 yan,"
    "应 ying,纪 ji,宁 ning,曲 qu,石 shi,谌 chen,车 che,长 chang,隗 wei,祭 zhai,过 guo,卜 bu,么 yao,禄 lu,卯 mao,"
    "蹇 jian,相 xiang,柏 bai,薄 bo,葛 ge,哈 ha,那 na,佴 nai,郇 xun,訾 zi,瞿 qu,阚 kan"
)
DOUBLE = (
    "欧阳 ou yang,令狐 ling hu,尉迟 yu chi,万俟 mo qi,单于 chan yu,长孙 zhang sun,澹台 tan tai,夏侯 xia hou,"
    "诸葛 zhu ge,司马 si ma,上官 shang guan,慕容 mu rong,皇甫 huang fu,公孙 gong sun,东方 dong fang,端木 duan mu,"
    "宇文 yu wen,司徒 si tu,鲜于 xian yu,呼延 hu yan,赫连 he lian,南宫 nan gong,申屠 shen tu,濮阳 pu yang,淳于 chun yu"
)
READINGS = {
    name: rest.split() for name, _, rest in (p.partition(" ") for p in f"{SINGLE},{DOUBLE}".split(","))
}


def upgrade() -> None:
    made = op.create_table(
        "area_gram",
        sa.Column("gram", sa.String(LONGEST), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("level", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("area_code", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name="fk_area_gram_area_code"),
        sa.PrimaryKeyConstraint("gram", "rank", "level", "area_code", name="pk_area_gram"),
        sqlite_with_rowid=False,
    )
    areas = op.get_bind().execute(sa.text("SELECT code, name, level FROM area")).all()
    rows = [
        {"gram": gram, "rank": rank, "level": level, "area_code": code}
        for code, name, level in areas
        for gram, rank in grams_of(name)
    ]
    op.bulk_insert(made, rows)
    op.create_index("ix_area_gram_area_code", "area_gram", ["area_code"])


def downgrade() -> None:
    op.drop_table("area_gram")


def grams_of(name: str) -> set[tuple[str, int]]:
    """What finds an area by its name and how near it is then, as the product says it (`domain.area_names`)."""
    key = "".join(name.split()).replace("·", "").lower()[:LONGEST]
    syllables = list(_syllables(key))
    spellings = "".join(syllables)[:LONGEST], "".join(s[0] for s in syllables)[:INITIALS]
    begins = {(key[:end], BEGINS) for end in range(1, len(key) + 1)}
    holds = {(key[a:b], HOLDS) for a in range(1, len(key)) for b in range(a + 1, len(key) + 1)}
    spelled = {(text[:end], SPELLED) for text in spellings for end in range(1, len(text) + 1)}
    return begins | {gram for gram in holds if (gram[0], BEGINS) not in begins} | spelled


def _syllables(key: str) -> Iterator[str]:
    for length in (2, 1):
        if key[:length] in READINGS:
            yield from READINGS[key[:length]]
            key = key[length:]
            break
    for character in key:
        yield lazy_pinyin(character, style=Style.NORMAL, errors="default", v_to_u=False)[0] or character
