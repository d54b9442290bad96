"""Makes tables of a store: primary key, foreign keys, unique keys and indexes begin with the store."""

from django.db.backends.ddl_references import Columns, IndexName, Statement, Table
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresSchemaEditor

from accounts.postgresql.rows import has_its_store, is_of_a_store, stays_in_its_store


class DatabaseSchemaEditor(PostgresSchemaEditor):
    # A foreign key inside ADD COLUMN has one column only; a statement of its own can add the store.
    sql_create_column_inline_fk = None

    def create_model(self, model):
        super().create_model(model)
        if is_of_a_store(model) and has_its_store(model):
            self._add_primary_key_of_a_store(model)
            for field in model._meta.local_fields:
                self._add_unique_in_store(field)

    def add_field(self, model, field):
        super().add_field(model, field)
        if field.name == "store" and is_of_a_store(model):
            self._add_primary_key_of_a_store(field.model)
            for other in field.model._meta.local_fields:
                self.deferred_sql.extend(self._field_indexes_sql(field.model, other))
        self._add_unique_in_store(field)

    def _iter_column_sql(self, column_db_type, params, model, field, *args):
        """The SQL of a column, where neither the id nor a key is unique without the store."""
        words = super()._iter_column_sql(column_db_type, params, model, field, *args)
        if is_of_a_store(model) and (field.primary_key or stays_in_its_store(field)):
            return (word for word in words if word not in {"PRIMARY KEY", "UNIQUE"})
        return words

    def _add_primary_key_of_a_store(self, model):
        table, key = model._meta.db_table, model._meta.pk
        name = IndexName(table, [key.column], "_pk", lambda *args: self.quote_name(self._create_index_name(*args)))
        where = {"table": Table(table, self.quote_name), "columns": self._with_store(key)}
        self.execute(Statement(self.sql_create_pk, name=name, **where))

    def _add_unique_in_store(self, field):
        if field.one_to_one and stays_in_its_store(field):
            store = field.model._meta.get_field("store")
            self.deferred_sql.append(self._create_unique_sql(field.model, [store, field]))

    def _field_indexes_sql(self, model, field):
        """The indexes of a field, which begin with the store."""
        if not is_of_a_store(model):
            return super()._field_indexes_sql(model, field)
        if not self._field_should_be_indexed(model, field) or not has_its_store(field.model):
            return []
        return [self._create_index_sql(model, fields=[field.model._meta.get_field("store"), field])]

    def _create_fk_sql(self, model, field, suffix):
        statement = super()._create_fk_sql(model, field, suffix)
        if stays_in_its_store(field):
            statement.parts |= {"column": self._with_store(field), "to_column": self._with_store(field.target_field)}
        return statement

    def _constraint_names(self, model, column_names=None, **kinds):
        """The constraints on a column, alone or after the store, for an altered field to replace."""
        names = super()._constraint_names(model, column_names, **kinds)
        if column_names and len(column_names) == 1 and is_of_a_store(model):
            names += super()._constraint_names(model, ["store_id", *column_names], **kinds)
        return names

    def _with_store(self, field):
        return Columns(field.model._meta.db_table, ["store_id", field.column], self.quote_name)
