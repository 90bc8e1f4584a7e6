from django.urls import path

from communities.views import elections

app_name = "communities"
urlpatterns = [
    path("switch-election", elections.switch_election, name="switch_election"),
]
