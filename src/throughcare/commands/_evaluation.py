"""An evaluation as a person may read it: every number through the disclosure policy, in the report's order.

Exact numbers stay in the result itself, on the analysis side. Counts are withheld below the threshold and rounded above it; the rate of those who
started comes from published counts; adjusted rates, differences and ratios are model estimates and have two significant figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from throughcare.disclosure.policy import Policy
from throughcare.disclosure.rules import protect_estimate, protect_people, round_figures

Document = dict[str, Any]


@dataclass(frozen=True)
class Writer:
    """Writes numbers as the policy lets them be seen; without a policy (analyst, unprotected) as they are."""

    policy: Policy | None

    def people(self, count: float | None) -> str:
        """A count of people."""
        if count is None:
            return ""
        return f"{count:,.0f}" if self.policy is None else protect_people(int(count), self.policy).text

    def figure(self, value: float | None) -> str:
        """A number that is no count: two significant figures."""
        if value is None:
            return "not estimated"
        return f"{value:.6g}" if self.policy is None else f"{round_figures(value, self.policy.significant_figures):g}"

    def share(self, value: float, primary: Document, arm: str) -> str:
        """A share of one arm, withheld where too few people stand behind it."""
        behind = primary[f"people_{arm}"] * min(value, 1 - value)
        return "withheld" if self.policy is not None and behind < self.policy.people_per_level else self.figure(value)

    def estimate(self, found: Document, name: str = "difference") -> str:
        """An estimate with its interval, or the reason why it is withheld."""
        bounds = {"difference": ("low", "high"), "ratio": ("ratio_low", "ratio_high")}[name]
        value, low, high = found[name], found[bounds[0]], found[bounds[1]]
        if self.policy is None:
            return f"{self.figure(value)} ({self.figure(low)} to {self.figure(high) if high is not None else 'open'})"
        people = smallest_group(found)
        cell = protect_estimate(value, low, high, smallest_level=people, residual_degrees=people, policy=self.policy)
        if cell.status != "published":
            return cell.text
        return f"{cell.value:g} ({cell.low:g} to {'open' if high is None or cell.high is None else f'{cell.high:g}'})"


def smallest_group(found: Document) -> int:
    """The smallest of: people with and without the outcome, in either group; for an amount, people in either group."""
    pairs = ((found["people_treated"], found["mean_treated"]), (found["people_comparison"], found["mean_comparison"]))
    if found["interval"] == "normal" or not all(0 <= mean <= 1 for _, mean in pairs):
        return int(min(people for people, _ in pairs))
    return int(min(people * share for people, mean in pairs for share in (mean, 1 - mean)) + 1e-9)


def write_evaluation(result: Document, policy: Policy | None) -> str:
    """The whole report as text, section after section."""
    w = Writer(policy)
    parts: list[tuple[str, Callable[[Document, Writer], list[str]]]] = [
        ("Plan", _plan), ("Target trial", _trial), ("People", _flow), ("Missing", _missing), ("What could have been detected", _detectable),
        ("Overlap", _overlap), ("Balance", _balance), ("Result", _primary), ("Course", _course), ("Specification panel", _panel),
        ("Negative controls", _controls), ("What something hidden could have done", _hidden), ("Linkage error", _linkage),
        ("Proof that came too late", _waiting), ("Subgroups", _subgroups), ("Definitions side by side", _definitions),
        ("Further outcomes", _secondary), ("Justice Data Lab tables", _jdl), ("Literature", _literature), ("Limits", _limits),
    ]  # fmt: skip
    lines = [f"# {result['title']}", "", result["question"], ""]
    if result["invented"]:
        lines += ["Every person here is invented.", ""]
    if policy is not None:
        lines += [policy.sentence, ""]
    else:
        lines += ["UNPROTECTED: exact numbers, for the analysis side only. Do not pass on.", ""]
    for heading, write in parts:
        body = write(result, w)
        if body:
            lines += [f"## {heading}", "", *body, ""]
    return "\n".join(lines)


def _plan(r: Document, w: Writer) -> list[str]:  # noqa: ARG001  # every section is written alike
    lock = r["lock"]
    lines = [f"plan {r['plan_id']}, SHA-256 {r['plan_sha256']}", f"{lock['status']}: {lock['reason']}"]
    if lock["locked_by"]:
        lines.append(f"locked by {lock['locked_by']} on {lock['locked_on']}, ledger {lock['ledger']}")
    if lock["deviations"]:
        lines.append(f"{len(lock['deviations'])} deviation(s) from the plan as locked:")
        lines += [f"  {one['key']}: locked as {one['locked']!r}, now {one['now']!r}" for one in lock["deviations"]]
    elif lock["status"] == "locked":
        lines.append("no deviation from the plan as locked")
    return lines


def _trial(r: Document, w: Writer) -> list[str]:  # noqa: ARG001  # every section is written alike
    return [f"{one['element']}: {one['target']} | here: {one['emulation']}" for one in r["target_trial"]]


def _flow(r: Document, w: Writer) -> list[str]:
    lines = []
    for one in r["flow"]:
        arms = "" if one["treated"] is None else f" (started {w.people(one['treated'])}, compared {w.people(one['comparison'])})"
        lines.append(f"{one['step']}: {w.people(one['people'])}{arms}")
    return lines


def _missing(r: Document, w: Writer) -> list[str]:
    empty = [one for one in r["missing"] if one["empty_treated"] or one["empty_comparison"]]
    lines = [
        f"{one['column']}: empty for {w.people(one['empty_treated'])} started, {w.people(one['empty_comparison'])} compared; {one['handling']}"
        for one in empty
    ]
    return lines or ["every covariate is recorded for everybody"]


def _detectable(r: Document, w: Writer) -> list[str]:
    lines = []
    for outcome, found in r["detectable"].items():
        if found is None:
            continue
        needed = ", ".join(
            f"{w.figure(people)} for a ratio of {ratio}" for ratio, people in found["treated_needed"].items() if people
        )
        down, up = found["smallest_ratio"], found["smallest_increase"]
        fall = "not even no event at all among those who started" if down is None else f"a fall to a ratio of {w.figure(down)}"
        rise = "none" if up is None else f"a rise to {w.figure(up)}"
        lines.append(f"{outcome}: with 80 % power {fall}, or {rise}; people who must start: {needed or 'cannot be said'}")
        if found["exact_power_at_smallest"] is not None:
            lines.append(
                f"  fewer than five events are expected among those who started; exact power at that ratio {w.figure(found['exact_power_at_smallest'])}"
            )
    return lines


def _overlap(r: Document, w: Writer) -> list[str]:
    found = r["overlap"]
    started = next(one["treated"] for one in r["flow"] if one["step"] == "eligible")
    lines = [
        f"of {w.people(started)} who started, beyond every comparison person: {w.people(round(started * found['outside_share']))}"
    ]
    if found["unmatched_share"] is not None:
        lines.append(f"without a partner: {w.people(round(started * found['unmatched_share']))}")
    return lines + ([f"some terms stand in one group only: {len(found['one_sided'])}"] if found["one_sided"] else [])


def _balance(r: Document, w: Writer) -> list[str]:
    found = r["balance"]
    # A share of weight, or a gap of a yes/no term, is a multiple of one over the number of people: exact numbers only.
    exact = w.policy is None
    head = "term | difference before | after | variance ratio after" + (" | largest distance after" if exact else "")
    lines = [found["definition"], "", head]
    for one, other in zip(found["before"], found["after"], strict=True):
        ratio = "" if other["variance_ratio"] is None else w.figure(other["variance_ratio"])
        distance = f" | {w.figure(other['distance_largest'])}" if exact else ""
        lines.append(f"{one['term']} | {w.figure(one['difference'])} | {w.figure(other['difference'])} | {ratio}{distance}")
    lines.append(f"effective people compared: {w.people(found['effective_comparison'])}")
    return lines


def _primary(r: Document, w: Writer) -> list[str]:
    from throughcare.evaluation import words

    primary = r["primary"]
    found = primary["estimate"]
    if found is None:
        if w.policy is None:
            return [primary["sentence"]]
        failed = ", ".join(gate["gate"] for gate in r["gates"] if not gate["passed"])
        asked = "; ".join(f"{gate['gate']}: the plan asks for {gate['limit']:g}" for gate in r["gates"] if not gate["passed"])
        if any(gate["gate"] in ("treated", "events") for gate in r["gates"] if not gate["passed"]):
            return [words.not_enough_people(f"refused at the gate of {failed} ({asked})", _rounded(primary["needed"], w))]
        return [words.no_headline(f"refused at the gate of {failed} ({asked})" if failed else primary["refused"])]
    if w.policy is not None and smallest_group(found) < w.policy.people_per_level:
        return ["withheld: too few people with, or without, the outcome in one group for an estimate to leave."]
    if found["interval"] == "normal" and not 0 <= found["mean_treated"] <= 1:
        return [primary["sentence"]]
    figures = {name: float(w.figure(found[name])) for name in ("mean_treated", "mean_comparison", "low", "high", "difference")}
    contrast = words.Contrast(**_as_contrast(figures), is_significant=not found["low"] <= 0 <= found["high"])
    needed = None if contrast.is_significant else _rounded(primary["needed"], w)
    return [
        words.headline(primary["label"], contrast, needed=needed),
        f"difference {w.estimate(found)}, ratio {w.estimate(found, 'ratio')}, by {found['estimator']} ({found['interval']})",
    ]


def _as_contrast(figures: dict[str, float]) -> dict[str, float]:
    names = {"treated": "mean_treated", "comparison": "mean_comparison", "low": "low", "high": "high", "difference": "difference"}
    return {name: figures[key] for name, key in names.items()}


def _rounded(needed: int | None, w: Writer) -> int | None:
    return None if needed is None else int(float(w.figure(needed)))


def _course(r: Document, w: Writer) -> list[str]:
    found = r["course"]
    if found is None:
        return []
    primary = r["primary"]["estimate"] or next((one for one in r["panel"] if "reason" not in one), None)
    if primary is None or (w.policy is not None and smallest_group(primary) < w.policy.people_per_level):
        return ["withheld: too few people with, or without, the outcome in one group"]
    lines = []
    if found["hazard_ratio"]:
        h = found["hazard_ratio"]
        lines.append(f"cause-specific hazard ratio {w.figure(h['ratio'])} ({w.figure(h['low'])} to {w.figure(h['high'])})")
    if found["restricted_mean"]:
        m = found["restricted_mean"]
        lines.append(
            f"mean days without it up to day {m['horizon_days']:.0f}: {w.figure(m['treated'])} and {w.figure(m['comparison'])}; "
            f"difference {w.figure(m['difference'])} ({w.figure(m['low'])} to {w.figure(m['high'])})"
        )
    if found["frequency"]:
        f = found["frequency"]
        lines.append(f"events per year at liberty: ratio {w.figure(f['ratio'])} ({w.figure(f['low'])} to {w.figure(f['high'])})")
    if found["overstated_by_censoring"] is not None:
        lines.append(
            f"taking competing events as censoring would overstate the risk by {100 * float(w.figure(found['overstated_by_censoring'])):.2g} %"
        )
    last = [one for one in found["points"] if one["day"] == max(point["day"] for point in found["points"])]
    for one in last:
        arms = [w.share(one[arm], primary, arm) for arm in ("treated", "comparison")]
        lines.append(f"{one['kind']} by day {one['day']:.0f}: started {arms[0]}, compared {arms[1]}")
    return lines + list(found["remarks"])


def _panel(r: Document, w: Writer) -> list[str]:
    lines = [_panel_line(one, w) for one in r["panel"]]
    if r["unadjusted"]:
        lines.append(_panel_line(r["unadjusted"], w))
    ties = r["ties"]
    if ties and ties["orders"] > 1:
        lines.append(
            f"over {ties['orders']} orders of people with equal scores (share tied {w.figure(ties['tied_share'])}) matching gives {w.figure(ties['lowest'])} to {w.figure(ties['highest'])}"
        )
    return lines


def _panel_line(one: Document, w: Writer) -> str:
    if "reason" in one:
        return f"{one['estimator']}: no answer: {one['reason']}" if w.policy is None else f"{one['estimator']}: no answer"
    balance = (
        "" if one["largest_difference"] is None else f"; largest standardised difference {w.figure(one['largest_difference'])}"
    )
    return f"{one['estimator']} ({one['estimand']}): {w.estimate(one)}{balance}"


def _controls(r: Document, w: Writer) -> list[str]:
    found = r["negative_controls"]
    if not found:
        return []
    lines = [f"{one['outcome']}: {w.estimate(one)}" for one in found["estimates"]]
    enough = w.policy is None or all(smallest_group(one) >= w.policy.people_per_level for one in found["estimates"])
    if found["pooled_ratio"] and enough:
        lines.append(
            f"pooled ratio {w.figure(found['pooled_ratio'])}; the primary ratio with it taken off {w.figure(found['corrected_ratio'])}"
        )
    return [*lines, "Evidence, not a gate: at this size such controls miss many biases and see some that are not there."]


def _hidden(r: Document, w: Writer) -> list[str]:
    found = r["e_value"]
    lines = [] if not found else [f"E-value {w.figure(found['estimate'])}, of the limit nearer to 1 {w.figure(found['limit'])}"]
    lines += [
        f"log-odds {one['on_selection']:g} on starting and {one['on_outcome']:g} on the outcome would leave a difference of {w.figure(one['difference'])} where none is true"
        for one in r["hidden_factor"]
        if one["on_selection"] == one["on_outcome"]
    ]
    return lines


def _linkage(r: Document, w: Writer) -> list[str]:
    found = r["linkage"]
    if not found:
        return []
    lines = []
    if found["ours"]:
        ours = found["ours"]
        where = f" ({found['ours_from']})" if found["ours_from"] else ""
        lines.append(
            f"corrected for our own linkage error{where}: difference {w.figure(ours['difference'])} ({w.figure(ours['low'])} to {w.figure(ours['high'])})"
            if ours["identified"]
            else f"not identified at our own linkage error{where}"
        )
    else:
        lines.append("our own linkage error is not stated in the plan")
    lines.append(
        f"of {len(found['grid'])} combinations of linked shares 0.90 to 1.00 and false shares 0 to 0.010 by group, {found['kept_sign']} keep the direction, "
        f"{found['turned_sign']} turn it, {found['not_identified']} are not identified"
    )
    lines += [f"link set {_variant_line(one, w)}" for one in found["sweep"]]
    if found["draws"]:
        d = found["draws"]
        lines.append(
            f"{d['draws']} drawn linkages combined: {w.figure(d['estimate'])} ({w.figure(d['low'])} to {w.figure(d['high'])})"
        )
    return lines


def _variant_line(one: Document, w: Writer) -> str:
    if "reason" in one:
        return f"{one['estimator']}: no answer"
    return f"{one['outcome']}: {w.estimate(one)}"


def _waiting(r: Document, w: Writer) -> list[str]:
    found = r["waiting"]
    if not found:
        return []
    if w.policy is not None and min(found["people_late_treated"], found["people_late_comparison"]) < w.policy.threshold:
        return ["withheld: too few people"]
    shares = [w.figure(found[f"share_{arm}"]) for arm in ("treated", "comparison")]
    return [f"share of offences in time but proven too late: started {shares[0]}, compared {shares[1]}"]


def _subgroups(r: Document, w: Writer) -> list[str]:
    lines = []
    for one in r["subgroups"]:
        if one["refused"]:
            lines.append(f"{one['label']}: no answer")
            continue
        if w.policy is not None and one["smallest_group"] < w.policy.people_per_level:
            lines.append(f"{one['label']} against {one['otherwise']}: withheld")
            continue
        lines.append(
            f"{one['label']} against {one['otherwise']}: the effects differ by {w.figure(one['difference'])} ({w.figure(one['low'])} to {w.figure(one['high'])}), p {w.figure(one['p_value'])}"
        )
    return lines


def _definitions(r: Document, w: Writer) -> list[str]:
    return [_variant_line(one, w) for one in r["definitions"]]


def _secondary(r: Document, w: Writer) -> list[str]:
    lines = []
    for one in r["secondary"]:
        if one["refused"]:
            lines.append(f"{one['label']}: not enough events")
        else:
            lines.append(
                f"{one['label']}: {w.estimate(one['estimate'])}, p {w.figure(one['estimate']['p_value'])}, adjusted {w.figure(one['adjusted_p_value'])}"
            )
    return [*lines, r["multiple_comparisons"]]


def _jdl(r: Document, w: Writer) -> list[str]:
    from throughcare.evaluation.words import jdl_difference

    lines = []
    for one in r["jdl"]:
        start = f"{one['table']}. {one['title']} ({one['row']}): "
        small = w.policy is not None and min(one["people_treated"], one["people_comparison"]) < w.policy.threshold
        if one["refused"] or small:
            lines.append(start + (one["refused"] or "withheld"))
            continue
        is_rate = one["table"] in (1, 4, 6)
        if w.policy is not None and is_rate and _jdl_smallest(one) < w.policy.people_per_level:
            lines.append(start + "withheld")
            continue
        scale, unit = (100, "percentage points") if is_rate else (1, "")
        low, high = (scale * float(w.figure(one[name])) for name in ("low", "high"))
        lines.append(
            f"{start}n {w.people(one['people_treated'])} and {w.people(one['people_comparison'])}; {w.figure(one['value_treated'])} and {w.figure(one['value_comparison'])}; "
            f"{jdl_difference(low, high, unit, is_significant=one['is_significant']).replace('  ', ' ')}; p {w.figure(one['p_value'])}"
        )
    return lines


def _jdl_smallest(one: Document) -> float:
    pairs = ((one["people_treated"], one["value_treated"]), (one["people_comparison"], one["value_comparison"]))
    return float(min(min(people * rate, people * (1 - rate)) for people, rate in pairs)) + 1e-9


def _literature(r: Document, w: Writer) -> list[str]:
    found = r["literature"]
    if not found:
        return []
    lines = []
    for one in found["forest"]:
        if one["kind"] == "own":
            lines.append(f"{one['label']}: {w.figure(one['ratio'])} ({w.figure(one['low'])} to {w.figure(one['high'])})")
        else:
            middle = "" if one["ratio"] is None else f"{one['ratio']:.2f} "
            lines.append(f"{one['label']}: {middle}({one['low']:.2f} to {one['high']:.2f})")
    return lines + ([found["note"]] if found["note"] else [])


def _limits(r: Document, w: Writer) -> list[str]:
    return [f"- {one}" for one in r["limits"]] + [f"- {one}" for one in (r["remarks"] if w.policy is None else ())]
