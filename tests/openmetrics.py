"""Parses the text on standard input with the reference parser of OpenMetrics, and compares it
with what examples/openmetrics.rs puts into its segment."""

import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

families = {family.name: family for family in text_string_to_metric_families(sys.stdin.read())}


def samples(family):
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for s in families[family].samples}


def expect(family, kind, unit, wanted):
    got = families[family]
    assert (got.type, got.unit) == (kind, unit), (family, got.type, got.unit)
    found = samples(family)
    for key, value in wanted.items():
        assert found.get(key) == value, (family, key, value, found)


sent = families["sent_bytes_bytes"]
assert sent.documentation == "Bytes sent, with a \\ and\na second line.", sent.documentation
label = (("label", 'left "wheel"'),)
expect("sent_bytes_bytes", "counter", "bytes", {("sent_bytes_bytes_total", label): 12})
expect("ready", "gauge", "", {("ready", ()): 1})
expect("temperature_records", "counter", "", {("temperature_records_total", ()): 3})
for name, value in {"sum": 124.5, "min": 40, "max": 43, "mean": 41.5}.items():
    expect(f"temperature_{name}_celsius", "gauge", "celsius", {(f"temperature_{name}_celsius", ()): value})
deviation = samples("temperature_standard_deviation_celsius")
assert abs(deviation[("temperature_standard_deviation_celsius", ())] ** 2 - 1.5) < 1e-12

cycle = "cycle_time_nanoseconds"
expect(cycle, "histogram", "nanoseconds", {(f"{cycle}_count", ()): 1000, (f"{cycle}_sum", ()): 500500000})
bounds = [(float(s.labels["le"]), s.value) for s in families[cycle].samples if s.name.endswith("_bucket")]
assert bounds[-1] == (float("inf"), 1000) and len(bounds) > 9, bounds
for bound, count in bounds[:-1]:
    # Bounds are bounds of buckets, so the counts up to them are exact.
    assert count == min(1000, int(bound) // 1000), (bound, count)

expect("_2nd_pass_total", "gauge", "", {("_2nd_pass_total", ()): 100})
expect("_2nd_pass_done", "gauge", "", {("_2nd_pass_done", ()): 25})
workers = {("_2nd_pass_workers", (("state", state),)): float(state == "finished")
           for state in ["working", "stalled", "finished", "dead"]}
expect("_2nd_pass_workers", "gauge", "", workers)
print(f"{len(families)} families, {sum(len(f.samples) for f in families.values())} samples")
