// Our own style sheets and scripts keep to the oldest supported browsers: Chromium 86 (October 2020) and iOS 14.5.
// For style sheets that is the Baseline of 2020, and what Baseline counts as later for the sake of another browser.
import css from "@eslint/css";
import es from "eslint-plugin-es-x";

const DRAWN_BY_CHROMIUM_86 = ["appearance", "clip", "outline", "scroll-margin-top", "scroll-padding-top", "user-select"];
const HARMLESS_WHERE_UNKNOWN = ["accent-color", "print-color-adjust"];

export default [
  {
    files: ["static/css/*.css"],
    plugins: { css },
    language: "css/css",
    rules: {
      "css/use-baseline": ["error", {
        available: 2020,
        allowProperties: [...DRAWN_BY_CHROMIUM_86, ...HARMLESS_WHERE_UNKNOWN],
        allowPropertyValues: { "overflow-wrap": ["anywhere"], "font-family": ["ui-monospace"] },
        allowSelectors: ["focus-visible", "backdrop", "marker", "selection"],
        allowAtRules: ["page"],
      }],
    },
  },
  {
    files: ["static/js/*.js"],
    languageOptions: { ecmaVersion: 2021, sourceType: "module" }, // 2021 for 60_000 alone, which Chrome 75 reads
    plugins: { "es-x": es },
    settings: { "es-x": { aggressive: true } },
    rules: {
      ...es.configs["flat/restrict-to-es2020"].rules,
      "es-x/no-numeric-separators": "off",
      // In a guess at the type of what a method is called on, a list's own methods are taken for an iterator's.
      "es-x/no-iterator-prototype-filter": "off",
      "es-x/no-iterator-prototype-map": "off",
      "es-x/no-iterator-prototype-some": "off",
      "es-x/no-iterator-prototype-foreach": "off",
    },
  },
];
