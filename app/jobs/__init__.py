"""Background work: one module per noun, each handler registered by `@task` under a kind of the vocabulary."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from app.jobs.tasks import TASKS, Task


def load_tasks() -> Mapping[str, Task]:
    """All handlers by kind, after importing every module of this room."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return TASKS
