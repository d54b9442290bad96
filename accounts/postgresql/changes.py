"""In which order `makemigrations` makes tables and their keys."""

from django.db.migrations.autodetector import MigrationAutodetector, OperationDependency


class StoreFirst(MigrationAutodetector):
    """A key between rows of a store is made after the columns of the store on both its sides."""

    @staticmethod
    def _get_dependencies_for_foreign_key(app_label, model_name, field, project_state):
        dependencies = MigrationAutodetector._get_dependencies_for_foreign_key(
            app_label, model_name, field, project_state
        )
        if not getattr(field, "in_store", False):
            return dependencies
        sides = [(app_label, model_name), *((row.app_label, row.model_name) for row in dependencies)]
        return dependencies + [OperationDependency(*side, "store", OperationDependency.Type.CREATE) for side in sides]
