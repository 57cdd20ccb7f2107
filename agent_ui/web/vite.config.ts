/** Build of both entries (两个入口): console and citizen portal, served under /ui/. */
import { fileURLToPath, URL } from "node:url";
import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = "http://127.0.0.1:8000";

export default defineConfig({
  base: "/ui/",
  plugins: [
    vue(),
    Components({
      // Only Element Plus is found by name; our own components are imported where they are used.
      dirs: [],
      dts: "src/components.gen.d.ts",
      resolvers: [ElementPlusResolver({ importStyle: "css", directives: true })],
    }),
  ],
  resolve: { alias: { "@": at("./src") } },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    rollupOptions: { input: { console: at("./index.html"), portal: at("./portal.html") } },
  },
  server: {
    proxy: {
      "/api/ws": { target: server.replace("http", "ws"), ws: true },
      "/api": server,
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test-setup.ts"],
    server: { deps: { inline: ["element-plus"] } },
  },
});
