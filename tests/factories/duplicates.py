"""One person filed twice, for tests."""

from datetime import date, timedelta
from itertools import count

from communities.models import DuplicateCase
from communities.services import create_person
from tests.factories import communities

_serials = count(1)


def found(street):
    """A case that is open: the second community has him on file, the first one's secretary files him again."""
    serial = next(_serials)
    name, born = f"重名人{serial}", date(1980, 1, 2) + timedelta(days=serial)
    communities.make_person(street.second, name, birth_date=born)
    create_person(actor=street.users["secretary"], community=street.first, name=name, sex="male", birth_date=born)
    return DuplicateCase.objects.get(first__name=name)
