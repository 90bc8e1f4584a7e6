"""Commands on baselines: open, set the date, type, confirm, hand in, return, take over."""

from django.db import transaction
from django.utils import timezone

from communities import baseline_checks
from communities.baseline_progress import Progress
from communities.baseline_sections import BY_KEY, SECTIONS, item_label
from communities.models import Baseline, BaselineReturn, BaselineSection, BaselineSubmission, Region
from core import access, audit, workflow
from core.editing import claim_version
from core.errors import DomainError


def _require_sensible_date(election, due_on):
    if due_on > election.election_day:
        raise DomainError(
            "due_after_election", f"报送期限不能晚于选举日（{election.election_day:%Y年%m月%d日}）。", field="due_on"
        )


@transaction.atomic
def open_baselines(*, actor, election, region, due_on):
    """Open a baseline in every community in use under ``region`` that has none for ``election``.

    Returns the baselines made; none the second time. Raises DomainError ``due_after_election``
    or ``term_closed``, and as :func:`core.access.require` does.
    """
    access.require(actor, "accept_records", region)
    if election.state != election.States.RUNNING:
        raise DomainError("term_closed", f"{election}已结束，不能再建立基线。")
    _require_sensible_date(election, due_on)
    places = access.visible_to(actor, Region, "accept_records").filter(
        access.code_condition("code", [region.code]), level=Region.Levels.COMMUNITY, is_active=True
    )
    missing = places.exclude(baselines__election=election).order_by("code")
    made = Baseline.objects.bulk_create(
        Baseline(community=place, election=election, due_on=due_on) for place in missing
    )
    BaselineSection.objects.bulk_create(
        BaselineSection(baseline=baseline, key=section.key) for baseline in made for section in SECTIONS
    )
    audit.record(actor, "baseline.open", election,
                 detail={"region": region.code, "due_on": due_on, "communities": [b.community_id for b in made]})  # fmt: skip
    return made


@transaction.atomic
def set_due_date(*, actor, baselines, due_on):
    """Set when ``baselines`` (a queryset) are due; those already accepted keep theirs. Returns how many changed."""
    chosen = list(access.visible_to(actor, baselines, "accept_records").open().select_related("election"))
    if not chosen:
        raise DomainError("nothing_chosen", "请至少勾选一个尚未接收的社区。")
    for baseline in chosen:
        _require_sensible_date(baseline.election, due_on)
        audit.record(actor, "baseline.set_due", baseline, detail={"due_on": [baseline.due_on, due_on]})
    return Baseline.objects.filter(pk__in=[baseline.pk for baseline in chosen]).update(due_on=due_on)


def _lock_for_typing(actor, section):
    """The section's baseline, locked against a move made meanwhile, provided that ``actor`` may fill it in now."""
    baseline = Baseline.objects.select_for_update(of=("self",)).select_related("community").get(pk=section.baseline_id)
    access.require(actor, "fill_records", baseline)
    if not baseline.is_editable:
        raise DomainError(
            "baseline_locked",
            f"“{baseline}”现为“{baseline.get_state_display()}”，不能再改。如需更正，请联系街道党建办退回或重新打开。",
        )
    return baseline


def _claim(actor, section, version, page):
    """Take the right to write: by the version that was read, or as the page that wrote last."""
    now = BaselineSection.objects.get(pk=section.pk)
    is_same_page = page is not None and now.page == page
    claim_version(actor=actor, obj=section, version=now.version if is_same_page else version)
    section.page = page


def fitting_texts(definition, texts):
    """What of ``texts`` belongs to the section (its fields, and ``why-…`` explanations) and is not blank."""
    names = {f"why-{check.code}" for check in baseline_checks.CHECKS}
    return {
        name: text[:1000] for name, text in texts.items() if text.strip() and (name in names or definition.owns(name))
    }


@transaction.atomic
def save_draft(*, actor, section, version, page, texts):
    """Keep what is being typed: ``texts`` maps the page's field names to text, right or wrong.

    ``version``: the section's as read by the page; ``page``: the page's token (UUID or
    None). Raises DomainError ``baseline_locked`` or ``edited_meanwhile``. Audited when it
    takes a section out of its confirmed or empty state, not at every key.
    """
    _lock_for_typing(actor, section)
    _claim(actor, section, version, page)
    was = section.state
    section.draft, section.state = fitting_texts(section.definition, texts), BaselineSection.States.DRAFT
    section.save()
    if was != section.state:
        audit.record(actor, "baseline.draft", section, detail={"section": section.key, "from": was})
    return section


def _explained(findings, explanations):
    """``{code: {message, note}}`` of the warnings; DomainError for an error or a warning left without a note."""
    kept = {}
    for finding in findings:
        note = explanations.get(finding.code, "").strip()[:200]
        if finding.is_error or not note:
            raise DomainError(finding.code, finding.message, field=finding.field)
        kept[finding.code] = {"message": finding.message, "note": note}
    return kept


@transaction.atomic
def confirm_section(*, actor, section, version, page, answers, explanations):
    """Confirm a section: its checks must pass, odd figures must be explained; open returns are thereby resolved.

    ``answers``: cleaned values by field key. ``explanations``: ``{check code: note}``.
    Raises DomainError ``baseline_locked``, ``edited_meanwhile``, or a check's code and message.
    """
    baseline = _lock_for_typing(actor, section)
    _claim(actor, section, version, page)
    progress = Progress.of(baseline)
    if section.key == "team":
        answers = {**answers, "on_file": progress.on_file["team"]}
    findings = baseline_checks.run({**progress.answers, section.key: answers}, progress.on_file, section.key)
    old = section.answers
    section.explanations = _explained(findings, explanations)
    section.answers, section.draft, section.page = answers, {}, None
    section.state = BaselineSection.States.DONE
    section.save()
    baseline.returns.filter(section=section.key, round__lt=baseline.round, resolved_at=None).update(
        resolved_at=timezone.now()
    )
    audit.record(actor, "baseline.confirm", section,
                 detail={"section": section.key, "changes": audit.changes(old, answers)})  # fmt: skip
    return section


@transaction.atomic
def move_baseline(*, actor, baseline, name, note=""):
    """Make a move of the workflow; handing in also keeps a copy of what was handed in. Returns the transition."""
    line = workflow.apply(actor=actor, obj=baseline, name=name, note=note)
    if name == "submit":
        baseline = Baseline.objects.get(pk=baseline.pk)
        BaselineSubmission.objects.create(
            baseline=baseline, round=baseline.round, by=actor, answers=Progress.of(baseline).answers
        )
    return line


@transaction.atomic
def mark_return(*, actor, baseline, section, field, reason):
    """Note why one item has to go back. ``section``, ``field``: keys; an empty field means the section as a whole.

    The community sees it once the baseline is returned. Raises DomainError ``unknown_item``,
    ``reason_required`` or ``not_submitted``.
    """
    baseline = Baseline.objects.select_for_update(of=("self",)).get(pk=baseline.pk)
    access.require(actor, "accept_records", baseline)
    if baseline.state != Baseline.States.SUBMITTED:
        raise DomainError("not_submitted", f"“{baseline}”现为“{baseline.get_state_display()}”，不能标退回理由。")
    if section not in BY_KEY or (field and not BY_KEY[section].field(field)):
        raise DomainError("unknown_item", "没有这个项目，请刷新页面后重试。")
    if not reason.strip():
        raise DomainError("reason_required", f"请写明“{item_label(section, field)}”的退回理由。", field="reason")
    item, _ = BaselineReturn.objects.update_or_create(
        baseline=baseline, round=baseline.round, section=section, field=field,
        defaults={"reason": reason.strip()[:300], "by": actor},
    )  # fmt: skip
    audit.record(actor, "baseline.mark_return", baseline, reason=item.reason,
                 detail={"section": section, "field": field})  # fmt: skip
    return item


@transaction.atomic
def withdraw_return(*, actor, item):
    """Take a mark back before the baseline is returned; DomainError ``already_returned`` afterwards."""
    baseline = Baseline.objects.select_for_update(of=("self",)).get(pk=item.baseline_id)
    access.require(actor, "accept_records", baseline)
    if baseline.state != Baseline.States.SUBMITTED or item.round != baseline.round:
        raise DomainError("already_returned", "这条理由已随基线退回，不能撤销。")
    audit.record(actor, "baseline.withdraw_return", baseline, reason=item.reason,
                 detail={"section": item.section, "field": item.field})  # fmt: skip
    item.delete()
