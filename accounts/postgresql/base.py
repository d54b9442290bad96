"""The database wrapper that `ENGINE` names."""

from django.db.backends.postgresql import base, features, operations

from accounts.postgresql.rows import is_of_a_store
from accounts.postgresql.schema import DatabaseSchemaEditor


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model):
        """False for tables of a store, where `id` is half of the primary key: the compiler groups by both columns."""
        return super().allows_group_by_selected_pks_on_model(model) and not is_of_a_store(model)


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "accounts.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
