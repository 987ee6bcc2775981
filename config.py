"""Settings, read once from the environment and from a private settings file; imports nothing of the product.

The environment wins over the file. The file stands in the data directory, is readable by its owner alone
and holds the keys of this installation: whoever loses it loses every encrypted value, so `./run backup`
carries it along.
"""

import base64
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SETTINGS_FILE = "settings.env"
KEY_BYTES = 32
DEFAULT_PORT = 8000


class SettingsError(RuntimeError):
    """A setting is missing or cannot be read; the text is one Chinese and one English sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process. `vault_keys` runs from old to new; the last one encrypts."""

    data_dir: Path
    database_url: str
    secret_key: str
    vault_keys: tuple[tuple[int, bytes], ...]
    blind_key: bytes
    port: int = DEFAULT_PORT
    secure_cookie: bool = False
    development: bool = False
    #: Addresses of reverse proxies whose word about the client's address and scheme is taken; nobody's by default.
    trusted_proxies: frozenset[str] = frozenset()
    #: Lines of the sealed chain's head; best on another disk than the database.
    anchor_file: Path = Path("anchor.log")
    #: A dead worker's jobs are taken over after so many seconds.
    job_lease_seconds: int = 10

    @property
    def files_dir(self) -> Path:
        """Where uploaded and produced files rest, named by their content."""
        return self.data_dir / "files"

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


def data_dir_of(env: Mapping[str, str]) -> Path:
    """The directory of data, keys and files: BANGFU_DATA_DIR, else `instance` beside this file."""
    return Path(env.get("BANGFU_DATA_DIR") or ROOT / "instance").expanduser().resolve()


def database_url_of(values: Mapping[str, str]) -> str:
    """DATABASE_URL with its driver named, else a SQLite file in the data directory."""
    return _driver(values.get("DATABASE_URL") or f"sqlite:///{data_dir_of(values) / 'bangfu.db'}")


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process; SettingsError where a key is missing or malformed."""
    env = os.environ if env is None else env
    data_dir = data_dir_of(env)
    values = {**read_settings_file(data_dir / SETTINGS_FILE), **env}
    return Settings(
        data_dir=data_dir,
        database_url=database_url_of(values),
        secret_key=_needed(values, "SECRET_KEY"),
        vault_keys=_vault_keys(_needed(values, "BANGFU_VAULT_KEYS")),
        blind_key=_key("BANGFU_BLIND_KEY", _needed(values, "BANGFU_BLIND_KEY")),
        port=_number(values, "BANGFU_PORT", DEFAULT_PORT, 1, 65535),
        secure_cookie=_flag(values, "BANGFU_SECURE_COOKIE"),
        development=_flag(values, "DEVELOPMENT"),
        trusted_proxies=frozenset(values.get("BANGFU_TRUSTED_PROXY", "").replace(",", " ").split()),
        anchor_file=Path(values.get("BANGFU_ANCHOR_FILE") or data_dir / "anchor.log").resolve(),
        job_lease_seconds=_number(values, "BANGFU_JOB_LEASE", 10, 1, 3600),
    )


def read_settings_file(path: Path) -> dict[str, str]:
    """`KEY=value` lines of the settings file; empty where there is none."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in pairs}


def ensure_settings_file(data_dir: Path) -> Path:
    """Create the settings file with random keys, mode 0600, where it is missing; never touch another."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / SETTINGS_FILE
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(_settings_text(secrets.token_urlsafe(48), f"1:{_random_key()}", _random_key()))
        out.flush()
        os.fsync(out.fileno())
    return path


def keys_text(settings: Settings) -> str:
    """A settings file with the keys in force, wherever they came from (for the backup)."""
    vault = ",".join(f"{number}:{base64.b64encode(key).decode()}" for number, key in settings.vault_keys)
    return _settings_text(settings.secret_key, vault, base64.b64encode(settings.blind_key).decode())


def _settings_text(secret_key: str, vault_keys: str, blind_key: str) -> str:
    return (
        "# 本机密钥，请勿外传；丢失后加密内容无法恢复。\n"
        "# Keys of this installation: keep them, and keep them secret.\n"
        f"SECRET_KEY={secret_key}\nBANGFU_VAULT_KEYS={vault_keys}\nBANGFU_BLIND_KEY={blind_key}\n"
    )


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _needed(values: Mapping[str, str], name: str) -> str:
    value = values.get(name, "")
    if not value:
        raise SettingsError(
            f"缺少设置 {name}：请先运行 ./run up 生成设置文件。 {name} is not set: run ./run up to create it."
        )
    return value


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"设置 {name} 不是 32 字节的 base64 密钥。{name} is not a base64 key of 32 bytes."
        )
    return key


def _vault_keys(text: str) -> tuple[tuple[int, bytes], ...]:
    """`1:base64,2:base64` as pairs ordered by number."""
    pairs = (part.strip().partition(":") for part in text.split(","))
    keys: dict[int, bytes] = {}
    for number, _, key in pairs:
        if not number.isdigit() or int(number) in keys:
            raise SettingsError(
                "设置 BANGFU_VAULT_KEYS 应为“编号:密钥”，编号不重复。 BANGFU_VAULT_KEYS is number:base64."
            )
        keys[int(number)] = _key("BANGFU_VAULT_KEYS", key)
    return tuple(sorted(keys.items()))


def _number(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = values.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingsError(
            f"设置 {name} 应为 {low} 到 {high} 的整数。{name} must be a number from {low} to {high}."
        )
    return int(text)


def _flag(values: Mapping[str, str], name: str) -> bool:
    return values.get(name, "").lower() in {"1", "true", "yes", "on"}


def _driver(url: str) -> str:
    """PostgreSQL addresses name the installed driver, however they were written."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{ensure_settings_file(data_dir_of(os.environ))}\n")
        load_settings()
    except OSError as problem:
        sys.exit(f"无法写入 {problem.filename}：请检查权限。 Cannot write there: check permissions.")
    except SettingsError as problem:
        sys.exit(str(problem))
