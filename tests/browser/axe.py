"""What axe-core finds on a page, as lines to read."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def violations(page: Page) -> list[str]:
    """The serious and critical findings, one line an element: which rule, where, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        _told(finding, node)
        for finding in found["violations"]
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]


def _told(finding: dict[str, Any], node: dict[str, Any]) -> str:
    where = " ".join(str(part) for part in node["target"])
    why = "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))
    return f"{finding['impact']} {finding['id']} at {where}: {why} {node['html'][:160]}"
