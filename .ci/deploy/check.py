"""Checks the files of deploy/ that no program of this machine would read: `check.py UMBRA`.

UMBRA is the program, which says whether settings are right. Prints what is wrong, a line each.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from compose_spec import PyCompose
from kubernetes_validate import utils as kubernetes

import backup
import container
import monitoring
import pages

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KEY = "9f2c4b7e1a0d83566b1ce9247f0a5d38"
# The oldest that the example is for, and the newest that the schemas know.
KUBERNETES = ["1.30", kubernetes.latest_version()]

# What is warned of rightly elsewhere: in a network of containers nobody else reaches the port.
IN_CONTAINERS = "warning: UMBRA_METRICS_LISTEN is open to every network: metrics need no sign-in"

# Folders that the operator makes.
MADE = ["./tls", "./backup"]

wrong = []


def complain(what):
    wrong.append(what)
    print("deploy:", what)


def settings():
    """Names of all settings, from the generated reference."""
    text = (ROOT / "docs/config.md").read_text()
    names = set(re.findall(r"^### `([A-Z_]+)`$", text, re.M))
    return names | set(re.findall(r"`([A-Z_]+_FILE)`", text))


def check_config(umbra, where, environment):
    """Lets the program itself say whether it would start with an environment, without a warning."""
    # It is asked in an empty folder: no configuration of the developer's plays a part.
    folder = "/"
    environment = {"SECRET_KEY": KEY} | environment
    if "SECRET_KEY_FILE" in environment:
        # The file is made at the installation.
        del environment["SECRET_KEY_FILE"]
    said = subprocess.run(
        [umbra, "check-config"], cwd=folder, env=environment, capture_output=True, text=True
    )
    if said.returncode:
        complain(f"{where}: {said.stderr.strip()}")
    for line in said.stdout.splitlines():
        if line.startswith("warning:") and line != IN_CONTAINERS:
            complain(f"{where}: {line}")


def pairs(text, commented):
    """Lines `NAME=value` of an environment file, and with `commented` those behind a `#`, too."""
    form = re.compile(r"^(#?)([A-Z][A-Z_]*)=(.*)$", re.M)
    return {name: value for mark, name, value in form.findall(text) if commented or not mark}


def example(umbra, known):
    """`.env.example`: right as it stands, and right with every line that it proposes."""
    text = (DEPLOY / ".env.example").read_text()
    of_compose = {"POSTGRES_PASSWORD", "HTTP_PORT", "HTTPS_PORT"}
    filled = {"SECRET_KEY": KEY, "POSTGRES_PASSWORD": "0a1b2c"}
    for commented in (False, True):
        values = pairs(text, commented)
        for name in values.keys() - known - of_compose:
            complain(f".env.example: {name} is no setting")
        values |= filled
        values["DATABASE_URL"] = f"postgres://umbra:{values['POSTGRES_PASSWORD']}@postgres/umbra"
        given = {name: value for name, value in values.items() if name in known}
        check_config(umbra, ".env.example", given | {"ENVIRONMENT": "production"})
    for name in filled.keys() - pairs(text, False).keys():
        complain(f".env.example: {name} is missing")
    return pairs(text, True) | filled


def compose(umbra, known, values):
    """`compose.yaml`: of the form that the specification asks for, with settings that exist."""
    text = (DEPLOY / "compose.yaml").read_text()

    def value(match):
        name, otherwise = match[1], match[2] or ""
        if name not in values and not otherwise.startswith(":-"):
            complain(f"compose.yaml: nothing gives ${{{name}}}")
        return values.get(name) or otherwise.removeprefix(":-")

    text = re.sub(r"\$\{([A-Z_]+)(:[-?][^}]*)?\}", value, text)
    parsed = yaml.safe_load(text)
    # Merge keys are YAML's, not the specification's.
    try:
        PyCompose.from_yaml(yaml.safe_dump(parsed))
    except Exception as error:
        complain(f"compose.yaml: {error}")
    services = parsed["services"]
    for name in ("postgres", "migrate", "api", "worker", "nginx"):
        if name not in services:
            complain(f"compose.yaml: no service {name}")
    built = [service["image"] for service in services.values() if "build" in service]
    for image in {service["image"] for service in services.values() if "env_file" in service}:
        if built.count(image) != 1:
            complain(f"compose.yaml: {built.count(image)} services build {image}, which one has to")
    for name, service in services.items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith(".") and source not in MADE and not (DEPLOY / source).exists():
                complain(f"compose.yaml: {name} mounts {source}, which is missing")
        for network in service["networks"]:
            if network not in parsed["networks"]:
                complain(f"compose.yaml: {name} is in a network {network} that is missing")
        if "env_file" not in service:
            continue
        for setting in service["environment"].keys() - known:
            complain(f"compose.yaml: {setting} is no setting")
        if not service["read_only"] or service["cap_drop"] != ["ALL"]:
            complain(f"compose.yaml: {name} may do more than it needs")
        given = {key: value for key, value in values.items() if key in known}
        environment = given | service["environment"] | {"ENVIRONMENT": "production"}
        check_config(umbra, f"compose.yaml, {name}", environment)


def on_kubernetes(umbra, known):
    """`kubernetes/`: of the forms that the API server accepts, with settings that exist."""
    file = DEPLOY / "kubernetes/umbra.yaml"
    resources = list(yaml.safe_load_all(file.read_text()))
    environment = {}
    for resource in resources:
        name = f"umbra.yaml, {resource['kind']} {resource['metadata']['name']}"
        for version in KUBERNETES:
            try:
                kubernetes.validate(resource, version, strict=True)
            except Exception as error:
                complain(f"{name} ({version}): {error}")
        if resource["kind"] in ("ConfigMap", "Secret"):
            values = resource.get("data", resource.get("stringData"))
            for setting in values.keys() - known:
                complain(f"{name}: {setting} is no setting")
            environment |= {key: value for key, value in values.items() if value}
        spec = resource.get("spec", {})
        pod = spec.get("jobTemplate", {"spec": spec})["spec"].get("template", {}).get("spec")
        if pod:
            # Or else Kubernetes' own UMBRA_… variables would be refused as unknown settings.
            if pod["enableServiceLinks"] is not False:
                complain(f"{name}: enableServiceLinks has to be off")
            for of in pod["containers"]:
                context = of["securityContext"]
                if not context["readOnlyRootFilesystem"] or context["allowPrivilegeEscalation"]:
                    complain(f"{name}: may do more than it needs")
    check_config(umbra, "umbra.yaml", environment)
    kinds = [resource["kind"] for resource in resources]
    for kind, count in {"Deployment": 2, "Job": 1, "CronJob": 1, "Service": 1, "Ingress": 1}.items():
        if kinds.count(kind) != count:
            complain(f"umbra.yaml: {kinds.count(kind)} of {kind}")


def units(umbra, known):
    """The units of systemd: settings that exist, and metrics that can be had."""
    for file in sorted((DEPLOY / "systemd").glob("*.service")):
        text = file.read_text()
        if file.name != "umbra-backup.service" and re.search("^ProcSubset=pid$", text, re.M):
            complain(f"{file.name}: ProcSubset=pid hides /proc/stat, and so process_start_time_seconds")
        found = dict(re.findall(r"^Environment=([A-Z_]+)=(.*)$", text, re.M))
        for setting in found.keys() - known:
            complain(f"{file.name}: {setting} is no setting")
        check_config(umbra, file.name, found)


def main():
    umbra = os.path.abspath(sys.argv[1])
    known = settings()
    values = example(umbra, known)
    compose(umbra, known, values)
    on_kubernetes(umbra, known)
    units(umbra, known)
    monitoring.check(ROOT, complain)
    backup.check(ROOT, umbra, complain)
    pages.check(ROOT, known, complain)
    container.check(ROOT, umbra, complain)
    if wrong:
        sys.exit(1)
    print("deploy: settings, compose file, Kubernetes, units, metrics, pages and container: as they should be")


main()
