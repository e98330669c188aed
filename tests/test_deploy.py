"""`make deploy` against stand-ins for gcloud and firebase, which record their calls and answer as the real ones do."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from client import FUNCTION
from serving import bare_environment

ROOT = FUNCTION.parent
SITE = ROOT / "site"
DEPLOYING = (FUNCTION / "deploy.sh", SITE / "deploy.sh")
ADDRESS = "https://inkdigits-0123456789.europe-west1.run.app"
SETTINGS = {"PROJECT": "my-project", "REGION": "europe-west1"}
SYSTEM = ("sh", "grep", "sed", "dirname", "cp", "mkdir", "rm")  # all that the scripts use of the system's

STAND_IN = f"""import json, os, sys
name, *given = sys.argv[1:]
with open(os.environ["CALLS"], "a") as calls:
    print(json.dumps([name, *given]), file=calls)
print("Deploying... done.", file=sys.stderr)
if os.environ.get("FAILS", "nothing at all") in " ".join([name, *given]):
    sys.exit("ERROR: permission denied")
if given[:2] == ["auth", "list"]:
    print(os.environ.get("ACCOUNT", "me@example.org"))
elif given[:3] == ["run", "services", "describe"]:
    print("{ADDRESS}")
"""


@dataclass
class Cloud:
    """A place to deploy from: a PATH with the stand-ins, the record of their calls, and where the site is staged."""

    folder: Path

    @property
    def stage(self) -> Path:
        return self.folder / "stage"

    def calls(self) -> list[list[str]]:
        record = self.folder / "calls"
        return [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []

    def changes(self) -> list[list[str]]:
        """Calls that are not mere questions."""
        return [call for call in self.calls() if "list" not in call and "describe" not in call]

    def environment(self, path: str, settings: dict[str, str]) -> dict[str, str]:
        here = {"PATH": path, "CALLS": str(self.folder / "calls"), "STAGE": str(self.stage)}
        return bare_environment() | here | settings

    def make(self, target: str, **settings: str) -> subprocess.CompletedProcess:
        environment = self.environment(f"{self.folder / 'bin'}:{os.environ['PATH']}", settings)
        given = [f"{name}={value}" for name, value in settings.items()]
        command = ["make", "--no-print-directory", target, *given]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    def script(self, script: Path, **settings: str) -> subprocess.CompletedProcess:
        environment = self.environment(str(self.folder / "bin"), settings)
        return subprocess.run([shutil.which("sh"), script], env=environment, capture_output=True, text=True)


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    (tmp_path / "bin").mkdir()
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    called = shlex.join([sys.executable, str(tmp_path / "stand_in.py")])  # no #!, after which a path has no spaces
    for tool in ("gcloud", "firebase"):
        (tmp_path / "bin" / tool).write_text(f'#!/bin/sh\nexec {called} {tool} "$@"\n')
        (tmp_path / "bin" / tool).chmod(0o755)
    for tool in (*SYSTEM, "node"):
        if found := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(found)
    return Cloud(tmp_path)


def options(call: list[str]) -> dict[str, str]:
    """--name=value and --name of a call."""
    return {name: value for name, _, value in (given.partition("=") for given in call if given.startswith("--"))}


# The function


def test_deploy_makes_the_recorded_calls(cloud: Cloud) -> None:
    done = cloud.make("deploy", **SETTINGS)
    assert done.returncode == 0, done.stderr
    enabled, deployed, published = cloud.changes()
    assert enabled[:3] == ["gcloud", "services", "enable"]
    assert {"run.googleapis.com", "cloudbuild.googleapis.com", "artifactregistry.googleapis.com"} <= set(enabled)
    assert deployed[:4] == ["gcloud", "run", "deploy", "inkdigits"]
    given = options(deployed)
    origins = "https://my-project.web.app,https://my-project.firebaseapp.com"
    assert given["--set-env-vars"] == f"^@^ALLOWED_ORIGINS={origins}@THREADS=" + given["--concurrency"]
    assert {name: given[name] for name in ("--project", "--region", "--source", "--function", "--max-instances")} == {
        "--project": "my-project",
        "--region": "europe-west1",
        "--source": str(FUNCTION),
        "--function": "inkdigits",
        "--max-instances": "10",
    }
    assert int(given["--base-image"].removeprefix("python")) >= 312
    assert {"--allow-unauthenticated", "--quiet", "--cpu", "--memory", "--timeout"} <= given.keys()
    assert published[:2] == ["firebase", "deploy"]
    assert options(published) == {
        "--only": "hosting",
        "--project": "my-project",
        "--config": str(cloud.stage / "firebase.json"),
        "--non-interactive": "",
    }
    assert done.stdout.splitlines()[-2:] == ["site      https://my-project.web.app", f"function  {ADDRESS}"]


def test_settings_reach_the_cloud(cloud: Cloud) -> None:
    origins = "https://numbers.example.org,http://localhost:8000"
    assert cloud.make("deploy", **SETTINGS, ORIGINS=origins, SERVICE="numbers", INSTANCES="3").returncode == 0
    deployed = cloud.changes()[1]
    assert deployed[3] == "numbers"
    assert options(deployed)["--set-env-vars"].startswith(f"^@^ALLOWED_ORIGINS={origins}@")
    assert options(deployed)["--max-instances"] == "3"


def test_what_runs_is_what_is_uploaded() -> None:
    ignored = [line for line in (FUNCTION / ".gcloudignore").read_text().splitlines() if not line.startswith("#")]
    assert ignored == ["__pycache__/", "*.pyc", ".gcloudignore", "deploy.sh"]


# The site


def test_published_page_asks_the_deployed_function(cloud: Cloud) -> None:
    built = (SITE / "dist" / "index.html").read_text() if (SITE / "dist" / "index.html").exists() else None
    assert cloud.make("deploy", **SETTINGS).returncode == 0
    page = (cloud.stage / "public" / "index.html").read_text()
    assert f'<meta name="function-url" content="{ADDRESS}">' in page
    assert f"connect-src {ADDRESS}" in page
    assert "localhost" not in page
    assert built in (None, (SITE / "dist" / "index.html").read_text())
    published = {path.relative_to(cloud.stage / "public") for path in (cloud.stage / "public").rglob("*")}
    assert published == {path.relative_to(SITE / "dist") for path in (SITE / "dist").rglob("*")}


def test_hashed_files_are_kept_for_long_and_the_page_is_not(cloud: Cloud) -> None:
    assert cloud.make("deploy", **SETTINGS).returncode == 0
    rules = json.loads((cloud.stage / "firebase.json").read_text())["hosting"]["headers"]
    headers = [(rule["source"], each["key"], each["value"]) for rule in rules for each in rule["headers"]]
    caching = {source: value for source, key, value in headers if key == "Cache-Control"}
    assert caching == {"/assets/**": "public, max-age=31536000, immutable", "!/assets/**": "no-cache"}
    hashed = [path.name for path in (cloud.stage / "public" / "assets").iterdir()]
    assert len(hashed) >= 2
    assert [name for name in hashed if not re.search(r"-[\w-]{8}\.\w+$", name)] == []


# Checks and refusals


def test_deploy_check_prints_what_deploy_does_and_does_nothing(cloud: Cloud) -> None:
    checked = cloud.make("deploy-check", **SETTINGS)
    assert checked.returncode == 0, checked.stderr
    assert cloud.changes() == []
    assert not cloud.stage.exists()
    assert cloud.make("deploy", **SETTINGS).returncode == 0
    assert cloud.changes() == [
        shlex.split(line) for line in checked.stdout.splitlines() if line.startswith(("gcloud", "firebase"))
    ]


def test_what_is_printed_can_be_pasted_from_any_folder(cloud: Cloud) -> None:
    """`rm -rf` of a folder with a space in its name was that of another folder."""
    here = cloud.folder / "Ann's ink"
    for script in DEPLOYING:
        (here / script.parent.name).mkdir(parents=True)
        shutil.copy(script, here / script.parent.name)
    settings = SETTINGS | {"ORIGINS": "*", "CHECK": "1", "STAGE": str(here / "stage")}
    printed = [cloud.script(here / name / "deploy.sh", **settings).stdout for name in ("function", "site")]
    enabled, deployed, removed, *_ = [shlex.split(line) for line in "".join(printed).splitlines()]
    assert enabled[:2] == ["gcloud", "services"]
    assert options(deployed)["--source"] == str(here / "function")
    assert removed == ["rm", "-rf", str(here / "stage")]
    assert "'--set-env-vars=^@^ALLOWED_ORIGINS=*@THREADS=8'" in printed[0]  # no pattern of files


def test_both_scripts_tell_and_run_alike() -> None:
    """They share no file: each folder is deployed without the other."""
    shared = [re.search("\nstatus=0\n.*\nrun\\(\\) .*?\n", path.read_text(), re.DOTALL) for path in DEPLOYING]
    assert shared[0][0] == shared[1][0]


def test_deploying_again_is_safe(cloud: Cloud) -> None:
    assert cloud.make("deploy", **SETTINGS).returncode == 0
    once, page = cloud.calls(), (cloud.stage / "public" / "index.html").read_text()
    (cloud.stage / "public" / "left-over.js").touch()
    assert cloud.make("deploy", **SETTINGS).returncode == 0
    assert cloud.calls() == once + once
    assert (cloud.stage / "public" / "index.html").read_text() == page
    assert not (cloud.stage / "public" / "left-over.js").exists()


@pytest.mark.parametrize("step", ["services enable", "run deploy", "services describe"])
def test_site_stays_as_it_is_when_the_function_fails(cloud: Cloud, step: str) -> None:
    failed = cloud.make("deploy", **SETTINGS, FAILS=step)
    assert failed.returncode != 0
    assert "permission denied" in failed.stderr
    assert [call for call in cloud.calls() if call[0] == "firebase"] == []


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PROJECT", "", "PROJECT=... is needed"),
        ("PROJECT", "My Project", "PROJECT=... is needed"),
        ("REGION", "", "REGION=... is needed"),
        ("REGION", "europe", "REGION=... is needed"),
        ("ORIGINS", "https://example.org/", "ORIGINS=... is needed"),
        ("ORIGINS", "https://a.example@THREADS=999", "ORIGINS=... is needed"),
        ("SERVICE", "--quiet", "SERVICE must be"),
        ("INSTANCES", "0", "INSTANCES must be"),
    ],
)
def test_deploy_refuses_a_missing_or_wrong_setting(cloud: Cloud, setting: str, value: str, said: str) -> None:
    refused = cloud.make("deploy", **(SETTINGS | {setting: value}))
    assert refused.returncode != 0
    assert said in refused.stderr
    assert cloud.changes() == []


@pytest.mark.parametrize(
    ("script", "tool", "said"),
    [
        (FUNCTION / "deploy.sh", "gcloud", "gcloud is needed: https://cloud.google.com/sdk"),
        (SITE / "deploy.sh", "firebase", "firebase is needed: npm install"),
        (SITE / "deploy.sh", "node", "node is needed: https://nodejs.org"),
    ],
)
@pytest.mark.parametrize("check", ["", "1"])
def test_scripts_refuse_without_a_tool(cloud: Cloud, script: Path, tool: str, said: str, check: str) -> None:
    settings = SETTINGS | {"ORIGINS": "*", "FUNCTION_URL": ADDRESS, "CHECK": check}
    with_it = cloud.script(script, **settings | {"CHECK": "1"})
    (cloud.folder / "bin" / tool).unlink()
    refused = cloud.script(script, **settings)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"deploy: {said}")
    assert refused.stdout == (with_it.stdout if check else "")  # what it would do is told all the same
    assert cloud.changes() == []


def test_function_is_not_deployed_by_nobody(cloud: Cloud) -> None:
    refused = cloud.script(FUNCTION / "deploy.sh", **SETTINGS, ORIGINS="*", ACCOUNT="")
    assert refused.returncode == 1
    assert "gcloud is not signed in: gcloud auth login" in refused.stderr
    assert cloud.changes() == []


def test_everything_that_is_missing_is_told_at_once(cloud: Cloud) -> None:
    for tool in ("gcloud", "firebase"):
        (cloud.folder / "bin" / tool).unlink()
    told = cloud.script(FUNCTION / "deploy.sh").stderr + cloud.script(SITE / "deploy.sh").stderr
    for what in ("PROJECT", "REGION", "ORIGINS", "gcloud", "FUNCTION_URL", "firebase"):
        assert f"deploy: {what}" in told
