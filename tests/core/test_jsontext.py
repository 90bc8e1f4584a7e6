"""What stands in encrypted text as JSON."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import lazystr

from core import jsontext


class Posts(TextChoices):
    SECRETARY = "secretary", "书记"


def test_values_read_as_str_writes_them_and_come_back_as_text():
    key = UUID(int=7)
    value = {
        "day": date(2026, 12, 30), "at": datetime(2026, 11, 30, 4, 5, tzinfo=UTC), "sum": Decimal("1.20"), "key": key,
        "post": Posts.SECRETARY, "word": lazystr("田蕾"), "none": None, 3: [1, 2.5, True], Posts.SECRETARY: ("a", "b"),
    }  # fmt: skip
    assert jsontext.loads(jsontext.dumps(value)) == {
        "day": "2026-12-30", "at": "2026-11-30 04:05:00+00:00", "sum": "1.20", "key": str(key), "post": "secretary",
        "word": "田蕾", "none": None, "3": [1, 2.5, True], "secretary": ["a", "b"],
    }  # fmt: skip


def test_chinese_stands_as_it_is():
    assert jsontext.dumps({"姓名": "㛃"}) == '{"姓名":"㛃"}'
