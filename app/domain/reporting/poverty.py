"""贫困状况分析: who is where, what people live on, what they lack, and how places differ."""

from app.domain.documents import Block, Heading, Paragraph, Run
from app.domain.reporting.common import numbered, says_nothing
from app.domain.reporting.material import Material
from app.domain.reporting.overview import map_block, method, situation
from app.domain.reporting.problems import causes
from app.domain.reporting.results import results

#: Headings of the yearly paper's fourth part that belong here.
_KEPT = ("减贫和收入", "两不愁三保障", "多维贫困", "区域差异")


def poverty(m: Material) -> list[Block]:
    """Built from the same pieces as the yearly paper, so that both say the same numbers."""
    if not m.sums.get("households"):
        return says_nothing(m)
    sections = _sections(results(m)[1:])
    income, guarantees, several, places = (sections.get(name, []) for name in _KEPT)
    return numbered(
        [
            *situation(m),
            *map_block(m, "people", "I04", f"各{m.part_word}风险未消除户占监测对象比重"),
            Heading(1, "收入状况"),
            *income,
            Heading(1, "基本保障"),
            *guarantees,
            Heading(1, "多维贫困"),
            *several,
            Heading(1, "地区差异"),
            *places,
            Heading(1, "总的判断"),
            Paragraph(_judgement(m)),
            *_under("数据说明", method(m)),
            *_under("数据能看出的原因", causes(m)),
        ]
    )


def _sections(blocks: list[Block]) -> dict[str, list[Block]]:
    """Second headings -> what stands under them."""
    found: dict[str, list[Block]] = {}
    here: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            here = []
            name = next((one for one in _KEPT if one in block.text), block.text)
            found[name] = here
        else:
            here.append(block)
    return found


def _under(title: str, blocks: list[Block]) -> list[Block]:
    return [Heading(1, title), *blocks[1:]]


def _judgement(m: Material) -> tuple[Run, ...]:
    words: list[Run] = []
    if m.known("I06") and m.line_yuan:
        words += [f"按每人每年{m.line_yuan}元的监测线看，收入低于监测线的人口占", m.number("I06"), "。"]
    if m.known("I43"):
        words += ["收入以外再看教育、健康、生活水平，多维贫困的人口占", m.number("I43"), "。"]
    weak = [
        (title, code)
        for title, code in (("住房安全率", "I13"), ("饮水安全率", "I14"), ("基本医保参保率", "I15"))
        if m.known(code) and (m.now[code].value or 0) < 100
    ]
    for title, code in weak:
        words += [f"{title}为", m.number(code), "，没有达到的要逐户核对；"]
    if weak:
        words[-1] = "，没有达到的要逐户核对。"
    return tuple(words) or ("收入台账和保障情况填得不够，还不能作总的判断。",)
