"""Bare extension objects; the factory binds them to an application."""

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from app.adapters.vault import Vault
from app.models.base import Base

db = SQLAlchemy(model_class=Base)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()


class VaultHolder:
    """The installation's vault; filled once by the factory."""

    def __init__(self) -> None:
        self._vault: Vault | None = None

    def open(self, vault: Vault) -> None:
        self._vault = vault

    def __call__(self) -> Vault:
        if self._vault is None:
            raise RuntimeError("the vault is opened by the factory before anything is read")
        return self._vault


vault = VaultHolder()
