#!/usr/bin/env python3
"""Django's command line. `bin/run` and `bin/test` call it; a newcomer rarely does."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
