"""Facts about one village, from its newest record. Source: what has to be filled for a village (domain 5.3)."""

from app.domain.fact_dictionary.kinds import Fact, Kind

#: A record is filled once a year; one that is two years behind says nothing about today.
MAX_AGE = 24


def _told(name: str, label: str, kind: Kind = "number", unit: str = "", column: str = "") -> Fact:
    return Fact(
        f"village.{name}", label, "village", kind, unit, columns=(f"village_record.{column or name}",),
        scale=2 if kind == "money" else 0, max_age_months=MAX_AGE,
    )  # fmt: skip


VILLAGE_FACTS: tuple[Fact, ...] = (
    _told("year", "村级资料年度", "number", "年"),
    _told("left_poverty_year", "出列年度", "number", "年"),
    _told("households", "总户数", "number", "户"),
    _told("persons", "总人口数", "number", "人"),
    _told("collective_income", "村级集体经济收入", "money", "元", "collective_income_fen"),
    _told("primary_schools", "村小学", "number", "所"),
    _told("pension_persons", "参加城乡居民养老保险人数", "number", "人"),
    _told("has_bus", "通客运班车", "bool"),
    _told("road_to_township", "到乡镇通沥青（水泥）路", "bool"),
    _told("clinics", "行政村卫生室", "number", "个"),
    _told("doctors", "执业（助理）医师", "number", "人"),
    _told("public_toilets", "公共卫生厕所", "number", "个"),
    _told("has_waste_site", "有垃圾集中堆放点", "bool"),
    _told("libraries", "文化（图书）室", "number", "个"),
    _told("dibao_households", "低保户数", "number", "户"),
    _told("dibao_persons", "低保人口", "number", "人"),
    _told("tekun_persons", "特困供养人口", "number", "人"),
    _told("disabled_persons", "残疾人口", "number", "人"),
    _told("unsafe_water_households", "未实现饮水安全户数", "number", "户"),
    _told("dangerous_house_households", "危房户数", "number", "户"),
    Fact(
        "village.unmet_households",
        "未实现饮水安全户数与危房户数之和",
        "village",
        "number",
        "户",
        origin="computed",
        columns=("village_record.unsafe_water_households", "village_record.dangerous_house_households"),
        max_age_months=MAX_AGE,
    ),
)
