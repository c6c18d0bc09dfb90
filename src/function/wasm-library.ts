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
};

type WasmInstance = { readonly exports: Readonly<Record<string, unknown>> };

/** As far as it is used here: the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  compile(bytes: Uint8Array): Promise<object>;
};

type MakeInstance = () => Promise<Instance>;

let library: Promise<MakeInstance> | undefined;

/** Another instance of the library, with a memory of its own. */
export async function newInstance(): Promise<Instance> {
  library ??= loadLibrary();
  const make = await library;
  return make();
}

async function loadLibrary(): Promise<MakeInstance> {
  const { newQuickJSWASMModuleFromVariant, newVariant } = await import("quickjs-emscripten-core");
  const { default: loaded } = await import("@jitl/quickjs-wasmfile-release-sync");
  // Its types are those of CommonJS, whose default would be the whole module.
  const variant = loaded as unknown as QuickJSSyncVariant;
  const file = fileURLToPath(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"));
  const compiled = await WebAssembly.compile(meteredModule(await readFile(file)));
  return async () => {
    let made: WasmInstance | undefined;
    const instantiateWasm = (imports: object, done: (instance: WasmInstance) => void): object => {
      made = new WebAssembly.Instance(compiled, imports);
      done(made);
      return made.exports;
    };
    const own = newVariant(variant, { emscriptenModule: { instantiateWasm } });
    const quickjs = await newQuickJSWASMModuleFromVariant(own);
    if (made === undefined) throw new Error("QuickJS was not instantiated");
    // The meter put it there, as a global of numbers.
    return { quickjs, fuel: made.exports[FUEL] as Instance["fuel"] };
  };
}
