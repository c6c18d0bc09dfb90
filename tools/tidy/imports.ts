// The import map, and how a module is spelled: `#module/file.ts` across modules, `./file.ts` inside one.

import { type FileRule, type Finding, findingAt } from "./finding.ts";
import { diskBuiltins, importMap, ioBuiltins, modulesWithoutDisk, modulesWithoutIo } from "./import-map.ts";
import { type ImportSpecifier, importSpecifiers, resolveSpecifier } from "./import-specifiers.ts";
import { isTest, moduleOf, type Source } from "./source.ts";

export const checkImports: FileRule = (source) => {
  const wrong = unknownModule(source);
  if (wrong !== undefined) return [wrong];
  const imports = importSpecifiers(source).filter((specifier) => specifier.kind === "import");
  return imports.flatMap((specifier) => {
    const message = flawOf(source, specifier);
    return message === undefined ? [] : [findingAt(source, specifier.offset, message)];
  });
};

function unknownModule(source: Source): Finding | undefined {
  const module = moduleOf(source.path);
  if (module === undefined || importMap[module] !== undefined) return undefined;
  return findingAt(source, 0, `module ${module} has no row in tools/tidy/import-map.ts`);
}

function flawOf(source: Source, specifier: ImportSpecifier): string | undefined {
  const target = resolveSpecifier(source.path, specifier.text);
  if (target === undefined) return builtinFlaw(source, specifier);
  if (!target.endsWith(".ts") && !target.endsWith(".json")) return "import paths end in .ts";
  if (target === "src/main.ts") return "nothing imports main: it is the composition root";
  if (!source.path.startsWith("src/")) return outsideFlaw(specifier, target);
  const from = moduleOf(source.path);
  return from === undefined ? mainFlaw(specifier, target) : moduleFlaw(source.path, from, specifier, target);
}

function builtinFlaw(source: Source, specifier: ImportSpecifier): string | undefined {
  const from = moduleOf(source.path);
  if (from === undefined || specifier.typeOnly || isTest(source.path)) return undefined;
  if (modulesWithoutIo.includes(from) && ioBuiltins.includes(specifier.text)) {
    return `${from} does no I/O: declare a port for ${specifier.text} and let main.ts bind it`;
  }
  if (modulesWithoutDisk.includes(from) && diskBuiltins.includes(specifier.text)) {
    return `${from} serves requests and does no disk I/O: ${specifier.text} belongs in control`;
  }
  return undefined;
}

function outsideFlaw(specifier: ImportSpecifier, target: string): string | undefined {
  if (!target.startsWith("src/") || specifier.text.startsWith("#")) return undefined;
  return `import src by its subpath: #${target.slice("src/".length)}`;
}

function mainFlaw(specifier: ImportSpecifier, target: string): string | undefined {
  if (!target.startsWith("src/")) return "src imports nothing from outside src";
  return specifier.text.startsWith("#")
    ? privateFlaw(target)
    : `import it as #${target.slice("src/".length)}`;
}

function moduleFlaw(
  path: string,
  from: string,
  specifier: ImportSpecifier,
  target: string,
): string | undefined {
  const to = moduleOf(target);
  const relative = !specifier.text.startsWith("#");
  if (to === from) return relative ? undefined : `inside ${from} import by a relative path`;
  if (!target.startsWith("src/")) {
    if (isTest(path) && target.startsWith("test/harness/")) return undefined;
    return "src imports nothing from outside src; only its tests may import test/harness";
  }
  if (to === undefined) return `${target} is no module's file`;
  if (to !== "kernel" && !importMap[from]?.includes(to)) {
    return `${from} may not import ${to}; it may import ${["kernel", ...(importMap[from] ?? [])].join(", ")}`;
  }
  return relative ? `import it as #${target.slice("src/".length)}` : privateFlaw(target);
}

function privateFlaw(target: string): string | undefined {
  if (target.split("/").length <= 3) return undefined;
  const module = moduleOf(target);
  return `${target} is private to ${module}: import one of the files right under src/${module}`;
}
