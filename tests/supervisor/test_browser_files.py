import json
from pathlib import Path

from supervisor.browser_files import copy_wanted, without_missing_files


def test_references_that_lead_nowhere_are_removed():
    assert without_missing_files("a{}\n/*# sourceMappingURL=a.css.map */") == "a{}\n"
    assert without_missing_files("f()\n//# sourceMappingURL=f.js.map\n") == "f()\n\n"


def test_only_wanted_files_are_copied(tmp_path):
    modules, vendor = tmp_path / "node_modules", tmp_path / "vendor"
    for name in ("a/dist/a.css", "a/README.md"):
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_text("x")
    (tmp_path / "package.json").write_text(json.dumps({"vendor": {"a/dist/a.css": "a/a.css"}}))
    copy_wanted(tmp_path, modules, vendor)
    assert [path.relative_to(vendor) for path in vendor.rglob("*") if path.is_file()] == [Path("a/a.css")]
