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

META = """(name) => new Promise((resolve, reject) => {
  const request = indexedDB.open("maraude");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const asked = request.result.transaction("meta").objectStore("meta").get(name);
    asked.onsuccess = () => {
      request.result.close();
      const found = asked.result;
      resolve(found === undefined ? null : JSON.parse(new TextDecoder().decode(found)));
    };
  };
})"""


def keys_of(page: Page) -> dict[str, list[str]]:
    """The keys of all rows, by store."""
    found: dict[str, Any] = page.evaluate(ROWS)
    return {name: [str(key) for key in keys] for name, keys in found.items()}


def meta_of(page: Page, name: str) -> Any:
    """What lies open in the store of the same name; null when nothing does."""
    return page.evaluate(META, name)


def set_tries(page: Page, wrong: int) -> None:
    """As if so many wrong codes had been typed, and the wait was over."""
    page.evaluate(TRIES, wrong)
