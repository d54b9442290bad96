"""Messages to customers and their channels."""

import os
from urllib.parse import urlsplit

EMAIL_CONFIG = urlsplit(os.environ.get("EMAIL_URL", ""))
EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG.hostname or "", EMAIL_CONFIG.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_CONFIG.username or "", EMAIL_CONFIG.password or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_CONFIG.scheme == "smtp+tls", EMAIL_CONFIG.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEMO_MAIL_DOMAIN = "customer.example"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "noreply@dealership.example")
MESSAGE_CHANNELS = ["email", "console"] if EMAIL_HOST else ["console"]  # tried in this order for a customer
MESSAGE_LEASE_SECONDS = 120  # longer than any channel takes; a message in sending after that is doubtful
MESSAGE_RETRY_SECONDS = [
    60,
    300,
]  # pauses before further attempts after a definite refusal
