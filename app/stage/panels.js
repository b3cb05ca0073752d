// What the stage shows besides the plots and the controls. Each panel is a class in a file of its own; this is their order.

import { Basin } from "../insight/basin.js";
import { Ghost } from "../insight/ghost.js";
import { Sound } from "../insight/sound.js";
import { EffectiveRates } from "../insight/effective.js";
import { Landscape } from "../insight/landscape.js";
import { Microscope } from "../insight/microscope.js";
import { RatePlane } from "../insight/rateplane.js";
import { RangeTest } from "../insight/rangetest.js";
import { Pulls } from "../insight/pulls.js";
import { Strip } from "../insight/strip.js";
import { Race } from "../insight/race.js";
import { WeightsOverTime } from "../insight/weights.js";
import { Why } from "../insight/why.js";
import { Own } from "../insight/own.js";

export const PANELS = [Ghost, Sound, Pulls, Microscope, EffectiveRates, WeightsOverTime, Strip, RangeTest, RatePlane, Landscape, Race, Basin, Why, Own];
