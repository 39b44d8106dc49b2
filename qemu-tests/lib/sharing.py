# SPDX-License-Identifier: GPL-2.0-or-later
"""Which scenarios share a boot."""


def groups(scenarios, most, mem=0):
    """Lists of scenarios that are one boot each, the longest first: those of one machine,
    which has mem MiB at least, are dealt out to as many as `most` boots. With 0 nobody
    shares."""
    found, alone = {}, []
    for one in scenarios:
        if most and one.shares:
            found.setdefault(tuple(one.machine(mem)), []).append(one)
        else:
            alone.append([one])
    parts = [part for group in found.values() for part in dealt_out(group, most)]
    return sorted(parts + alone, key=cost, reverse=True)


def dealt_out(scenarios, most):
    """As many boots that take about as long, each in the order that the scenarios have."""
    parts = [[] for _ in range(most)]
    for one in sorted(scenarios, key=lambda one: one.number("cost"), reverse=True):
        min(parts, key=cost).append(one)
    return [sorted(part, key=scenarios.index) for part in parts if part]


def cost(scenarios):
    return sum(one.number("cost") for one in scenarios)
