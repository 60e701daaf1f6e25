/** A rectangle in device pixels. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Finds positions for labels on a canvas so that none covers another or a reserved area. */
export class LabelPlacer {
  readonly #taken: Area[];

  /** `gap` is the distance between labels; `reserved` stays free of labels. */
  constructor(readonly width: number, readonly height: number, readonly gap: number, reserved: readonly Area[] = []) {
    this.#taken = [...reserved];
  }

  /** Takes the first of the positions (top left corners) at which a label of this size fits; undefined if none does. */
  place(width: number, height: number, positions: readonly { x: number; y: number }[]): Area | undefined {
    for (const { x, y } of positions) {
      const area = { x: Math.min(Math.max(0, x), this.width - width), y, width, height };
      if (area.x >= 0 && y >= 0 && y + height <= this.height && !this.#taken.some((other) => this.#touches(area, other))) {
        this.#taken.push(area);
        return area;
      }
    }
    return undefined;
  }

  #touches(a: Area, b: Area): boolean {
    return a.x < b.x + b.width + this.gap && b.x < a.x + a.width + this.gap && a.y < b.y + b.height + this.gap && b.y < a.y + a.height + this.gap;
  }
}
