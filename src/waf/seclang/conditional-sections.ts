// What Apache's configurations put around directives: `<IfModule security2_module>` asks for ModSecurity,
// which is here, so its content is taken. Other sections bind rules to places that SecLang does not know
// and are refused.

import type { Place } from "#kernel/diagnostic.ts";
import { type Report, shown } from "./report.ts";
import type { PlacedText } from "./source-text.ts";

const MODSECURITY = /^["']?(?:security[23]?_module|mod_security[23]?\.c)["']?$/i;

export class ConditionalSections {
  readonly #report: Report;
  readonly #open: { readonly name: string; readonly place: Place }[] = [];

  constructor(report: Report) {
    this.#report = report;
  }

  /** True where the line begins or ends a section. */
  take(line: PlacedText): boolean {
    const form = /^<(\/?)([A-Za-z]+)\s*([^>]*?)\s*>?\s*$/.exec(line.text);
    if (form === null) return false;
    const [, slash = "", name = "", condition = ""] = form;
    if (slash === "") this.#begin(name, condition, line.place);
    else this.#end(name, line.place);
    return true;
  }

  finish(): void {
    for (const { name, place } of this.#open) {
      const hint = `end it with </${name}>`;
      this.#report.error(place, "open-section", `the section <${name}> has no end`, hint);
    }
  }

  #begin(name: string, condition: string, place: Place): void {
    this.#open.push({ name, place });
    if (name.toLowerCase() === "ifmodule" && MODSECURITY.test(condition)) return;
    const hint =
      name.toLowerCase() === "ifmodule"
        ? "take the directives out of the section, or leave them out with it"
        : "take the directives out of the section: a route of portcullis.yaml names the rules that it is under";
    const what = shown(`<${[name, condition].filter(Boolean).join(" ")}>`);
    this.#report.error(place, "refused-section", `the section ${what} is not supported`, hint);
  }

  #end(name: string, place: Place): void {
    const opened = this.#open.pop();
    if (opened?.name.toLowerCase() === name.toLowerCase()) return;
    const message = `there is no section <${name}> that could end here`;
    this.#report.error(place, "unopened-section", message, "remove it, or begin the section before");
  }
}
