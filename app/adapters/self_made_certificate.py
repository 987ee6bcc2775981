"""A certificate of this installation's own, for use inside an office network where nobody hands out real ones."""

import ipaddress
import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.domain.clock import now

VALID_DAYS = 397
#: Made anew when fewer days are left.
RENEW_DAYS = 30


def ensure_certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Paths of certificate and key (mode 0600) for `host`; made where missing, nearly ended or for another host."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate, key = folder / "self-made.crt", folder / "self-made.key"
    if not (key.exists() and certificate.exists() and _still_good(certificate.read_bytes(), host)):
        _make(certificate, key, host)
    return certificate, key


def _still_good(pem: bytes, host: str) -> bool:
    found = x509.load_pem_x509_certificate(pem)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _name_of(host) in list(names) and found.not_valid_after_utc > now() + timedelta(days=RENEW_DAYS)


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _make(certificate: Path, key: Path, host: str) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bangfu")])
    names = {_name_of(host), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))}
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(minutes=5))
        .not_valid_after(now() + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    private = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_private(key, private)
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(content)
