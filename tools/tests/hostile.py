#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""hostile.py PROGRAM: what mixctl --json prints is JSON, and says what the names are, whatever
bytes processes call themselves by; and what it prints for people moves no cursor."""
import codecs
import json
import subprocess
import sys

COUNT = 1000


def replace_each(error):
    return "\ufffd" * (error.end - error.start), error.end


def as_text(field):
    """Up to NUL; a byte that is no UTF-8 is a replacement character."""
    return field.partition(b"\0")[0].decode("utf-8", "replace_each")


def check_why(document, comm, name, cause, maker):
    path = json.loads(document.decode("utf-8", "strict"))[0]
    stream = path["streams"][0]
    assert stream["comm"] == comm, stream["comm"]
    assert path["outputs"][0]["name"] == name, path["outputs"][0]["name"]
    assert stream["history"][0]["text"] == cause, stream["history"]
    assert stream["history"][0]["comm"] == maker, stream["history"]
    assert stream["since"]["made"]["text"] == cause, stream["since"]


def check_monitor(line, comm, cause, maker):
    event = json.loads(line.decode("utf-8", "strict"))
    assert event["name"] == event["now"]["comm"] == comm, event
    assert event["change"]["text"] == cause, event
    assert event["change"]["comm"] == maker, event


def main():
    codecs.register_error("replace_each", replace_each)
    output = subprocess.run([sys.argv[1], str(COUNT)], check=True, capture_output=True).stdout
    # No byte may reach a terminal that it would obey.
    assert not set(output) - {0x0a, 0x1e} & set(range(0x20)) and 0x7f not in output
    records = output.split(b"\x1e")[:-1]
    assert len(records) == 5 * COUNT, len(records)
    for record, why, text, told, line in zip(*(records[i::5] for i in range(5))):
        chosen, _, document = record.partition(b"\n")
        comm, name, cause, maker = [as_text(bytes.fromhex(word.decode()))
                                    for word in chosen.split()]
        status = json.loads(document.decode("utf-8", "strict"))
        stream = status["streams"][0]
        assert stream["comm"] == comm, (chosen, stream["comm"])
        assert status["outputs"][1]["name"] == name, (chosen, status["outputs"][1]["name"])
        assert stream["last_change"]["cause"]["text"] == cause, chosen
        check_why(why, comm, name, cause, maker)
        check_monitor(told, comm, cause, maker)
        assert line.count(b"\n") == 1, chosen
        for people in text, line:
            assert not any(0x80 <= ord(c) < 0xa0 for c in people.decode("utf-8", "strict")), chosen


main()
