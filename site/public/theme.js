// Runs before the first paint, so that a dark page never flashes light.
{
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem("inkdigits.theme"));
  } catch {
    // Denied, or nothing of ours: the system's choice holds.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = chosen ?? (dark ? "dark" : "light");
}
