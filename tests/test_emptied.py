"""What one test leaves behind for the next, in a database that was emptied between them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("time", ("before", "after"))
def test_the_groups_are_there_before_and_after_the_database_was_emptied(time):
    groups = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert set(groups) >= {"Staff reader", "Editor", "Publisher"}
    assert groups["Staff reader"] < groups["Editor"] < groups["Publisher"]
    assert "publish_document" in groups["Publisher"] and "change_guide" in groups["Editor"]
