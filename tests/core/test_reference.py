import pytest

from core import reference

FILES = sorted(path.stem for path in reference.FOLDER.glob("*.csv"))
# (file, column) → (file, column): a list in a cell is parted by commas
KEYS = {
    ("models", "powertrain_code"): ("powertrains", "powertrain_code"),
    ("labour_operations", "bay_type"): ("bay_types", "bay_type"),
    ("labour_operations", "category"): ("labour_rates", "category"),
    ("maintenance_schedules", "op_code"): ("labour_operations", "op_code"),
    ("maintenance_schedules", "part_no"): ("parts", "part_no"),
    ("faults", "diag_op_code"): ("labour_operations", "op_code"),
    ("faults", "usual_op_code"): ("labour_operations", "op_code"),
    ("faults", "usual_part_no"): ("parts", "part_no"),
}


def values(name, column):
    return {row[column] for row in reference.rows(name) if row[column]}


def test_all_files_are_here():
    assert len(FILES) == 24
    assert {row["op_code"] for row in reference.rows("labour_operations")} >= {"LO-03-001"}


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_complete_and_names_its_source(name):
    rows = list(reference.rows(name))
    assert rows
    assert all(row["source"] and None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize("column", KEYS, ids=".".join)
def test_no_key_dangles(column):
    assert values(*column) <= values(*KEYS[column])


def test_packages_are_made_of_known_operations_and_parts():
    known = {"labour": values("labour_operations", "op_code"), "part": values("parts", "part_no")}
    lines = list(reference.rows("service_packages"))
    assert {line["line_type"] for line in lines} == set(known)
    assert all(line["ref_code"] in known[line["line_type"]] for line in lines)


def test_an_unknown_file_is_an_error():
    with pytest.raises(FileNotFoundError):
        next(reference.rows("horoscopes"))
