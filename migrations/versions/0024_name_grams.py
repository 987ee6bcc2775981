"""Every piece of a name and every beginning of its spelling is one row, so that any search is one range of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Surnames read otherwise than people may type: character, usual reading, other reading.
READINGS = (
    "单 shan dan,仇 qiu chou,区 ou qu,朴 piao pu,曾 zeng ceng,解 xie jie,查 zha cha,盖 ge gai,覃 qin tan,翟 zhai di,"
    "缪 miao mou,乐 yue le,尉 wei yu,洗 xian xi,牟 mu mou,宓 mi fu,秘 bi mi,种 chong zhong,重 chong zhong,折 she zhe,"
    "召 shao zhao,员 yun yuan,黑 he hei,繁 po fan,谌 chen shen,长 chang zhang,隗 wei kui,祭 zhai ji,么 yao me,"
    "柏 bai bo,薄 bo bao,佴 nai er,郇 xun huan"
)
FORMER = "LOWER(REPLACE(former_name, '·', ''))"
_PLACES = "WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 60)"
_PIECES = """SELECT SUBSTR({key}, b.n, l.n) AS gram, area_code, id FROM person
    JOIN place b ON b.n <= LENGTH({key}) JOIN place l ON l.n <= {longest} AND b.n + l.n - 1 <= LENGTH({key})"""
_BEGINNINGS = """SELECT SUBSTR({key}, 1, l.n) AS gram, area_code, id FROM {person}
    JOIN place l ON l.n <= 12 AND l.n <= LENGTH({key})"""
_OTHERWISE = """(SELECT r.other || SUBSTR(p.name_pinyin, LENGTH(r.usual) + 1) AS spelled, p.area_code, p.id FROM person p
    JOIN ({readings}) r ON SUBSTR(p.name_key, 1, 1) = r.surname
    AND SUBSTR(p.name_pinyin, 1, LENGTH(r.usual)) = r.usual) other"""


def upgrade() -> None:
    _table(12, ["gram", "area_code", "person_id"], sqlite_with_rowid=False)
    other = _OTHERWISE.format(readings=" UNION ALL ".join(map(_reading, READINGS.split(","))))
    _fill(
        _PIECES.format(key="name_key", longest=6),
        _PIECES.format(key=FORMER, longest=6) + " WHERE former_name IS NOT NULL",
        _BEGINNINGS.format(key="name_pinyin", person="person"),
        _BEGINNINGS.format(key="name_initials", person="person"),
        _BEGINNINGS.format(key="spelled", person=other),
    )
    op.create_index("ix_name_gram_person_id", "name_gram", ["person_id"])
    op.drop_index("ix_person_name_initials", "person")


def downgrade() -> None:
    op.create_index("ix_person_name_initials", "person", ["name_initials"])
    _table(2, ["person_id", "gram"])
    _fill(
        _PIECES.format(key="name_key", longest=2),
        _PIECES.format(key=FORMER, longest=2) + " WHERE former_name IS NOT NULL",
    )
    op.create_index("ix_name_gram_find", "name_gram", ["gram", "area_code", "person_id"])


def _table(longest: int, key: list[str], **options: bool) -> None:
    op.drop_table("name_gram")
    op.create_table(
        "name_gram",
        sa.Column("gram", sa.String(longest), nullable=False),
        sa.Column("area_code", sa.String(12), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_name_gram_person_id"),
        sa.PrimaryKeyConstraint(*key, name="pk_name_gram"),
        **options,
    )


def _fill(*parts: str) -> None:
    op.execute(
        f"INSERT INTO name_gram (gram, area_code, person_id) {_PLACES} "
        f"SELECT gram, area_code, id FROM ({' UNION '.join(parts)}) piece ORDER BY gram, area_code, id"
    )


def _reading(words: str) -> str:
    surname, usual, other = words.split()
    return f"SELECT '{surname}' AS surname, '{usual}' AS usual, '{other}' AS other"
