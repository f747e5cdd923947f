"""What only tests call is no part of the product: every function, class and constant of src is named there again."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "reportbot"
DEMO = SRC / "demo"
"""Pretend servers, which tests drive."""
CALLED_BY_OTHERS = {
    *("load_bytecode", "dump_bytecode"),  # jinja2
    *("handle_starttag", "handle_endtag"),  # html.parser
    *("do_request", "parse_json_payload"),  # python-telegram-bot
    *("process_bind_param", "process_result_value"),  # SQLAlchemy
    *("down_revision",),  # alembic
    *("extract_toml", "extract_python"),  # babel, by pyproject.toml
}
FOR_TESTS = {
    "for_tests": "keys that are always the same",
    "with_generation": "keys of two generations without files",
    "known_settings": "the README is compared with it",
    "sms_check": "the figures of `make bench`",
    "TRANSPORTS": "every kind of transport has a class",
}
WORD = re.compile(r"\w+")
DOCSTRING = re.compile(r'"""(?!<).*?"""', re.DOTALL)


def test_nothing_of_the_product_is_used_by_tests_alone() -> None:
    files = {path: path.read_text("utf-8") for path in sorted(SRC.rglob("*.py"))}
    named = Counter[str]()
    for text in (*files.values(), *(page.read_text("utf-8") for page in SRC.rglob("*.html"))):
        named.update(WORD.findall(text))
    for text in files.values():  # what a docstring says of it is no use of it
        for said in DOCSTRING.findall(text):
            named.subtract(WORD.findall(said) if "{" not in said else ())
    unused = {
        f"{path.relative_to(SRC)}: {name}"
        for path, text in files.items()
        if not path.is_relative_to(DEMO)
        for name in _defined(ast.parse(text))
        if named[name] <= 1 and name not in CALLED_BY_OTHERS and name not in FOR_TESTS
    }
    assert unused == set()


def _defined(tree: ast.Module) -> Iterator[str]:
    for each in ast.walk(tree):
        match each:
            case (
                ast.FunctionDef(name=name, decorator_list=by)
                | ast.AsyncFunctionDef(name=name, decorator_list=by)
                | ast.ClassDef(name=name, decorator_list=by)
            ) if not name.startswith("__") and not any(ast.unparse(one).startswith("compiles(") for one in by):
                yield name
    for top in tree.body:
        for target in top.targets if isinstance(top, ast.Assign) else ():
            if isinstance(target, ast.Name):
                yield target.id
