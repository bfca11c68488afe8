"""People in the admin: groups that work there bring the right to open it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from tests.pages.reading import Page


def _save(client, user: User, group: str) -> User:
    form = {"username": user.username, "groups": [Group.objects.get(name=group).pk], "is_active": "on"}
    form |= {"date_joined_0": "2026-11-22", "date_joined_1": "10:00:00"}
    answer = client.post(f"/admin/auth/user/{user.pk}/change/", form)
    assert answer.status_code == 302, answer.context["errors"]
    user.refresh_from_db()
    return user


@pytest.mark.parametrize(("group", "may_open"), [("Editor", True), ("Publisher", True), ("Staff reader", False)])
def test_an_editor_or_publisher_can_open_the_admin_at_once(client, admin, group: str, may_open: bool) -> None:
    client.force_login(admin)
    user = _save(client, User.objects.create_user("pat"), group)

    assert user.is_staff is may_open
    client.force_login(user)
    assert (client.get("/admin/").status_code == 200) is may_open


def test_groups_are_boxes_to_tick_and_single_rights_are_folded_away(client, admin):
    user = User.objects.create_user("pat")
    user.groups.add(Group.objects.get(name="Editor"))
    client.force_login(admin)
    page = Page(client.get(f"/admin/auth/user/{user.pk}/change/"))
    boxes = {
        one.get("value"): one.get("checked") is not None for one in page.all("input", name="groups", type="checkbox")
    }
    assert sorted(boxes.values()) == [False, False, True]
    assert "Hold down" not in page.text
    folded = [one for one in page.all("details") if "Single rights" in "".join(one.itertext())]
    assert folded and folded[0].get("open") is None


def test_the_list_of_people_says_what_each_may_do(client, admin):
    User.objects.create_user("pat").groups.add(*Group.objects.filter(name__in=["Editor", "Staff reader"]))
    client.force_login(admin)
    assert "Editor, Staff reader" in Page(client.get("/admin/auth/user/")).text
