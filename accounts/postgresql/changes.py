"""The order of the operations of `makemigrations`."""

from django.db.migrations.autodetector import MigrationAutodetector, OperationDependency


class StoreFirst(MigrationAutodetector):
    """Adds a key between rows of a store after the store columns of both tables."""

    @staticmethod
    def _get_dependencies_for_foreign_key(app_label, model_name, field, project_state):
        dependencies = MigrationAutodetector._get_dependencies_for_foreign_key(
            app_label, model_name, field, project_state
        )
        if not getattr(field, "in_store", False):
            return dependencies
        sides = [(app_label, model_name), *((row.app_label, row.model_name) for row in dependencies)]
        return dependencies + [OperationDependency(*side, "store", OperationDependency.Type.CREATE) for side in sides]
