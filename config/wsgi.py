import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - every view is loaded before the first visitor comes
# What is loaded stays. The collector need not walk through it again with every few hundred objects of a page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000)
