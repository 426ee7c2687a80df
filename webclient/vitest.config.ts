import { defineConfig } from "vitest/config";
import { gaps } from "./build/gaps.ts";

export default defineConfig({
  plugins: [gaps()],
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "node",
    // A skipped or focused test would pass for nothing.
    allowOnly: false,
    passWithNoTests: false,
  },
});
