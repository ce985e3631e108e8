"""``pipeline.toml`` of the current folder: what is not to be typed with every command."""

from collections.abc import Mapping
from pathlib import Path

import click

FILE = "pipeline.toml"
MOST_JOBS = 64
# What a person calls it, and the parameter of the commands that it stands for.
TEXTS = {"input": "folder", "output": "output", "round": "round_id", "province": "province"}


def settings(folder: Path) -> dict[str, str | int]:
    """What the file sets, by the commands' parameters; nothing where there is none. Raises
    DefinitionError that names the key."""
    path = folder / FILE
    if not path.is_file():
        return {}
    from pipeline.definitions.blocks import read_toml

    block = read_toml(path, folder)
    found: dict[str, str | int] = {}
    for key, name in TEXTS.items():
        if value := block.text(key, ""):
            found[name] = value
    if "jobs" in block.data:
        jobs = block.whole("jobs")
        if not 1 <= jobs <= MOST_JOBS:
            block.wrong("jobs", f"ต้องเป็นจำนวนเต็ม 1 ถึง {MOST_JOBS}")
        found["jobs"] = jobs
    block.done()
    return found


def for_each(group: click.Group, found: Mapping[str, str | int]) -> dict[str, object]:
    """The settings as defaults of every command of a group; an option that is typed wins."""
    return {
        name: for_each(command, found) if isinstance(command, click.Group) else found
        for name, command in group.commands.items()
    }
