import { describe, expect, it } from "vitest";
import { formatMoney, formatQuantity, isDecimal, isNegative, isZero, sumMoney } from "@/lib/money";

describe("an amount", () => {
  it.each([
    ["1234567.5", "GBP", "£1,234,567.50"],
    ["-12", "GBP", "−£12.00"],
    ["-0.00", "GBP", "£0.00"],
    ["0.1250", "GBP", "£0.125"],
    ["1000", "JPY", "¥1,000"],
    ["999", "CHF", "999.00 CHF"],
    ["+5.5", "", "5.50"],
    ["007.10", "USD", "$7.10"],
  ])("%s %s reads %s", (amount, currency, shown) => {
    expect(formatMoney(amount, currency)).toBe(shown);
  });

  it("keeps every digit of an amount that no floating-point number holds", () => {
    expect(formatMoney("90071992547409931234.07", "GBP")).toBe("£90,071,992,547,409,931,234.07");
  });

  it("of goods is shown without zeros that say nothing", () => {
    expect(["2.0000", "1234.50", "-3", "a few"].map(formatQuantity)).toEqual(["2", "1,234.5", "−3", "a few"]);
  });

  it("leaves text alone that is no number", () => {
    expect(formatMoney("n/a", "GBP")).toBe("n/a");
    expect(isDecimal("1e5")).toBe(false);
    expect(isDecimal("12.")).toBe(true);
  });

  it("is summed exactly", () => {
    expect(sumMoney(["0.10", "0.20"])).toBe("0.30");
    expect(sumMoney(["0.10", "-0.30"])).toBe("-0.20");
    expect(sumMoney(["100", "-99.995"])).toBe("0.005");
    expect(sumMoney([])).toBe("0.00");
    expect(() => sumMoney(["one"])).toThrow(RangeError);
  });

  it("knows nil and negative, whatever the sign of nil", () => {
    expect(isZero("-0.000")).toBe(true);
    expect(isZero("0.001")).toBe(false);
    expect(isZero("")).toBe(false);
    expect(isNegative("-0.01")).toBe(true);
    expect(isNegative("-0.00")).toBe(false);
  });
});
