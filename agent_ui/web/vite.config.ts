/**
 * Build of both entries (两个入口), served under /ui/. They are built one after the other: sharing chunks with the
 * console would make every phone load the parts of Vue that only the console needs.
 */
import { fileURLToPath, URL } from "node:url";
import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = "http://127.0.0.1:8000";

/** Only Element Plus is found by name; our own components are imported where they are used. */
const elementPlus = Components({
  dirs: [],
  dts: "src/components.gen.d.ts",
  resolvers: [ElementPlusResolver({ importStyle: "css", directives: true })],
});

export default defineConfig(({ mode }) => {
  const portal = mode === "portal";
  return {
    base: "/ui/",
    plugins: portal ? [vue()] : [vue(), elementPlus],
    define: portal ? { __VUE_OPTIONS_API__: false } : {},
    resolve: { alias: { "@": at("./src") } },
    build: {
      outDir: "../static",
      emptyOutDir: !portal,
      copyPublicDir: !portal,
      rollupOptions: { input: at(portal ? "./portal.html" : "./index.html") },
    },
    server: {
      proxy: {
        "/api/ws": { target: server.replace("http", "ws"), ws: true },
        "/api": server,
      },
    },
    test: {
      environment: "happy-dom",
      pool: "threads",
      isolate: false, // a page anew for each file takes longer than all tests; the set-up file clears what they share
      include: ["src/**/*.test.ts"],
      setupFiles: ["src/test-setup.ts"],
      server: { deps: { inline: ["element-plus"] } },
    },
  };
});
