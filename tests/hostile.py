"""A process such as the one that parses files, whose parser does what the bytes say: the worst that a parser can do."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

from tripqa.domain import Heading
from tripqa.errors import FileEncrypted
from tripqa.parsing.extract import Extract
from tripqa.parsing.extracting import serve
from tripqa.parsing.limits import Limits

seen: list[bytes] = []


def extract(data: bytes, ending: str, limits: Limits) -> Extract:
    seen.append(data)
    text, headings = data.decode(errors="replace"), None
    match data:
        case b"abort":
            os.abort()
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"leave":
            os._exit(3)
        case b"hang":
            time.sleep(1000)
        case b"hang with the interpreter":
            re.fullmatch(r"(a*)*b", "a" * 100)
        case b"eat":
            seen.append(b"a" * limits.memory_per_file * 1_000_000)
        case b"flood":
            text = "a" * (limits.longest_text * 30)
        case b"misplace":
            headings = (Heading(3, 900, 1),)
        case b"lock":
            raise FileEncrypted("has a password; save a copy without one")
        case b"print":
            os.write(1, b"7\nnot now")
            print("not now either")
            print("nor here", file=sys.stderr)
        case b"write":
            with open("/dev/shm/tripqa-test" if os.path.isdir("/dev/shm") else "tripqa-test", "wb") as file:
                file.write(b"a")
        case b"open":
            files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1000)]
            text = str(len(files))
        case b"wear out":
            if len(seen) > 1:
                os.abort()
        case b"pid":
            text = str(os.getpid())
        case b"environment":
            text = " ".join(sorted(os.environ))
        case b"modules":
            text = " ".join(sorted(sys.modules))
    return Extract(text, "", headings, (), f"{len(seen)}{ending.encode('ascii', 'replace').decode()}")


if __name__ == "__main__":
    serve(extract)
