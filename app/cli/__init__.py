"""One command group per noun; each module lists its `commands`."""
