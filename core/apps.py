from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "公用机制"

    def ready(self):
        from core import fonts, secrets

        fonts.check_runtime()
        secrets.ensure_keys()
