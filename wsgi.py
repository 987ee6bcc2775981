"""The application for the server and for every command: files that it makes are its owner's alone."""

import os

from app.factory import create_app

os.umask(0o077)
app = create_app()
