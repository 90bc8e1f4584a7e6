from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公用机制"

    def ready(self):
        from core import secrets

        secrets.ensure_keys()
