// Keeps the language that was chosen with `?lang=` in the address, whatever is written there: an experiment, a game, a page.
// The menu of languages opens what the address has in another one.

(() => {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("nav.languages a");
    if (!link) return;
    const kept = location.search.slice(1).split("&").filter((field) => field && !field.startsWith("lang="));
    event.preventDefault();
    location.search = [...kept, `lang=${link.getAttribute("lang")}`].join("&");
  });

  const chosen = new URLSearchParams(location.search).get("lang");
  if (!chosen) return;

  /** @param {string | URL} address */
  function withLanguage(address) {
    const there = new URL(address, location.href);
    if (!there.searchParams.has("lang"))
      there.search += `${there.search ? "&" : "?"}lang=${encodeURIComponent(chosen ?? "")}`;
    return there;
  }

  for (const write of /** @type {const} */ (["pushState", "replaceState"])) {
    const plain = history[write];
    history[write] = function (state, unused, address) {
      plain.call(this, state, unused, address == null ? address : withLanguage(address));
    };
  }
})();
