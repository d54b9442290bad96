"""Whatever is sent: words at the field, the status of API.md, and nothing written."""
