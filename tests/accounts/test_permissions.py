"""Permissions are declared by the apps; a code that nobody declares is a mistake, in code and in templates."""

import re
from collections import Counter

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template import engines

from accounts.access import Access
from accounts.permissions import Permission, permissions, permissions_of
from accounts.perms import StaffPerm
from accounts.roles import Role
from parts.perms import PartPerm

NAMED = re.compile(r'\|can[:(]"([^"]*)"')
TEMPLATES = [path for path in (settings.BASE_DIR / "templates").rglob("*") if path.suffix in {".html", ".jinja"}]
CODE = [path for app in [*settings.OWN_APPS, "dealership"] for path in (settings.BASE_DIR / app).rglob("*.py")]


def rendered(condition: str, access: Access) -> str:
    template = engines["django"].from_string("{% load ui %}{% if " + condition + " %}yes{% else %}no{% endif %}")
    return template.render({"access": access})


def test_each_code_is_declared_once_and_has_roles_and_words():
    declared = Counter(str(permission) for app in Permission.__subclasses__() for permission in app)
    assert [code for code, times in declared.items() if times > 1] == []
    assert declared.keys() == permissions().keys()
    assert [code for code, permission in permissions().items() if not permission.roles or not permission.label] == []


def test_an_app_declares_its_permissions_in_one_place():
    assert {app.__module__ for app in Permission.__subclasses__()} <= {f"{app}.perms" for app in settings.OWN_APPS}


def test_a_role_may_what_is_declared_for_it():
    assert permissions_of(Role.SYSTEM_ADMIN) == {
        StaffPerm.NOTICE_VIEW,
        StaffPerm.USER_MANAGE,
        StaffPerm.SETTINGS_MANAGE,
    }
    access = Access.of(None, [Role.PARTS_CLERK, Role.GROUP_MANAGER], None)
    assert access.can(PartPerm.PART_COUNT) and access.can(StaffPerm.BOARD_GROUP)
    with pytest.raises(PermissionDenied, match="Manage users and roles"):
        access.require(StaffPerm.USER_MANAGE)


def test_a_permission_that_nobody_declares_raises_in_a_template():
    access = Access.of(None, [Role.PARTS_CLERK], None)
    assert (rendered('access|can:"part_move"', access), rendered('access|can:"bill_issue"', access)) == ("yes", "no")
    with pytest.raises(KeyError, match="part_mvoe"):
        rendered('access|can:"part_mvoe"', access)


def test_the_templates_name_declared_permissions_only():
    """Django swallows what is raised beside an `or` or `and` of an `if`, so every template is read."""
    written = {code for path in TEMPLATES for code in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert len(written) > 20
    assert written - permissions().keys() == set()


def test_every_permission_opens_something():
    text = "\n".join(path.read_text(encoding="utf-8") for path in CODE if path.name != "perms.py")
    unused = [perm for perm in permissions().values() if f"{type(perm).__name__}.{perm.name}" not in text]
    assert unused == []
