import { defineConfig } from "vite";

import examples from "./src/examples.json" with { type: "json" };
import { placesOf } from "./src/widgets/examples.js";

export default defineConfig({
  plugins: [{
    name: "places-of-examples",
    transformIndexHtml: (html) => html.replace("<!-- places of the examples -->", placesOf(examples)),
  }],
  // Relative addresses, so that the page can stand in any folder of any host.
  base: "./",
  build: {
    target: "es2022",
    // No file as a data: address: the content security policy allows only pictures that. No polyfill for old browsers.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Sass takes seconds over Bootstrap; it need not be said at each build.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  css: {
    preprocessorOptions: {
      scss: {
        quietDeps: true,
        // Bootstrap 5.3 is written for Sass's older module system.
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      },
    },
  },
});
