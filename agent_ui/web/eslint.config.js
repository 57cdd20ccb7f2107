// What review should not have to say: small files, no imports between features (功能之间互不引用).
import { readdirSync } from "node:fs";
import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";
import vueParser from "vue-eslint-parser";

const features = readdirSync(new URL("./src/features", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const forbid = (files, group, message) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [{ group, message }] }] },
});

export default ts.config(
  { ignores: ["node_modules/**", "**/*.gen.ts", "**/*.gen.d.ts"] },
  ...ts.configs.recommended,
  ...vue.configs["flat/recommended"],
  {
    files: ["**/*.vue"],
    languageOptions: { parser: vueParser, parserOptions: { parser: ts.parser } },
  },
  {
    files: ["**/*.{js,ts,vue}"],
    rules: {
      "max-lines": ["error", { max: 250 }],
      "no-console": "error",
      eqeqeq: "error",
      // TypeScript knows the globals.
      "no-undef": "off",
      // Layout is the formatter's business, not the linter's.
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-indent": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/first-attribute-linebreak": "off",
      "vue/attributes-order": "off",
      "vue/require-default-prop": "off",
      "vue/no-v-html": "error",
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "@typescript-eslint/no-explicit-any": "error",
    },
  },
  forbid(
    ["src/kit/**"],
    ["@/shared/**", "@/features/**", "@/console/**", "@/portal/**"],
    "The floor does not know its users.",
  ),
  forbid(
    ["src/shared/**"],
    ["@/features/**", "@/console/**", "@/portal/**"],
    "What features share does not know them.",
  ),
  ...features.map((name) =>
    forbid(
      [`src/features/${name}/**`],
      ["@/features/**", "@/console/**", "@/portal/**", "../**"],
      "Features are strangers to each other; pages in console/ bring them together.",
    ),
  ),
  // Interface text is data: one file a language.
  { files: ["src/locales/*.ts", "src/portal/text.ts"], rules: { "max-lines": "off" } },
  forbid(["src/console/**"], ["@/portal/**"], "Two applications, two entries."),
  forbid(["src/portal/**"], ["@/console/**", "@/shared/**", "element-plus", "vue-i18n", "vue-router"], "The portal stays light."),
);
