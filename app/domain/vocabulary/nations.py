"""民族 by GB/T 3304-1991. The poverty system numbers them differently: map by label, never by number."""

from app.domain.vocabulary.codes import Code, CodeList

_NATIONS = (
    "han 汉|menggu 蒙古|hui 回|zang 藏|weiwuer 维吾尔|miao 苗|yi 彝|zhuang 壮|"
    "buyi 布依|chaoxian 朝鲜|man 满|dong 侗|yao 瑶|bai 白|tujia 土家|hani 哈尼|"
    "hasake 哈萨克|dai 傣|li 黎|lisu 傈僳|wa 佤|she 畲|gaoshan 高山|lahu 拉祜|"
    "shui 水|dongxiang 东乡|naxi 纳西|jingpo 景颇|keerkezi 柯尔克孜|tu 土|dawoer 达斡尔|mulao 仫佬|"
    "qiang 羌|bulang 布朗|sala 撒拉|maonan 毛南|gelao 仡佬|xibo 锡伯|achang 阿昌|pumi 普米|"
    "tajike 塔吉克|nu 怒|wuzibieke 乌孜别克|eluosi 俄罗斯|ewenke 鄂温克|deang 德昂|baoan 保安|yugu 裕固|"
    "jing 京|tataer 塔塔尔|dulong 独龙|elunchun 鄂伦春|hezhe 赫哲|menba 门巴|luoba 珞巴|jinuo 基诺"
)


def _nation(number: int, entry: str) -> Code:
    code, name = entry.split(" ")
    return Code(code, f"{name}族", f"{number:02d}", (name,))


NATION = CodeList(
    "nation",
    "民族",
    (
        *(_nation(i, entry) for i, entry in enumerate(_NATIONS.split("|"), 1)),
        Code("other", "其他", "97", ("穿青人", "亻革家人", "其他民族")),
        Code("foreign_origin", "外国血统中国籍", "98", ()),
    ),
)

#: What a Guizhou form offers first.
NATIONS_OFFERED_FIRST = ("miao", "buyi", "dong", "tujia", "yi", "gelao", "shui", "han")
