"""Fields of what a family itself says it needs."""

from app.domain.fields.kinds import RegistryField, code, count, day, text
from app.domain.vocabulary.visits import FAMILY_NEED

NEED: dict[str, RegistryField] = {
    "place": count("第几要紧"),
    "need": code("家里自己说的需要", FAMILY_NEED),
    "words": text("具体是什么"),
    "told_by": text("谁说的"),
    "told_on": day("哪天说的"),
}
