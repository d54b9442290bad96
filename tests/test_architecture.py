"""The rules of our style that a test can read off the code."""

import ast
import importlib.util
import io
import re
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pgtrigger
import pytest
from django.conf import settings
from django.db import connection
from django.urls import URLPattern, get_resolver

ROOT = Path(settings.BASE_DIR)
APPS = [*settings.OWN_APPS, "dealership", "supervisor"]
MODULES = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


@pytest.fixture(scope="module")
def trees():
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_no_function_is_over_fifty_lines(trees):
    long = [
        f"{path}:{f.lineno} {f.name}"
        for path, tree in trees.items()
        for f in functions(tree)
        if f.end_lineno - f.lineno >= 50
    ]
    assert long == []


def test_no_module_is_over_three_hundred_lines():
    assert [str(p) for p in MODULES if len(p.read_text(encoding="utf-8").splitlines()) > 300] == []


def test_modules_with_code_say_what_they_mean(trees):
    quiet = {"apps.py", "admin.py"}
    silent = [str(p) for p, tree in trees.items() if tree.body and not ast.get_docstring(tree) and p.name not in quiet]
    assert silent == []


def test_rules_and_actions_say_what_they_mean(trees):
    silent = [
        f"{path} {node.name}"
        for path, tree in trees.items()
        if {"rules", "rules.py", "actions", "actions.py"} & set(path.parts)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def typed_by_mypy() -> tuple[list[str], list[str]]:
    """The patterns of modules whose types are checked, and those of modules left out of them."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert sorted(configuration["packages"]) == sorted(settings.OWN_APPS)
    overrides = {
        part["ignore_errors"]: part["module"] for part in configuration["overrides"] if "ignore_errors" in part
    }
    return overrides[False], overrides.get(True, [])


def test_types_of_rules_actions_presenters_and_core_are_checked(trees):
    patterns, left_out = typed_by_mypy()
    modules = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in trees}
    wanted = {
        name
        for name, path in modules.items()
        if path.parts[0] == "core" or {"rules", "actions", "presenters"} & set(name.split("."))
    }
    read = re.compile(
        "|".join(re.escape(pattern).replace(r"\.\*", r"(\..+)?").replace(r"\*", ".+") for pattern in patterns)
    )
    assert [name for name in wanted if not read.fullmatch(name)] == []
    assert left_out == []


def rules_of(trees) -> dict[str, set[str]]:
    """The public `why_not_*` of each app."""
    reasons = {app: set() for app in settings.OWN_APPS}
    for path, tree in trees.items():
        if {"rules", "rules.py"} & set(path.parts):
            reasons[path.parts[0]] |= {f.name for f in functions(tree) if f.name.startswith("why_not_")}
    return reasons


def test_each_reason_is_asked_for_by_a_test_of_its_app(trees):
    """A test of the app calls each reason; that it does so both ways is for a reviewer."""
    forgotten = []
    for app, names in rules_of(trees).items():
        used = names_used_in_tests(app)
        forgotten += [f"{app} {name}" for name in sorted(names) if name not in used]
    assert forgotten == []


def names_used_in_tests(app: str) -> set[str]:
    """The names in the code of an app's tests, without comments and imports."""
    nodes = [
        node
        for path in (ROOT / "tests" / app).glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {
        node.id for node in nodes if isinstance(node, ast.Name)
    }


def test_a_status_is_assigned_in_one_place(trees):
    assigned = [
        f"{path}:{node.lineno}"
        for path, tree in trees.items()
        if path.parts[0] != "supervisor"  # whose statuses are those of HTTP
        for node in ast.walk(tree)
        if isinstance(node, (ast.Assign, ast.AugAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "status" and not _response(target)
    ]
    assert assigned == [f"accounts/transitions.py:{line}" for line in [_line_of_the_one_assignment()]]


def test_a_status_is_updated_in_one_place(trees):
    updated = [
        str(path)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
        if "status" in {keyword.arg for keyword in node.keywords}
    ]
    assert updated == ["accounts/transitions.py"]


def _response(target) -> bool:
    return isinstance(target.value, ast.Name) and target.value.id == "response"


def _line_of_the_one_assignment() -> int:
    lines = (ROOT / "accounts/transitions.py").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if "thing.status = act.end" in line)


def is_hand_written_fold(call: ast.Call) -> bool:
    """Whether the call folds a text, which `core` does: `text.replace("·", "")`, `"".join(text.split())`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    values = [value.value for value in call.args if isinstance(value, ast.Constant)]
    if name == "replace":
        return values in ([sign, ""] for sign in ("·", "•", " ", "-"))
    joins_words = name == "join" and isinstance(call.func.value, ast.Constant) and call.func.value.value == ""
    parts = call.args[0] if joins_words else None
    return isinstance(parts, ast.Call) and isinstance(parts.func, ast.Attribute) and parts.func.attr == "split"


# Columns that a query must not compare as they are written.
COMPARED_AS_WRITTEN = {"name", "name_zh", "name_en", "username", "subject", "note", "symptom_zh", "words_zh", "label"}
COMPARISONS = {"contains", "icontains", "iexact", "startswith", "istartswith", "endswith", "iendswith"}


def is_compared_as_written(keyword: ast.keyword) -> bool:
    *_way, column, comparison = ["", "", *(keyword.arg or "").split("__")]
    return column in COMPARED_AS_WRITTEN and comparison in COMPARISONS


def hand_written_folds(tree: ast.AST) -> list[int]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if is_hand_written_fold(call) or any(is_compared_as_written(keyword) for keyword in call.keywords)
    ]


def test_the_readers_language_is_looked_up_in_one_place(trees):
    """`core.languages` chooses between two texts; a piece of a page is kept for each language."""
    asking = {str(path) for path, tree in trees.items() if "get_language" in imported_names(tree)}
    assert asking == {"core/languages.py", "core/templatetags/ui.py"}


def imported_names(tree: ast.AST) -> set[str]:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports for alias in node.names}


def test_texts_are_folded_in_core_only(trees):
    """A query compares texts in their folded form, which only `core` defines."""
    elsewhere = {path: hand_written_folds(tree) for path, tree in trees.items() if path.parts[0] != "core"}
    assert {str(path): lines for path, lines in elsewhere.items() if lines} == {}


@pytest.mark.parametrize(
    "code",
    [
        'rows.filter(plate=text.upper().replace("·", ""))',
        'rows.filter(number="".join(text.split()))',
        "rows.filter(Q(customer__name__icontains=text))",
    ],
)
def test_a_fold_written_by_hand_is_noticed(code):
    assert hand_written_folds(ast.parse(code)) == [1]


def test_views_write_nothing_and_name_no_role(trees):
    forbidden = re.compile(r"\.save\(|\.objects\.create\(|\.bulk_create\(|\.delete\(\)|Role\.[A-Z]")
    caught = [
        f"{path}:{n}"
        for path in trees
        if {"views.py", "api.py", "views", "api"} & set(path.parts)
        for n, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if forbidden.search(line)
    ]
    assert caught == []


def test_what_an_act_writes_down_is_in_no_readers_language(trees):
    """Reasons and notes are stored as message ids; `why` translates them for the reader."""
    spoken = re.compile(r"\b(?:reason|note)=_\(")
    caught = [
        str(path)
        for path in trees
        if {"actions", "actions.py"} & set(path.parts) and spoken.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    assert caught == []


def test_no_task_has_an_eta_and_nothing_listens_to_signals(trees):
    forbidden = re.compile(r"\beta=|\bcountdown=|@receiver|\.connect\(.*sender=|on_commit\(lambda")
    caught = [str(path) for path in trees if forbidden.search((ROOT / path).read_text(encoding="utf-8"))]
    assert caught == []


def templates() -> list[Path]:
    return [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".jinja"}]


def test_templates_hold_no_inline_script_style_or_role():
    forbidden = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=\"|\son[a-z]+=\"|sales_consultant|_manager\b"
    )
    texts = {p.relative_to(ROOT): p.read_text(encoding="utf-8") for p in templates()}
    assert [str(path) for path, text in texts.items() if forbidden.search(text)] == []


def test_no_template_compares_a_status():
    """Pages loop over `accounts.transitions.acts_of`; what a status allows stands in the table of its model.

    What is no button is a named question of the model, or the tone that its table gives.
    """
    compares = re.compile(r"\bstatus (?:==|!=|in|not in) ")
    assert compares.search('{% if order.status == "draft" %}')
    texts = {path: path.read_text(encoding="utf-8") for path in templates()}
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if compares.search(text)] == []


def test_no_page_asks_another_host():
    forbidden = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?https?://""")
    kinds = {".html", ".jinja", ".css", ".js"}
    files = [path for base in ("templates", "static") for path in (ROOT / base).rglob("*") if path.suffix in kinds]
    assert [str(p) for p in files if "vendor" not in p.parts and forbidden.search(p.read_text(encoding="utf-8"))] == []


def test_psycopg_3_stays_out():
    assert importlib.util.find_spec("psycopg") is None


def test_every_declared_trigger_is_installed(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'")
        installed = {name for (name,) in cursor.fetchall()}
    assert {trigger.get_pgid(model) for model, trigger in pgtrigger.registered()} == installed


def leaves(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.pattern}", pattern.callback
        elif pattern.app_name != "admin":
            yield from leaves(pattern.url_patterns, f"{prefix}{pattern.pattern}")


def test_every_address_says_who_may_open_it():
    """`needs` or `public` on every view; API views for every action they answer to."""
    silent = []
    for address, view in leaves(get_resolver().url_patterns):
        if hasattr(view, "cls"):
            needs = getattr(view.cls, "needs", None)
            answered = set(getattr(view, "actions", {}).values())
            if not getattr(view.cls, "public", False) and not answered <= set(needs or {}):
                silent.append(f"{address} {answered - set(needs or {})}")
        elif not any(
            getattr(place, name, None)
            for place in (view, getattr(view, "view_class", None))
            for name in ("needs", "public")
        ):
            silent.append(address)
    assert silent == []


# ── names ──────────────────────────────────────────────────────────────────

USUAL = {
    *("models", "rules", "actions", "metrics", "tasks", "forms", "filters", "presenters", "api", "views", "urls"),
    *("admin", "apps", "templatetags", "management", "migrations"),
    *("perms", "verbs", "notices", "settings", "reference", "invariants", "sources"),  # declared once, in each app
}
NOUNS = {  # further modules of an app, each a noun of the glossary or of Django
    "core": {
        *("api", "caches", "catalogues", "clock", "columns", "counters", "credit_codes", "document_numbers", "errors"),
        *(
            "exports",
            "fields",
            "folding",
            "languages",
            "form_drafts",
            "form_refill",
            "logins",
            "logs",
            "masks",
            "middleware",
            "money",
            "names",
            "outages",
            "pagination",
        ),
        *(
            "parameters",
            "parsers",
            "part_numbers",
            "phones",
            "plates",
            "problems",
            "relations",
            "representation",
            "schema",
        ),
        *("row_reads", "row_writes", "signatures", "style_guide", "transactions", "triggers", "vins"),
    },
    "accounts": {
        *("access", "authentication", "checks", "demo", "guesses", "idempotency", "log", "machines", "middleware"),
        *("needs", "permissions", "postgresql", "register", "roles", "scope", "ticks", "tokens", "transitions"),
        *("audit_context", "new_rows"),
    },
    "vehicles": {"families"},
    "customers": {"channels", "fake_gateway", "languages", "links", "middleware", "sms"},
    "parts": {"holders", "queries", "shelf", "units"},
    "capacity": {"disturbances", "holders", "slots"},
    "billing": {"methods"},
    "appointments": {"audit"},
    "service": {"photos", "work"},
}
FORBIDDEN_MODULES = {"services", "selectors", "managers", "utils", "helpers", "signals"}
PARTICIPLE = re.compile(
    r"(?:\w+_)?(?:un)?(?:\w{2,}[^e]ed|asked|found|given|held|kept|known|made|sent|shown|sought|taken|told|used)"
)
API_MODULES = {"__init__", "serializers", "views", "urls", "fields"}
FORBIDDEN_NAMES = {"asked", "found", "known", "mine", "shown", "told"}
STILL_FORBIDDEN = {  # how many each app has left; a figure only falls
    "service": 1,  # the published query parameter `mine` of repair orders
}
PASSED_ON = {  # packages whose names Celery and Django read
    "dealership/__init__.py",
    "dealership/settings/__init__.py",
}


def names_of_modules(trees) -> dict[Path, str]:
    """Each module by the name it is imported by: of a package, the folder's."""
    return {path: path.parent.name if path.stem == "__init__" else path.stem for path in trees}


def test_modules_of_an_app_are_the_usual_ones_or_nouns_of_the_glossary(trees):
    strange = {
        ".".join(path.with_suffix("").parts[:2])
        for path in trees
        if path.parts[0] in settings.OWN_APPS and str(path) != f"{path.parts[0]}/__init__.py"
        if Path(path.parts[1]).stem not in USUAL | NOUNS.get(path.parts[0], set())
    }
    assert strange == set()


def test_no_module_is_named_helpers_or_by_a_participle(trees):
    caught = [
        str(path)
        for path, name in names_of_modules(trees).items()
        if path.parts[0] != "supervisor"  # whose signals are those of the operating system
        and (name in FORBIDDEN_MODULES or PARTICIPLE.fullmatch(name))
    ]
    assert caught == []


def test_names_of_participles_are_told_from_nouns():
    """Negative control: what the pattern must match, and what it must not."""
    assert all(PARTICIPLE.fullmatch(name) for name in ("asked", "shown", "unsent", "preloaded", "told", "work_shown"))
    assert not any(PARTICIPLE.fullmatch(name) for name in ("booking", "needs", "feed", "seed", "counters", "opening"))


def test_the_api_of_an_app_is_serializers_and_views(trees):
    places = {path: path.parts[path.parts.index("api") + 1] for path in trees if "api" in path.parts}
    assert [str(path) for path, place in places.items() if Path(place).stem not in API_MODULES] == []
    named = [
        f"{path} {node.name}"
        for path, place in places.items()
        if Path(place).stem == "serializers"
        for node in trees[path].body
        if isinstance(node, ast.ClassDef) and not node.name.endswith(("Input", "Output"))
    ]
    assert named == []


def test_no_package_passes_on_what_others_hold(trees):
    """An `__init__` imports what its own code uses; that of `models` imports its modules, which is how Django finds
    them."""
    caught = [
        f"{path} {alias.name}"
        for path, tree in trees.items()
        if path.name == "__init__.py" and str(path) not in PASSED_ON
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if not _of_own_models(path, node, alias) and (alias.asname or alias.name) not in _loaded(tree)
    ]
    assert caught == []


def _of_own_models(path: Path, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    own = ".".join(path.parent.parts)
    is_module = (ROOT / path.parent / f"{alias.name}.py").exists()
    return path.parent.name == "models" and isinstance(node, ast.ImportFrom) and node.module == own and is_module


def _loaded(tree: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def test_a_module_is_imported_by_its_own_name(trees):
    """`bills`; where two of a name meet, `bills_rules` or `parts_actions`: its name and its package's."""
    modules = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in trees}
    caught = [
        f"{path}:{node.lineno} {node.module}.{alias.name} as {alias.asname}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname and f"{node.module}.{alias.name}" in modules
        if alias.asname not in _own_names(node.module, alias.name)
    ]
    assert caught == []


def _own_names(package: str, name: str) -> set[str]:
    above = package.rpartition(".")[2]
    return {name, f"{name}_{above}", f"{above}_{name}"}


def names_given(tree: ast.Module):
    """The names that the code gives to values, parameters, functions and attributes, each time it does."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def forbidden_names(trees) -> dict[str, int]:
    counts = dict.fromkeys(APPS, 0)
    for path, tree in trees.items():
        counts[path.parts[0]] += sum(name in FORBIDDEN_NAMES for name in names_given(tree))
    return counts


def test_names_say_what_a_value_is_and_not_when_it_came(trees):
    counts = forbidden_names(trees)
    assert {app: count for app, count in counts.items() if count > STILL_FORBIDDEN.get(app, 0)} == {}


def test_each_way_to_give_a_name_is_counted():
    source = "def found(told, *, asked=1):\n    known = self.mine = [shown for shown in told]\n"
    assert sorted(name for name in names_given(ast.parse(source)) if name in FORBIDDEN_NAMES) == sorted(FORBIDDEN_NAMES)


# ── words ────────────────────────────────────────────────────────────────────────

METAPHORS = re.compile(r"\b(?:houses?|doors?|twins?|heed\w*|hand(?:s|ed|ing)?)\b", re.IGNORECASE)
LITERAL = re.compile(  # stock on hand, an entry by hand, the hand-over of a car, a visit from door to door
    r"\bon hand\b|\bby hand\b|\bhand(?:ed|ing)?[- ]over\b|\bhand the \w+ over\b|\bat one door\b|\bdoor to door\b",
    re.IGNORECASE,
)
STILL_METAPHORS: dict[str, int] = {}  # how many each app has left in docstrings and comments; a figure only falls


@cache
def words_about(source: str) -> list[str]:
    """The docstrings and comments of a module, each on one line."""
    return [*docstrings_of(source), *comments_of(source)]


def docstrings_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield " ".join((ast.get_docstring(node) or "").split())


def comments_of(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def metaphors_in(source: str) -> list[str]:
    if not METAPHORS.search(source):  # taking comments out of all modules takes a second
        return []
    return [word for words in words_about(source) for word in METAPHORS.findall(LITERAL.sub("", words))]


def test_docstrings_and_comments_hold_no_metaphors():
    counts = Counter()
    for path in MODULES:
        counts[path.relative_to(ROOT).parts[0]] += len(metaphors_in(path.read_text(encoding="utf-8")))
    assert {app: count for app, count in counts.items() if count > STILL_METAPHORS.get(app, 0)} == {}


def test_each_metaphor_is_counted_and_each_literal_use_is_not():
    """Negative control: docstrings of a module, a class and a function, and comments; neither names nor texts."""
    source = '''"""The house speaks."""
class Door:
    """The twin of a door."""
    def heed(self, hands="house"):
        """Heeds the hand
        that it was handed."""  # on both hands
'''
    assert sorted(word.lower() for word in metaphors_in(source)) == [
        *("door", "hand", "handed", "hands", "heeds", "house", "twin"),
    ]
    literal = '"""Pieces on hand, written by hand, handed over at the hand-over; two visits at one door."""\n'
    assert metaphors_in(literal) == []


PAGE = re.compile(r"\b[\w/.-]+\.md\b")


def pages_missing_in(source: str) -> list[str]:
    """The pages that its docstrings and comments name and that the repository does not have."""
    if not PAGE.search(source):
        return []
    return [page for words in words_about(source) for page in PAGE.findall(words) if not (ROOT / page).exists()]


def test_docstrings_and_comments_name_pages_of_the_repository_only():
    missing = {str(path.relative_to(ROOT)): pages_missing_in(path.read_text(encoding="utf-8")) for path in MODULES}
    assert {path: pages for path, pages in missing.items() if pages} == {}


def test_a_page_that_is_nowhere_is_noticed():
    """Negative control: a page that is there, one that is not, and a name in a text of the code."""
    source = '"""As docs/access.md says."""\nTEXT = "gone.md"  # see elsewhere/rules.md 4\n'
    assert pages_missing_in(source) == ["elsewhere/rules.md"]
