"""纪律文本: what a term starts with, editing, editions, duties; who is in a duty's circle."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from communities.services import put_on_roster
from core.errors import DomainError
from discipline import circles
from discipline.models import DisciplineText, Duties
from discipline.services import texts, workers
from tests.factories import discipline
from tests.factories.discipline import fresh, somebody

pytestmark = pytest.mark.django_db


def code_of(call):
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code


def edit(street, text, items=None, **fields):
    items = items if items is not None else list(text.items.values_list("wording", "is_verified"))
    return texts.edit_text(
        actor=street.users["staff"], text=text, version=fresh(text).version, items=items, **fields
    )  # fmt: skip


def test_a_term_of_2026_starts_with_the_old_ten_superseded_by_the_new(street):
    discipline.install(street)
    old, new = DisciplineText.objects.filter(family="central").order_by("edition")
    assert (old.is_current, new.is_current, new.supersedes) == (False, True, old)
    assert [old.items.count(), new.items.count()] == [10, 10]
    assert [item.order for item in old.items.all() if not item.is_verified] == [9, 10]
    assert not any(text.is_confirmed for text in DisciplineText.objects.all())


def test_installing_twice_adds_nothing(street):
    assert discipline.install(street) == 10
    assert discipline.install(street) == 0
    assert DisciplineText.objects.count() == 10


def test_every_shipped_text_names_its_source(street):
    discipline.install(street)
    assert not DisciplineText.objects.filter(basis="").exists()


def test_the_regulation_for_higher_levels_is_there_and_obliges_nobody(street):
    text = discipline.text(street, "local-regulation")
    assert "县级以上" in text.scope_note
    assert text.applies_to == []


def test_only_who_manages_rules_installs_texts(street):
    with pytest.raises(PermissionDenied):
        texts.install_texts(actor=street.users["inspector"], election=street.running)
    with pytest.raises(Http404):
        texts.install_texts(actor=street.users["outsider"], election=street.running)


def test_a_past_term_takes_no_texts(street):
    call = lambda: texts.install_texts(actor=street.users["staff"], election=street.past)  # noqa: E731
    assert code_of(call) == "election_past"


def test_confirming_marks_every_item_and_a_changed_word_lapses_it(street):
    text = discipline.text(street)
    texts.confirm_text(
        actor=street.users["staff"], text=text, version=text.version, document_number=" 南委〔2026〕3号 "
    )
    text = fresh(text)
    assert (text.is_confirmed, text.document_number) == (True, "南委〔2026〕3号")
    edit(street, text, scope_note="改动")
    assert not fresh(text).is_confirmed


def test_an_edit_read_too_early_is_refused(street):
    text = discipline.own_text(street)
    edit(street, text, title="新名称")
    call = lambda: texts.edit_text(actor=street.users["staff"], text=text, version=1, items=[], title="另一")  # noqa: E731
    assert code_of(call) == "edited_meanwhile"


def test_a_new_edition_takes_the_place_of_the_old_with_its_duties(street):
    old = discipline.own_text(street, duties=[("study", "member"), ("pledge", "candidate")])
    new = discipline.next_edition(street, old)
    assert (fresh(old).is_current, new.is_current, new.edition) == (False, True, 2)
    assert new.applies_to == ["member", "candidate"]
    assert list(fresh(old).items.values_list("wording", flat=True)) == ["不准拉票", "不准请托"]
    assert code_of(lambda: discipline.next_edition(street, old)) == "text_superseded"


def test_an_edition_of_the_same_words_is_none(street):
    old = discipline.own_text(street)
    same = list(old.items.values_list("wording", "is_verified"))
    assert code_of(lambda: discipline.next_edition(street, old, items=same)) == "edition_unchanged"


def test_a_withdrawn_text_is_not_current(street):
    text = discipline.own_text(street)
    texts.withdraw_text(actor=street.users["staff"], text=text, version=text.version)
    assert not DisciplineText.objects.current(street.running).exists()


def test_a_person_of_two_capacities_stands_in_the_circle_once(street):
    person = somebody(street, "candidate")
    circles_before = list(circles.circle(street.running, ["candidate", "member"]))
    assert [(one, one.capacity, one.place_id) for one in circles_before] == [(person, "candidate", street.first.pk)]
    put_on_roster(person=person, election=street.running, community=street.first, capacity="member")
    (found,) = circles.circle(street.running, ["candidate", "member"])
    assert (found, found.capacity) == (person, "member")


def test_a_circle_of_a_secretary_tells_nothing_of_another_community(street):
    """Who sits in the first community and is put forward in the second is only a member to the first's secretary."""
    both = somebody(street, "member")
    put_on_roster(person=both, election=street.running, community=street.second, capacity="candidate")
    somebody(street, "member", street.second)
    seen = circles.circle(street.running, ["candidate", "member"], user=street.users["secretary"])
    assert [(one, one.capacity, one.place_id) for one in seen] == [(both, "member", street.first.pk)]
    seen = circles.circle(street.running, ["candidate"], user=street.users["secretary"])
    assert list(seen) == []


def test_a_circle_keeps_to_its_term_and_region(street):
    here, there = somebody(street), somebody(street, community=street.second)
    assert set(circles.circle(street.running, ["member"])) == {here, there}
    assert list(circles.circle(street.running, ["member"], region=street.second)) == [there]
    assert list(circles.circle(street.past, ["member"])) == []
    assert list(circles.circle(street.running, [])) == []


def test_the_circle_of_a_duty_follows_the_rows_of_the_texts(street):
    text = discipline.own_text(street, duties=[("study", "member")])
    member, worker = somebody(street), somebody(street, "election_worker")
    assert list(circles.circle_of(text, Duties.STUDY)) == [member]
    assert list(circles.circle_of(text, Duties.PLEDGE)) == []
    rows = {("study", "election_worker"), ("pledge", "member")}
    texts.set_duties(actor=street.users["staff"], text=text, version=text.version, duties=rows)
    text = fresh(text)
    assert list(circles.circle_of(text, Duties.STUDY)) == [worker]
    assert list(circles.circle_of_duty(street.running, Duties.PLEDGE)) == [member]


def test_an_election_worker_is_entered_once_and_taken_off(street):
    person = somebody(street)
    secretary = street.users["secretary"]
    enter = lambda: workers.add_election_worker(  # noqa: E731
        actor=secretary, election=street.running, community=street.first, person=person
    )
    entry = enter()
    assert list(circles.circle(street.running, ["election_worker"])) == [person]
    assert code_of(enter) == "already_worker"
    workers.remove_election_worker(actor=secretary, entry=entry)
    assert list(circles.circle(street.running, ["election_worker"])) == []


def test_a_secretary_enters_workers_in_his_own_community_alone(street):
    person = somebody(street)
    with pytest.raises(Http404):
        workers.add_election_worker(
            actor=street.users["secretary"], election=street.running, community=street.second, person=person
        )
    with pytest.raises(PermissionDenied):
        workers.add_election_worker(
            actor=street.users["leader"], election=street.running, community=street.first, person=person
        )
