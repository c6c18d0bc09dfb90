// `portcullis demo`: placeholder until the demo lands in the next commit.

import { Command } from "commander";

export function demoCommand(_entry: URL): Command {
  return new Command("demo").description("try it");
}
