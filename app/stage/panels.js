// What the stage shows besides the plots and the controls. Each panel is a class in a file of its own; this is their order.

export const PANELS = [];
