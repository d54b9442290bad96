"""The Chinese of the system: one catalogue of messages per area, made in Python (a store's machine has no gettext).

Every message is written in English in code and templates; its Chinese is in
`locale/<area>/zh_Hans/LC_MESSAGES/django.po`. The first area is the shared one: what it translates, no other
area repeats, and every template outside the areas' own folders belongs to it.
"""
