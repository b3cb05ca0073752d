// The experiment while it is edited: fields of its query text, which controls set. It knows no element and draws nothing.

import { Commits, TYPING_MS } from "./wire/commit.js";
import { rebased, withFormula } from "./wire/edits.js";
import { withShown } from "./wire/shown.js";

export class EditedExperiment {
  /** @type {Scene | null} */ scene = null; // the last scene of it, which knows what each field is for
  fields = new URLSearchParams();
  /** @type {string | null} */ sent = null;
  afresh = false; // it is another one altogether: the view of it begins anew
  overtaken = false; // the page has moved on since something was sent

  /** @param {boolean} lesson @param {ExperimentEffects} effects */
  constructor(lesson, effects) {
    this.lesson = lesson;
    this.effects = effects;
    /** @type {Map<string, string>} */
    this.dropped = new Map(); // fields that a formula lost while it was typed
    this.commits = new Commits(() => this.query, (query) => this.send(query), () => !lesson);
  }

  get query() {
    return this.fields.toString();
  }

  /**
   * The value of a field; null where it has its default.
   * @param {string} name
   */
  field = (name) => this.fields.get(name);

  get steps() {
    return Number(this.fields.get("steps"));
  }

  /**
   * Takes over another experiment, of which the page knows.
   * @param {Query} query
   */
  load(query) {
    this.fields = new URLSearchParams(query);
    this.effects.replaced();
  }

  /**
   * Another experiment altogether, of which the page is told.
   * @param {Query} query @param {number} [pause]
   */
  become(query, pause) {
    this.load(query);
    this.commits.soon(pause);
  }

  /**
   * An example or another surface was taken.
   * @param {Query} query
   */
  take = (query) => {
    this.afresh = true;
    this.become(query);
  };

  /**
   * The answer to a question about `asked` has come: its fields, with what was changed since.
   * @param {Scene} scene @param {Query} asked
   */
  answered(scene, asked) {
    if (!this.scene) this.commits.write(scene.query);
    this.scene = scene;
    this.fields = rebased(scene.query, new URLSearchParams(asked), this.fields);
  }

  /**
   * Sets fields. While a finger moves (`final` false) only drafts are drawn.
   * @param {Changes} changes @param {boolean} final
   */
  edit(changes, final) {
    const scene = /** @type {Scene} */ (this.scene);
    const { surface, examples, parameters, box, start } = scene;
    for (const [key, value] of Object.entries(changes)) this.fields.set(key, value);
    this.#giveWay(changes);
    /** @param {(key: string) => boolean | undefined} test */
    const any = (test) => Object.keys(changes).some(test);
    const moved = any((name) => parameters.some(({ key }) => key === name) || name === examples?.keys.rows);
    const ends = box ? surface.variables.flatMap((name) => [`${name}.low`, `${name}.high`]) : [];
    const reshaped = moved || any((name) => ends.includes(name));
    // where the start is the surface's own and not the learner's to choose, it moves with the shape
    if (reshaped && this.lesson && !start.length && scene.ownStart) {
      for (const name of surface.variables) this.fields.delete(name);
    }
    const live = this.steps <= scene.liveSteps || scene.shortens;
    // the surface comes along with the paths
    const along = moved && !final && surface.dim > 1 &&
      (live || this.effects.follows() || any((name) => name === examples?.keys.rows));
    this.effects.edited({ scene: reshaped && !along, paths: live || final, along, final });
    if (final) this.commits.soon();
  }

  /**
   * A control that draws other examples means nothing to rows of one's own: they give way to it, and that is said.
   * @param {Changes} changes
   */
  #giveWay(changes) {
    const examples = this.scene?.examples;
    if (!examples?.redraws.some((key) => key in changes)) return;
    const own = [examples.keys.rows, examples.keys.held].filter((key) => this.fields.has(key));
    for (const key of own) this.fields.delete(key);
    if (own.length) this.effects.redrawn();
  }

  /**
   * A change after which the scene itself is another: runs come or go. `drop` chooses fields to remove.
   * @type {Restage}
   */
  restage = (changes, drop = () => false) => {
    for (const key of [...this.fields.keys()]) if (drop(key)) this.fields.delete(key);
    for (const [key, value] of Object.entries(changes)) this.fields.set(key, value);
    this.become(this.query);
  };

  /**
   * Another schedule, decay, library ...: what belonged to the old choice goes.
   * @param {string} key @param {string} value @param {string[]} drops
   */
  choose = (key, value, drops) => {
    this.restage({ [key]: value }, (field) => drops.some((start) => field.startsWith(start)));
  };

  /** @param {number} number */
  remove = (number) => this.restage({}, (key) => key === `run${number}` || key.startsWith(`run${number}.`));

  /**
   * The same run once more, under another library's conventions.
   * @param {number} number @param {string} library
   */
  compare = (number, library) => this.duplicate(number, { "run99.library": library });

  /**
   * The same run once more.
   * @param {number} number @param {Changes} [changes]
   */
  duplicate = (number, changes = {}) => {
    const own = [...this.fields].filter(([key]) => key === `run${number}` || key.startsWith(`run${number}.`));
    const copied = own.map(([key, value]) => [key.replace(`run${number}`, "run99"), value]);
    this.restage({ ...Object.fromEntries(copied), ...changes });
  };

  /**
   * After `step` the run gets a learning rate of its own: the one before any schedule, which goes on from it, so that
   * nothing moves until the new field is moved.
   * @param {SceneRun} run @param {number} step
   */
  branch({ number, changes }, step) {
    const inForce = changes.findLast((change) => change.after < step)?.key ?? `run${number}.lr`;
    this.restage({ [`run${number}.lr.from${step}`]: this.field(inForce) ?? "" });
  }

  /**
   * While a formula is typed it may lose a variable for a moment; its start and box are kept for when it is back.
   * @param {FormulaAnswer} answer
   */
  useFormula = (answer) => {
    for (const [key, value] of this.fields) this.dropped.set(key, value);
    this.become(withFormula(answer.query, this.fields, this.dropped).toString(), TYPING_MS);
  };

  /**
   * Tells the page, which hears only what differs from what it was told last, though it may have moved on since.
   * @param {Query} query
   */
  send(query) {
    const news = this.lesson ? query : withShown(query);
    this.sent = this.overtaken && news === this.sent ? `${news}&` : news;
    this.overtaken = false;
    this.effects.send(this.sent);
  }
}
