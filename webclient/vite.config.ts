import { resolve } from "node:path";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { entryFiles } from "./build/entry-files.ts";

const phone = entryFiles("index.html");
const API_SERVER = process.env["MARAUDE_API"] ?? "http://localhost:8000";

/** Files served beside the hashed ones that the phone app needs without network. */
const PHONE_PUBLIC_FILES = ["index.html", "manifest.webmanifest", "icons/icon.svg"];

export default defineConfig({
  plugins: [
    preact(),
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
        // Everything listed is fetched on the first visit: the desk's own parts stay out.
        manifestTransforms: [
          (entries) => {
            const wanted = new Set([...phone.files(), ...PHONE_PUBLIC_FILES]);
            return { manifest: entries.filter((entry) => wanted.has(entry.url)), warnings: [] };
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
      // The worker tells the files of one language from the others by these names.
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
