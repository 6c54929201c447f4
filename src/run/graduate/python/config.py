"""Settings: those of config.yaml, and over them options of the same names, as --learning_rate 1e-3."""
from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import yaml

HERE = Path(__file__).parent
KINDS = {"int": int, "float": float, "text": str, "yaml": yaml.safe_load}


class ProjectError(Exception):
    """A fault that the user can repair; its text says what happened and what to do."""


def reader(rule: dict) -> Callable[[str], object]:
    """Reads the text of a setting as its rule in settings.json says."""
    def read(text: str) -> object:
        try:
            value = KINDS[rule["kind"]](text)
            within = rule.get("min", value) <= value <= rule.get("max", value)
            if within and value in rule.get("choices", [value]):
                return value
        except (TypeError, ValueError, yaml.YAMLError):
            pass
        raise argparse.ArgumentTypeError(f"must be {rule['says']}, not {text!r}")
    return read


def read_config(arguments: list[str] | None = None) -> argparse.Namespace:
    """All settings by name. Raises ProjectError for missing or unknown names, and exits for a wrong value."""
    rules = json.loads((HERE / "settings.json").read_text("utf-8"))
    usage = "train.py [--config FILE] [--steps N] [--fresh] [--SETTING VALUE ...]"
    parser = argparse.ArgumentParser(usage=usage)
    parser.add_argument("--config", type=Path, default=HERE / "config.yaml")
    parser.add_argument("--steps", type=int, help="stop after so many; the schedule stays that of max_steps")
    parser.add_argument("--fresh", action="store_true", help="start anew, over what output_dir holds")
    for name, rule in rules.items():
        parser.add_argument(f"--{name}", type=reader(rule), help=rule["help"])
    path = parser.parse_args(arguments).config
    try:
        values = dict(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
        again = "Correct it, or graduate the link again."
        raise ProjectError(f"{path} is no list of settings ({error}). {again}") from error
    if wrong := sorted(values.keys() ^ rules.keys()):
        raise ProjectError(f"{path} lacks, or does not know, {', '.join(wrong)}. Correct the names.")
    parser.set_defaults(**{name: str(value) for name, value in values.items()})
    return parser.parse_args(arguments)
