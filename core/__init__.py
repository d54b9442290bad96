"""What every app may import: no tables and no noun of the business."""
