"""Token libraries that misbehave: each is the process behind a Token and answers as a bad day would have it."""

import os
import time

from pkcs11 import PinLocked

from station.signing.keys import SigningKey
from station.signing.token_service import trouble_of

THE_PRIVATE_KEY = SigningKey.from_private_bytes(bytes.fromhex("302e020100300506032b657004220420" + "07" * 32))
THE_KEY = THE_PRIVATE_KEY.public_key
_KEYS = ("keys", [(THE_KEY, None)])


def pin_locked(connection, module):
    connection.recv()
    connection.send(trouble_of(PinLocked()))


def last_try(connection, module):
    connection.recv()
    connection.send(("failed", "token.last-try", {}))


def pulled_while_signing(connection, module):
    connection.recv()
    connection.send(_KEYS)
    connection.recv()
    connection.send(("failed", "token.pulled", {}))


def crashes(connection, module):
    connection.recv()
    os._exit(139)


def hangs(connection, module):
    connection.recv()
    time.sleep(60)


def lies(connection, module):
    """Signs, but with nothing of the key it showed."""
    connection.recv()
    connection.send(_KEYS)
    while True:
        connection.recv()
        connection.send(("signed", "ed25519", bytes(64)))
