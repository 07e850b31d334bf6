#!/usr/bin/env python3
"""hello.c in Python: `hello.py send` and `hello.py recv`, in any mix with the C program.

There is nothing to build: ctypes loads the shared library. WRTMEM_LIBRARY says where it is, if
the loader does not find it by itself. Types and errors are those of wrtmem.h.
"""

import os
import sys
import time
from ctypes import CDLL, POINTER, Structure, byref, c_char_p, c_int32, c_size_t, c_uint32
from ctypes import c_uint64, c_void_p, create_string_buffer

library = CDLL(os.environ.get("WRTMEM_LIBRARY", "libwrtmem.so.0.1"))
library.wrtmem_last_error.restype = c_char_p

ANY_LANE = -1


class Record(Structure):
    """wrtmem_record_t: what came with a message."""

    _fields_ = [
        ("sequence", c_uint64),
        ("length", c_uint64),
        ("lane", c_uint32),
        ("crc", c_uint32),
    ]


def call(name, *parameters):
    """Describes a function that answers a status; any but WRTMEM_OK becomes an exception."""
    function = library[name]
    function.argtypes = parameters
    function.restype = c_int32

    def checked(*arguments):
        if function(*arguments) != 0:
            raise OSError(f"{name}: {library.wrtmem_last_error().decode()}")

    return checked


handle, place = c_void_p, POINTER(c_void_p)
segment_open_or_create = call(
    "wrtmem_segment_open_or_create", c_char_p, c_void_p, place, c_void_p
)
segment_close = call("wrtmem_segment_close", handle)
message_open_or_create = call(
    "wrtmem_message_open_or_create", handle, c_char_p, c_void_p, place, c_void_p
)
message_close = call("wrtmem_message_close", handle)
sender_open = call("wrtmem_sender_open", handle, c_int32, place, POINTER(c_uint64))
sender_send = call(
    "wrtmem_sender_send", handle, c_char_p, c_size_t, c_uint64, POINTER(c_uint64)
)
sender_close = call("wrtmem_sender_close", handle)
receiver_open = call("wrtmem_receiver_open", handle, place)
receiver_receive = call(
    "wrtmem_receiver_receive", handle, c_char_p, c_size_t, c_uint64, POINTER(Record)
)
receiver_close = call("wrtmem_receiver_close", handle)


def main():
    segment, ring = c_void_p(), c_void_p()
    segment_open_or_create(b"hello", None, byref(segment), None)
    message_open_or_create(segment, b"greetings", None, byref(ring), None)
    # Nanoseconds of CLOCK_MONOTONIC: ten seconds from now.
    deadline = time.monotonic_ns() + 10 * 10**9
    if sys.argv[1:] == ["send"]:
        sender = c_void_p()
        sender_open(ring, ANY_LANE, byref(sender), None)
        sender_send(sender, b"hello", 5, deadline, None)
        sender_close(sender)
    else:
        receiver, text, record = c_void_p(), create_string_buffer(80), Record()
        receiver_open(ring, byref(receiver))
        receiver_receive(receiver, text, len(text), deadline, byref(record))
        print(f"{text.raw[:record.length].decode()} from lane {record.lane}")
        receiver_close(receiver)
    message_close(ring)
    segment_close(segment)


main()
