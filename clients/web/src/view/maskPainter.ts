import type { LabelMap } from '../masks/labelMap';
import type { Rgb } from './colours';

/** How the pixels of a label are painted. */
export interface Paint {
  colour: Rgb;
  /** The opacity of the area, 0 to 1. */
  fill: number;
  /** The opacity of the outline, 0 to 1. */
  rim: number;
}

const vertex = `#version 300 es
out vec2 uv;
void main() {
  vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  uv = vec2(corner.x + 1.0, 1.0 - corner.y) * 0.5;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

// Labels are in column-major order, so a texel's x is the frame's y. Colours are premultiplied; row 0 of the palette is for areas, row 1 for outlines.
const fragment = `#version 300 es
precision highp float;
precision highp usampler2D;
uniform usampler2D labels;
uniform sampler2D palette;
uniform vec2 size;
uniform vec2 rim;
in vec2 uv;
out vec4 colour;
int at(vec2 p) { return int(texelFetch(labels, ivec2(clamp(p, vec2(0.0), size - 1.0)).yx, 0).r); }
vec4 area(vec2 p) { return texelFetch(palette, ivec2(at(p), 0), 0); }
void main() {
  vec2 p = uv * size;
  vec2 q = p - 0.5;
  vec2 f = fract(q);
  q = floor(q);
  vec4 fill = mix(mix(area(q), area(q + vec2(1, 0)), f.x), mix(area(q + vec2(0, 1)), area(q + vec2(1, 1)), f.x), f.y);
  int here = at(p);
  bool edge = at(p + vec2(rim.x, 0)) != here || at(p - vec2(rim.x, 0)) != here || at(p + vec2(0, rim.y)) != here || at(p - vec2(0, rim.y)) != here;
  vec4 line = edge ? texelFetch(palette, ivec2(here, 1), 0) : vec4(0);
  colour = line + fill * (1.0 - line.a);
}`;

const rimPx = 1.6;

/** Paints a label map with WebGL 2: a change of colour, opacity or filter needs no new map. */
export class MaskPainter {
  readonly #gl: WebGL2RenderingContext;
  readonly #labels: WebGLTexture;
  readonly #palette: WebGLTexture;
  readonly #size: WebGLUniformLocation;
  readonly #rim: WebGLUniformLocation;
  #map: LabelMap | undefined;
  #texture = '';
  #colours = new Uint8Array(0);

  /** Throws if the browser has no WebGL 2. */
  constructor(readonly canvas: HTMLCanvasElement | OffscreenCanvas) {
    const gl = canvas.getContext('webgl2', { premultipliedAlpha: true, antialias: false, depth: false, stencil: false }) as WebGL2RenderingContext | null;
    if (!gl) {
      throw new Error('this browser has no WebGL 2, so masks cannot be painted');
    }
    this.#gl = gl;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error(`the mask shader does not compile: ${gl.getProgramInfoLog(program)}`);
    }
    gl.useProgram(program);
    gl.uniform1i(gl.getUniformLocation(program, 'labels'), 0);
    gl.uniform1i(gl.getUniformLocation(program, 'palette'), 1);
    this.#size = gl.getUniformLocation(program, 'size')!;
    this.#rim = gl.getUniformLocation(program, 'rim')!;
    this.#labels = this.#newTexture(0);
    this.#palette = this.#newTexture(1);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  /** Uploads the map; with undefined nothing is painted. */
  setMap(map: LabelMap | undefined): void {
    this.#map = map;
    if (!map) {
      return;
    }
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#labels);
    const wide = map.labels instanceof Uint16Array;
    const type = wide ? gl.UNSIGNED_SHORT : gl.UNSIGNED_BYTE;
    const texture = `${map.width}x${map.height} ${wide}`;
    if (texture === this.#texture) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, map.height, map.width, gl.RED_INTEGER, type, map.labels);
    } else {
      gl.texImage2D(gl.TEXTURE_2D, 0, wide ? gl.R16UI : gl.R8UI, map.height, map.width, 0, gl.RED_INTEGER, type, map.labels);
      this.#texture = texture;
    }
  }

  /** `paints[i]` is for label i + 1. */
  draw(paints: readonly Paint[]): void {
    const gl = this.#gl;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!this.#map) {
      return;
    }
    this.#uploadPalette(paints);
    const { width, height } = this.#map;
    gl.uniform2f(this.#size, width, height);
    gl.uniform2f(this.#rim, Math.max(1, (rimPx * width) / this.canvas.width), Math.max(1, (rimPx * height) / this.canvas.height));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  #uploadPalette(paints: readonly Paint[]): void {
    const gl = this.#gl;
    const width = paints.length + 1;
    if (this.#colours.length < width * 8) {
      this.#colours = new Uint8Array(width * 8);
    }
    const colours = this.#colours;
    colours.fill(0, 0, width * 8);
    paints.forEach(({ colour, fill, rim }, i) => {
      premultiplied(colours, (i + 1) * 4, colour, fill);
      premultiplied(colours, (width + i + 1) * 4, colour, rim);
    });
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, colours);
  }

  #newTexture(unit: number): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const [name, value] of [
      [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
      [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
      [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
      [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
    ] as const) {
      gl.texParameteri(gl.TEXTURE_2D, name, value);
    }
    return texture;
  }
}

function premultiplied(into: Uint8Array, at: number, [r, g, b]: Rgb, alpha: number): void {
  into[at] = Math.round(r * alpha);
  into[at + 1] = Math.round(g * alpha);
  into[at + 2] = Math.round(b * alpha);
  into[at + 3] = Math.round(255 * alpha);
}
