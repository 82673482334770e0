"""Does what the Containerfile says, in plain folders, where there is no container engine.

Each stage is a folder. COPY copies, under the rules of .dockerignore; RUN runs in a shell, with a `cargo`
that checks how it is called and hands out the program that was built already; the last stage's program
is started as its user, and asked for its health as the engine would.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

CARGO = """#!/bin/sh
set -e
test "$*" = "build --profile dist --locked --bin umbra" || { echo "cargo $*: not what is expected"; exit 1; }
grep -q '^\\[profile.dist\\]' Cargo.toml
# Every member of the workspace is there, and the lock file is theirs.
host=$(rustc -vV | sed -n 's/^host: //p')
"$REAL_CARGO" metadata --locked --offline --filter-platform "$host" --format-version 1 > /dev/null
mkdir -p target/dist
cp "$UMBRA" target/dist/umbra
"""


def instructions(text):
    """Gives each instruction as (word, rest)."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    for line in joined.splitlines():
        if line.strip():
            word, rest = line.strip().split(None, 1)
            yield word.upper(), rest.strip()


def context(root):
    """Lists the files that are sent to the engine: those of the repository that .dockerignore lets in."""
    rules = [
        line for line in (root / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    )

    def is_in(file):
        kept = True
        parts = file.split("/")
        ways = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        for rule in rules:
            pattern = rule.lstrip("!").strip("/")
            if any(fnmatch.fnmatchcase(way, pattern) for way in ways):
                kept = rule.startswith("!")
        return kept

    return [file for file in listed.stdout.split("\0") if file and is_in(file) and (root / file).exists()]


def includes(folder, complain):
    """Looks for every file that a source file has built in; tests aren't built."""
    form = re.compile(r'include_(?:str|bytes)!\(\s*"([^"]+)"')
    for source in folder.rglob("src/**/*.rs"):
        for name in form.findall(source.read_text()):
            if not (source.parent / name).exists():
                complain(f"Containerfile: {source.relative_to(folder)} includes {name}, which isn't copied")


def place(stage, path, workdir):
    """Gives the place in a stage's folder of a path in the container."""
    return stage / os.path.normpath(os.path.join(workdir, path)).lstrip("/")


def check(root, umbra, complain):
    with tempfile.TemporaryDirectory(prefix="umbra-container-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        run(root, umbra, folder, complain)


def run(root, umbra, folder, complain):
    shim = folder / "bin" / "cargo"
    shim.parent.mkdir()
    shim.write_text(CARGO)
    shim.chmod(0o755)
    environment = {
        "PATH": f"{shim.parent}:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "REAL_CARGO": shutil.which("cargo"),
        "UMBRA": umbra,
    }
    for name in ("CARGO_HOME", "RUSTUP_HOME"):
        if name in os.environ:
            environment[name] = os.environ[name]
    stages, stage = {}, None
    for word, rest in instructions((root / "deploy/Containerfile").read_text()):
        if word == "FROM":
            image, _, name = rest.partition(" AS ")
            if not re.search(r":[a-z0-9]", image):
                complain(f"Containerfile: {image} has no tag")
            stage = {"root": folder / name, "workdir": "/", "env": {}, "user": None}
            stage["root"].mkdir()
            stages[name] = stage
        elif word == "WORKDIR":
            stage["workdir"] = rest
            place(stage["root"], rest, "/").mkdir(parents=True, exist_ok=True)
        elif word == "COPY":
            copy(root, stages, stage, rest, complain)
        elif word == "RUN":
            command = re.sub(r"--mount=\S+\s*", "", rest)
            # Absolute paths that the build makes are the stage's.
            command = re.sub(r"(?<=\s)/out\b", str(stage["root"] / "out"), command)
            done = subprocess.run(
                ["sh", "-ec", command], cwd=place(stage["root"], stage["workdir"], "/"),
                env=environment, capture_output=True, text=True,
            )
            if done.returncode:
                complain(f"Containerfile: {command}: {done.stdout}{done.stderr}")
        elif word == "ENV":
            name, value = rest.split("=", 1)
            stage["env"][name] = value
        elif word in ("USER", "HEALTHCHECK", "ENTRYPOINT", "CMD", "EXPOSE"):
            stage[word.lower()] = rest
        else:
            complain(f"Containerfile: nothing here knows {word}")
    includes(stages["build"]["root"] / "src", complain)
    for name, stage in stages.items():
        if name != "build" and not re.fullmatch(r"[1-9]\d*:[1-9]\d*", stage.get("user") or ""):
            complain(f"Containerfile: {name} doesn't run as a user of its own, by number")
    serve(stages["umbra"], complain)
    as_readme_says(root, stages["umbra"], complain)


def copy(root, stages, stage, rest, complain):
    words = shlex.split(rest)
    options = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
    *sources, target = [word for word in words if not word.startswith("--")]
    to = place(stage["root"], target, stage["workdir"])
    if "from" not in options:
        if sources != ["."]:
            complain(f"Containerfile: COPY {rest}: only the whole context is known here")
        for file in context(root):
            (to / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / file, to / file)
        return
    for source in sources:
        there = place(stages[options["from"]]["root"], source, "/")
        to.parent.mkdir(parents=True, exist_ok=True)
        if there.is_dir():
            shutil.copytree(there, to)
        elif there.is_file():
            shutil.copy2(there, to)
        else:
            complain(f"Containerfile: COPY {rest}: {source} is missing")
        if "chown" in options and os.geteuid() == 0:
            user, group = options["chown"].split(":")
            os.chown(to, int(user), int(group))


def serve(stage, complain):
    """Starts the image's program as its user, with its environment, and asks for its health."""
    listen = stage["env"]["UMBRA_LISTEN"]
    if f":{stage['expose']}" not in listen:
        complain(f"Containerfile: {listen} isn't the port {stage['expose']}")
    given = {
        "UMBRA_PUBLIC_URL": "https://umbra.example.org",
        "UMBRA_TRUSTED_PROXIES": "127.0.0.1",
        "SECRET_KEY": "9f2c4b7e1a0d83566b1ce9247f0a5d38",
    }
    container = Container(stage, stage["env"]["UMBRA_DATA_DIR"], given)
    if not container.health().returncode:
        complain("Containerfile: the health check succeeds before the start")
    container.serve(json.loads(stage["cmd"]), "Containerfile", complain)


def as_readme_says(root, stage, complain):
    """Does what README.md says: a database with the demo household on a volume, and a server on it."""
    said = re.findall(r"^\$ (docker .*)$", (root / "README.md").read_text(), re.M)
    build, *runs = [shlex.split(line) for line in said] or [[]]
    if build != shlex.split("docker build -f deploy/Containerfile -t umbra .") or not runs:
        complain("README.md doesn't say how to build an image called umbra and to run it")
    # A new volume has what the image has there.
    image = Path(str(stage["root"]) + stage["env"]["UMBRA_DATA_DIR"])
    volume = image.with_name("volume")
    shutil.copytree(image, volume, ignore=lambda *_: os.listdir(image))
    shutil.chown(volume, image.stat().st_uid, image.stat().st_gid)
    for words in runs:
        at = words.index("umbra")
        options, command = words[2:at], words[at + 1:] or json.loads(stage["cmd"])
        given = dict(options[i + 1].split("=", 1) for i, word in enumerate(options) if word == "-e")
        mounts = [options[i + 1].split(":")[1] for i, word in enumerate(options) if word == "-v"]
        ports = [options[i + 1] for i, word in enumerate(options) if word == "-p"]
        where = f"README.md: {shlex.join(words)}"
        if mounts != [stage["env"]["UMBRA_DATA_DIR"]]:
            complain(f"{where}: nothing is kept")
        container = Container(stage, f"/{volume.name}", given)
        if ports:
            if ports != [f"127.0.0.1:{stage['expose']}:{stage['expose']}"]:
                complain(f"{where}: that isn't the port")
            container.serve(command, where, complain)
        elif (done := container.run(command)).returncode:
            complain(f"{where}: {done.stdout}{done.stderr}")


class Container:
    """The image's program as its user, with the image's environment and what is given beside it."""

    def __init__(self, stage, data, given):
        self.root = stage["root"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        listen = stage["env"]["UMBRA_LISTEN"].rsplit(":", 1)[0].replace("0.0.0.0", "127.0.0.1")
        environment = stage["env"] | {
            "UMBRA_LISTEN": f"{listen}:{port}",
            "UMBRA_DATA_DIR": str(self.root) + data,
            "UMBRA_WEATHER_FORECAST_URL": "off",
            "UMBRA_WEATHER_GEOCODING_URL": "off",
            "UMBRA_NTFY_URL": "off",
        } | given
        user, group = (int(number) for number in stage["user"].split(":"))
        as_user = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        self.given = {"env": environment, "cwd": str(self.root), "stdin": subprocess.DEVNULL, **as_user}
        self.entrypoint = self.inside(json.loads(stage["entrypoint"]))
        self.check = self.inside(json.loads(stage["healthcheck"].split(" CMD ", 1)[1]))

    def inside(self, words):
        return [str(self.root) + word if word.startswith("/usr/local/bin/") else word for word in words]

    def health(self):
        return subprocess.run(self.check, capture_output=True, text=True, **self.given)

    def run(self, words):
        """Runs a command to its end."""
        return subprocess.run(self.entrypoint + words, capture_output=True, text=True, **self.given)

    def serve(self, words, where, complain):
        """Starts a server, waits until it is healthy, and ends it."""
        with open(self.root / "log", "w") as log:
            server = subprocess.Popen(self.entrypoint + words, stdout=log, stderr=log, **self.given)
            try:
                deadline = time.monotonic() + 60
                while (asked := self.health()).returncode and server.poll() is None:
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.1)
                if asked.returncode:
                    complain(f"{where}: not healthy: {asked.stderr}{(self.root / 'log').read_text()[-2000:]}")
                server.terminate()
                if server.wait(timeout=60):
                    complain(f"{where}: the program ended with {server.returncode}")
            finally:
                server.kill()
                server.wait()
