"""Finds the faces that papers are set in: a folder of licensed or Fandol fonts first, then what the system
carries.

Official papers want 仿宋, 黑体, 楷体 and 小标宋. Free stand-ins are Fandol (lacks rare name characters) with
Noto CJK behind it for what is missing. Nothing here fails for want of a font: a missing face falls to the
next one.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

#: Where the installation puts the free faces, and where Debian and most other systems keep theirs.
SYSTEM_FOLDERS = (
    Path(__file__).resolve().parents[2] / ".fonts",
    Path.home() / ".fonts",
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
)
_SUFFIXES = {".otf", ".ttf", ".ttc"}
#: Roles of an official paper and the families that serve them, best first.
FAMILIES: dict[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R", "FandolFang", "Noto Serif CJK SC"),
    "hei": ("SimHei", "FandolHei", "Noto Sans CJK SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "FandolKai", "Noto Serif CJK SC"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FandolSong", "Noto Serif CJK SC"),
    "song": ("SimSun", "FandolSong", "Noto Serif CJK SC"),
}
FALLBACK = ("Noto Serif CJK SC", "Noto Sans CJK SC", "Libertinus Serif")


@dataclass(frozen=True, slots=True)
class FontSet:
    """Families by role, each list ending in the fall-backs; `paths` is where to look for them."""

    families: dict[str, tuple[str, ...]]
    paths: tuple[str, ...]
    has_chinese: bool


@lru_cache(maxsize=8)
def find_fonts(folder: str | None = None) -> FontSet:
    """The faces at hand. `folder` is the site's own font folder (may be missing or empty)."""
    folders = [Path(folder)] if folder and Path(folder).is_dir() else []
    folders += [place for place in SYSTEM_FOLDERS if place.is_dir()]
    known = {name for place in folders for name in _families_in(str(place))}
    by_role = {}
    for role, wanted in FAMILIES.items():
        found = [name for name in wanted if name in known]
        found += [name for name in FALLBACK if (name in known or name == FALLBACK[-1]) and name not in found]
        by_role[role] = tuple(found)
    return FontSet(
        by_role, tuple(str(place) for place in folders), any("CJK" in n or "Fandol" in n for n in known)
    )


@lru_cache(maxsize=8)
def _families_in(folder: str) -> frozenset[str]:
    names = set()
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix.lower() in _SUFFIXES:
            names |= _names_of(path)
    return frozenset(names)


def _names_of(path: Path) -> set[str]:
    """Family names inside one file; Noto CJK collections hold every region, so they are named by what they
    are.
    """
    if path.name.startswith(("NotoSerifCJK", "NotoSansCJK")):
        return {"Noto Serif CJK SC" if "Serif" in path.name else "Noto Sans CJK SC"}
    from matplotlib import font_manager  # takes half a second to load: not for every process that may print

    try:
        font = font_manager.get_font(str(path))
    except (OSError, RuntimeError):
        return set()  # not a font after all: the next face serves
    return {font.family_name, f"{font.family_name} R"} if "Fandol" in path.name else {font.family_name}


@lru_cache(maxsize=8)
def drawing_families(folder: str | None = None) -> tuple[str, ...]:
    """Families for matplotlib, made known to it; the last one always exists."""
    from matplotlib import font_manager

    fonts = find_fonts(folder)
    for place in fonts.paths:
        for path in sorted(Path(place).rglob("*")):
            wanted = path.name.startswith(("FandolHei", "NotoSansCJK-Regular", "NotoSansCJK-Bold"))
            if wanted and path.suffix.lower() in _SUFFIXES:
                font_manager.fontManager.addfont(str(path))
    at_hand = {entry.name for entry in font_manager.fontManager.ttflist}
    return (
        *(name for name in ("Noto Sans CJK SC", "Noto Sans CJK JP", "FandolHei") if name in at_hand),
        "DejaVu Sans",
    )
