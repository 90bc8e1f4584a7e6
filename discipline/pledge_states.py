"""Whether somebody has signed, must sign, or must sign again: asked of what is on record, stored nowhere.

A campaign follows its text: what counts is the edition in force. Who signed an earlier one must sign
again if the edition in force asks his capacity to pledge; whom it no longer asks has done his part.
"""

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Subquery, Value, When
from django.utils import timezone

from discipline.models.texts import DisciplineText, Duties, TextDuty


class PledgeStates(models.TextChoices):
    UNSIGNED = "unsigned", "未签"
    AGAIN = "again", "需补签"
    SIGNED = "signed", "已签"
    WAIVED = "waived", "不需签"


TO_SIGN = (PledgeStates.UNSIGNED, PledgeStates.AGAIN)


def _in_force(prefix=""):
    """What finds the one edition in force of the outer pledge's text, ``prefix`` leading to it."""
    return {
        f"{prefix}in_force": True,
        f"{prefix}election": OuterRef("election"),
        f"{prefix}family": OuterRef("campaign__family"),
    }


class SigningQuerySet(models.QuerySet):
    def standing(self):
        """All but the superseded."""
        return self.filter(superseded_at=None)


class PledgeQuerySet(models.QuerySet):
    def with_state(self):
        """Annotated with ``edition_id`` (the edition in force, None where the text was withdrawn) and ``state``."""
        from discipline.models.pledges import PledgeSigning  # the model is built upon these questions

        standing = PledgeSigning.objects.standing().filter(pledge=OuterRef("pk"))
        asked = TextDuty.objects.filter(**_in_force("text__"), duty=Duties.PLEDGE, capacity=OuterRef("capacity"))
        is_of = {
            "has_signed": Exists(standing),
            "has_signed_edition": Exists(standing.filter(**_in_force("text__"))),
            "is_asked": Exists(asked),
        }
        edition = DisciplineText.objects.filter(**_in_force()).order_by().values("pk")
        rows = self.annotate(edition_id=Subquery(edition)).alias(**is_of)
        return rows.annotate(
            state=Case(
                When(waived_at__isnull=False, then=Value(PledgeStates.WAIVED)),
                When(has_signed_edition=True, then=Value(PledgeStates.SIGNED)),
                When(has_signed=True, is_asked=True, then=Value(PledgeStates.AGAIN)),
                When(has_signed=True, then=Value(PledgeStates.SIGNED)),
                When(edition_id__isnull=False, is_asked=False, then=Value(PledgeStates.WAIVED)),
                default=Value(PledgeStates.UNSIGNED),
                output_field=models.CharField(max_length=10),
            )
        )

    def in_state(self, *states):
        """Those whose computed state is one of ``states``."""
        return self.with_state().filter(state__in=states)

    def to_sign(self):
        """未签 and 需补签."""
        return self.in_state(*TO_SIGN)

    def overdue(self, on):
        """Still to sign though due before the date ``on``."""
        return self.to_sign().filter(due_on__lt=on)

    def counts(self):
        """``{community code: {state: number}}`` in one query."""
        rows = self.with_state().order_by().values("community_id", "state").annotate(number=Count("pk"))
        found = {}
        for row in rows:
            found.setdefault(row["community_id"], {})[row["state"]] = row["number"]
        return found

    def in_order(self):
        """By community, then as numbered."""
        return self.order_by("community_id", "campaign_id", "number")


def must_sign_again(text):
    """The pledges that an edition in force leaves to be signed again: exactly those signed before, and asked now."""
    from discipline.models.pledges import Pledge

    return Pledge.objects.in_state(PledgeStates.AGAIN).filter(edition_id=text.pk)


def is_late(pledge):
    """Whether a pledge with its state is still to be signed and past its date."""
    return pledge.state in TO_SIGN and pledge.due_on < timezone.localdate()
