// Social security numbers of the United States.

const LENGTH = 9;
const RISING = "0123456789";
/** What was not given out before numbers became random in 2011. */
const FIRST_FREE_AREA = 740;

/** Nine digits whose three parts can be such, and that are not made up by counting or repeating. */
export function isSocialSecurityNumber(digits: string): boolean {
  if (digits.length !== LENGTH || RISING.includes(digits) || /^(.)\1*$/.test(digits)) return false;
  const area = Number(digits.slice(0, 3));
  if (area === 0 || area === 666 || area >= FIRST_FREE_AREA) return false;
  return digits.slice(3, 5) !== "00" && digits.slice(5) !== "0000";
}
