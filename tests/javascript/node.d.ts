// What these files use of Node, which is all that is checked of it: its own declarations change what `setTimeout` is.

declare module "node:assert/strict" {
  export interface Assert {
    ok(value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, unexpected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    notDeepEqual(actual: unknown, unexpected: unknown, message?: string): void;
    match(text: string, pattern: RegExp, message?: string): void;
  }
  const assert: Assert;
  export default assert;
}

declare module "node:test" {
  interface Clock {
    enable(options: { apis: string[]; now?: number }): void;
    tick(milliseconds: number): void;
  }
  interface Mock {
    method(object: object, name: string, by: () => void): { mock: { restore(): void; callCount(): number } };
    timers: Clock;
  }
  export const mock: Mock;
  export function test(fact: string, check: (t: { mock: Mock }) => void | Promise<void>): void;
  export function beforeEach(prepare: () => void): void;
}

declare module "node:fs" {
  export function readFileSync(file: number, encoding: "utf8"): string;
}

declare function setImmediate(act: (value?: unknown) => void): void;
declare const process: { stdout: { write(text: string): void } };
