"""Users, stores, roles and scope, the one way to change a status, the log, staff notices."""
