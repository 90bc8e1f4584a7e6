"""Departure audits for tests, taken through the services; their money adds up."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from communities.models import Committee, TermRole
from communities.services import put_on_roster
from core.attachments import attach
from interviews.audit_rules import handover_digest
from interviews.models import AuditAmount, AuditStates, DepartureAudit
from interviews.services import audits as services
from interviews.services.audits.handover import Line
from interviews.services.audits.setup import auditees
from tests.factories import candidates, communities, signatures, uploads, world

PERIOD = {"period_from": date(2021, 10, 20), "period_to": date(2026, 10, 31)}
STATES = list(AuditStates)


def today():
    return timezone.localdate()


def make_staff(street, name="徐强", user=None, occupation="街道审计站干部"):
    """One of the street's people; ``user``: the name of his account, if he has one."""
    person = communities.make_person(
        street.regions[world.STREET], name, occupation=occupation, user=street.users[user] if user else None
    )
    put_on_roster(
        person=person, election=street.running, community=person.community, capacity=TermRole.Capacities.STREET_STAFF
    )
    return person


def make_auditee(street, community=None, name="钱进", post="secretary"):
    """A sitting member; a community's second secretary sits without a post taken from the first."""
    person = candidates.make_person(community or street.first, name)
    kind = Committee.Kinds.PARTY
    taken = person.community.committees.filter(kind=kind, election=street.running, members__post=post).exists()
    communities.make_member(person, street.running, "party_member" if taken else post, since=date(2021, 10, 20))
    return person


def auditor_of(street):
    """The person of the account “auditor”."""
    return getattr(street.users["auditor"], "person", None) or make_staff(street, "许审", user="auditor")


def plan(street, person=None, *, team=None, actor="staff", **fields):
    """A fresh audit; the account “auditor” leads its team unless ``team`` says otherwise."""
    person = person or make_auditee(street)
    chosen = [each for each in auditees(street.running, [person.community]) if each.person == person]
    (made,) = services.plan_audits(
        actor=street.users[actor], election=street.running, chosen=chosen, lead_agency="街道审计组",
        team=team or services.Team(leader=auditor_of(street)), **PERIOD | fields,
    )  # fmt: skip
    return made


def fresh(audit):
    """The audit as it stands now."""
    return DepartureAudit.objects.select_related("publication", "handover").get(pk=audit.pk)


def edit(street, audit, actor="staff", **fields):
    return services.edit_audit(actor=street.users[actor], audit_file=audit, version=fresh(audit).version, **fields)


def move(street, audit, name, actor="staff", note=""):
    services.move_audit(actor=street.users[actor], audit_file=audit, move=name, note=note)
    return fresh(audit)


def fill_figures(audit, scale=1):
    """Money that adds up: 100,000 + 250,000 − 180,000 = 170,000 yuan, times ``scale``."""
    amounts = (
        {"section": "income", "item": "财政拨款", "amount": "200000.00"},
        {"section": "income", "item": "党组织服务群众经费", "amount": "50000.00"},
        {"section": "expenditure", "item": "服务群众支出", "amount": "180000.00"},
        {"section": "cash", "item": "银行存款", "opening": "100000.00", "closing": "170000.00"},
    )
    for position, fields in enumerate(amounts):
        money = {name: Decimal(value) * scale for name, value in fields.items() if name not in ("section", "item")}
        AuditAmount.objects.create(
            audit=audit, position=position, section=fields["section"], item=fields["item"], **money
        )


def add_finding(street, audit, actor="staff", **fields):
    defaults = {
        "kind": "cash", "description": "现金支出未及时入账。", "amount": Decimal("3200.00"), "responsibility": "direct",
        "measures": "限期入账，完善现金日记账。", "rectify_by": today() + timedelta(days=20),
    }  # fmt: skip
    return services.add_finding(actor=street.users[actor], audit_file=audit, **defaults | fields)


def add_contract(street, audit, actor="staff", **fields):
    defaults = {"name": "活动室维修合同", "counterparty": "某建筑公司", "amount": Decimal("48000.00"),
                "signed_on": date(2024, 3, 1), "tendered": True}  # fmt: skip
    return services.add_contract(actor=street.users[actor], audit_file=audit, **defaults | fields)


def settle(street, finding, actor="staff"):
    """Put a finding right, with proof, and verify it."""
    user = street.users[actor]
    finding.refresh_from_db(fields=["version"])
    services.record_rectification(
        actor=user, finding=finding, version=finding.version, rectified_on=today(), rectification="已补记入账。"
    )
    attach(actor=user, subject=type(finding).objects.get(pk=finding.pk), upload=uploads.upload(name="整改回执.jpg"))
    services.move_finding(actor=user, finding=finding, move="verify")
    return type(finding).objects.get(pk=finding.pk)


def set_publication(street, audit, *, days=7, ended_before=1, actor="staff"):
    """Published for ``days`` days, the last of them ``ended_before`` days ago (negative: still to come)."""
    last = today() - timedelta(days=ended_before)
    publication = fresh(audit).publication
    return services.edit_publication(
        actor=street.users[actor], publication=publication, version=publication.version, place="社区公开栏",
        published_from=last - timedelta(days=days - 1), published_to=last,
    )  # fmt: skip


def photograph_publication(street, audit, actor="staff"):
    attach(actor=street.users[actor], subject=fresh(audit).publication, upload=uploads.upload(name="公示照片.jpg"))


def fill_handover(street, audit, *, handed_over=True, actor="staff"):
    """Parties and a list of two, handed over today unless told otherwise."""
    user, handover = street.users[actor], fresh(audit).handover
    services.edit_handover(
        actor=user, handover=handover, version=handover.version,
        received_by=candidates.make_person(audit.community, "孙接"), supervised_by=make_staff(street, "郑监"),
    )  # fmt: skip
    handover = fresh(audit).handover
    day = today() if handed_over else None
    lines = [Line("seal", "社区党组织公章", "1枚", "", day), Line("books", "会计账簿", "12册", "", day)]
    services.replace_items(actor=user, handover=handover, version=handover.version, lines=lines)
    return fresh(audit).handover


def sign_all(street, audit, actor="staff"):
    for role in fresh(audit).handover.parties:
        services.sign_handover(
            actor=street.users[actor], handover=fresh(audit).handover, role=role, strokes=signatures.drawn(),
            shown=handover_digest(fresh(audit)),
        )  # fmt: skip


def _to_notified(street, audit):
    edit(street, audit, notice_number="街审通〔2026〕1号", notice_on=today() - timedelta(days=40))
    move(street, audit, "notify")


def _to_opened(street, audit):
    edit(street, audit, opening_on=today() - timedelta(days=35), opening_place="社区会议室")
    move(street, audit, "open")


def _to_reported(street, audit):
    fill_figures(audit)
    edit(
        street, audit, commitment_on=today() - timedelta(days=35), conclusion_grade="fairly_good",
        conclusion="收支真实，管理基本规范。", report_number="街审报〔2026〕1号", reported_on=today() - timedelta(days=15),
    )  # fmt: skip
    move(street, audit, "report")


def _to_published(street, audit):
    set_publication(street, audit)
    move(street, audit, "publish")


def _to_rectifying(street, audit):
    photograph_publication(street, audit)
    move(street, audit, "rectify")


def _to_completed(street, audit):
    for finding in audit.findings.all():
        settle(street, finding)
    fill_handover(street, audit)
    sign_all(street, audit)
    move(street, audit, "complete")


WAY = (_to_notified, _to_opened, _to_reported, _to_published, _to_rectifying, _to_completed)


def bring_to(street, audit, state):
    """Take a fresh audit through every move up to ``state``; returns it as it stands then."""
    for step in WAY[: STATES.index(AuditStates(state))]:
        step(street, audit)
    return fresh(audit)
