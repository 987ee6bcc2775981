"""One command group per noun; each module lists its `commands`."""

from importlib import import_module
from pkgutil import iter_modules

import click
from flask.cli import AppGroup


class RoomCommands(AppGroup):
    """Finds the commands of this room when one is asked for: what they load is no concern of a web server."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The room that is named like the command is tried first, the others only where it does not hold it."""
        rooms = [found.name for found in iter_modules(__path__)]
        for room in sorted(rooms, key=lambda room: (not name.replace("-", "_").startswith(room), room)):
            if name in self.commands:
                break
            self._load(room)
        return super().get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, for the help text."""
        for found in iter_modules(__path__):
            self._load(found.name)
        return super().list_commands(ctx)

    def _load(self, room: str) -> None:
        for command in getattr(import_module(f"{__name__}.{room}"), "commands", ()):
            if command.name not in self.commands:
                self.add_command(command)
