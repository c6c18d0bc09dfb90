// Sources name files by `new URL("../some/file", import.meta.url)`, from where they stand in src. In a
// release they stand in dist/: this plugin writes the places anew, and bundles what is TypeScript.

import { existsSync } from "node:fs";
import { basename, join, posix, relative } from "node:path";
import type { Plugin } from "rolldown";
import { ROOT } from "../run/node-process.ts";
import { parseSource, type Source } from "../tidy/source.ts";
import { isCarried } from "./manifest.ts";

type Named = { readonly start: number; readonly end: number; readonly text: string };

export function namedFiles(): Plugin {
  return {
    name: "named-files",
    transform(code, id) {
      const path = relative(ROOT, id).replaceAll("\\", "/");
      let moved = "";
      let at = 0;
      for (const { start, end, text } of namesIn(parseSource(path, code))) {
        const target = posix.join(posix.dirname(path), text);
        const flaw = flawOf(target);
        if (flaw !== "") this.error(`${path} names ${target}, ${flaw}`);
        const name = basename(target).replace(/\.ts$/, ".js");
        if (isScript(target)) this.emitFile({ type: "chunk", id: join(ROOT, target), fileName: name });
        moved += `${code.slice(at, start)}"${isScript(target) ? `./${name}` : `../${target}`}"`;
        at = end;
      }
      // Without a map the old one goes on: lines stay, and only columns behind a name move.
      return at === 0 ? null : { code: moved + code.slice(at), map: null };
    },
  };
}

const isScript = (path: string): boolean => path.endsWith(".ts");

function flawOf(target: string): string {
  if (!existsSync(join(ROOT, target))) return "which does not exist";
  return isScript(target) || isCarried(target) ? "" : "which the `files` of package.json leave out";
}

/** The string literals of all `new URL("…", import.meta.url)`. */
function namesIn(source: Source): Named[] {
  return source.nodes.flatMap((node): Named[] => {
    if (node.type !== "NewExpression" || node.callee.type !== "Identifier") return [];
    const [file, base] = node.arguments;
    if (node.callee.name !== "URL" || base?.type !== "MemberExpression") return [];
    if (base.object.type !== "MetaProperty") return [];
    if (file?.type !== "Literal" || typeof file.value !== "string") {
      throw new Error(`${source.path}: name the file by a literal, so that a release can carry it`);
    }
    return [{ start: file.start, end: file.end, text: file.value }];
  });
}
