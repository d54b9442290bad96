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
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "customers.sms.HttpGateway")  # the class of the provider
SMS_URL = os.environ.get("SMS_URL", "")  # without it there is no SMS
SMS_KEY, SMS_SECRET = os.environ.get("SMS_KEY", ""), os.environ.get("SMS_SECRET", "")
SMS_SIGN = os.environ.get("SMS_SIGN", "")  # what begins each text, as 【店名】
SMS_TIMEOUT = 5
SMS_A_MINUTE = int(os.environ.get("SMS_A_MINUTE", "300"))  # what the contract with the provider allows
SMS_A_NUMBER_A_DAY = int(os.environ.get("SMS_A_NUMBER_A_DAY", "20"))
# Tried in this order for a customer.
MESSAGE_CHANNELS = [*(["email"] if EMAIL_HOST else []), *(["sms"] if SMS_URL else []), "console"]
MESSAGE_LEASE_SECONDS = 120  # longer than any channel takes; a message in sending after that is doubtful
MESSAGE_RETRY_SECONDS = [
    60,
    300,
]  # pauses before further attempts after a definite refusal
