"""The form by which the street settles a suspected duplicate."""

from django import forms

MOVE_FILE = "move"


class SettleForm(forms.Form):
    """A move of the case by name, its reason, and whose file is kept; of an attempt, whether the file moves there."""

    name = forms.SlugField(max_length=40)
    note = forms.CharField(required=False, max_length=1000, strip=True)
    keep = forms.ChoiceField(
        label="保留的档案", required=False, error_messages={"invalid_choice": "请选择保留哪一份档案。"}
    )

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.files = {str(person.pk): person for person in case.files}
        moving = [] if case.second else [(MOVE_FILE, "档案转到申报社区")]
        self.fields["keep"].choices = [("", ""), *((pk, pk) for pk in self.files), *moving]

    def chosen(self):
        """What the service takes."""
        data = self.cleaned_data
        return {
            "move": data["name"], "note": data["note"], "keep": self.files.get(data["keep"]),
            "move_file": data["keep"] == MOVE_FILE,
        }  # fmt: skip
