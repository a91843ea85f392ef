/** Amounts as text: formatting and comparing decimal text without ever making a floating-point number of it. */

const SYMBOLS: Record<string, string> = { GBP: "£", USD: "$", EUR: "€", AUD: "A$", CAD: "C$", NZD: "NZ$", JPY: "¥" };
const NO_MINOR_UNIT = new Set(["JPY", "KRW", "CLP", "ISK", "VND"]);
const DECIMAL = /^([+-]?)0*(\d+)(?:\.(\d*))?$/;
const SCALE = 12;

/** True for text that is a plain decimal number such as "-1204.50". */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text.trim());
}

/** "-1234567.5" in GBP gives "−£1,234,567.50"; more than two decimals are kept; text that is no number comes back as it is. */
export function formatMoney(amount: string, currency = ""): string {
  const parts = DECIMAL.exec(amount.trim());
  if (!parts) return amount;
  const [, sign, whole = "0", fraction = ""] = parts;
  const least = NO_MINOR_UNIT.has(currency) ? 0 : 2;
  const kept = fraction.replace(/0+$/, "").padEnd(least, "0");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (kept ? `.${kept}` : "");
  const minus = sign === "-" && /[1-9]/.test(whole + fraction) ? "−" : "";
  const symbol = SYMBOLS[currency];
  if (symbol) return `${minus}${symbol}${digits}`;
  return currency ? `${minus}${digits} ${currency}` : `${minus}${digits}`;
}

/** "2.0000" gives "2", "1234.50" gives "1,234.5": a quantity, without zeros that say nothing. */
export function formatQuantity(quantity: string): string {
  const parts = DECIMAL.exec(quantity.trim());
  if (!parts) return quantity;
  const [, sign, whole = "0", fraction = ""] = parts;
  const kept = fraction.replace(/0+$/, "");
  return `${sign === "-" ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${kept ? `.${kept}` : ""}`;
}

/** The amount as a whole number of 10⁻¹² units, for exact comparison and sums. */
function scaled(amount: string): bigint {
  const parts = DECIMAL.exec(amount.trim());
  if (!parts) throw new RangeError(`not an amount: ${amount}`);
  const [, sign, whole = "0", fraction = ""] = parts;
  const units = BigInt(whole + fraction.slice(0, SCALE).padEnd(SCALE, "0"));
  return sign === "-" ? -units : units;
}

export function isZero(amount: string): boolean {
  return isDecimal(amount) && scaled(amount) === 0n;
}

export function isNegative(amount: string): boolean {
  return isDecimal(amount) && scaled(amount) < 0n;
}

/** The exact sum of amounts of one currency, as text with at least two decimals. */
export function sumMoney(amounts: readonly string[]): string {
  const total = amounts.reduce((sum, amount) => sum + scaled(amount), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(SCALE + 1, "0");
  const fraction = digits.slice(-SCALE).replace(/0+$/, "").padEnd(2, "0");
  return `${total < 0n ? "-" : ""}${digits.slice(0, -SCALE)}.${fraction}`;
}

/** Only for the geometry of charts, where a pixel is far wider than the error; labels are made with formatMoney. */
export function toHeight(amount: string): number {
  return isDecimal(amount) ? Number(amount) : 0;
}
