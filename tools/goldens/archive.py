"""Writes Tests/TaggersTests/Storage/Goldens/archive.json: model archives made from the description in
Sources/Taggers/README.md alone, with Python's tarfile, hashlib and the package cryptography.

    python3 tools/goldens/archive.py

Needs the package cryptography.
"""
import base64
import hashlib
import hmac
import io
import json
import pathlib
import tarfile

import cryptography
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

GOLDEN = pathlib.Path(__file__).parents[2] / "Tests/TaggersTests/Storage/Goldens/archive.json"
PASSPHRASE = "schlüssel"
SALT = bytes(range(16))
CHUNK = 1 << 20
MEMBERS = {"vocab.txt": "[PAD]\nder\n".encode(), "label_ids.csv": b"O\nB-PER\n", "config.json": b""}


def canonical(value: dict) -> str:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)


def subkey(master: bytes, purpose: str) -> bytes:
    info = f"gloss model archive 1: {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(master)


def seal(key: bytes, name: str, content: bytes) -> bytes:
    chunks = [content[i : i + CHUNK] for i in range(0, len(content), CHUNK)] or [b""]
    stored = b""
    for index, chunk in enumerate(chunks):
        last = index == len(chunks) - 1
        nonce = bytes([0, 0, 0, last]) + index.to_bytes(8, "big")
        context = f"{name}\0{index}\0{'true' if last else 'false'}".encode()
        stored += AESGCM(key).encrypt(nonce, chunk, context)
    return stored


def archive(passphrase: str | None) -> bytes:
    manifest = {
        "format": "gloss model archive",
        "format_version": 1,
        "tool_version": "0.1.0",
        "corpus": {"name": "sample", "documents": 12},
        "metrics": {"mention_f1": 0.91},
        "seed": 42,
    }
    stored = dict(MEMBERS)
    if passphrase is not None:
        master = hashlib.scrypt(passphrase.encode(), salt=SALT, n=1024, r=8, p=1, dklen=32)
        stored = {name: seal(subkey(master, "member " + name), name, data) for name, data in MEMBERS.items()}
        check = hmac.digest(subkey(master, "key check"), b"gloss model archive: key check", "sha256")
        manifest["encryption"] = {
            "cipher": "AES-256-GCM", "kdf": "scrypt", "n": 1024, "r": 8, "p": 1,
            "salt": SALT.hex(), "key_check": check.hex(),
        }
    manifest["members"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(stored[name]).hexdigest()}
        for name, data in MEMBERS.items()
    ]
    if passphrase is not None:
        code = hmac.digest(subkey(master, "manifest"), canonical(manifest).encode(), "sha256")
        manifest["authentication"] = code.hex()
    manifest["checksum"] = hashlib.sha256(canonical(manifest).encode()).hexdigest()
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in {"manifest.json": (canonical(manifest) + "\n").encode(), **stored}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        end = tar.offset
    return out.getvalue()[:end] + bytes(1024)


key = bytes(range(32))
content = bytes((i * 31) & 0xFF for i in range(CHUNK + 5))
GOLDEN.write_text(
    json.dumps(
        {
            "made by": "tools/goldens/archive.py",
            "cryptography": cryptography.__version__,
            "passphrase": PASSPHRASE,
            "plain": base64.b64encode(archive(None)).decode(),
            "sealed": base64.b64encode(archive(PASSPHRASE)).decode(),
            "two chunks": hashlib.sha256(seal(key, "w", content)).hexdigest(),
        },
        indent=1,
        ensure_ascii=False,
    )
    + "\n"
)
