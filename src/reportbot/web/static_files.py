"""Styles and scripts, compressed once. Pages themselves never are: they hold tokens beside what somebody typed."""

import gzip
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

COMPRESSED = frozenset({".css", ".js", ".svg"})


class Packed(StaticFiles):
    """For browsers that say they can unpack it, which all do; the same bytes for everybody, so that nothing is told by
    their size."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._packed: dict[tuple[str, int, int], bytes] = {}

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        file = Path(full_path)
        if file.suffix not in COMPRESSED:
            return response
        response.headers["Vary"] = "Accept-Encoding"
        can_unpack = "gzip" in Headers(scope=scope).get("accept-encoding", "")
        if isinstance(response, NotModifiedResponse) or not can_unpack or status_code != 200:
            return response
        headers = {name: response.headers[name] for name in ("content-type", "last-modified", "vary")}
        headers |= {"content-encoding": "gzip", "etag": f"W/{response.headers['etag']}"}
        return Response(self._content(file, stat_result), headers=headers)

    def _content(self, file: Path, found: os.stat_result) -> bytes:
        key = (str(file), found.st_mtime_ns, found.st_size)
        if key not in self._packed:
            self._packed[key] = gzip.compress(file.read_bytes(), 9, mtime=0)
        return self._packed[key]
