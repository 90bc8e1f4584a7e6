"""The form of a slate: its name and note, and for every candidate a post in either committee."""

from django import forms

from candidates.models.slates import ELECTED_AS_MEMBERS
from candidates.slate_preview import LABELS, Placement
from communities.models import Posts, committee_kind_of

SPARE = "+"  # ends the value of a 差额 choice
NONE = ("", "—")


def choices_of(kind):
    """The posts of a committee, then those in which one may stand as 差额 candidate."""
    posts = [post for post in Posts if committee_kind_of(post) == kind]
    spare = [(f"{post.value}{SPARE}", f"{post.label}（差额）") for post in posts if post not in ELECTED_AS_MEMBERS]
    return [NONE, *((post.value, post.label) for post in posts), *spare]


class SlateForm(forms.Form):
    """``candidates``: those who may be placed, with their persons; ``placements``: where they stand now."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="名称", max_length=40, required=False, help_text="留空时按序号称“方案一”“方案二”。")
    note = forms.CharField(
        label="说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="这样配的考虑、和其他方案的差别。",
    )  # fmt: skip

    def __init__(self, *args, candidates, placements=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        placed = {(p.candidate.pk, p.kind): f"{p.post}{SPARE if p.is_alternate else ''}" for p in placements}
        for candidate in candidates:
            for kind, label in LABELS.items():
                self.fields[f"{kind}-{candidate.pk}"] = forms.ChoiceField(
                    label=f"{candidate}拟任{label}职务", choices=choices_of(kind), required=False,
                    initial=placed.get((candidate.pk, kind), ""),
                    widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                )  # fmt: skip

    def rows(self):
        """``(candidate, field of the Party committee, field of the residents' committee)``."""
        return [(one, *(self[f"{kind}-{one.pk}"] for kind in LABELS)) for one in self.candidates]

    def placements(self):
        """The choices as :class:`Placement`; wrong ones are left out."""
        found = []
        for candidate in self.candidates:
            for kind in LABELS:
                value = self.cleaned_data.get(f"{kind}-{candidate.pk}", "")
                if value:
                    found.append(Placement(candidate, kind, value.removesuffix(SPARE), value.endswith(SPARE)))
        return found

    def places(self):
        """What the services take: ``[(candidate, post, is_alternate)]``."""
        return [(p.candidate, Posts(p.post), p.is_alternate) for p in self.placements()]
