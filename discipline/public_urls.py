"""What is reached without an account, under the one public prefix (config.urls)."""

from django.urls import path

from discipline.views import pledge_check, sign_in

app_name = "discipline_public"
urlpatterns = [
    path("p/<slug:key>/", pledge_check.CheckPledge.as_view(), name="pledge-check"),  # on every printed pledge
    path("study/signed/<slug:standing>/", sign_in.Signed.as_view(), name="signed"),
    path("study/<str:token>/", sign_in.PublicSignIn.as_view(), name="sign-in"),
]
