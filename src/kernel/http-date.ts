// The date format of HTTP (IMF-fixdate, RFC 9110 §5.6.7), made once per second.

let formattedSecond = -1;
let formatted = "";

export function httpDate(wallMs: number): string {
  const second = Math.floor(wallMs / 1000);
  if (second !== formattedSecond) {
    formattedSecond = second;
    formatted = new Date(second * 1000).toUTCString();
  }
  return formatted;
}
