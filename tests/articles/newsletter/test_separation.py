"""The email list and the triage do not even name each other, by a setting, a model or a table: no import shows that."""

import ast
from pathlib import Path

import articles.newsletter
import triage


def sources(package: Path) -> dict[str, str]:
    return {
        path.as_posix(): path.read_text(encoding="utf-8")
        for path in package.rglob("*.py")
        if "migrations" not in path.parts
    }


def code(text: str) -> str:
    """The code without its docstrings, whose words about the triage are allowed."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def test_the_triage_does_not_name_the_email_list() -> None:
    assert [path for path, text in sources(Path(*triage.__path__)).items() if "newsletter" in text.lower()] == []


def test_the_email_list_does_not_name_the_triage() -> None:
    texts = sources(Path(*articles.newsletter.__path__))
    assert len(texts) > 10
    assert [path for path, text in texts.items() if "triage" in code(text).lower()] == []
