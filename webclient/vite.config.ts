import { resolve } from "node:path";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { entryFiles } from "./build/entry-files.ts";
import { gaps } from "./build/gaps.ts";

const phone = entryFiles("index.html");
const API_SERVER = process.env["MARAUDE_API"] ?? "http://localhost:8000";

/** Files served beside the hashed ones that the phone app needs without network. */
const PHONE_PUBLIC_FILES = ["index.html", "manifest.webmanifest", "icons/icon.svg"];

export default defineConfig({
  plugins: [
    preact(),
    gaps(),
    phone.plugin,
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      registerType: "prompt",
      injectRegister: null, // Trusted Types: the app registers the worker itself
      manifest: false, // public/manifest.webmanifest, linked by the phone's page alone
      injectManifest: {
        globPatterns: ["**/*.{html,js,css,svg,woff2,webmanifest}"],
        // Hashed names need no second revision in the address.
        dontCacheBustURLsMatching: /^assets\//,
        buildPlugins: { vite: [gaps()] },
        // The desk's own files stay out; what has a group, the first visit need not wait for.
        manifestTransforms: [
          (entries) => {
            const groups = phone.groups();
            const manifest = entries
              .filter(({ url }) => groups.has(url) || PHONE_PUBLIC_FILES.includes(url))
              .map((entry) => ({ ...entry, group: groups.get(entry.url) ?? null }));
            return { manifest, warnings: [] };
          },
        ],
      },
    }),
  ],
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    // The pages' policy allows no inline script, style or data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Told apart by eye and by tests: the texts of a language.
      output: {
        chunkFileNames: ({ name, facadeModuleId }) =>
          /\/src\/strings\/[a-z]{2,3}\.ts$/.test(facadeModuleId ?? "")
            ? `assets/texts.${name}-[hash].js`
            : "assets/[name]-[hash].js",
      },
      input: {
        phone: resolve(import.meta.dirname, "index.html"),
        desk: resolve(import.meta.dirname, "desk.html"),
      },
    },
  },
  server: {
    proxy: { "/api": API_SERVER },
  },
});
