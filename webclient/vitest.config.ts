import { defineConfig } from "vitest/config";
import { gaps } from "./build/gaps.ts";

export default defineConfig({
  plugins: [gaps()],
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
    // Unlock secrets are slow on purpose, and the machine may have other work.
    testTimeout: 60_000,
    // A skipped or focused test would pass for nothing.
    allowOnly: false,
    passWithNoTests: false,
  },
});
