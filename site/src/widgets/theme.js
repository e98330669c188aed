import { keep, kept } from "../storage.js";

const KEY = "theme";

/** The switch between light and dark: the system's choice, until a person makes one. `changed` follows every change. */
export function themeSwitch(button, changed) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = kept(KEY);
  const apply = () => {
    const dark = (chosen ?? (system.matches ? "dark" : "light")) === "dark";
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
    button.title = dark ? "Light colors" : "Dark colors";
    button.setAttribute("aria-label", button.title);
    paintBrowser();
    changed();
  };
  button.addEventListener("click", () => {
    chosen = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    keep(KEY, chosen);
    apply();
  });
  // Firefox prints in light colors and says so, but paper has its own: what is painted would stay as it was on the dark.
  system.addEventListener("change", () => matchMedia("print").matches || apply());
  apply();
}

/** The browser's own bars around the page have its color, also where it is not the system's choice. */
function paintBrowser() {
  const color = getComputedStyle(document.body).backgroundColor;
  for (const meta of document.querySelectorAll("meta[name=theme-color]")) meta.content = color;
}
