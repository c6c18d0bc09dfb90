// The configuration around what was imported: a listener and a site, so that it can be checked and run.

import { isFilled, type YamlValue, yamlText } from "./yaml-value.ts";

type Sections = Readonly<Record<string, Readonly<Record<string, YamlValue>>>>;

/** Sections without anything in them are left out. */
export function wholeConfiguration(sections: Sections): string {
  const filled = Object.fromEntries(Object.entries(sections).filter(([, section]) => isFilled(section)));
  const target = Object.hasOwn(filled, "apis") ? { apis: "all" } : { sinkpool: "default" };
  return yamlText({
    version: 1,
    listeners: { public: { port: 8080 } },
    ...filled,
    sites: { apis: { hosts: ["*"], routes: { all: { path: "/*", target } } } },
  });
}
