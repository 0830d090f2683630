#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads a store without xinzhan: everything needed is here and in store/README.md.

    reader.py STORE USER <password   its records as JSON lines, as far as USER's keys open them
    reader.py --vectors FILE         checks this reader against the published vectors

Needs PyNaCl (XChaCha20-Poly1305, Argon2id, sealed boxes) and py-lmdb.
"""
import datetime, hashlib, json, os, struct, sys, uuid

import lmdb
from nacl import bindings as na

TABLES = ("hdr name rec ver date all ref latest unique serial draft count "
          "slot user grant login aud seal note file import period paper undone").split()
NUMBER = {name: n for n, name in enumerate(TABLES)}
USERS, AUDIT, CHAIN, SEAL, SEEN, ROWS = 1, 2, 3, 4, 5, 6
SYS_OF = {"user": USERS, "grant": USERS, "aud": AUDIT, "seal": SEAL}  # all others: ROWS

# --- keys -----------------------------------------------------------------------
def blake(data, size=32, key=b""):
    return hashlib.blake2b(data, digest_size=size, key=key).digest()

def kdf(key, number, context):
    """crypto_kdf_derive_from_key, 32 bytes"""
    return hashlib.blake2b(b"", digest_size=32, key=key, salt=struct.pack("<QQ", number, 0),
                           person=context.ljust(16, b"\0")).digest()

def system_key(sys_key, purpose):
    return kdf(sys_key, purpose, b"zmsys___")
def table_key(domain_key, table):
    return kdf(domain_key, table, b"zmdom___")
def index_key(domain_key, table):
    return table_key(domain_key, table + 1000)
def password_key(password, salt, kib, passes):
    return na.crypto_pwhash_alg(32, password, salt, passes, kib * 1024, 2)  # Argon2id 1.3

def paper_bytes(digits):
    groups = [int(g) for g in digits.replace(" ", "-").split("-")]
    assert len(groups) == 8 and all(g % 11 == 0 for g in groups)
    return b"".join(struct.pack(">H", g // 11) for g in groups)
def paper_key(digits, salt):
    return blake(salt, key=paper_bytes(digits))

# --- values ---------------------------------------------------------------------
def unseal(key, store_id, table, row, sealed, more=b""):
    """schema, revision, time, user, payload"""
    suite, gen = struct.unpack_from("<BI", sealed)
    assert suite == 1, "written by a newer version"
    data = b"zm1" + store_id + struct.pack("<HIH", table, gen, len(row)) + row + more
    plain = na.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[29:], data, sealed[5:29], key)
    plain = plain[:plain.rindex(b"\x80")]  # sodium_pad
    return struct.unpack_from("<HQqI", plain) + (plain[22:],)

def name_hash(store_id, name):
    return blake(b"login" + name, 16, store_id)
def blind(key, table, scope, value):
    return blake(struct.pack(">II", table, len(scope)) + scope + value, 16, key)
def link(sys_key, last, line):
    return blake(last + line, key=system_key(sys_key, CHAIN))
def mark(sys_key, store_id, note):
    return blake(store_id + note, key=system_key(sys_key, SEEN))

def open_slot(store_id, row, stored, key):
    """secret key, system key"""
    both = unseal(key, store_id, NUMBER["slot"], row, stored[29:], stored[:29])[4]
    return both[:32], both[32:]
def open_box(secret, box):
    return na.crypto_box_seal_open(box, na.crypto_scalarmult_base(secret), secret)

# --- records: uint, int, text (store/codec.h) ---------------------------------------
class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0
    def take(self, n):
        self.at += n
        assert self.at <= len(self.data)
        return self.data[self.at - n:self.at]
    def byte(self):
        return self.take(1)[0]
    def uint(self):
        n = shift = 0
        while True:
            b = self.byte()
            n |= (b & 127) << shift
            shift += 7
            if b < 128:
                return n
    def int(self):
        n = self.uint()
        return n >> 1 if n % 2 == 0 else -(n >> 1) - 1
    def text(self):
        return self.take(self.uint()).decode()
    def id(self):
        return str(uuid.UUID(bytes=self.take(16)))

EPOCH = datetime.datetime(1970, 1, 1)

def value(b):
    kind = b.byte()
    if kind in (1, 7, 8):  # text, choice, choices
        return b.text()
    if kind == 2:
        return b.int()
    if kind == 3:
        scale = b.byte()
        digits = str(abs(n := b.int())).rjust(scale + 1, "0")
        return ("-" if n < 0 else "") + (digits[:-scale] + "." + digits[-scale:] if scale else digits)
    if kind == 4:
        return str((EPOCH + datetime.timedelta(days=b.int())).date())
    if kind == 5:
        return str((EPOCH + datetime.timedelta(seconds=b.int())).time())
    if kind == 6:
        return (EPOCH + datetime.timedelta(seconds=b.int())).isoformat()
    if kind == 9:
        return b.id()
    assert kind == 10, kind
    return [fields(b) for _ in range(b.uint())]

def fields(b):
    return {b.text(): value(b) for _ in range(b.uint())}

def record(b):
    assert b.byte() == 1
    r = {"_id": b.id(), "_form": b.text(), "_version": b.text(),
         "_state": ["", "draft", "final", "void"][b.byte()], "_rev": b.uint(), "_by": b.text(),
         "_at": b.int(), "_station": b.text(), "_reason": b.text()}
    return {**r, **fields(b)}

def skip_index(b):
    assert b.byte() == 1
    b.uint(), b.byte(), b.int()
    for _ in range(b.uint()):
        b.text(), b.text()
    for _ in range(b.uint()):
        b.uint(), b.byte(), b.id()

# --- a store ----------------------------------------------------------------------
class Store:
    def __init__(self, folder, user, password):
        env = lmdb.open(os.path.join(folder, "data.mdb"), subdir=False, readonly=True, lock=False,
                        max_dbs=32)
        self.txn = env.begin()
        self.db = {name: env.open_db(name.encode(), txn=self.txn, create=False) for name in TABLES}
        header = self.get("hdr", b"hdr")
        assert header[:8] == b"ZMSTORE1" and header[8:12] == b"\0\0\0\1", "another format"
        self.id = header[12:28]
        row = b"\1" + name_hash(self.id, user)
        slot = self.get("slot", row)
        assert slot, "no such account"
        kind, self.user, salt, kib, passes = struct.unpack("<BI16sII", slot[:29])
        secret, self.sys = open_slot(self.id, row, slot, password_key(password, salt, kib, passes))
        self.keys = {}
        for row, sealed in self.rows("grant"):
            if row[:4] == struct.pack(">I", self.user):
                self.keys[struct.unpack(">I", row[4:])[0]] = open_box(
                    secret, self.open("grant", row, sealed))
    def get(self, table, row):
        return self.txn.get(row, db=self.db[table])
    def rows(self, table):
        return self.txn.cursor(db=self.db[table])
    def open(self, table, row, sealed):
        """the payload; None when the domain is not ours to open"""
        gen = struct.unpack_from("<I", sealed, 1)[0]
        if gen and gen not in self.keys:
            return None
        key = table_key(self.keys[gen], NUMBER[table]) if gen else system_key(
            self.sys, SYS_OF.get(table, ROWS))
        return unseal(key, self.id, NUMBER[table], row, sealed)[4]
    def records(self):
        for row, sealed in self.rows("rec"):
            payload = self.open("rec", row, sealed)
            if payload is not None:
                b = Bytes(payload)
                skip_index(b)
                yield record(b)

# --- the published vectors: inputs, then what must come out ---------------------------
VECTORS = {
    "kek": lambda p, salt, kib, passes: [password_key(p, salt, *(int.from_bytes(n, "big") for n in (kib, passes)))],
    "paper": lambda digits, salt: [paper_bytes(digits.decode()), paper_key(digits.decode(), salt)],
    "sys": lambda key, n: [system_key(key, n[0])],
    "table": lambda key, n: [table_key(key, n[0]), index_key(key, n[0])],
    "name": lambda store, name: [name_hash(store, name)],
    "blind": lambda key, n, scope, text: [blind(index_key(key, n[0]), n[0], scope, text)],
    "digest": lambda data: [blake(data)],
    "link": lambda key, last, line: [link(key, last, line)],
    "mark": lambda key, store, note: [mark(key, store, note)],
    "value": lambda key, store, n, row, sealed: [unseal(key, store, n[0], row, sealed)[4]],
    "slot": lambda store, row, stored, key: list(open_slot(store, row, stored, key)),
    "box": lambda secret, box: [open_box(secret, box)],
}

def check_vectors(path):
    lines = [l.split() for l in open(path) if l.strip() and l[0] != "#"]
    for kind, *words in lines:
        at = words.index("=")
        given, wanted = ([bytes.fromhex(w[1:]) for w in part] for part in (words[:at], words[at + 1:]))
        assert VECTORS[kind](*given) == wanted, (kind, words)
    print(len(lines), "vectors match")

if __name__ == "__main__":
    if sys.argv[1] == "--vectors":
        check_vectors(sys.argv[2])
    else:
        for r in Store(sys.argv[1], sys.argv[2].encode(), sys.stdin.buffer.readline().rstrip(b"\r\n")).records():
            print(json.dumps(r, ensure_ascii=False))
