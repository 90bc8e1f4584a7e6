"""Named questions about departure audits and their findings."""

from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

UNSETTLED = ("open", "rectified")


class DepartureAuditQuerySet(models.QuerySet):
    def running(self):
        """Not yet closed."""
        return self.exclude(state="completed")

    def completed(self):
        return self.filter(state="completed")

    def with_file(self):
        """With what a list shows of each."""
        return self.select_related("person", "community", "publication")

    def with_findings(self):
        """Annotates the numbers of findings, of those not yet verified as put right, and of those past their date."""
        findings = self.model._meta.get_field("findings").related_model._default_manager.filter(audit=OuterRef("pk"))
        return self.annotate(
            findings_total=_count_of(findings),
            findings_unsettled=_count_of(findings.filter(state__in=UNSETTLED)),
            findings_overdue=_count_of(findings.filter(state="open", rectify_by__lt=timezone.localdate())),
        )

    def with_unsettled_findings(self):
        """Those with a finding that is not verified."""
        return self.filter(_has_findings(self.model, state__in=UNSETTLED))

    def without_unsettled_findings(self):
        """Those without such a finding."""
        return self.exclude(_has_findings(self.model, state__in=UNSETTLED))

    def with_overdue_findings(self, on):
        """Those with a finding past its date and not put right."""
        return self.filter(_has_findings(self.model, state="open", rectify_by__lt=on))

    def counts_by_state(self):
        """``{state: number}``; states without an audit are not there."""
        return dict(self.order_by().values_list("state").annotate(Count("pk")))


class AuditFindingQuerySet(models.QuerySet):
    def unsettled(self):
        """Not yet verified as put right."""
        return self.filter(state__in=UNSETTLED)

    def overdue(self, on):
        """Past its date and not put right."""
        return self.filter(state="open", rectify_by__lt=on)


class HandoverQuerySet(models.QuerySet):
    def known_to_community(self):
        """Those of audits whose notice is out: before it the community sees nothing."""
        return self.exclude(audit__state="planned")

    def waiting_for_list(self):
        """Known to the community, and the list is still empty."""
        return self.known_to_community().exclude(audit__state="completed").filter(audit__handover_items=None)


def _has_findings(model, **conditions):
    findings = model._meta.get_field("findings").related_model._default_manager
    return Q(Exists(findings.filter(audit=OuterRef("pk"), **conditions)))


def _count_of(rows):
    """A subquery that counts ``rows`` of the outer audit: several such counts do not multiply one another."""
    counted = rows.order_by().values("audit").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
