/**
 * A new element. Children that are strings become text, so data can never become markup.
 *
 * @param {string} name
 * @param {Record<string, any>} properties attributes; `on...` are event listeners; `class` is the class
 * @param {...(Node | string)} children
 */
export const element = (name, properties = {}, ...children) =>
  filled(document.createElement(name), properties, children);

/** The same of a drawing's parts. */
export const svgElement = (name, properties, ...children) =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", name), properties, children);

function filled(made, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** One of the page's own icons. */
export const icon = (name) =>
  svgElement("svg", { class: "icon", "aria-hidden": "true" }, svgElement("use", { href: `#icon-${name}` }));
