"""What lies in the phone's database, opened: as its holder, or who took it unlocked, could read it.

Ciphertext never holds a word, so that a word is absent there says nothing. Rows are opened here
with the code that the test typed, by the page's own pepper. Formats: `webclient/src/vault/keys.ts`
and `rows.ts`.
"""

from __future__ import annotations

from functools import cache

from argon2.low_level import Type, hash_secret_raw
from playwright.sync_api import Page

from .phone_page import CODE

KEY_BYTES = 32

_READ = """const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open("maraude"));
  const get = (key) => done(database.transaction("vault").objectStore("vault").get(key));
  const [id, wrap, pepper] = [await get("id"), await get("wrap"), await get("pepper")];"""
COST = (
    "async () => {"
    + _READ
    + """
  database.close();
  return [[...wrap.salt], wrap.cost.memory, wrap.cost.passes];
}"""
)
OPEN = (
    "async (known) => {"
    + _READ
    + """
  const utf8 = (text) => new TextEncoder().encode(text);
  const { subtle } = crypto;
  const open = (key, iv, said, box) =>
    subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(said) }, key, box);
  const peppered = new Uint8Array(await subtle.sign("HMAC", pepper, wrap.salt));
  const base = await subtle.importKey(
    "raw", Uint8Array.of(...known, ...peppered), "HKDF", false, ["deriveKey"]);
  const kdf = { name: "HKDF", hash: "SHA-256", salt: wrap.salt, info: utf8("maraude vault 1") };
  const wrapping = await subtle.deriveKey(
    kdf, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const raw = await open(wrapping, wrap.nonce, `wrap|${id}`, wrap.box);
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const lines = [];
  for (const store of database.objectStoreNames) {
    if (["vault", "sealed", "past"].includes(store)) continue;
    const rows = database.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
    for (const [at, bytes] of values.entries()) {
      const name = String(keys[at]);
      const sealed = bytes instanceof Uint8Array && bytes[0] === 1;
      const clear = !sealed ? bytes
        : await open(key, bytes.subarray(1, 13), `${store}|${name}|1`, bytes.subarray(13));
      lines.push(`${store}/${name} ${new TextDecoder().decode(clear)}`);
    }
  }
  database.close();
  return lines.join("\\n");
}"""
)


def everything_opened(page: Page, code: str = CODE) -> str:
    """Every row that the vault's key opens, one a line: `store/key` and its content.

    Envelopes are left out: the server alone opens them.
    """
    salt, memory, passes = page.evaluate(COST)
    return str(page.evaluate(OPEN, list(_stretched(code, bytes(salt), memory, passes))))


@cache
def _stretched(code: str, salt: bytes, memory: int, passes: int) -> bytes:
    return hash_secret_raw(code.encode(), salt, passes, memory, 1, KEY_BYTES, Type.ID)
