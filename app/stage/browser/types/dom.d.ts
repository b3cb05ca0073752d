// What an element is made of, see dom/dom.js.

type Handlers = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: (event: HTMLElementEventMap[Name]) => unknown };

/** Attributes by name, and with "on" before it what is done at an event. One that is false or missing is not set. */
type Attributes = Handlers & { [name: string]: unknown };

/** What a canvas is painted with. */
type Paper = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** What may stand in an element; nothing is left out. */
type Child = Node | string | number | null | undefined;
