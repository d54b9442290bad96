"""What the application refuses to start on."""

from django.db.migrations.recorder import MigrationRecorder

from dealership.checks import tables_of_an_earlier_edition


def test_tables_of_an_earlier_edition_are_told_before_a_migration_stumbles_over_them(db):
    assert tables_of_an_earlier_edition(None, ["default"]) == []
    MigrationRecorder.Migration.objects.create(app="accounts", name="0004_notice_heeded_by_no_person")
    [error] = tables_of_an_earlier_edition(None, ["default"])
    assert "another version" in error.msg and "run.py reset" in error.hint
    assert tables_of_an_earlier_edition(None, None) == []
