"""Whatever is sent: words at the field, the published status, and nothing written."""
