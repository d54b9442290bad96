"""System checks of what the apps declare."""

from django.core.checks import Error

from accounts.machines import machines, rule_of


def unknown_rules(app_configs, **kwargs) -> list[Error]:
    """Every rule that a table of statuses names is one rule of its app; this resolves them all, once at start."""
    errors = []
    for model, machine in machines().items():
        for name in sorted({act.why_not for act in machine.acts} - {""}):
            try:
                rule_of(model._meta.app_label, name)
            except LookupError as error:
                errors.append(Error(f"{model.__name__}.STATES: {error.args[0]}.", obj=model, id="accounts.E001"))
    return errors
