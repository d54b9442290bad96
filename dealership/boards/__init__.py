"""The managers' boards and the metrics of the house."""
