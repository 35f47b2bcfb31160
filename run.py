#!/usr/bin/env python3
"""Sets Auditor up and starts it: `python3 run.py`; `python3 run.py test` runs every check. Standard library only.

`python3 run.py faults night` (or `release`) tries far more kills, power cuts, disk errors and damage than a push does.

Nothing is downloaded before the machine is known to be fit: what is missing is installed where that is allowed (root on
Debian and its kin), else said in one line. Exit codes: 0 done, 1 a check failed, 2 something must be mended first,
8 the network failed.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP = VENV / "set-up.json"
DEMO = HERE / "demo"
REPORTED = HERE / ".set-up"
LINUX = sys.platform.startswith("linux")

OLDEST = (3, 11)
GLIBC = {"x86_64": (2, 34), "aarch64": (2, 39)}  # what the Qt wheels were built for
DISK_MB = {"start": 900, "test": 1500}
DOWNLOAD_MB = {"start": 122, "test": 98}  # wheels for Linux x86-64, measured

# What Qt loads (found with ldd on a bare Debian): the library's name, Debian's package.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "dbus-run-session": "dbus",
    "pdftotext": "poppler-utils",
    "strace": "strace",
}
FAULT_TIERS = ("push", "night", "release")
ACCESSIBILITY = (
    "import gi; gi.require_version('Atspi', '2.0')"  # asked of the system's Python: a screen reader's library
)
ACCESSIBILITY_PACKAGES = ("python3-gi", "gir1.2-atspi-2.0", "at-spi2-core")


class Unfit(Exception):
    """What stands in the way, in the reader's words, and the exit code."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code


def say(text: str) -> None:
    """One line for the person at the terminal, at once even through a pipe."""
    print(text, flush=True)


def both(zh: str, en: str) -> str:
    """The sentence in the language of the environment, or in both where it names neither."""
    for name in ("AUDITOR_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name, "").lower().startswith(("zh", "en")):
            return zh if os.environ[name].lower().startswith("zh") else en
    return f"{zh} / {en}"


# --- is this machine fit? ---------------------------------------------------------------------------------------------


def find_python() -> None:
    """Hand over to a newer Python on the path when this one is too old, or say what to install."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, 10, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            os.execv(found, [found, *sys.argv])
    here = platform.python_version()
    raise Unfit(
        both(
            f"需要 Python 3.11 或更新版本，当前是 {here}。请安装后再运行。",
            f"Python 3.11 or newer is needed, this is {here}. Install one and run again.",
        )
    )


def check_platform() -> None:
    """Refuse a system for which the libraries are not built, before anything is downloaded."""
    if sys.maxsize < 2**32:
        raise Unfit(both("需要 64 位的 Python。", "A 64-bit Python is needed."))
    if sys.platform == "darwin":
        release = int(platform.mac_ver()[0].split(".")[0] or 0)
        if platform.machine() != "arm64" or release < 15:
            raise Unfit(
                both("需要 Apple 芯片和 macOS 15 或更新版本。", "Apple silicon and macOS 15 or newer are needed.")
            )
    if not LINUX:
        return
    floor = GLIBC.get(platform.machine())
    if floor is None:
        raise Unfit(both(f"不支持的处理器：{platform.machine()}。", f"Unsupported processor: {platform.machine()}."))
    found = glibc()
    if found < floor:
        wanted = ".".join(map(str, floor))
        shown = ".".join(map(str, found)) or "?"
        raise Unfit(
            both(
                f"系统的 glibc 是 {shown}，图形库需要 {wanted} 或更新（Debian 12、Ubuntu 22.04 起）。",
                f"This system's glibc is {shown}; the window's libraries need {wanted} or newer "
                "(Debian 12, Ubuntu 22.04 on).",
            )
        )


def glibc() -> tuple[int, ...]:
    """The version of the C library; empty where it is another one (musl)."""
    try:
        name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
    except (ValueError, OSError):
        return ()
    return tuple(int(part) for part in version.split(".")[:2]) if name == "glibc" else ()


def has_display() -> bool:
    """Whether a window can be shown here."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def loads(library: str) -> bool:
    """Whether the system's loader finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(purpose: str) -> dict[str, str]:
    """What the system lacks for this purpose: the thing that was looked for, Debian's package for it."""
    missing: dict[str, str] = {}
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        missing["ensurepip"] = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if LINUX:
        wanted = dict(QT_LIBRARIES)
        if purpose == "test" or has_display():
            wanted.update(X11_LIBRARIES)
        missing.update({name: package for name, package in wanted.items() if not loads(name)})
    if purpose == "test":
        missing.update(missing_programs())
    return missing


def missing_programs() -> dict[str, str]:
    """The programs some tests drive and this system lacks, with Debian's package for each."""
    if not LINUX:
        return {}
    missing = {name: package for name, package in TEST_PROGRAMS.items() if shutil.which(name) is None}
    system = Path("/usr/bin/python3")
    if (
        not system.exists()
        or subprocess.run([system, "-c", ACCESSIBILITY], capture_output=True, check=False).returncode
    ):
        missing.update({f"AT-SPI: {package}": package for package in ACCESSIBILITY_PACKAGES})
    return missing


def provide_packages(purpose: str) -> None:
    """Install what is missing as root on Debian and its kin; elsewhere say in one line what to install."""
    missing = missing_packages(purpose)
    if not missing:
        return
    packages = sorted(set(missing.values()))
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        say(both(f"安装系统软件包：{' '.join(packages)}", f"Installing system packages: {' '.join(packages)}"))
        said = apt_get(apt, "update") + apt_get(apt, "install", "-y", "--no-install-recommends", *packages)
        missing = missing_packages(purpose)
        if missing:
            say(said)
    only_for_tests = set(missing) <= set(missing_programs())
    if missing and not (purpose == "test" and only_for_tests):
        raise Unfit(advice(missing, apt is not None))


def apt_get(program: str, *arguments: str) -> str:
    """Run apt-get without questions; what it said, for when something is still missing afterwards."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [program, "-q", *arguments], env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.stdout


def advice(missing: dict[str, str], debian: bool) -> str:
    """One line that mends everything missing at once."""
    if debian:
        return f"sudo apt-get install -y {' '.join(sorted(set(missing.values())))}"
    names = ", ".join(sorted(missing))
    return both(f"请用系统的软件包管理器安装：{names}", f"Install with this system's package manager: {names}")


def check_disk(purpose: str) -> None:
    """Refuse to begin where the libraries would not fit."""
    free = shutil.disk_usage(HERE).free // 1_000_000
    if free < DISK_MB[purpose]:
        wanted = DISK_MB[purpose]
        raise Unfit(
            both(
                f"磁盘空间不足：需要 {wanted} MB，剩余 {free} MB。",
                f"Disk too full: {wanted} MB needed, {free} MB free.",
            )
        )


# --- set-up -----------------------------------------------------------------------------------------------------------


def venv_python() -> Path:
    """The interpreter of the project's own environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(purpose: str) -> str:
    """Changes when a set-up made earlier no longer fits: other lists, another Python, a moved folder."""
    digest = hashlib.sha256(f"{platform.python_version()}|{HERE}".encode())
    lists = ["pyproject.toml", "setup.py", "requirements.txt"]
    for name in [*lists, "requirements-dev.txt"] if purpose == "test" else lists:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def stamps() -> dict[str, str]:
    """The fingerprints of the set-ups that were finished, by purpose."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def set_up(purpose: str) -> None:
    """Make the environment for starting or testing; immediate when that was done before."""
    check_platform()
    provide_packages(purpose)  # each time: a display may have come since
    wanted = fingerprint(purpose)
    if stamps().get(purpose) == wanted:
        return
    check_disk(purpose)
    make_venv()
    begin, more = DOWNLOAD_MB["start"], DOWNLOAD_MB["test"]
    pip_step(
        both(
            f"下载并安装运行所需的库（约 {begin} MB）", f"Downloading and installing the libraries (about {begin} MB)"
        ),
        ["--require-hashes", "--only-binary", ":all:", "-r", "requirements.txt"],
    )
    if purpose == "test":
        pip_step(
            both(f"下载并安装测试工具（约 {more} MB）", f"Downloading and installing the test tools (about {more} MB)"),
            ["--require-hashes", "--only-binary", ":all:", "-r", "requirements-dev.txt"],
        )
    pip_step(both("安装本项目", "Installing the project"), ["--no-deps", "--no-build-isolation", "-e", "."])
    done = stamps()
    done[purpose] = wanted
    if purpose == "test":
        done["start"] = fingerprint("start")
    STAMP.write_text(json.dumps(done), encoding="utf-8")


def make_venv() -> None:
    """The project's own environment, made anew when absent, broken or of another Python."""
    probe = "import pip, platform; print(platform.python_version())"
    if venv_python().exists():
        found = subprocess.run([venv_python(), "-c", probe], capture_output=True, text=True, check=False)
        if found.returncode == 0 and found.stdout.strip() == platform.python_version():
            return
    say(both("建立独立的 Python 环境（.venv）", "Making an environment of its own (.venv)"))
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        raise Unfit(both("无法建立 .venv。", "The environment .venv could not be made."))


def pip_step(what: str, arguments: Sequence[str]) -> None:
    """One installation by pip, under pip's own configuration, announced with what it costs."""
    say(f"{what} …")
    began = time.monotonic()
    command = [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if not sys.stdout.isatty():
        command.append("-q")
    environment = {name: value for name, value in os.environ.items() if name not in ("PIP_USER", "PYTHONHOME")}
    done = subprocess.run([*command, *arguments], cwd=HERE, env=environment, check=False)
    if done.returncode:
        raise Unfit(
            both(
                "pip 安装失败（原因见上）。若网络受限，请先在 pip 配置中设置镜像或代理，再运行一次；已下载的不会重下。",
                "pip failed (see above). Behind a closed network, set a mirror or proxy in pip's configuration "
                "and run again; what was downloaded is kept.",
            ),
            8,
        )
    seconds = round(time.monotonic() - began)
    say("  " + both(f"完成，{seconds} 秒", f"done in {seconds} s"))


# --- start ------------------------------------------------------------------------------------------------------------


def auditor(*arguments: str, shown: bool = False) -> int:
    """Run the command line in the project's environment; its exit code. Unless shown it is heard only on failure."""
    command = [str(venv_python()), "-m", "auditor", *arguments]
    done = subprocess.run(
        command, cwd=HERE, stdout=None if shown else subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode not in (0, 1):
        say((done.stdout or "") + done.stderr)
    return done.returncode


def make_demo(workspace: Path) -> None:
    """A workspace with made-up people; it appears whole or not at all."""
    making = DEMO.with_name("demo.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    say(both("第一次启动：生成演示数据（200 名虚构主播）…", "First start: making demo data (200 made-up hosts) …"))
    code = auditor("--workspace", str(making / workspace.name), "init", "--demo", "200", "--seed", "1")
    if code:
        raise Unfit(both("无法生成演示数据。", "The demo data could not be made."), code)
    making.rename(DEMO)


def audit_demo(workspace: Path, report: Path) -> None:
    """Judge the demo, store the run and write the report."""
    say(both("检查演示数据，生成 PDF 报告 …", "Auditing the demo data and writing the PDF report …"))
    code = auditor("--workspace", str(workspace), "audit", "--save", "--pdf", str(report), shown=True)
    if code not in (0, 1):  # 1: done, with findings, as it should be
        raise Unfit(both("无法检查演示数据。", "The demo data could not be audited."), code)


def start() -> int:
    """Set up, make the demo the first time, open the window where there is a display."""
    set_up("start")
    workspace, report = DEMO / "demo.auditor", DEMO / "report.pdf"
    if not DEMO.exists():
        make_demo(workspace)
    if not report.exists():
        audit_demo(workspace, report)
    say(both(f"演示报告：{report}", f"Demo report: {report}"))
    if not has_display():
        command = f"{venv_python().parent / 'auditor'} --workspace {workspace}"
        say(
            both(
                f"这里没有图形界面，不打开窗口。命令行：{command} --help",
                f"There is no display here, so no window opens. Command line: {command} --help",
            )
        )
        return 0
    say(both("打开窗口 …", "Opening the window …"))
    code = subprocess.run(
        [str(venv_python()), "-m", "ui.main", "--workspace", str(workspace)], cwd=HERE, check=False
    ).returncode
    if code:
        say(
            both(
                f"窗口未能正常运行（代码 {code}）；报告仍在：{report}",
                f"The window failed (code {code}); the report is at {report}",
            )
        )
    return max(code, 1) if code else 0  # a negative code is a signal


# --- test -------------------------------------------------------------------------------------------------------------


def test(arguments: Sequence[str]) -> int:
    """Set up and run every check; the last line says what failed and what a test needed and did not find."""
    set_up("test")
    REPORTED.mkdir(exist_ok=True)
    results = REPORTED / "tests.xml"
    results.unlink(missing_ok=True)
    python = str(venv_python())
    scripts = venv_python().parent
    parallel = [] if any(a.startswith(("-n", "--numprocesses")) for a in arguments) else ["-n", "2"]
    checks = {
        "ruff": [str(scripts / "ruff"), "check", "."],
        "ruff format": [str(scripts / "ruff"), "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "import-linter": [str(scripts / "lint-imports"), "--no-logo"],
        "tests": [python, "-m", "pytest", *parallel, f"--junitxml={results}", *arguments],
    }
    environment = {"QT_QPA_PLATFORM": "offscreen", **compiling()}
    failed = []
    for name, command in checks.items():
        say(f"== {name}")
        if subprocess.run(command, cwd=HERE, env=environment, check=False).returncode:
            failed.append(name)
    return verdict(failed, not_found(results))


def compiling() -> dict[str, str]:
    """The environment, with compiled modules kept: tests start hundreds of processes, each would compile all anew."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def faults(tier: str, arguments: Sequence[str]) -> int:
    """Set up and try faults: at night and before a release many more than among the other tests; prints the figures."""
    set_up("test")
    command = [str(venv_python()), "-m", "pytest", "-n", "2", "--dist", "worksteal", "tests/faults", *arguments]
    return subprocess.run(command, cwd=HERE, env={**compiling(), "AUDITOR_FAULTS": tier}, check=False).returncode


def not_found(results: Path) -> list[str]:
    """What tests needed and did not find: absent programs, and tests skipped because they need something."""
    reasons = {f"{name} ({package})" for name, package in missing_programs().items()}
    if results.exists():
        for skipped in ET.parse(results).iter("skipped"):
            message = skipped.get("message", "")
            if message.startswith("needs "):
                reasons.add(message)
    return sorted(reasons)


def verdict(failed: Sequence[str], absent: Sequence[str]) -> int:
    """Print the last line; where CI runs, a test that could not run is a failure."""
    bad = bool(failed) or (bool(absent) and os.environ.get("CI") == "true")
    line = both("未通过：", "Failed: ") + ", ".join(failed) if failed else both("检查通过。", "All checks passed.")
    if absent:
        line += " " + both("未能运行，缺少：", "Not run for want of: ") + "; ".join(absent)
    say(line)
    return 1 if bad else 0


USAGE = both(
    "用法：run.py [setup | test [pytest 参数] | faults [night | release [参数]]]；不带参数：安装、演示、打开窗口",
    "Usage: run.py [setup | test [pytest arguments] | faults [night | release [pytest arguments]]]; "
    "without arguments: set up, make the demo, open the window",
)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; mistakes and lacks are one line, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda errors: None)(errors="replace")  # a console may lack Chinese
    try:
        find_python()
        if not arguments:
            return start()
        if arguments[0] == "test":
            return test(arguments[1:])
        if arguments[0] == "faults" and (arguments[1:] or ["push"])[0] in FAULT_TIERS:
            return faults((arguments[1:] or ["push"])[0], arguments[2:])
        if list(arguments) == ["setup"]:
            set_up("start")
            return 0
        say(USAGE)
        return 0 if arguments[0] in ("-h", "--help") else 2
    except Unfit as reason:
        say(str(reason))
        return reason.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
