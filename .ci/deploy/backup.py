"""Does what umbra-backup.service does each night: its commands, as systemd would run them, elsewhere."""

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path


def check(root, umbra, complain):
    unit = (root / "deploy/systemd/umbra-backup.service").read_text()
    with tempfile.TemporaryDirectory(prefix="umbra-backup-") as name:
        folder = Path(name)
        saved = folder / "umbra-backup"
        saved.mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "UMBRA_DATA_DIR": str(folder / "data"),
            "SECRET_KEY": "9f2c4b7e1a0d83566b1ce9247f0a5d38",
        }

        def run(command):
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
            if done.returncode:
                complain(f"umbra-backup.service: {shlex.join(command)}: {done.stderr}")
            return done.stdout.strip()

        run([umbra, "migrate", "up"])
        environment["UMBRA_BACKUP_RECIPIENTS"] = run([umbra, "backup", "keygen", "backup.key"])
        old, half = saved / "umbra-2020-01-01.backup", saved / ".umbra-backup.half"
        for file in (old, half):
            file.write_text("")
            os.utime(file, (0, 0))
        commands = re.findall(r"^ExecStart(?:Post)?=(.*)$", unit, re.M)
        for command in commands:
            command = command.replace("/usr/local/bin/umbra", umbra)
            command = command.replace("/var/lib/umbra-backup", str(saved)).replace("%%", "%")
            run(shlex.split(command))
        files = sorted(file.name for file in saved.iterdir())
        if len(files) != 1 or not re.fullmatch(r"umbra-20\d\d-\d\d-\d\d\.backup", files[0]):
            complain(f"umbra-backup.service: left {files}")
            return
        run([umbra, "backup", "verify", str(saved / files[0]), "--identity", "backup.key"])
