// Files and folders are kebab-case and named after the one thing that they hold.

import { type FileRule, type Finding, findingIn } from "./finding.ts";

const FILE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*\.ts$/;
const FOLDER = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const EMPTY_WORDS = new Set([
  "index",
  "utils",
  "util",
  "helpers",
  "helper",
  "types",
  "manager",
  "misc",
  "common",
]);
const EMPTY_ENDINGS = /-(?:utils?|helpers?|manager|misc)$/;

export const checkFileNames: FileRule = ({ path }) => {
  const folders = path.split("/");
  const file = folders.pop() ?? "";
  const found: Finding[] = [];
  if (!FILE.test(file)) found.push(findingIn(path, `${file} is not kebab-case`));
  for (const folder of folders) {
    if (!FOLDER.test(folder)) found.push(findingIn(path, `the folder ${folder} is not kebab-case`));
  }
  for (const name of [...folders, file.split(".")[0] ?? ""]) {
    if (!EMPTY_WORDS.has(name) && !EMPTY_ENDINGS.test(name)) continue;
    found.push(findingIn(path, `${name} says nothing: name it after the one thing that it holds`));
  }
  return found;
};
