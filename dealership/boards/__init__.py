"""The managers' boards and the metrics of all departments."""
