import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
    // A skipped or focused test would pass for nothing.
    allowOnly: false,
    passWithNoTests: false,
  },
});
