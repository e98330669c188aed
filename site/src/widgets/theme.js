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
    changed();
  };
  button.addEventListener("click", () => {
    chosen = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    keep(KEY, chosen);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}
