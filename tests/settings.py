"""The embedded default in a folder of its own, whatever the developer's environment says, with a quick password hash.

Processes that a test starts run the real settings in the same folder. `TEST_DATABASE_URL=postgres://…` runs what needs no such
processes on PostgreSQL: `TEST_DATABASE_URL=… script/test tests/services tests/views tests/access tests/processes/test_races.py`.
"""

import atexit
import os
import shutil
import tempfile

for name in [*os.environ]:
    if name.startswith("STUDIO_") or name in {"DATABASE_URL", "CELERY_BROKER_URL", "HOST", "PORT"}:
        del os.environ[name]
os.environ["STUDIO_VAR"] = tempfile.mkdtemp(prefix="storyreel-tests-")
os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
# The browser's driver runs an event loop in the thread in which tests read the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
atexit.register(shutil.rmtree, os.environ["STUDIO_VAR"], ignore_errors=True)

from studio import stores
from studio.settings import *

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"

if url := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
    DATABASES = stores.databases(VAR)
    del os.environ["DATABASE_URL"]

# A file, not memory: threads and processes meet in it as they do in the embedded default.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
