// QuickJS as WebAssembly: read, metered and compiled once in a thread, when the first function needs it. Each
// sandbox is an instance of its own, so that what goes wrong in one is gone with it.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { QuickJSSyncVariant, QuickJSWASMModule } from "quickjs-emscripten-core";
import { FUEL, meteredModule } from "./meter-wasm.ts";

export type Instance = {
  readonly quickjs: QuickJSWASMModule;
  /** What is left to it: calls and rounds of loops, until it traps. */
  readonly fuel: { value: number };
  /** Whether its memory has so many bytes left in one piece. */
  readonly hasRoom: (bytes: number) => boolean;
};

type WasmInstance = { readonly exports: Readonly<Record<string, unknown>> };
/** As C has it: 0 where nothing is left. */
type Allocator = { _malloc(bytes: number): number; _free(block: number): void };

/** As far as it is used here: the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => object;
  compile(bytes: Uint8Array): Promise<object>;
};

type MakeInstance = (memoryBytes: number) => Promise<Instance>;

const PAGE_BYTES = 65_536;
/** The module asks for these at least: for its own data, its stack, and some it could do without. */
const LEAST_PAGES = 256;

let library: Promise<MakeInstance> | undefined;

/**
 * Another instance of the library, with a memory of its own.
 * @param memoryBytes all that may be allocated in it
 */
export async function newInstance(memoryBytes: number): Promise<Instance> {
  library ??= loadLibrary().catch((error: unknown) => {
    // What could not be read or compiled now may be later.
    library = undefined;
    throw error;
  });
  const make = await library;
  return make(memoryBytes);
}

async function loadLibrary(): Promise<MakeInstance> {
  const { newQuickJSWASMModuleFromVariant } = await import("quickjs-emscripten-core");
  const { default: loaded } = await import("@jitl/quickjs-wasmfile-release-sync");
  // Its types are those of CommonJS, whose default would be the whole module.
  const variant = loaded as unknown as QuickJSSyncVariant;
  const load = await variant.importModuleLoader();
  if (typeof load !== "function") throw new Error("QuickJS has no loader of its module");
  const file = fileURLToPath(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"));
  const compiled = await WebAssembly.compile(meteredModule(await readFile(file)));
  return async (memoryBytes) => {
    let made: WasmInstance | undefined;
    const instantiateWasm = (imports: object, done: (instance: WasmInstance) => void): object => {
      made = new WebAssembly.Instance(compiled, imports);
      done(made);
      return made.exports;
    };
    const pages = LEAST_PAGES + Math.ceil(memoryBytes / PAGE_BYTES);
    // It never grows: pages that nothing has written to are not there.
    const wasmMemory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const module = await load({ instantiateWasm, wasmMemory });
    const importModuleLoader = async () => async () => module;
    const quickjs = await newQuickJSWASMModuleFromVariant({ ...variant, importModuleLoader });
    if (made === undefined) throw new Error("QuickJS was not instantiated");
    leaveOnly(memoryBytes, module, pages * PAGE_BYTES);
    const hasRoom = (bytes: number): boolean => hasRoomFor(module, bytes);
    // The meter put it there, as a global of numbers.
    return { quickjs, fuel: made.exports[FUEL] as Instance["fuel"], hasRoom };
  };
}

/**
 * Takes the rest for good, and writes nothing to it. What is left is one piece: the allocator would take a
 * large block from behind it, and leave what is free unused. The first block lies where free memory begins.
 */
function leaveOnly(memoryBytes: number, module: Allocator, allBytes: number): void {
  const rest = allBytes - module._malloc(1) - memoryBytes;
  const whole = memoryBytes - PAGE_BYTES;
  if (module._malloc(rest) === 0 || !hasRoomFor(module, whole)) {
    throw new Error("the memory of QuickJS cannot be bounded");
  }
}

function hasRoomFor(module: Allocator, bytes: number): boolean {
  const block = module._malloc(bytes);
  if (block === 0) return false;
  module._free(block);
  return true;
}
