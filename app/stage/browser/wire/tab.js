// What the tab remembers: the view (not the experiment) survives a reload and is gone with the tab.

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    sessionStorage.setItem(`descent.${name}`, value);
  } catch {
    // storage may be switched off; then the view starts afresh
  }
}

/** @param {string} name */
export function remembered(name) {
  try {
    return sessionStorage.getItem(`descent.${name}`);
  } catch {
    return null;
  }
}
