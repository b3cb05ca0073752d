// Gets the stage's scripts while the learner is still choosing a lesson, so that its page is there at once.

/** @type {(act: () => void) => unknown} */
const whenIdle = window.requestIdleCallback ?? ((act) => setTimeout(act, 500));

/** @param {Component<{ assets: string }>} component */
export default function ({ data }) {
  whenIdle(async () => {
    /** @param {string} name */
    const from = (name) => import(new URL(`${data.assets}/${name}`, location.origin).href);
    try {
      const { prepare } = await from("joined/stage.js");
      prepare(data.assets);
    } catch {
      // the lesson's page asks again, and says what is wrong
    }
  });
}
