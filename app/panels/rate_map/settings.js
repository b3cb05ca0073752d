// What the map knows of a run's settings: their controls, where they stand on its axes, and what else it depends on.

export class RateSettings {
  /** @param {PanelContext} ctx @param {Chooser} run @param {Chooser} second */
  constructor(ctx, run, second) {
    this.ctx = ctx;
    this.run = run;
    this.second = second;
  }

  /**
   * What the map depends on: not on the other runs, nor on the two settings that it tries.
   * @param {Query} query
   */
  about(query) {
    const [own, up] = [`run${this.run.value}`, this.second.value];
    const fields = [...new URLSearchParams(query)].filter(([key]) =>
      key === own || key.startsWith(`${own}.`) || !/^run\d/.test(key)
    );
    return JSON.stringify([own, up, ...fields.filter(([key]) => key !== `${own}.lr` && key !== `${own}.${up}`)]);
  }

  /**
   * The control of a setting of the run, wherever it stands.
   * @param {string} name
   */
  control(name) {
    const run = this.ctx.scene().runs[Number(this.run.value) - 1];
    const controls = [...run.controls, ...run.choices.flatMap((choice) => choice.controls ?? [])];
    return controls.find(({ key }) => key === `run${run.number}.${name}`);
  }

  /**
   * Where the run stands on the map. The experiment's text leaves out settings that are as usual.
   * @param {RateFacts} facts @returns {Pixel}
   */
  place(facts) {
    const fields = new URLSearchParams(this.ctx.query());
    /** @param {string} name */
    const setting = (name) => Number(fields.get(`run${this.run.value}.${name}`) ?? this.control(name)?.value);
    return [placeOf(facts.across.kind, setting("lr")), placeOf(facts.upward.kind, setting(facts.up))];
  }
}

/**
 * Where a value stands on an axis of the map.
 * @param {string} kind @param {number} value
 */
function placeOf(kind, value) {
  if (kind === "memory") return -Math.log10(1 - value);
  return kind === "ratio" ? Math.log10(Math.max(value, 1e-300)) : value;
}
