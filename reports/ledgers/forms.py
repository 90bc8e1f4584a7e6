"""What a ledger is narrowed and ordered by."""

from django import forms

from communities.forms.people import CommunityField, communities_for


class LedgerForm(forms.Form):
    """The choices and orders that a ledger declares: the parameters of its printed copy. Codes only, never names."""

    def __init__(self, ledger, user, region, election, data=None):
        super().__init__({} if data is None else data)
        for choice in ledger.choices:
            self.fields[choice.key] = forms.ChoiceField(
                label=choice.label, required=False, choices=[("", "全部"), *choice.choices]
            )
        if ledger.orders:
            self.fields["order"] = forms.ChoiceField(
                label="排序", required=False, choices=[("", "默认"), *ledger.orders]
            )


class LedgerFilter(LedgerForm):
    """The same on screen, with the community before it for whoever sees several."""

    def __init__(self, ledger, user, region, election, data=None):
        super().__init__(ledger, user, region, election, data)
        communities = communities_for(user, ledger.permission)
        if len(communities) > 1:
            self.fields["community"] = CommunityField(communities, label="社区", required=False, empty_label="全部")
            self.order_fields(["community"])
