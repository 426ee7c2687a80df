"""What lies in the phone's own database, as anybody who holds the phone could read it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

ROWS = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("maraude");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const database = request.result;
    const found = {};
    const tx = database.transaction([...database.objectStoreNames], "readonly");
    for (const name of database.objectStoreNames) {
      found[name] = [];
      tx.objectStore(name).openCursor().onsuccess = ({ target }) => {
        const cursor = target.result;
        if (cursor === null) return;
        found[name].push(cursor.key);
        cursor.continue();
      };
    }
    tx.oncomplete = () => {
      database.close();
      resolve(found);
    };
  };
})"""
TRIES = """(wrong) => new Promise((resolve, reject) => {
  const request = indexedDB.open("maraude");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const database = request.result;
    const tx = database.transaction("vault", "readwrite");
    tx.objectStore("vault").put({ wrong, nextMs: 0 }, "tries");
    tx.oncomplete = () => {
      database.close();
      resolve(null);
    };
  };
})"""


def keys_of(page: Page) -> dict[str, list[str]]:
    """The keys of all rows, by store."""
    found: dict[str, Any] = page.evaluate(ROWS)
    return {name: [str(key) for key in keys] for name, keys in found.items()}


def set_tries(page: Page, wrong: int) -> None:
    """As if so many wrong codes had been typed, and the wait was over."""
    page.evaluate(TRIES, wrong)
