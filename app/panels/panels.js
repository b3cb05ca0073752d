// What the stage shows besides the plots and the controls. Each panel is a class in a file of its own; this is their order.

import { Basin } from "./basin/basin.js";
import { Ghost } from "./ghost/ghost.js";
import { Space } from "./space/space.js";
import { Sound } from "./sound/sound.js";
import { EffectiveRates } from "./effective_rate/effective_rate.js";
import { Landscape } from "./landscape/landscape.js";
import { Microscope } from "./microscope/microscope.js";
import { RateMap } from "./rate_map/rate_map.js";
import { RangeTest } from "./range_test/range_test.js";
import { Pulls } from "./pulls/pulls.js";
import { Strip } from "./strip/strip.js";
import { Race } from "./race/race.js";
import { WeightsOverTime } from "./weights/weights.js";
import { Welcome } from "./welcome/welcome.js";
import { Why } from "./why/why.js";
import { TypedRule } from "./typed_rule/typed_rule.js";

export const PANELS = [
  Welcome,
  Ghost,
  Space,
  Sound,
  Pulls,
  Microscope,
  EffectiveRates,
  WeightsOverTime,
  Strip,
  RangeTest,
  RateMap,
  Landscape,
  Race,
  Basin,
  Why,
  TypedRule,
];
