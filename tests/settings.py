"""The site's own settings with what tests need: fast passwords, plain static files, a data folder and a database of their own.

TEST_DATABASE_URL=postgres://user:password@host:5432/name runs on PostgreSQL those of them that depend on the database.
"""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="verger-tests-")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["SECRET_KEY"] = "only-for-tests-" + "0" * 50
os.environ["SEARCH_MEANING"] = "off"  # the tests of search by meaning switch it on
# Neither the shell nor .env may change what the tests see.
for name in (
    *("SITE_URL", "SITE_NAME", "READERS", "CACHE_URL", "EMAIL_URL", "EMAIL_FROM"),
    *("TIME_ZONE", "LANGUAGE_CODE", "SEARCH_LOG_DAYS", "RUN_DAYS", "DEBUG", "PORT"),
):
    os.environ[name] = ""

from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in earnest: connections that share a database in memory do not wait for each other, whatever the time-out.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # the threads of a test end with it, and nobody closes what they have open

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
# A folder of its own, and empty: what the server has collected may change while the tests run.
STATIC_ROOT = tempfile.mkdtemp(prefix="static-", dir=os.environ["DATA_DIR"])
