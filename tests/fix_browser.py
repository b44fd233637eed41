"""A real browser in the event loop of the tests; every page is watched for trouble."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Route, ViewportSize, async_playwright

from gateway.web.sign_in.sessions import COOKIE
from gateway.web.sign_in.tokens import digest
from tests.fix_console import USER, Console

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_ROOT = Path(__file__).parent.parent
_AXE = _ROOT / "node_modules/axe-core/axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_VIOLATIONS = """async (rules) => {
  const options = { runOnly: rules, resultTypes: ["violations"] };
  return (await axe.run(document, options)).violations;
}"""
_SESSION = "session-of-a-browser"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1360, "height": 900}


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium; tests are skipped where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("chromium is not installed: apt-get install chromium, or run tests/prepare")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's source; tests are skipped where npm has not fetched it."""
    if not _AXE.exists():
        pytest.skip("axe-core is missing: npm ci --ignore-scripts")
    return _AXE.read_text()


@dataclass
class Trouble:
    """What a good page never causes: console errors, CSP violations, requests elsewhere."""

    host: str
    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda m: self._said(m.type, m.text))
        page.on("pageerror", lambda error: self.seen.append(str(error)))

    async def stay_home(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc in {self.host, ""}:
            await route.continue_()
        else:
            self.seen.append(f"a request left the server: {route.request.url}")
            await route.abort()

    def forgive(self, words: str) -> None:
        """Forgets console messages that a test provoked on purpose."""
        self.seen = [text for text in self.seen if words not in text]

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.seen.append(text)


@dataclass
class Desk:
    """Opens pages of the console as a signed-in technician."""

    browser: Browser
    console: Console
    trouble: Trouble
    pages: list[Page] = field(default_factory=list)

    async def open(
        self,
        path: str,
        *,
        size: ViewportSize | None = None,
        scheme: Literal["light", "dark"] = "light",
        signed_in: bool = True,
    ) -> Page:
        context = await self.browser.new_context(
            base_url=self.console.url,
            viewport=size or DESK,
            color_scheme=scheme,
            locale="en-GB",
            reduced_motion="reduce",
        )
        await context.route("**/*", self.trouble.stay_home)
        if signed_in:
            await context.add_cookies([self._cookie()])  # type: ignore[list-item]
        page = await context.new_page()
        self.trouble.watch(page)
        self.pages.append(page)
        await page.goto(path)
        return page

    def _cookie(self) -> dict[str, object]:
        host = urlsplit(self.console.url).hostname
        known = {"name": COOKIE, "value": _SESSION, "path": "/", "sameSite": "Lax"}
        return {**known, "domain": host, "secure": True, "httpOnly": True}


@pytest.fixture
async def desk(browser: Browser, console: Console) -> AsyncIterator[Desk]:
    """A technician's desk; afterwards no page may have had trouble."""
    await console.sign_in.add_session(digest(_SESSION), USER, console.wall())
    made = Desk(browser, console, Trouble(urlsplit(console.url).netloc))
    yield made
    for page in made.pages:
        await _come_to_rest(page)
        await page.context.close()
    assert made.trouble.seen == []


async def _come_to_rest(page: Page) -> None:
    """Who leaves in the middle of a handshake makes Chromium complain of the page."""
    if await page.locator("[hx-ws\\:connect]").count():
        await page.wait_for_selector("#connection[data-state]", state="attached")


async def violations(page: Page, axe: str) -> list[str]:
    """What axe finds wrong, a line each; through the debugger, so that the CSP stays strict."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in await page.evaluate(_VIOLATIONS, _RULES)
        for node in rule["nodes"]
    ]


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(
        await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )
