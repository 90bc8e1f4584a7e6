"""The apps form a ladder: each may import only the ones before it."""

import ast
import re
from pathlib import Path

LADDER = ["core", "accounts", "communities", "interviews", "discipline", "candidates", "reports"]
ROOT = Path(__file__).resolve().parent.parent


def imported_apps(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module] if isinstance(node, ast.ImportFrom) and not node.level and node.module else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name.split(".")[0] for name in names)


def sources(app):
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def test_apps_import_only_downwards():
    wrong = {
        f"{path.relative_to(ROOT)} imports {app}"
        for step, name in enumerate(LADDER)
        for path in sources(name)
        for app in imported_apps(path)
        if app in LADDER[step + 1 :]
    }
    assert wrong == set()


def test_guardian_is_read_and_written_by_one_module():
    callers = {
        str(path.relative_to(ROOT))
        for name in LADDER
        for path in sources(name)
        if re.search(r"guardian\.(shortcuts|utils|core|managers)|get_perms|ObjectPermission\.objects", path.read_text())
    }
    assert callers == {"core/access.py"}


def commands(path):
    """The public functions of a services module that say who acts."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield from [node] if any(argument.arg == "actor" for argument in node.args.kwonlyargs) else []


def test_every_command_is_one_transaction():
    """Else it takes locks without one, which PostgreSQL refuses, or leaves half of what it writes."""
    loose = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for name in LADDER
        for path in sources(name)
        if "services" in (*path.parts, path.stem)
        for node in commands(path)
        if not re.match(r"(find|search|read|reveal)_", node.name) and "atomic" not in ast.unparse(node)
    }
    assert loose == set()
