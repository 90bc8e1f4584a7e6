"""警示谈话记录 of one talk, individual or collective."""

from communities.models import Region
from core import access
from core.attachments import attachments_of
from core.errors import DomainError
from core.signatures import signatures_of
from discipline.models import WarningTalk
from discipline.models.warnings import READ
from discipline.services.warnings import read_talk
from discipline.warning_papers import record_of
from discipline.warning_rules import roles_to_sign
from reports.definitions.base import Report, subject_form


def context(user, region, election, parameters, number):
    """The data of templates/pdf/warning_record.html; the reading of another's talk is recorded."""
    rows = WarningTalk.objects.select_related("election", "region", "talker", "recorder")
    talk = access.get_or_404(user, rows, READ, pk=parameters["subject"])
    read_talk(actor=user, talk=talk)
    if not talk.is_held:
        raise DomainError("warning_not_held", f"{talk.code}还没有登记谈话记录，请登记后再打印。")
    signed = {signature.role: signature for signature in signatures_of(talk)}
    signers = [(label, name, signed.get(role)) for role, label, name in roles_to_sign(talk)]
    partners = [one for one in signers if one[0] == "谈话对象"]
    return {
        "record": record_of(talk), "partners": partners, "holders": [one for one in signers if one[0] != "谈话对象"],
        "is_archived": talk.state == WarningTalk.States.SIGNED, "digest": talk.digest,
        "scans": attachments_of(talk).count(),
    }  # fmt: skip


WARNING_RECORD = Report(
    code="warning_record",
    title="警示谈话记录",
    description="一次警示谈话的记录和各方签字，集体谈话附到场人员签字；仅谈话人、记录人和被点名授权的领导可以生成。",
    template="pdf/warning_record.html",
    permission=READ,
    build_permission="",
    context=context,
    parameter_form=subject_form(
        WarningTalk, READ, label="谈话", describe=lambda talk: f"{talk.code}　{talk.talker.name}",
        rows=lambda found: found.held().select_related("election", "talker"),
    ),
    levels=(Region.Levels.STREET, Region.Levels.COMMUNITY),
    counter="份",
    subject_model=WarningTalk,
    subject_label=lambda talk: talk.code,
    subject_rows=lambda found: found.select_related("election"),
)  # fmt: skip
