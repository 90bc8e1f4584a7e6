from django.urls import path  # noqa: F401 - the paths follow

app_name = "interviews"
urlpatterns = [
    # talks
]
