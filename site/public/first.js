// Runs before the first paint and before the page's own script, in words that browsers know which are too old for that.

// A dark page never flashes light.
{
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem("inkdigits.theme"));
  } catch (denied) {
    // Denied, or nothing of ours: the system's choice holds.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = chosen || (dark ? "dark" : "light");
}

// Without its script the page does nothing: it says so, where that does not come. Others' scripts, as of what is added
// to the browser, are refused.
addEventListener("error", ({ target }) => {
  if (target.type === "module") document.documentElement.dataset.cutOff = "";
}, { capture: true });

// Nor where it comes and does not run to its end, as in a browser that does not know all its words.
addEventListener("DOMContentLoaded", () => {
  const { dataset } = document.documentElement;
  if (!("runs" in dataset || "cutOff" in dataset)) dataset.tooOld = "";
});

// The browser's own way there would leave out the drawing that the address of a link holds.
addEventListener("click", (event) => {
  if (!event.target.matches(".cut-off a")) return;
  event.preventDefault();
  location.reload();
});
