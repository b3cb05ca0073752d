// The voice as a sound, if wanted: from the left or the right as it lies to the west or east, higher as it is louder.

const LOW_HZ = 180;
const OCTAVES = 2.6; // from silence to the loudest voice
const SECONDS = 0.55;

export class Sound {
  /** @type {AudioContext} */ context;

  on = false;

  /** Browsers let sound begin only where a person pressed something: this is that place. */
  toggle() {
    this.on = !this.on;
    if (this.on) this.context ??= new AudioContext();
    this.context?.resume();
    return this.on;
  }

  /** @param {JungleVoice} voice */
  call({ heading, loudness }) {
    if (!this.on || heading == null || loudness === 0) return;
    const { context } = this, now = context.currentTime;
    const voice = new OscillatorNode(context, { type: "triangle",
      frequency: LOW_HZ * 2 ** ((loudness / 10) * OCTAVES) });
    const side = new StereoPannerNode(context, { pan: Math.sin((heading * Math.PI) / 180) });
    const swell = new GainNode(context, { gain: 0 });
    swell.gain.linearRampToValueAtTime(0.22, now + 0.06);
    swell.gain.linearRampToValueAtTime(0, now + SECONDS);
    voice.connect(swell).connect(side).connect(context.destination);
    voice.start(now);
    voice.stop(now + SECONDS);
  }
}
