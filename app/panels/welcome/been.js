// Whether somebody has been here before, in this browser.

const KEY = "descent.been";

export function been() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // storage may be switched off: better never than at every visit
  }
}

/** From now on nobody is a newcomer here. */
export function come() {
  try {
    localStorage.setItem(KEY, "1");
  } catch {
    // then `been` says so anyway
  }
}
