"""Checks that dashboard and alerts ask only for metrics that there are, by labels that those have, and that each
alert is tried both where it has to be silent and where it has to fire."""

import json
import re

import yaml

# What Prometheus adds.
ADDED = {"job", "instance", "le"}
METRIC = re.compile(r"\b((?:umbra|process)_[a-z_]+)(?:\{([^}]*)\})?")


def reference(root):
    """The labels of each metric, from the generated reference."""
    rows = re.findall(r"^\| `([a-z_]+)` \| \w+ \| ([^|]*) \|", (root / "docs/metrics.md").read_text(), re.M)
    return {name: set(re.findall(r"`([a-z_]+)`", labels)) for name, labels in rows}


def check(root, complain):
    known = reference(root)
    folder = root / "deploy/monitoring"
    count = 0
    for where, expression, shown in [*alerts(folder), *panels(folder)]:
        count += 1
        there = set(ADDED)
        for name, selector in METRIC.findall(expression):
            labels = known.get(name, known.get(re.sub(r"_(bucket|sum|count)$", "", name)))
            if labels is None:
                complain(f"{where}: nothing records {name}")
                continue
            there |= labels
            # What stands in quotes may have anything in it.
            for label in re.findall(r"([a-z_]+)\s*[=!]~?", re.sub(r'"[^"]*"', '""', selector)):
                if label not in labels | ADDED:
                    complain(f"{where}: {name} has no label {label}")
        by = re.findall(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)", expression)
        for label in [label.strip() for labels in by for label in labels.split(",") if label.strip()] + shown:
            if label not in there:
                complain(f"{where}: no label {label} in {expression}")
    if count < 30:
        complain(f"monitoring: only {count} expressions were found")
    untried(folder, complain)


def untried(folder, complain):
    """Complains of rules that `promtool test rules` can't find wrong."""
    tried = set(trials(folder))
    for rule in rules(folder):
        for fires, where in ((False, "has to be silent"), (True, "has to fire")):
            if (rule["alert"], fires) not in tried:
                complain(f"alerts.yaml, {rule['alert']}: alerts.test.yaml doesn't try it where it {where}")


def trials(folder):
    """The alerts that are tried, each with whether it has to fire."""
    for test in yaml.safe_load((folder / "alerts.test.yaml").read_text())["tests"]:
        for trial in test["alert_rule_test"]:
            yield trial["alertname"], bool(trial["exp_alerts"])


def rules(folder):
    for group in yaml.safe_load((folder / "alerts.yaml").read_text())["groups"]:
        yield from group["rules"]


def alerts(folder):
    for rule in rules(folder):
        told = " ".join(rule["annotations"].values())
        yield f"alerts.yaml, {rule['alert']}", rule["expr"], re.findall(r"\$labels\.([a-z_]+)", told)


def panels(folder):
    for panel in json.loads((folder / "dashboard.json").read_text())["panels"]:
        for target in panel.get("targets", []):
            shown = re.findall(r"\{\{\s*([a-z_]+)\s*\}\}", target.get("legendFormat", ""))
            yield f"dashboard.json, {panel['title']}", target["expr"], shown
