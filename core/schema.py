"""The tables of an app in one step of a migration."""

from django.db.migrations.operations.base import Operation


class CreateModels(Operation):
    """Create many models as if by one ``CreateModel`` each, in a time that grows with their number only.

    Django renders every related model anew after each ``CreateModel``; with our 130 models, most of them related
    through Region and Person, that takes a minute of processor time. Here they are rendered once, after the last.

    operations: the ``CreateModel`` operations, a model after those that it refers to.
    """

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # what ``state.apps`` caches: rendered again when next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "Create models " + ", ".join(operation.name for operation in self.operations)
