"""Templates are built from macros and hold neither inline script nor style, nor Chinese outside the catalogue."""

import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
MACRO_FILES = [name for name in FILES if name.startswith("macros/")]
PAGES = [name for name in FILES if not name.startswith(("macros/", "layouts/"))]
ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
HAN = re.compile(r"[一-鿿]")
COMPONENT = re.compile(r'class="[^"]*(?<![\w-])(bf-[\w-]+|btn|btn-[\w-]+|form-control|form-select)(?![\w-])')
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
ICONS = set((ROOT / "app/static/icons.txt").read_text("utf-8").split())


def _text(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text("utf-8"), flags=re.DOTALL)


@cache
def _tree(name: str) -> nodes.Template:
    return ENVIRONMENT.parse((TEMPLATES / name).read_text("utf-8"))


def _macros(name: str) -> set[str]:
    return {macro.name for macro in _tree(name).find_all(nodes.Macro)}


@cache
def _imports(file: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for statement in _tree(file).find_all(nodes.FromImport):
        source = statement.template
        assert isinstance(source, nodes.Const)
        found += [(source.value, name if isinstance(name, str) else name[0]) for name in statement.names]
    return found


@pytest.mark.parametrize("name", FILES)
def test_imported_macros_exist(name: str) -> None:
    missing = [f"{macro} of {file}" for file, macro in _imports(name) if macro not in _macros(file)]
    assert not missing


@pytest.mark.parametrize("name", FILES)
def test_no_inline_style_script_or_handler(name: str) -> None:
    assert not INLINE.findall(_text(name))


@pytest.mark.parametrize("name", PAGES)
def test_pages_leave_component_classes_to_macros(name: str) -> None:
    allowed = {"errors/error.html": {"btn", "btn-s", "bf-code"}}.get(name, set())
    assert {found for found in COMPONENT.findall(_text(name)) if found not in allowed} == set()


@pytest.mark.parametrize("name", FILES)
def test_chinese_goes_through_the_message_catalogue(name: str) -> None:
    tree = _tree(name)
    spoken = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")
        for argument in call.args
    }
    loose = [data.data.strip() for data in tree.find_all(nodes.TemplateData) if HAN.search(data.data)]
    loose += [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and HAN.search(const.value) and id(const) not in spoken
    ]
    if name.startswith("gallery/"):  # invented names of people and places are data there
        loose = [text for text in loose if len(text) > 4]
    # the name of a language is written in that language
    assert [text for text in loose if text != "中文"] == []


@pytest.mark.parametrize("name", MACRO_FILES)
def test_each_macro_is_described_and_used(name: str) -> None:
    described = (TEMPLATES / "macros/README.md").read_text("utf-8")
    inner = {called for macro in _tree(name).find_all(nodes.Macro) for called in _called(macro)}
    elsewhere = {macro for other in FILES for file, macro in _imports(other) if file == name} | _in_code(name)
    for macro in _macros(name):
        assert macro in elsewhere | inner, f"nobody uses {macro}"
        assert macro in inner or name == "macros/bar.html" or macro in described, (
            f"README does not name {macro}"
        )


def _in_code(name: str) -> set[str]:
    """Macros that modules draw with."""
    asked = re.compile(rf'get_template_attribute\("{re.escape(name)}", "(\w+)"\)')
    return {
        macro for file in (ROOT / "app/web").rglob("*.py") for macro in asked.findall(file.read_text("utf-8"))
    }


def _called(macro: nodes.Macro) -> set[str]:
    return {name.name for name in macro.find_all(nodes.Name) if name.name != macro.name}


@pytest.mark.parametrize("name", FILES)
def test_icons_named_in_templates_are_in_the_sprite(name: str) -> None:
    calls = [call for call in _tree(name).find_all(nodes.Call) if isinstance(call.node, nodes.Name)]
    named = {
        argument.value
        for call in calls
        if isinstance(call.node, nodes.Name) and call.node.name in ("icon", "draw") and call.args
        for argument in call.args[:1]
        if isinstance(argument, nodes.Const)
    } | {
        pair.value.value
        for call in calls
        for pair in call.kwargs
        if pair.key == "icon" and isinstance(pair.value, nodes.Const)
    }
    assert named - ICONS - {""} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "app/static/css").glob("*.css")), ids=lambda path: path.name)
def test_own_styles_avoid_colour_functions_that_old_kernels_drop(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.findall(r"oklch\(|color-mix\(|light-dark\(", text)
