"""What gunicorn runs. A server with a wrong setting does not start; it says which."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from config.headers import without_body_for_head, without_charset

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _refuse_wrong_settings() -> None:
    from django.conf import settings

    if settings.WRONG_SETTINGS:
        for wrong in settings.WRONG_SETTINGS:
            print(f"{wrong.message} {wrong.remedy}", file=sys.stderr)
        raise SystemExit(3)  # to gunicorn: cannot start at all; after any other status it would try again for ever


def _application():
    django = without_charset(get_wsgi_application())
    from config.suggesting import suggesting  # it needs the models, which are there only now

    return without_body_for_head(suggesting(django))


_refuse_wrong_settings()
application = _application()
