"""A bundle installs without a network, tells what it holds, and says what to do where it cannot be installed."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tripqa_lab.bundle.licences import TABLE, write_licences
from tripqa_lab.bundle.parts import SBOM, SUMS, TARGET, Target, lay_out, pack, write_sbom, write_sums

ROOT = Path(__file__).parents[2]
WANTED = os.environ.get("TRIPQA_TEST_BUNDLE") == "1"  # read before a test run forgets settings from outside
OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith("TRIPQA_")}
EXTRAS = "Requires-Dist: needed\nProvides-Extra: mcp\n"
CODE = {
    "tripqa/__init__.py": "",
    "tripqa/reading/__init__.py": "",
    "tripqa/reading/checking.py": "import sys, pathlib; pathlib.Path(sys.argv[1], 'checked').touch()",
}


def wheel(folder: Path, name: str, version: str, metadata: str = "", files: dict[str, str] | None = None) -> None:
    """Write a wheel of pure Python."""
    info = f"{name}-{version}.dist-info"
    held = {
        f"{info}/METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{metadata}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **{path.replace("INFO", info): text for path, text in (files or {}).items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        for path, text in held.items():
            file.writestr(path, text)
        file.writestr(f"{info}/RECORD", "".join(f"{path},,\n" for path in (*held, f"{info}/RECORD")))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle of a package that only notes that it was asked to check the cache."""
    folder = tmp_path / "bundle"
    wheel(folder / "wheels", "needed", "1.0", files={"needed.py": ""})
    wheel(folder / "wheels", "tripqa", "0.1.0", EXTRAS, CODE)
    (folder / "cache/encoders").mkdir(parents=True)
    (folder / "cache/encoders/network").write_text("weights", encoding="utf-8")
    (tmp_path / "checkout/corpus").mkdir(parents=True)
    (tmp_path / "checkout/corpus/report.txt").write_text("a report", encoding="utf-8")
    lay_out(tmp_path / "checkout", Target.here(), folder)
    write_sums(folder)
    return folder


def installed(bundle: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a bundle's installer, from the folder above it."""
    command = ["bash", f"{bundle.name}/install.sh", *map(str, arguments)]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=bundle.parent, env={**OUTSIDE, "PATH": path}, capture_output=True, text=True, check=False
    )


def alone(to: Path, code: str) -> None:
    """Run code in what was installed, with nothing from outside."""
    subprocess.run([to / ".venv/bin/python", "-I", "-c", code], check=True)


def test_a_bundle_is_installed_from_its_own_folder_and_says_what_comes_next(bundle: Path) -> None:
    done = installed(bundle)

    assert done.returncode == 0, done.stderr
    to = bundle.parent / "tripqa"
    assert done.stdout.splitlines()[-2:] == [
        f"    cd {to} && .venv/bin/tripqa ingest",
        "    .venv/bin/tripqa serve",
    ]
    assert (to / "cache/encoders/network").read_text(encoding="utf-8") == "weights"
    assert (to / "cache/checked").exists()
    assert (to / "corpus/report.txt").exists()
    assert (to / "tripqa.toml").read_text(encoding="utf-8") == 'cache = "cache"\n'
    alone(to, "import tripqa.reading, needed")


def test_installing_once_more_changes_nothing_of_one_s_own_and_a_newer_bundle_what_it_brings(bundle: Path) -> None:
    to = bundle.parent / "elsewhere"
    assert installed(bundle, "elsewhere").returncode == 0
    (to / "tripqa.toml").write_text('cache = "cache"\nthreads = 2\n', encoding="utf-8")
    (to / "corpus/report.txt").unlink()
    (to / "cache/checked").unlink()

    again = installed(bundle, to)

    assert again.returncode == 0, again.stderr
    assert again.stderr == ""
    assert "threads" in (to / "tripqa.toml").read_text(encoding="utf-8")
    assert list((to / "corpus").iterdir()) == []
    assert not (to / "cache/checked").exists()

    wheel(bundle / "wheels", "tripqa", "0.1.0", EXTRAS, {**CODE, "tripqa/newer.py": ""})  # the version did not change
    write_sums(bundle)
    newer = installed(bundle, to)

    assert newer.returncode == 0, newer.stderr
    alone(to, "import tripqa.newer")
    assert (to / "cache/checked").exists()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("cache/encoders/network", "damaged or missing; copy the tar once more"),
        ("python", "this bundle is for Python 2.7, which is not here; install it"),
        ("machine", f"this bundle is for abacus and this machine is {platform.machine()}"),
        ("to", "cannot be made; name another folder"),
        ("usage", "usage: install.sh [FOLDER]"),
    ],
)
def test_what_cannot_be_installed_says_what_to_do_and_leaves_nothing(bundle: Path, harm: str, says: str) -> None:
    match harm:
        case "python":
            (bundle / TARGET).write_text(f"python=2.7\nmachine={platform.machine()}\n", encoding="utf-8")
        case "machine":
            (bundle / TARGET).write_text(f"python={Target.here().python}\nmachine=abacus\n", encoding="utf-8")
        case "to":
            (bundle.parent / "tripqa").write_text("a file is in the way", encoding="utf-8")
        case "usage":
            pass
        case name:
            (bundle / name).write_text("other weights", encoding="utf-8")
    if harm in ("python", "machine"):
        write_sums(bundle)

    done = installed(bundle, *(["--help"] if harm == "usage" else []))

    assert done.returncode == 1
    assert says in done.stderr
    assert done.stdout == ""
    assert not (bundle.parent / "tripqa").is_dir()


def test_every_file_of_a_bundle_has_its_sum(bundle: Path) -> None:
    lines = (bundle / SUMS).read_text(encoding="utf-8").splitlines()

    assert {line.split("  ", 1)[1] for line in lines} == {
        str(file.relative_to(bundle)) for file in bundle.rglob("*") if file.is_file() and file.name != SUMS
    }
    subprocess.run(["sha256sum", "--quiet", "--strict", "--check", SUMS], cwd=bundle, check=True)


def test_a_tar_names_nobody_of_the_machine_that_made_it(bundle: Path) -> None:
    pack(bundle, bundle.parent / "bundle.tar")

    listed = subprocess.run(
        ["tar", "--numeric-owner", "-tvf", bundle.parent / "bundle.tar"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {line.split()[1] for line in listed} == {"0/0"}
    assert {line.split()[-1].split("/")[0] for line in listed} == {"bundle"}


def test_licences_are_what_the_packages_say(tmp_path: Path) -> None:
    said = {
        "one": "License-Expression: MIT\nLicense-File: LICENSE\n",
        "two": "Classifier: License :: OSI Approved :: BSD License\nLicense: a long text\n",
        "three": "License: Apache 2.0\n and its whole text\n",
        "four": "",
    }
    files = {"one": {"INFO/licenses/LICENSE": "MIT text"}, "two": {"INFO/NOTICE.txt": "mind this", "two.py": ""}}
    for name, metadata in said.items():
        wheel(tmp_path / "wheels", name, "1.0", metadata, files.get(name))
        with zipfile.ZipFile(tmp_path / f"wheels/{name}-1.0-py3-none-any.whl") as file:
            file.extractall(tmp_path / "packages")

    write_licences(tmp_path / "packages", tmp_path / "licences")

    assert (tmp_path / "licences" / TABLE).read_text(encoding="utf-8").splitlines() == [
        "package\tversion\tlicence\tfiles",
        "four\t1.0\t\t0",
        "one\t1.0\tMIT\t1",
        "three\t1.0\tApache 2.0\t0",
        "two\t1.0\tBSD License\t1",
    ]
    assert (tmp_path / "licences/one-1.0/licenses/LICENSE").read_text(encoding="utf-8") == "MIT text"
    assert (tmp_path / "licences/two-1.0/NOTICE.txt").read_text(encoding="utf-8") == "mind this"


def test_the_sbom_names_what_an_environment_holds(tmp_path: Path) -> None:
    wheel(tmp_path / "wheels", "needed", "1.0", "License-Expression: MIT\n")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python3*/site-packages")
    with zipfile.ZipFile(tmp_path / "wheels/needed-1.0-py3-none-any.whl") as file:
        file.extractall(packages)

    write_sbom(environment, ROOT, tmp_path / SBOM)

    said = json.loads((tmp_path / SBOM).read_text(encoding="utf-8"))
    assert said["bomFormat"] == "CycloneDX"
    assert said["metadata"]["component"]["name"] == "tripqa"
    assert [(one["name"], one["version"]) for one in said["components"]] == [("needed", "1.0")]


def test_the_scripts_are_written_without_a_fault() -> None:
    for script in (ROOT / "scripts/bundle", ROOT / "lab/tripqa_lab/bundle/install.sh"):
        subprocess.run(["bash", "-n", script], check=True)
        assert os.access(script, os.X_OK)


CLOSED = """
import fcntl, json, os, socket, struct, subprocess, sys, time, urllib.request
installer, to, question = sys.argv[1:]
with socket.socket() as any_socket:
    flags = struct.unpack("16sh", fcntl.ioctl(any_socket, 0x8913, struct.pack("16sh14x", b"lo", 0))[:18])[1]
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", flags | 1))  # loopback is up
assert [name for _, name in socket.if_nameindex()] == ["lo"]
begun = time.monotonic()
subprocess.run(["bash", installer, to], check=True)
own = os.path.join(to, ".venv/bin/tripqa")
subprocess.run([own, "ingest"], cwd=to, check=True)
with socket.socket() as taken:
    taken.bind(("127.0.0.1", 0))
    port = taken.getsockname()[1]
server = subprocess.Popen([own, "serve", "--port", str(port)], cwd=to, env={**os.environ, "TRIPQA_ACCESS_LOG": "off"})
try:
    url = f"http://127.0.0.1:{port}"
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz").close()
            break
        except OSError:
            assert server.poll() is None
            time.sleep(0.5)
    asked = urllib.request.Request(f"{url}/v1/ask", json.dumps({"question": question}).encode())
    asked.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(asked) as reply:
        print(reply.read().decode())
finally:
    server.terminate()
    server.wait()
print(f"from install.sh to the answer: {time.monotonic() - begun:.0f} s", file=sys.stderr)
"""


@pytest.mark.skipif(not WANTED, reason="a whole bundle takes minutes: TRIPQA_TEST_BUNDLE=1 makes one")
def test_a_whole_bundle_is_installed_and_answers_where_no_network_is(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        assert "CI" not in os.environ, "the kernel lets nobody have a network of their own"
        pytest.skip("the kernel lets nobody have a network of their own")
    subprocess.run(
        [sys.executable, "-m", "tripqa_lab.bundle", tmp_path / "out"],
        env={**OUTSIDE, "PYTHONPATH": str(ROOT / "lab")},
        check=True,
    )
    (tar,) = (tmp_path / "out").iterdir()
    subprocess.run(["tar", "-xf", tar, "-C", tmp_path], check=True)
    tar.unlink()
    command = [*alone, sys.executable, "-I", "-c", CLOSED, tmp_path / tar.stem / "install.sh", tmp_path / "tripqa"]

    done = subprocess.run(
        [*command, "KLIDはどの法律に基づいて設立されましたか"],
        env={**OUTSIDE, "XDG_CACHE_HOME": str(tmp_path / "none")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    answer = json.loads(done.stdout.splitlines()[-1])
    assert "電子政府法第72条" in answer["citations"][0]["quote"]
    assert not (tmp_path / "none" / "tripqa").exists()  # its cache lies below the folder, too
