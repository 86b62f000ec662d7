"""Static files as they are served: named by their content, compressed beforehand, kept for ever by browsers."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = r"""(?P<matched>(?P<word>\b(?:from|import)\s*\(?\s*)["'](?P<url>\.{1,2}/[^"']+)["'])"""


class Storage(CompressedManifestStaticFilesStorage):
    """Also follows `import` between our own modules, so that a page never mixes two releases."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", ((IMPORT, '%(word)s"%(url)s"'),)))
