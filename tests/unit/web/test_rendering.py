"""The shortened paths answer as Jinja's own do: the same templates in both environments, cell by cell."""

import pytest
from flask import Flask, render_template_string
from flask.templating import Environment
from flask_babel import Babel
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup
from markupsafe import escape as usual

from app.web.rendering import PageEnvironment, escape, said

VALUES = ["", "a<b>&'\"", Markup("<i>x</i>"), 0, 17, 2.5, None, True, "𠮷·张"]
MACROS = """{% macro icon(name, size='') %}<svg {{ size }}>{{ name }}</svg>{% endmacro %}
{% macro cell(text='', label=none, num=false) %}<td{% if num %} class="num"{% endif %}>{{ text }}{{ label }}
{%- if caller %}{{ caller() }}{% endif %}</td>{% endmacro %}
{% macro open(a, b='b') %}{{ a }}{{ b }}{{ kwargs|dictsort }}{% endmacro %}
{% macro rest(a) %}{{ a }}{{ varargs }}{% endmacro %}
{% macro named(a, caller=none) %}{{ a }}{{ caller("in") if caller else "" }}{% endmacro %}
{% macro needs() %}{{ caller() }}{% endmacro %}"""
PAGES = [
    "{{ m.cell(v) }}",
    "{{ m.cell(v, num=true) }}",
    "{{ m.cell(label=v, text=v) }}",
    "{{ m.cell(v, v, true) }}",
    "{% call m.cell(v) %}{{ v }}!{% endcall %}",
    "{% call(x) m.named(v) %}{{ x }}{{ v }}{% endcall %}",
    "{{ m.icon(v) }}{{ m.icon(v, 'l') }}{{ m.icon(v) }}{{ m.icon(name=v) }}",
    "{{ m.open(v, c=v, d=1) }}",
    "{{ m.rest(v, v, 1) }}",
    "{% for x in [v, v] %}{{ m.cell(x ~ loop.index) }}{% endfor %}",
    "{{ m.icon(v)|upper }}{{ (m.icon(v) ~ v) }}{{ [v, v]|join('<') }}",
    "{% set x %}{{ m.cell(v) }}<{% endset %}{{ x }}{{ v|e }}{{ v|safe }}",
]
REFUSED = ["{{ m.cell(1, 2, 3, 4) }}", "{{ m.cell(no=1) }}", "{{ m.cell('a', text='b') }}"]


def _made(kind: type[Environment]) -> Flask:
    flask = Flask("made")
    flask.jinja_environment = kind
    flask.jinja_options = {"loader": DictLoader({"macros.html": MACROS})}
    Babel(flask)
    return flask


def _written(flask: Flask, page: str, **values: object) -> str:
    with flask.test_request_context():
        return render_template_string('{% import "macros.html" as m %}' + page, **values)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_pages_are_written_as_by_jinja_itself(page: str, value: object) -> None:
    assert _written(_made(PageEnvironment), page, v=value) == _written(_made(Environment), page, v=value)


@pytest.mark.parametrize("page", REFUSED)
def test_a_macro_called_wrongly_is_refused_as_by_jinja_itself(page: str) -> None:
    for kind in (PageEnvironment, Environment):
        with pytest.raises(TypeError, match="macro 'cell' takes"):
            _written(_made(kind), page)


def test_a_block_that_is_missing_is_told_when_it_is_called() -> None:
    for kind in (PageEnvironment, Environment):
        with pytest.raises(UndefinedError):
            _written(_made(kind), "{{ m.needs() }}")


def test_what_is_drawn_once_keeps_text_and_safe_text_apart() -> None:
    flask = _made(PageEnvironment)
    page = "{% for x in [a, b, a] %}{{ m.icon(x) }}{% endfor %}"
    written = _written(flask, page, a="<b>", b=Markup("<b>"))
    assert written == "<svg >&lt;b&gt;</svg><svg ><b></svg><svg >&lt;b&gt;</svg>"


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_text_is_escaped_once(value: object) -> None:
    assert escape(value) == str(usual(value))


def test_a_sentence_escapes_what_is_put_in_and_keeps_its_percent_signs() -> None:
    flask = _made(PageEnvironment)
    with flask.test_request_context():
        assert said("共 %(n)s 户", n="<1>") == "共 &lt;1&gt; 户"
        assert said("占 100%% 整") == "占 100% 整"
        assert isinstance(said("好"), Markup)
