"""System checks of what the apps declare."""

from django.core.checks import Error

from accounts.machines import machines, rule_of


def unknown_rules(app_configs, **kwargs) -> list[Error]:
    """Errors for rules that a table of statuses names and its app does not have, or has twice."""
    errors = []
    for model, machine in machines().items():
        for name in sorted({act.why_not for act in machine.acts} - {""}):
            try:
                rule_of(model._meta.app_label, name)
            except LookupError as error:
                errors.append(Error(f"{model.__name__}.STATES: {error.args[0]}.", obj=model, id="accounts.E001"))
    return errors
