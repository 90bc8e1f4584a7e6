"""谈话记录: blank forms for a batch, with a QR code by which the scan finds its talk, and the record of one talk."""

from django import forms
from django.utils import timezone

from communities.models import Region
from core import access, ids, qr
from core.access import code_condition
from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import signatures_of
from interviews.models import HeartTalk
from interviews.models.talks import READ, Moods, Obedience, Stands, TalkKinds
from interviews.services.talk_records import read_talk
from interviews.talk_codes import talk_code
from interviews.talk_outlines import outlines_of
from interviews.talk_papers import record_of
from interviews.talk_people import post_of
from interviews.talk_rules import roles_to_sign
from reports.definitions.base import Report, subject_form
from reports.definitions.batches import PackingForm, render_forms, take

PLACES = (Region.Levels.STREET, Region.Levels.COMMUNITY)


class BlankFormsForm(PackingForm):
    """Which of the planned talks get a form."""

    kind = forms.ChoiceField(label="谈话类型", required=False, choices=[("", "全部"), *TalkKinds.choices])
    field_order = ["kind"]


def planned_talks(user, region, election, kind):
    """The planned talks below ``region``; raises DomainError ``nothing_planned``, ``too_many``."""
    rows = access.visible_to(user, HeartTalk).planned().filter(election=election)
    rows = rows.filter(code_condition("community_id", [region.pk]))
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.with_plan(election).order_by("community_id", "number")
    talks = take(rows, unit="场", otherwise="“谈心谈话台账”导出 Excel")
    if not talks:
        raise DomainError("nothing_planned", "所选范围内没有待谈的安排，请先安排谈话。")
    return talks


def blank_context(user, region, election, parameters, number):
    """The data of templates/pdf/talk_form.html: heads filled in, words left to the pen."""
    outlines = {outline.kind: outline for outline in outlines_of(election)}
    today = timezone.localdate()
    return {
        "forms": [
            _blank(talk, outlines[talk.kind], today)
            for talk in planned_talks(user, region, election, parameters.get("kind"))
        ],
        "term": str(election),
        "stands": Stands.labels,
        "moods": Moods.labels,
        "answers": Obedience.labels,
        "first_lines": range(13),
        "more_lines": range(16),
    }


def _blank(talk, outline, today):
    partner = talk.partner
    seats = {seat.role: seat.person for seat in talk.seats.all()}
    return {
        "bookmark": f"{talk.community.short_name} {partner.name}",
        "code": talk.code,
        "kind": talk.get_kind_display(),
        "qr": qr.svg(talk_code(talk)),
        "partner": partner,
        "age": ids.age_on(partner.birth_date, today) if partner.birth_date else None,
        "post": post_of(partner) or talk.community.short_name,
        "community": talk.community.short_name,
        "talkers": [seats[role] for role in ("lead", "second") if role in seats],
        "recorder": seats.get("recorder"),
        "outline": outline,
    }


def record_context(user, region, election, parameters, number):
    """The data of templates/pdf/talk_record.html; the reading of another's talk is recorded."""
    rows = HeartTalk.objects.select_related("election", "community", "partner")
    talk = access.get_or_404(user, rows, READ, pk=parameters["subject"])
    read_talk(actor=user, talk=talk)
    if not talk.is_held:
        raise DomainError("talk_not_held", f"{talk.code}还没有登记谈话记录，可先打印空白记录表。")
    signed = {signature.role: signature for signature in signatures_of(talk)}
    return {
        "record": record_of(talk),
        "qr": qr.svg(talk_code(talk)),
        "signers": [(label, name, signed.get(role)) for role, label, name in roles_to_sign(talk)],
        "notes": talk.notes.select_related("author"),
        "digest": talk.digest,
        "is_archived": talk.state == HeartTalk.States.SIGNED,
        "scans": attachments_of(talk).count(),
    }


def describe(talk):
    return f"{talk.code}　{talk.partner.name}　{talk.get_kind_display()}"


TALK_FORMS = Report(
    code="talk_forms",
    title="空白谈话记录表",
    description="为待谈的安排各印一份，表头已填好，带二维码；谈后手写、签字，扫描上传自动归入。",
    template="pdf/talk_form.html",
    permission="conduct_talks",
    context=blank_context,
    parameter_form=BlankFormsForm,
    levels=PLACES,
    counter="份",
    render=render_forms,
    ledger="talks",
)
TALK_RECORD = Report(
    code="talk_record",
    title="谈话记录",
    description="一次谈话的记录和各方签字；仅谈话人和被点名授权的领导可以生成和查看。",
    template="pdf/talk_record.html",
    permission=READ,
    context=record_context,
    parameter_form=subject_form(
        HeartTalk,
        READ,
        label="谈话",
        describe=describe,
        rows=lambda found: found.held().select_related("partner", "election"),
    ),
    levels=PLACES,
    counter="份",
    subject_model=HeartTalk,
    subject_label=lambda talk: talk.code,
    subject_rows=lambda found: found.select_related("election"),
)
