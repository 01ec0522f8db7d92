"""The picture in docs/architecture.md: rooms as boxes, imports as arrows, drawn from the code itself.

`make diagram` writes it; a test fails when it no longer shows what the code does. It is a Mermaid flowchart, which code
hosts show as a picture and which reads as text everywhere else.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

import grimp

PAGE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"
FENCE = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)
APPS = ("triage", "articles", "calfsite")
WIRING = {"", "apps", "management", "migrations", "settings", "templatetags", "urls", "wsgi"} | {
    ("calfsite", "admin"),  # registers the rooms' pages
    ("calfsite", "models"),  # names the rooms' models for Django
}
"""What stands for no room: it is imported by Django, and imports whatever it wires up."""

Arrows = dict[str, set[str]]


def room_of(module: str) -> str | None:
    """The room that a module belongs to, or the module itself where it has none; None for what only wires them up."""
    app, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    return None if name in WIRING or (app, rest) in WIRING else f"{app}.{name}"


def arrows() -> Arrows:
    """Each room with the rooms that its modules import."""
    graph = grimp.build_graph(*APPS)
    found: Arrows = defaultdict(set)
    for module in graph.modules:
        origin = room_of(module)
        for imported in graph.find_modules_directly_imported_by(module):
            target = room_of(imported)
            if origin and target and origin != target:
                found[origin].add(target)
    return found


def reachable(start: str, by: Arrows) -> set[str]:
    """Every room that can be reached from a room along arrows."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = by.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen


def without_shortcuts(by: Arrows) -> Arrows:
    """The same picture without arrows that only repeat a longer way, so that it can be read."""
    return {
        origin: {
            target for target in targets if not any(target in reachable(other, by) for other in targets - {target})
        }
        for origin, targets in by.items()
    }


def drawn() -> str:
    """The picture as a Mermaid flowchart, the same text for the same imports."""
    found = without_shortcuts(arrows())
    rooms = sorted(found.keys() | {target for targets in found.values() for target in targets})
    lines = ["flowchart TD"]
    for app in APPS:
        lines.append(f"  subgraph {app}")
        lines += [f"    {room}[{room.partition('.')[2]}]" for room in rooms if room.startswith(f"{app}.")]
        lines.append("  end")
    lines += [f"  {origin} --> {target}" for origin in rooms for target in sorted(found.get(origin, ()))]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(FENCE.sub(drawn(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} shows {len(arrows())} rooms.\n")
