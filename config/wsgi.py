import gc
import os

from django.core.wsgi import get_wsgi_application

from config.celery import load_addresses

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
load_addresses()
# What is loaded stays. The collector need not walk through it again with every few hundred objects of a page.
gc.collect()
gc.freeze()
gc.set_threshold(100_000)
