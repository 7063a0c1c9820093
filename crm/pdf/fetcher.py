"""What a document may load: the bytes that came with it, and nothing else."""

import mimetypes
from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "app:"


class AssetMissing(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint has no types
    """A template names an asset that its caller did not hand over: a mistake of ours, so printing stops."""


class AppFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves `app:NAME` from a fixed dictionary; every other address is refused, whoever wrote it.

    A class and not a function: with WeasyPrint 70 a function that raises ends in an AttributeError.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"app"}, allow_redirects=False)
        self._assets = dict(assets)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset behind `url`. Raises ValueError on a foreign address, AssetMissing on an unknown name."""
        if not url.startswith(SCHEME):
            raise ValueError("this address is not part of the document")
        name = url.removeprefix(SCHEME)
        if name not in self._assets:
            raise AssetMissing(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=self._assets[name], headers={"Content-Type": kind})
