// The page itself: theme, search, deep links, the section that is read.

function startTheme() {
  const button = document.getElementById("theme");
  const themes = ["", "light", "dark"];
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme || "") + 1) % 3];
    if (next) document.documentElement.dataset.theme = next;
    else delete document.documentElement.dataset.theme;
    button.textContent = `theme: ${next || "system"}`;
    dispatchEvent(new Event("themed"));
  });
}

// Opens what a link leads into, so that every part has an address.
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const fold = target.querySelector(":scope > details");
  if (fold) fold.open = true;
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  target.scrollIntoView();
}

// Shows the sections that hold every word, and the entries that lead to them.
function startSearch() {
  const field = document.getElementById("search");
  const status = document.getElementById("found");
  const sections = [...document.querySelectorAll("main section[id]")];
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const section of sections) {
      const text = `${section.textContent} ${[...section.querySelectorAll("img")].map((image) => image.alt).join(" ")}`.toLowerCase();
      const hit = words.every((word) => text.includes(word));
      section.hidden = !hit;
      count += hit;
      if (hit && words.length) for (let part = section.parentElement; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
      for (const link of document.querySelectorAll(`nav a[href="#${CSS.escape(section.id)}"]`)) link.parentElement.hidden = !hit;
    }
    status.textContent = words.length ? `${count} of ${sections.length} sections` : "";
  });
}

function markRead() {
  const links = new Map([...document.querySelectorAll("nav.side a")].map((link) => [link.hash.slice(1), link]));
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = links.get(entry.target.id);
      if (link) link.toggleAttribute("aria-current", entry.isIntersecting);
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  document.querySelectorAll("main section[id]").forEach((section) => watcher.observe(section));
}

async function start() {
  startTheme();
  startSearch();
  markRead();
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal(); // no change of the address tells of a link that is followed again
  });
  await placeFiles();
  const data = await loadData();
  if (data) {
    startFigures(data.charts);
    startRuns(data.runs);
  }
  reveal();
  document.documentElement.dataset.ready = "yes";
}
start();
