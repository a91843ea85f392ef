"""The page itself: one file for every address that the browser's own router knows."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from tieout.web.problems import Refused, not_found, problem

FOLDER = Path(__file__).resolve().parent.parent / "webui"
MISSING = """<!doctype html>
<html lang="en">
<title>Tieout</title>
<main style="font: 16px/1.5 sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>The web page was not built</h1>
<p>The server runs, and so does its API: its description is at <a href="/api/docs">/api/docs</a>.</p>
<p>To build the page, run <code>./dev demo</code> in the repository, or <code>npm ci</code> and <code>npm run build</code> in its
folder <code>ui</code>.</p>
</main>
"""


@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """Also for addresses that are none, where the page's own router says so; an address of the API gets a problem instead."""
    if request.path.startswith(("/api/", "/_allauth/", "/oauth/", "/sso/", "/webhooks/", "/assets/", "/static/")):
        return problem(not_found())
    if request.method not in ("GET", "HEAD"):
        answer = problem(Refused(405, "The page can only be read.", remedy="Changes are made through the API; see /api/docs."))
        answer["Allow"] = "GET, HEAD"
        return answer
    name = request.path.strip("/")
    if name in ("favicon.svg", "favicon.ico", "robots.txt", "manifest.webmanifest"):
        return _small_file(name)
    index = FOLDER / "index.html"
    if not index.is_file():
        return HttpResponse(MISSING, status=503)
    answer = HttpResponse(index.read_bytes())
    # The file names the built assets, which change their names with their content; it must be asked for anew.
    answer["Cache-Control"] = "no-cache"
    return answer


_TYPES = {"svg": "image/svg+xml", "ico": "image/x-icon", "txt": "text/plain", "webmanifest": "application/manifest+json"}


def _small_file(name: str) -> HttpResponse:
    file = FOLDER / name
    if not file.is_file():
        return problem(not_found())
    answer = HttpResponse(file.read_bytes(), content_type=_TYPES[name.rpartition(".")[2]])
    answer["Cache-Control"] = "max-age=86400"
    return answer
