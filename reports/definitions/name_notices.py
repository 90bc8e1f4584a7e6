"""名单公示 on paper: what hangs on the board; names no number, telephone or address of a person (domain facts §4.9)."""

from django.utils import timezone

from candidates.models import NameNotice
from communities.models import Region
from core import access
from core.dates import chinese_date
from reports.definitions.base import Report, subject_form


def describe(notice):
    """Notices told apart by community, kind and first day."""
    return f"{notice.community.short_name}　{notice.get_kind_display()}　{notice.starts_on:%m月%d日}起"


def context(user, region, election, parameters, number):
    """The data of templates/pdf/name_notice.html."""
    rows = NameNotice.objects.select_related("community", "election__region")
    notice = access.get_or_404(user, rows, "view_records", pk=parameters["subject"])
    street = notice.election.region.short_name
    return {
        "notice": notice,
        "street": street,
        "community": notice.community.short_name,
        "names": list(notice.names.all()),
        "starts_on": chinese_date(notice.starts_on),
        "ends_on": chinese_date(notice.ends_on),
        "signed_on": chinese_date(notice.starts_on),
        "term": notice.election,
        "is_draft": notice.state == NameNotice.States.DRAFT,
        "printed_on": timezone.localdate(),
    }


NAME_NOTICE = Report(
    code="name_notice",
    title="名单公示",
    description="一个社区的公示：人选八项信息、公示期、受理单位和电话地址，供张贴。",
    template="pdf/name_notice.html",
    permission="view_records",
    context=context,
    parameter_form=subject_form(
        NameNotice, "view_records", label="公示", describe=describe, rows=lambda rows: rows.select_related("community")
    ),
    levels=(Region.Levels.COMMUNITY,),
    counter="份",
    is_stamped=False,  # it is posted in public, and bears no mark of the office's own either
    subject_model=NameNotice,
    subject_label=describe,
    subject_rows=lambda rows: rows.select_related("community", "election"),
)
