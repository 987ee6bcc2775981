"""Settings: keys are demanded, malformed values are refused with a sentence, the environment wins."""

import base64
import stat
from pathlib import Path

import pytest

from config import SETTINGS_FILE, SettingsError, ensure_settings_file, load_settings

KEY = base64.b64encode(bytes(32)).decode()


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    keys = {"SECRET_KEY": "s", "BANGFU_VAULT_KEYS": f"1:{KEY}", "BANGFU_BLIND_KEY": KEY}
    return {"BANGFU_DATA_DIR": str(data_dir), **keys, **more}


def test_the_settings_file_is_private_and_sufficient(tmp_path: Path) -> None:
    path = ensure_settings_file(tmp_path / "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings = load_settings({"BANGFU_DATA_DIR": str(tmp_path / "new")})
    assert settings.database_url == f"sqlite:///{tmp_path}/new/bangfu.db"
    assert len(settings.blind_key) == 32
    assert settings.secure_cookie is False


def test_an_existing_settings_file_is_never_touched(tmp_path: Path) -> None:
    before = ensure_settings_file(tmp_path).read_text("utf-8")
    assert ensure_settings_file(tmp_path).read_text("utf-8") == before


def test_two_installations_never_share_a_key(tmp_path: Path) -> None:
    texts = [ensure_settings_file(tmp_path / name).read_text("utf-8") for name in "ab"]
    lines = [{line for line in text.splitlines() if "=" in line} for text in texts]
    assert not lines[0] & lines[1]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    ensure_settings_file(tmp_path)
    env = {"BANGFU_DATA_DIR": str(tmp_path), "SECRET_KEY": "from-environment", "BANGFU_PORT": "8123"}
    settings = load_settings(env)
    assert (settings.secret_key, settings.port) == ("from-environment", 8123)


@pytest.mark.parametrize("name", ["SECRET_KEY", "BANGFU_VAULT_KEYS", "BANGFU_BLIND_KEY"])
def test_a_missing_key_is_named(tmp_path: Path, name: str) -> None:
    env = environment(tmp_path)
    del env[name]
    with pytest.raises(SettingsError, match=name):
        load_settings(env)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BANGFU_VAULT_KEYS", "1:short"),
        ("BANGFU_VAULT_KEYS", KEY),
        ("BANGFU_VAULT_KEYS", f"1:{KEY},1:{KEY}"),
        ("BANGFU_BLIND_KEY", "not base64 !"),
        ("BANGFU_PORT", "0"),
        ("BANGFU_PORT", "http"),
        ("BANGFU_JOB_LEASE", "-1"),
    ],
)
def test_a_malformed_value_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings(environment(tmp_path, **{name: value}))


def test_vault_keys_run_from_old_to_new(tmp_path: Path) -> None:
    settings = load_settings(environment(tmp_path, BANGFU_VAULT_KEYS=f"10:{KEY},2:{KEY}"))
    assert [number for number, _ in settings.vault_keys] == [2, 10]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_names_the_installed_driver(tmp_path: Path, scheme: str) -> None:
    settings = load_settings(environment(tmp_path, DATABASE_URL=f"{scheme}://localhost/x"))
    assert settings.database_url == "postgresql+psycopg://localhost/x"
    assert not settings.on_sqlite


def test_a_file_beats_nothing_but_comments_are_skipped(tmp_path: Path) -> None:
    path = ensure_settings_file(tmp_path)
    path.write_text(path.read_text("utf-8") + "# BANGFU_PORT=1\nBANGFU_PORT=8456\n", "utf-8")
    assert path.name == SETTINGS_FILE
    assert load_settings({"BANGFU_DATA_DIR": str(tmp_path)}).port == 8456
