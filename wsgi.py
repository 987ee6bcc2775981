"""The application for the server."""

from app.factory import create_app

app = create_app()
