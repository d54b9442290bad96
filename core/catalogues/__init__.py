"""The house in Chinese: one catalogue of messages per area, kept with Python alone (a store's machine has no gettext).

Every message is written in English in code and templates; its Chinese stands in
`locale/<area>/zh_Hans/LC_MESSAGES/django.po`. The first area is the shared one: what it has translated, no other
area repeats, and every template that lies in no area's own folder belongs to it.
"""
