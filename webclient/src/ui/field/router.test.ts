import { beforeEach, expect, it, vi } from "vitest";

/** A browser's history: going back takes it a moment, and leads out of the app at its end. */
class History {
  readonly entries: unknown[] = [{ elsewhere: true }, null];
  at = 1;
  onArrival: (event: { state: unknown }) => void = () => undefined;

  get state(): unknown {
    return this.entries[this.at];
  }

  underWay = 0;

  pushState(state: unknown): void {
    this.entries.splice(this.at + 1, Number.POSITIVE_INFINITY, state);
    this.at += 1;
  }

  replaceState(state: unknown): void {
    this.entries[this.at] = state;
  }

  go(by: number): void {
    this.underWay += 1;
    setTimeout(() => {
      this.underWay -= 1;
      this.at += by;
      this.onArrival({ state: this.state });
    }, 5);
  }
}

let browser: History;
let router: typeof import("./router");

beforeEach(async () => {
  vi.resetModules();
  browser = new History();
  vi.stubGlobal("history", browser);
  vi.stubGlobal("addEventListener", (_name: string, hear: History["onArrival"]) => {
    browser.onArrival = hear;
  });
  router = await import("./router");
  router.listenToHistory();
});

/** Until no step back is under way; one that arrives may begin another. */
const settled = () => vi.waitFor(() => expect(browser.underWay).toBe(0));

it("a second touch on back, while the first is under way, goes no further", async () => {
  router.go({ name: "sync" });
  router.back();
  router.back();
  router.back();
  await settled();
  expect(browser.state).toEqual({ depth: 1 });
  expect(router.panel.peek()).toBeNull();
});

it("going home from deep inside ends at the first step, also right after a back", async () => {
  router.go({ name: "entry", path: "p" });
  router.go({ name: "correct", path: "p" });
  router.go({ name: "sync" });
  router.back();
  router.goHome("day");
  await settled();
  expect(browser.state).toEqual({ depth: 1 });
  expect(router.screen.peek()).toEqual({ name: "home", tab: "day" });
});

it("closes two panels at once, and the way is free again afterwards", async () => {
  router.go({ name: "another" });
  router.go({ name: "another", category: "food" });
  router.backTwice();
  await settled();
  router.go({ name: "settings" });
  expect(browser.state).toEqual({ depth: 2 });
  router.back();
  await settled();
  expect(router.panel.peek()).toBeNull();
});

it("closes a panel also when the browser drops the way back", async () => {
  vi.useFakeTimers();
  router.go({ name: "sync" });
  browser.go = () => undefined;
  router.back();
  await vi.advanceTimersByTimeAsync(1000);
  vi.useRealTimers();
  expect(router.panel.peek()).toBeNull();
  expect(browser.state).toEqual({ depth: 1 });
});

it("opens what is touched during a way back where that ends, unless it is taken back too", async () => {
  router.go({ name: "detail", service: "food.hot_meal" });
  router.back();
  router.go({ name: "sync" });
  expect(router.screen.peek().name).toBe("detail");
  await settled();
  expect(router.screen.peek().name).toBe("home");
  expect(router.panel.peek()).toEqual({ name: "sync" });
  expect(browser.state).toEqual({ depth: 2 });

  router.back();
  router.go({ name: "settings" });
  router.back();
  await settled();
  expect(router.panel.peek()).toBeNull();
  expect(browser.state).toEqual({ depth: 1 });

  router.go({ name: "entry", path: "p" });
  router.go({ name: "correct", path: "p" });
  router.back();
  router.go({ name: "sync" });
  router.goHome("day");
  await settled();
  expect(router.panel.peek()).toBeNull();
  expect(browser.state).toEqual({ depth: 1 });
});
