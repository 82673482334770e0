"""Checks what Markdown pages point to: files, headings, and settings by their names."""

import re
import subprocess
from urllib.parse import unquote

LINK = re.compile(r"\]\(([^()\s]+(?:\([^()]*\))?)\)")
# Settings of tests and of building, which are no settings of the program.
SOURCES = [
    "xtask/src", "crates/testkit", "crates/testkit-postgres", "crates/server/tests", "crates/web/ui/tests",
    "crates/web/ui/vite.config.ts", ".ci", "deploy",
]


def check(root, known, complain):
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.split("\0")
    pages = {root / name: (root / name).read_text() for name in sorted(filter(None, listed)) if (root / name).exists()}
    if len(pages) < 30:
        complain(f"pages: only {len(pages)} were found")
    named = known | {name for folder in SOURCES for name in variables(root / folder)}
    for page, text in pages.items():
        where = page.relative_to(root)
        prose = without_code(text)
        # Those in sources are shown by the server, among its own addresses.
        for target in [] if "src" in where.parts else LINK.findall(prose):
            wrong = broken(page, target, pages)
            if wrong:
                complain(f"{where}: {target}: {wrong}")
        # What has changed since is told by its name of then.
        if where.name == "CHANGELOG.md":
            continue
        for name in set(re.findall(r"\bUMBRA_[A-Z_]*", text)) - named:
            # `UMBRA_RATE_…` is all of them.
            if not (name.endswith("_") and any(setting.startswith(name) for setting in named)):
                complain(f"{where}: there is no {name}")


def variables(folder):
    for file in [folder, *folder.rglob("*")]:
        if file.is_file() and (file.suffix in (".rs", ".sh", ".py", ".yaml", ".ts") or file.name == "run"):
            yield from re.findall(r"\bUMBRA_[A-Z_]*[A-Z]\b", file.read_text())


def without_code(text):
    """Blocks and spans of code have brackets that are no links."""
    text = re.sub(r"^( *)(`{3,}|~{3,}).*?^ *\2", "", text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]+`", "`code`", text)


def broken(page, target, pages):
    """Says what is wrong with a link, if anything."""
    if re.match(r"[a-z]+:", target):
        return None
    path, _, heading = target.partition("#")
    file = (page.parent / unquote(path)).resolve() if path else page
    if not file.exists():
        return "there is no such file"
    if heading and file in pages and heading not in headings(pages[file]):
        return "there is no such heading"
    return None


def headings(text):
    """The names that GitHub gives headings."""
    text = re.sub(r"^( *)(`{3,}|~{3,}).*?^ *\2", "", text, flags=re.M | re.S)
    found = {}
    for title in re.findall(r"^#{1,6} +(.*?) *#*$", text, re.M):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        name = re.sub(r"[^\w\- ]", "", title).replace(" ", "-")
        count = found[name] = found.get(name, -1) + 1
        if count:
            found[f"{name}-{count}"] = 0
    return found
