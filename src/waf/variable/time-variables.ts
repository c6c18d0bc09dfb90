// Variables of the clock. Times of day are those of the machine's time zone, as in ModSecurity.

import type { Transaction } from "../engine/transaction.ts";
import { scalar, type VariableReader, type VariableTable } from "./variable.ts";

const part = (pick: (now: Date) => string | number): VariableReader =>
  scalar((tx) => String(pick(startOf(tx))));

const startOf = (tx: Transaction): Date => new Date(tx.startedAtMs);
const twoDigits = (value: number): string => String(value).padStart(2, "0");

export const timeVariables: VariableTable = {
  TIME: part((d) => `${twoDigits(d.getHours())}:${twoDigits(d.getMinutes())}:${twoDigits(d.getSeconds())}`),
  TIME_DAY: part((d) => d.getDate()),
  TIME_EPOCH: part((d) => Math.trunc(d.getTime() / 1000)),
  TIME_HOUR: part((d) => d.getHours()),
  TIME_MIN: part((d) => d.getMinutes()),
  /** From 0, as in ModSecurity. */
  TIME_MON: part((d) => d.getMonth()),
  TIME_SEC: part((d) => d.getSeconds()),
  /** 0 is Sunday. */
  TIME_WDAY: part((d) => d.getDay()),
  TIME_YEAR: part((d) => d.getFullYear()),
  /** Microseconds since the transaction began. */
  DURATION: scalar((tx) => String(Math.max(0, Math.round((tx.nowMs() - tx.startedAtMs) * 1000)))),
};
