"""The database wrapper that `ENGINE` names."""

from django.db.backends.postgresql import base, features, operations
from django.db.models.expressions import Col

from accounts.postgresql.rows import is_of_a_store
from accounts.postgresql.schema import DatabaseSchemaEditor


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model):
        """False for tables of a store, where `id` is half of the primary key: the compiler groups by both columns."""
        return super().allows_group_by_selected_pks_on_model(model) and not is_of_a_store(model)


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "accounts.postgresql.compiler"

    def __init__(self, connection):
        super().__init__(connection)
        self.same_types = {}  # by two fields that are joined: Django makes two new fields at each join to compare them

    def prepare_join_on_clause(self, lhs_table, lhs_field, rhs_table, rhs_field):
        pair = lhs_field, rhs_field
        if pair not in self.same_types:
            self.same_types[pair] = lhs_field.db_type(self.connection) == rhs_field.db_type(self.connection)
        if self.same_types[pair]:
            return Col(lhs_table, lhs_field), Col(rhs_table, rhs_field)
        return super().prepare_join_on_clause(lhs_table, lhs_field, rhs_table, rhs_field)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    audit_context = None  # the one (`accounts.audit_context`) whose setting holds until the transaction ends

    def _set_autocommit(self, autocommit):
        """Called where a transaction begins and where it has ended."""
        self.audit_context = None
        super()._set_autocommit(autocommit)
