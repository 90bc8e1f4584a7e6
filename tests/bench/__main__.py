"""``python -m tests.bench NAME [ARGUMENT]``, called by bin/bench in a scratch DATA_DIR."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()


def main(name, *arguments):
    if name == "import":
        from tests.bench import imports

        imports.run(*(int(argument) for argument in arguments or ("20000", "100000")))
    elif name == "http":
        from tests.bench import http

        http.run(arguments)
    elif name == "divisions":
        from tests.bench import divisions

        divisions.run(arguments[0])
    elif name == "briefing":
        from tests.bench import briefing

        briefing.run()
    elif name == "audits":
        from tests.bench import audits

        audits.run(int(arguments[0]) if arguments else 60)
    elif name == "pledges":
        from tests.bench import pledges

        pledges.run(int(arguments[0]) if arguments else 30)
    elif name == "slates":
        from tests.bench import slates

        slates.run()
    elif name == "pdf":
        from tests.bench import pdf

        pdf.run()
    elif name == "scale":
        from tests.bench import scale

        scale.run(arguments)
    elif name == "axe":
        from tests.bench import axe

        axe.run(arguments)
    elif name == "pages":
        from tests.bench import pages

        pages.run()
    else:
        known = "import, http, divisions, briefing, audits, pledges, slates, pdf, scale, axe or pages"
        sys.exit(f"there is no benchmark {name}: {known}")


main(*sys.argv[1:])
