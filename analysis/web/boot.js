"use strict";
// Unpacks what the page carries: the library, the data, the files.

async function unpack(element) {
  const bytes = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

async function unpackText(element) {
  return new TextDecoder().decode(await unpack(element));
}

const KINDS = { svg: "image/svg+xml", png: "image/png", csv: "text/csv", json: "application/json" };

// Gives pictures and downloads their content; until then downloads lead to the files beside the page.
async function placeFiles() {
  for (const element of document.querySelectorAll("script[data-packed]")) {
    const name = element.dataset.packed;
    const blob = new Blob([await unpack(element)], { type: KINDS[name.split(".").pop()] || "application/octet-stream" });
    const address = URL.createObjectURL(blob);
    for (const image of document.querySelectorAll(`img[data-file="${CSS.escape(name)}"]`)) image.src = address;
    for (const link of document.querySelectorAll(`a[data-file="${CSS.escape(name)}"]`)) link.href = address;
  }
  for (const link of document.querySelectorAll("a[data-picture]")) link.addEventListener("click", savePicture);
}

// A drawing as PNG, twice as large as it is shown at most.
async function savePicture(event) {
  event.preventDefault();
  const link = event.currentTarget;
  const image = document.querySelector(`img[data-file="${CSS.escape(link.dataset.picture)}"]`);
  const canvas = document.createElement("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => {
    const save = document.createElement("a");
    save.href = URL.createObjectURL(blob);
    save.download = link.download;
    save.click();
  });
}

async function loadData() {
  const element = document.getElementById("data");
  if (!element) return null;
  const script = document.createElement("script");
  script.textContent = await unpackText(document.getElementById("library"));
  document.head.append(script);
  return JSON.parse(await unpackText(element));
}
