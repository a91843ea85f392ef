"""The companies of the sandbox: where they are, in which money and under which taxes."""

from dataclasses import dataclass

from tieout.sandbox.quickbooks.charts import AU, CA, GB, US, Chart


@dataclass(frozen=True)
class CompanySeed:
    name: str
    country: str
    currency: str
    chart: Chart
    utc_offset_hours: int | None  # None follows the Pacific clock
    time_zone: str
    tax_code: str | None  # for the lines of the demo's documents; None where a line says TAX or NON
    bank: str = "35"
    foreign: tuple[str, ...] = ()  # the currencies beside its own; none where multi currency is off


COMPANIES = {
    "9341450000000101": CompanySeed("Sandbox Company_GB", "GB", "GBP", GB, 0, "Europe/London", "2"),
    "9341450000000102": CompanySeed("Sandbox Company_US_1", "US", "USD", US, None, "America/Los_Angeles", None),
    "9341450000000103": CompanySeed("Sandbox Company_AU", "AU", "AUD", AU, 10, "Australia/Brisbane", "2"),
    "9341450000000104": CompanySeed(
        "Sandbox Company_CA", "CA", "CAD", CA, -5, "America/Toronto", "3", foreign=("USD", "EUR", "GBP")
    ),
}
