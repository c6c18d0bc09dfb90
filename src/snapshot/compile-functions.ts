// Functions of the configuration → those of the snapshot. Each is loaded once in a sandbox, as workers load
// it, so that what is wrong with it is told before anything is served.

import { basename } from "node:path";
import type { Config } from "#config/config.ts";
import type { ConfigPorts } from "#config/files.ts";
import { printSize } from "#config/size.ts";
import { besideFile, placeOf } from "#config/source.ts";
import { Sandbox, type ScriptFlaw } from "#function/sandbox.ts";
import type { Diagnostic, Place } from "#kernel/diagnostic.ts";
import { defaultLimits } from "#kernel/limits.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { TextFiles } from "./text-files.ts";

export type CompiledFunctions = {
  /** Undefined where there is an error. */
  readonly functions: readonly FunctionSpec[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read or looked for. */
  readonly files: readonly string[];
};

type Written = Config["functions"] extends ReadonlyMap<string, infer F> ? F : never;

/** A script, and what its places are told by: its file, or its text in the configuration. */
type ReadScript = { readonly source: string; readonly file: string; readonly at: Place | undefined };

const { sourceBytes } = defaultLimits.functions;

export async function compileFunctions(config: Config, ports: ConfigPorts): Promise<CompiledFunctions> {
  const files = new TextFiles(ports);
  const functions: FunctionSpec[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [name, written] of config.functions) {
    const script = readScript(name, written, config, files);
    if ("severity" in script) {
      diagnostics.push(script);
      continue;
    }
    const spec = specOf(name, written, script);
    const opened = await Sandbox.open(spec).catch(flawOf);
    if (opened instanceof Sandbox) functions.push(spec);
    else diagnostics.push(diagnosticOf(name, script, opened));
  }
  return {
    functions: diagnostics.length > 0 ? undefined : functions,
    diagnostics,
    files: files.looked,
  };
}

/** Of the machine or of what is installed: it is told with the function that could not be tried. */
function flawOf(error: unknown): ScriptFlaw {
  const why = error instanceof Error ? error.message : String(error);
  return { message: `its sandbox cannot be made: ${why}`, line: 0, column: 0 };
}

function readScript(
  name: string,
  written: Written,
  { places }: Config,
  files: TextFiles,
): ReadScript | Diagnostic {
  const { file: path, code } = written;
  if (code !== undefined) {
    const at = placeOf(places.value(written, "code"));
    return whole({ source: code, file: at.file, at }, name);
  }
  if (path === undefined) throw new Error("a function without a script passed the checks");
  const spot = places.value(written, "file");
  const file = besideFile(spot, path);
  const content = files.read(file);
  if (content.kind === "text") return whole({ source: content.text, file, at: undefined }, name);
  const shown = places.isHidden(written, "file") ? `the file at ${places.shown(written, "file")}` : file;
  const message = `the function ${shown} cannot be used: ${content.why}`;
  const hint = "the path is relative to the file that this line stands in";
  return { ...placeOf(spot), severity: "error", code: "unreadable-file", message, hint };
}

function whole(script: ReadScript, name: string): ReadScript | Diagnostic {
  if (Buffer.byteLength(script.source) <= sourceBytes) return script;
  return diagnosticOf(name, script, {
    message: `it is larger than ${printSize(sourceBytes)}`,
    line: 0,
    column: 0,
  });
}

function specOf(name: string, { timeout, memory, onFailure }: Written, script: ReadScript): FunctionSpec {
  const source = script.source.startsWith("\uFEFF") ? script.source.slice(1) : script.source;
  const file = script.at === undefined ? basename(script.file) : name;
  return { name, source, file, timeoutMs: timeout, memoryBytes: memory, onFailure };
}

/** Of a script that stands in the configuration the place is its beginning there. */
function diagnosticOf(
  name: string,
  { file, at }: ReadScript,
  { message, line, column }: ScriptFlaw,
): Diagnostic {
  const where = at === undefined || line === 0 ? "" : ` (line ${line}, column ${column} of the script)`;
  const place = at ?? { file, line: Math.max(1, line), column: Math.max(1, column) };
  return {
    ...place,
    severity: "error",
    code: "invalid-function",
    message: `the function ${JSON.stringify(name)} cannot be used: ${message}${where}`,
    hint: "it is a script of JavaScript, no module, that defines `function decide(request)`",
  };
}
