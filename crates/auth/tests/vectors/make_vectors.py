#!/usr/bin/env python3
"""Makes what Umbra has to accept, and checks what Umbra made.

Everything is computed from the libraries that the replaced service used, and from the
descriptions in the documentation of `umbra-auth`, never from Umbra's code. See README.md.
"""

import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import sys

import argon2
import argon2.low_level
import bcrypt
import pyotp
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent

SECRET_KEY = "9f2c4b7e1a0d83566b1ce9247f0a5d38"
OLD_SECRET_KEY = "c41d8e0f7b6a49325d1f0e9c8b7a6543"

SEALED_FOR = {"totp": "umbra/seal/totp/v1", "ntfy_token": "umbra/seal/ntfy-token/v1"}


# What Umbra derives, signs and seals.


def sub_key(secret_key: str, label: str) -> bytes:
    """Derives the key of a purpose: HKDF-SHA256 (RFC 5869) without a salt."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label.encode())
    return hkdf.derive(secret_key.encode())


def mac(secret_key: str, label: str, *parts: bytes) -> bytes:
    """Makes a message authentication code: HMAC-SHA256 (RFC 2104)."""
    return hmac.digest(sub_key(secret_key, label), b"".join(parts), "sha256")


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def key_id(secret_key: str) -> str:
    return sub_key(secret_key, "umbra/key-id/v1")[:4].hex()


def session_cookie(secret_key: str, token: bytes) -> str:
    signature = mac(secret_key, "umbra/session-cookie/v1", token)
    return f"{base64url(token)}.{base64url(signature)}"


def device_cookie(secret_key: str, nonce: bytes, username: str) -> str:
    proof = mac(secret_key, "umbra/device-cookie/v1", nonce, username.encode())
    return base64url(nonce + proof)


def audit_link(secret_key: str, previous: bytes, entry: bytes) -> bytes:
    return mac(secret_key, "umbra/audit-chain/v1", previous, entry)


def backup_code_tag(secret_key: str, user: int, code: str) -> bytes:
    label = "umbra/backup-code/v1"
    return mac(secret_key, label, user.to_bytes(8, "big"), code.encode())


def fernet(secret_key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sub_key(secret_key, SEALED_FOR[purpose])))


def header(purpose: str, owner: int) -> bytes:
    return f"{SEALED_FOR[purpose]} {owner}\n".encode()


# What Python made.


def made_totp() -> list[dict]:
    # 32 characters as pyotp makes them today, 16 as it did at first, and the RFC's own.
    secrets = [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "JBSWY3DPEHPK3PXP",
        "base32secret3232",
        "KRSXG5CTMVRXEZLUKN2XAZLSKNSWG4TFOQ",
    ]
    instants = [0, 59, 1_111_111_109, 1_767_225_600, 4_102_444_800, 20_000_000_000]
    return [
        {"secret": secret, "at": at, "code": pyotp.TOTP(secret).at(at)}
        for secret in secrets
        for at in instants
    ]


def made_key_uris() -> list[dict]:
    names = [
        ("UMBRA", "ana"),
        ("My Server", "ana+home@example.org"),
        ("Můj server", "žofie_9.x-y~z"),
    ]
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    return [
        {
            "secret": secret,
            "issuer": issuer,
            "account": account,
            "uri": pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer),
        }
        for issuer, account in names
    ]


def made_sealed() -> list[dict]:
    made = []
    for number, (secret_key, purpose, owner, text) in enumerate(
        [
            (SECRET_KEY, "totp", 1, "JBSWY3DPEHPK3PXP"),
            (SECRET_KEY, "ntfy_token", 42, "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"),
            (OLD_SECRET_KEY, "totp", 9_223_372_036_854_775_807, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            (SECRET_KEY, "totp", 7, ""),
        ]
    ):
        # The initialisation vector is fixed so that each run makes the same file.
        token = fernet(secret_key, purpose)._encrypt_from_parts(
            header(purpose, owner) + text.encode(), 1_767_225_600, bytes([number]) * 16
        )
        sealed = f"{key_id(secret_key)}.{token.decode()}"
        made.append({"purpose": purpose, "owner": owner, "plaintext": text, "sealed": sealed})
    return made


def made_argon2() -> list[dict]:
    salt = b"sixteen bytes ok"
    kinds = [
        # argon2-cffi's defaults, Umbra's parameters, and what older versions made.
        (argon2.low_level.Type.ID, 65536, 3, 4),
        (argon2.low_level.Type.ID, 19456, 2, 1),
        (argon2.low_level.Type.ID, 102400, 2, 8),
        (argon2.low_level.Type.I, 512, 2, 2),
    ]
    return [
        {
            "password": password,
            "hash": argon2.low_level.hash_secret(
                password.encode(), salt, time, memory, lanes, 32, kind
            ).decode(),
        }
        for password in ["correct horse battery staple", "пирожок с капустой 🥧"]
        for kind, memory, time, lanes in kinds
    ]


def made_bcrypt() -> list[dict]:
    salts = [
        b"$2b$04$abcdefghijklmnopqrstuu",
        b"$2a$05$abcdefghijklmnopqrstuu",
        b"$2b$10$......................",
    ]
    return [
        {"password": password, "hash": bcrypt.hashpw(password.encode(), salt).decode()}
        for password in ["correct horse battery staple", "пирожок с капустой 🥧", "x" * 72]
        for salt in salts
    ]


def made() -> dict:
    token, nonce, entry = bytes(range(32)), bytes(range(16)), b'{"action":"auth.login"}'
    previous = bytes(32)
    return {
        "secret_key": SECRET_KEY,
        "old_secret_key": OLD_SECRET_KEY,
        "key_id": key_id(SECRET_KEY),
        "session_cookies": [
            {"token_sha256": hashlib.sha256(token).hexdigest(), "value": session_cookie(key, token)}
            for key in (SECRET_KEY, OLD_SECRET_KEY)
        ],
        "device_cookies": [
            {"nonce": nonce.hex(), "username": "ana", "value": device_cookie(key, nonce, "ana")}
            for key in (SECRET_KEY, OLD_SECRET_KEY)
        ],
        "audit_links": [
            {
                "previous": previous.hex(),
                "entry": entry.decode(),
                "link": audit_link(key, previous, entry).hex(),
                "key_id": key_id(key),
            }
            for key in (SECRET_KEY, OLD_SECRET_KEY)
        ],
        "backup_code_tags": [
            {"user": user, "code": code, "tag": backup_code_tag(SECRET_KEY, user, code).hex()}
            for user, code in [(1, "7K3M-Q9XD"), (2, "7K3M-Q9XD"), (1, "0000-0000")]
        ],
        "totp": made_totp(),
        "key_uris": made_key_uris(),
        "sealed": made_sealed(),
        "argon2": made_argon2(),
        "bcrypt": made_bcrypt(),
    }


# What Umbra made.


def same(what: str, found: object, expected: object) -> None:
    if found != expected:
        sys.exit(f"{what}: Umbra made {found!r}, Python expects {expected!r}")


def check(umbra: dict) -> int:
    """Checks each value that Umbra made, and returns how many there were."""
    key, checked = umbra["secret_key"], 0
    same("key id", umbra["key_id"], key_id(key))
    for it in umbra["session_cookies"]:
        token = base64.urlsafe_b64decode(it["value"].split(".")[0] + "=")
        same("session cookie", it["value"], session_cookie(key, token))
        same("session hash", it["token_sha256"], hashlib.sha256(token).hexdigest())
        checked += 1
    for it in umbra["mfa_tokens"]:
        token = base64.urlsafe_b64decode(it["token"] + "=")
        same("MFA token", len(token), 32)
        same("MFA token hash", it["sha256"], hashlib.sha256(token).hexdigest())
        checked += 1
    for it in umbra["device_cookies"]:
        value = base64.urlsafe_b64decode(it["value"])
        same("device cookie", it["value"], device_cookie(key, value[:16], it["username"]))
        checked += 1
    for it in umbra["audit_links"]:
        link = audit_link(key, bytes.fromhex(it["previous"]), it["entry"].encode())
        same("audit link", it["link"], link.hex())
        checked += 1
    for it in umbra["backup_codes"]:
        same("backup code tag", it["tag"], backup_code_tag(key, it["user"], it["code"]).hex())
        argon2.PasswordHasher().verify(it["hash"], it["code"])
        checked += 1
    for it in umbra["totp"]:
        same("TOTP code", it["code"], pyotp.TOTP(it["secret"]).at(it["at"]))
        checked += 1
    for it in umbra["key_uris"]:
        totp = pyotp.parse_uri(it["uri"])
        parsed = (totp.secret, totp.issuer, totp.name, totp.digits, totp.interval, totp.digest)
        expected = (it["secret"], it["issuer"], it["account"], 6, 30, hashlib.sha1)
        same("key URI", parsed, expected)
        checked += 1
    for it in umbra["sealed"]:
        name, token = it["sealed"].split(".")
        same("sealed under", name, key_id(key))
        opener = fernet(key, it["purpose"])
        same("sealed at", opener.extract_timestamp(token), it["at"])
        expected = header(it["purpose"], it["owner"]) + it["plaintext"].encode()
        same("sealed value", opener.decrypt(token), expected)
        checked += 1
    for it in umbra["argon2"]:
        hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
        hasher.verify(it["hash"], it["password"])
        same("Argon2 needs rehash", hasher.check_needs_rehash(it["hash"]), False)
        checked += 1
    return checked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", type=pathlib.Path, metavar="FILE", help="check what Umbra made")
    arguments = parser.parse_args()
    if arguments.check:
        umbra = json.loads(arguments.check.read_text(encoding="utf-8"))
        print(f"Python accepts all {check(umbra)} values that Umbra made.")
    else:
        text = json.dumps(made(), ensure_ascii=False, indent=2)
        (HERE / "python.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
