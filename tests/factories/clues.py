"""Clues for tests, through the services; every word of one bears PLANTED, which must get out to nobody but the named.

``people`` adds the accounts that a plain street has not: two in charge, two more inspectors, a substitute. The
street's own ``inspector`` is never named: what he may not see, nobody may.
"""

from datetime import timedelta

from django.utils import timezone

from communities.models import Person
from communities.services import grant_role
from discipline.models import Clue
from discipline.services import clue_handling, clue_people, clue_steps, clues
from tests.factories import communities, uploads, world

PLANTED = "密线索语"
ACCOUNTS = {
    "clue_lead": "clue_lead", "second_lead": "clue_lead", "named": "inspector", "other_named": "inspector",
    "substitute": "clue_substitute",
}  # fmt: skip


def people(street, *, leads=("clue_lead", "second_lead")):
    """Make the accounts, each with its person on file; once a street."""
    for name, role in ACCOUNTS.items():
        if name in street.users or (role == "clue_lead" and name not in leads):
            continue
        user = world.make_user(name)
        street.users[name] = user
        grant_role(actor=street.users["security_admin"], user=user, role=role, region=street.regions[world.STREET])
        own_person(street, name)
    return street


def own_person(street, name):
    """The person behind an account, made where there is none."""
    user = street.users[name]
    found = Person.objects.filter(user=user).first()
    if found:
        return found
    person = communities.make_person(street.regions[world.STREET], f"本人{name}")
    Person.objects.filter(pk=person.pk).update(user=user)
    return Person.objects.get(pk=person.pk)


def words(**changed):
    """The fields of a registration, PLANTED in each text."""
    fields = {
        "channel": "call", "received_on": timezone.localdate(), "matter": "conduct", "is_named": True,
        "content": f"{PLANTED}内容", "reported": f"{PLANTED}某人", "source_number": f"{PLANTED}号",
        "reporter_name": f"{PLANTED}姓名", "reporter_phone": f"{PLANTED}电话", "reporter_address": f"{PLANTED}住址",
    }  # fmt: skip
    return fields | changed


def anonymous(**changed):
    return words(is_named=False, reporter_name="", reporter_phone="", reporter_address="") | changed


def register(street, actor="named", community=None, **changed):
    people(street)
    return clues.register_clue(
        actor=street.users[actor], election=street.running, community=community or street.first, **words(**changed)
    )


def about(street, clue, person, actor="clue_lead"):
    clue_people.link_subject(actor=street.users[actor], clue=clue, person=person)
    return fresh(clue)


def assign(street, clue, *names, actor="clue_lead"):
    accounts = [street.users[name] for name in names or ("named",)]
    clue_people.assign_inspectors(actor=street.users[actor], clue=clue, accounts=accounts)
    return fresh(clue)


def bring_to(street, clue, state, result="false"):
    """Lead a registered clue on to ``state`` by the usual way; words PLANTED."""
    named, lead = street.users["named"], street.users["clue_lead"]
    text = f"{PLANTED}意见"
    if fresh(clue).state == "registered" and not clue.assignments.exists():
        assign(street, clue)
    ways = {
        "accepted": lambda: clue_handling.accept_clue(actor=named, clue=clue, text=text, late_reason=text),
        "presented": lambda: clue_handling.present_clue(actor=named, clue=clue, text=text),
        "checking": lambda: clue_handling.start_checking(actor=lead, clue=clue, text=text),
        "transferred": lambda: clue_handling.transfer_clue(
            actor=lead, clue=clue, transfer_to=text, transfer_number=f"{PLANTED}文号"
        ),
        "reported": lambda: clue_handling.report_result(actor=named, clue=clue, result=result, conclusion=text),
        "concluded": lambda: clue_handling.conclude_clue(actor=lead, clue=clue, text=text),
        "closed": lambda: _close(street, clue),
    }  # fmt: skip
    for name, step in ways.items():
        if name == "transferred" and state != "transferred":
            continue
        step()
        if name == state:
            return fresh(clue)
    raise ValueError(state)


def _close(street, clue):
    feed_back(street, clue)
    if fresh(clue).result in ("true", "partly"):
        clue_handling.record_follow_up(actor=street.users["named"], clue=clue, text=f"{PLANTED}处理")
    clue_handling.close_clue(actor=street.users["clue_lead"], clue=clue)


def feed_back(street, clue):
    clue_handling.record_feedback(
        actor=street.users["named"], clue=clue, feedback_on=timezone.localdate(), method="telephone",
        note=f"{PLANTED}反馈",
    )  # fmt: skip


def add_step(street, clue, actor="named"):
    return clue_steps.add_step(
        actor=street.users[actor], clue=clue, kind="talk", text=f"{PLANTED}谈话", happened_on=timezone.localdate()
    )


def extend(street, clue, actor="named", days=10):
    until = fresh(clue).check_due_on + timedelta(days=days)
    return clue_handling.request_extension(
        actor=street.users[actor], clue=clue, new_due_on=until, reason=f"{PLANTED}延期"
    )


def attach_to(street, clue, actor="named"):
    from core.attachments import attach

    upload = uploads.upload(name=f"{PLANTED}文件.jpg")
    return attach(actor=street.users[actor], subject=clue, upload=upload, caption=f"{PLANTED}说明")


def fresh(clue):
    return Clue.objects.get(pk=clue.pk)


def one_of_each(street, person):
    """A clue under checking about ``person``, with every kind of word; two more, found true and found false."""
    clue = about(street, register(street), person)
    attachment = attach_to(street, clue, "named")
    bring_to(street, clue, "checking")
    add_step(street, clue)
    extension = extend(street, clue)
    subject = clue.subjects.get()
    for result in ("true", "false"):
        bring_to(street, register(street), "closed", result)
    return fresh(clue), subject, extension, attachment
