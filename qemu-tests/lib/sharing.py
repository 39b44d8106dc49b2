# SPDX-License-Identifier: GPL-2.0-or-later
"""Which scenarios share a boot."""


def groups(scenarios, most):
    """Lists of scenarios that are one boot each, the longest first: those of one machine
    are dealt out to as many as `most` boots. With 0 nobody shares."""
    found, alone = {}, []
    for one in scenarios:
        if most and one.shares:
            found.setdefault(tuple(one.machine), []).append(one)
        else:
            alone.append([one])
    parts = [group[number::most] for group in found.values() for number in range(most)]
    return sorted(filter(None, parts), key=len, reverse=True) + alone
