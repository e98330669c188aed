import { firstPicture } from "../ink/picture.js";

/**
 * Every way that a picture comes in: a file field, the camera, a drop, a paste.
 *
 * @param {{fields: HTMLInputElement[], page: HTMLElement, open: (file: Blob) => void, refuse: () => void}} parts `page`
 *   gets the class `dropping` while a file is held over it; `refuse` is called for files that are no picture
 */
export function acceptPictures({ fields, page, open, refuse }) {
  const take = (files) => {
    const picture = firstPicture(files);
    if (picture) open(picture);
    else if (files?.length) refuse();
  };
  for (const field of fields) {
    field.addEventListener("change", () => {
      take(field.files);
      // The same file can be chosen again.
      field.value = "";
    });
  }
  document.addEventListener("paste", ({ clipboardData }) => take(clipboardData?.files));
  const carriesFile = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    page.classList.add("dropping");
  });
  const endDrop = () => page.classList.remove("dropping");
  // What is left last is what was entered last; Safari never says where a drag goes.
  let entered = null;
  document.addEventListener("dragenter", ({ target }) => { entered = target; });
  document.addEventListener("dragleave", ({ target }) => target === entered && endDrop());
  // Nothing is dragged any more, also where nobody has said so.
  document.addEventListener("pointermove", endDrop);
  document.addEventListener("drop", (event) => {
    endDrop();
    if (!carriesFile(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
}
