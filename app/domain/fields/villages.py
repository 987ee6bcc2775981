"""Fields of the village record of a year (domain 5.3)."""

from app.domain.fields.kinds import RegistryField, answer, code, count, money, text
from app.domain.vocabulary.income import INCOME_ORIGIN
from app.domain.vocabulary.monitoring import VILLAGE_ATTRIBUTE

VILLAGE: dict[str, RegistryField] = {
    "year": count("年度", "年"),
    "attribute": code("村属性", VILLAGE_ATTRIBUTE),
    "left_poverty_year": count("出列年度", "年"),
    "households": count("总户数", "户"),
    "persons": count("总人口数", "人"),
    "collective_income_fen": money("村级集体经济收入"),
    "has_bus": answer("通客运班车"),
    "road_to_township": answer("到乡镇通沥青（水泥）路"),
    "has_waste_site": answer("有生产生活垃圾集中堆放点"),
    "primary_schools": count("村小学", "个"),
    "libraries": count("文化（图书）室", "个"),
    "clinics": count("行政村卫生室", "个"),
    "doctors": count("执业（助理）医师", "人"),
    "public_toilets": count("公共卫生厕所", "个"),
    "pension_persons": count("参加城乡居民基本养老保险人数", "人"),
    "dibao_households": count("低保户数", "户"),
    "dibao_persons": count("低保人口", "人"),
    "tekun_persons": count("特困供养人口", "人"),
    "disabled_persons": count("残疾人口", "人"),
    "unsafe_water_households": count("未实现饮水安全户数", "户"),
    "dangerous_house_households": count("危房户数", "户"),
    "filler": text("填报人"),
    "origin": code("来源", INCOME_ORIGIN),
}
