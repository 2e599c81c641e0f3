"""The documents say what the program does, and nothing that a public repository should not."""

import ast
import re
import shlex
import subprocess
import tomllib
from datetime import date, timedelta
from glob import glob
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image
from skimage.data import astronaut

from yintang.atlas import load_atlas
from yintang.atlas.atlas import PACKAGED
from yintang.atlas.wording import refused_words
from yintang.cli import main
from yintang.face import schematic_map
from yintang.face.constructions import CONSTRUCTIONS, HANDLES, VARIANTS
from yintang.planning import make_plan, read_consultation
from yintang.planning.consultation import Consultation

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/yintang"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
CLINIC = (ROOT / "docs/clinic.md").read_text(encoding="utf-8")
CONSULTATION = (ROOT / "docs/consultation.md").read_text(encoding="utf-8")
METHOD = (ROOT / "docs/method.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXAMPLE = CONSULTATION.split("```toml\n")[1].split("```")[0]


def walk(command, name="yintang"):
    """Every command below `command`, by the words that call it."""
    yield name, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for word in command.list_commands(ctx):
            yield from walk(command.get_command(ctx, word), f"{name} {word}")


def section(name):
    """The part of the page under a command's heading."""
    found = re.search(rf"^#+ {re.escape(name)}$(.*?)(?=^#+ yintang |\Z)", COMMANDS, re.M | re.S)
    return found[1] if found else ""


def console_examples(text):
    """(command, what the page shows of its output) of every ```console block.

    A command begins with "$ yintang", or with ".venv/bin/yintang" where no output is shown.
    """
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for chunk in re.split(r"^(?:\$ |\.venv/bin/)(?=yintang )", block, flags=re.M)[1:]:
            command, _, shown = chunk.partition("\n")
            yield command, shown.strip()


def tracked_texts():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name]
    for path in files or [p for p in ROOT.rglob("*.*") if ".venv" not in p.parts]:
        if path.suffix not in {".png", ".jpg", ".webp", ".npz", ".pdf"} and path.is_file():
            yield path, path.read_text(encoding="utf-8")


# --- The commands --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, _ in walk(main)][1:])
def test_every_command_has_a_heading(name):
    assert re.search(rf"^#+ {re.escape(name)}$", COMMANDS, re.M)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        (name, option)
        for name, command in walk(main)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ],
)
def test_every_option_is_explained_under_its_command(name, option):
    placing = option in section("yintang locate") and name == "yintang plan"
    where = COMMANDS if name == "yintang" or placing else section(name)
    assert f"`{option}" in where


def test_no_option_is_explained_that_does_not_exist():
    known = {option for _, command in walk(main) for p in command.params for option in p.opts}
    for path in SOURCE.glob("clinic/*/management/commands/*.py"):
        known |= set(re.findall(r'add_argument\(\s*"(--[\w-]+)"', path.read_text("utf-8")))
    assert set(re.findall(r"`(--[\w-]+)", COMMANDS)) <= known | {"--help"}


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder with the portraits the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    for name in ("portrait.jpg", "other.jpg"):
        Image.fromarray(astronaut()).save(folder / name, quality=95)
    return folder


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        example
        for path in DOCUMENTS
        for example in console_examples(path.read_text(encoding="utf-8"))
    ],
)
def test_the_examples_run(command, shown, workplace, monkeypatch):
    monkeypatch.chdir(workplace)
    soon = str(date.today() + timedelta(days=30))
    told = shlex.split(re.sub(r"\d{4}-\d\d-\d\d", soon, command), comments=True)[1:]
    words = [one for word in told for one in (sorted(glob(word)) if "*" in word else [word])]
    if words[:2] == ["model", "install"]:
        install = dict(walk(main))["yintang model install"]
        assert install.make_context("install", words[2:])  # understood; not run, it would fetch
        return
    if words[0] in {"serve", "manage"} or words == ["demo"]:
        # Understood; not run, it would serve until Ctrl-C. tests/cli/test_serve.py runs them.
        assert dict(walk(main))[f"yintang {words[0]}"].make_context(words[0], words[1:])
        return
    if "--consultation" in words:
        file = words[words.index("--consultation") + 1]
        CliRunner().invoke(main, ["consultation", "new", file, "--force"])
    if words[:2] == ["consultation", "new"] and "--force" not in words:
        (workplace / words[2]).unlink(missing_ok=True)
    result = CliRunner().invoke(main, words)
    refused = shown.startswith("yintang: ")
    assert result.exit_code == (2 if refused else 0), result.output
    assert shown in result.output
    for n, word in enumerate(words[:-1]):
        if word in {"--out", "--json", "--pdf", "--ics", "--map", "--plan"} and words[n + 1] != "-":
            assert (workplace / words[n + 1]).stat().st_size > 0


# --- The architecture ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "room", sorted(path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists())
)
def test_every_room_and_its_modules_are_in_the_architecture(room):
    assert f"\n- `{room}` " in ARCHITECTURE
    table = ARCHITECTURE.split(f"\n| {room} | |\n")[1].split("\n\n")[0]
    modules = {p.name for p in (SOURCE / room).glob("*.py") if p.name != "__init__.py"}
    assert set(re.findall(r"`(\w+\.py)`", table)) == modules


def test_every_data_file_is_in_the_architecture():
    files = [*PACKAGED.glob("*.toml"), *SOURCE.glob("drawing/*.toml"), *SOURCE.glob("*/weights/*")]
    assert [path.name for path in files if path.name not in ARCHITECTURE] == []


def test_every_dependency_is_in_the_architecture_and_no_other():
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(one for extra in extras.values() for one in extra)]
    names = {re.match(r"[\w-]+", one)[0] for one in wanted}
    table = ARCHITECTURE.split("| package | why |")[1].split("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    listed = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    assert listed - extras.keys() == names


def imported(room):
    """(module, the room it imports from) for every import of one room's modules."""
    for path in (SOURCE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yintang."):
                yield f"{room}/{path.name}", node.module.split(".")[1]


@pytest.mark.parametrize(
    ("room", "may_know"),
    [
        ("atlas", {"atlas", "errors"}),
        ("face", {"atlas", "face", "errors"}),
        ("planning", {"atlas", "face", "planning", "errors"}),
        ("treatment", {"atlas", "face", "planning", "treatment", "errors"}),
        ("outcomes", {"atlas", "face", "outcomes", "errors"}),
        ("drawing", {"atlas", "face", "planning", "outcomes", "drawing", "errors"}),
        (
            "clinic",
            {"atlas", "face", "planning", "treatment", "outcomes", "drawing", "clinic", "errors"},
        ),
    ],
)
def test_data_walks_one_way_through_the_rooms(room, may_know):
    assert [one for one in imported(room) if one[1] not in may_know] == []


def test_only_the_commands_that_start_the_clinic_know_it():
    knowing = {module for module, room in imported("cli") if room == "clinic"}
    assert knowing == {"cli/server.py", "cli/serve.py", "cli/demo.py"}


def test_every_app_of_the_clinic_is_in_the_architecture():
    table = ARCHITECTURE.split("\n| app | what it keeps |\n")[1].split("\n\n")[0]
    apps = {p.parent.name for p in (SOURCE / "clinic").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.M)) == apps


def test_every_setting_is_explained_and_no_other():
    settings = (SOURCE / "clinic/settings.py").read_text(encoding="utf-8")
    environment = (SOURCE / "clinic/environment.py").read_text(encoding="utf-8")
    read = re.findall(
        r"""\b(?:text|flag|listed|hosts|secret|site|database|whole_number)\(\s*"(\w+)\"""",
        settings + environment,
    )
    table = CLINIC.split("| variable | if not set |")[1].split("\n\n")[0]
    assert set(re.findall(r"`YINTANG_(\w+)`", table)) == set(read)


def test_every_command_of_ours_under_manage_is_explained():
    ours = {
        path.stem
        for path in SOURCE.glob("clinic/*/management/commands/*.py")
        if path.stem != "__init__"
    }
    explained = set(re.findall(r"^\| `(\w+)[ `]", section("yintang manage"), re.M))
    assert ours <= explained


def test_planning_sees_face_maps_and_no_photograph():
    for path in (SOURCE / "planning").glob("*.py"):
        assert not re.search(
            r"yintang\.face\.(?!face_map)|from PIL", path.read_text(encoding="utf-8")
        )


def test_no_room_reads_the_clock():
    for room in ("atlas", "face", "planning", "treatment", "outcomes", "drawing"):
        for path in (SOURCE / room).rglob("*.py"):
            assert not re.search(
                r"\.(today|now|utcnow)\(|\btime\.time\(", path.read_text(encoding="utf-8")
            )


def test_only_the_model_can_reach_the_network():
    for path in SOURCE.rglob("*.py"):
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        reaching = {n for n in names if n.split(".")[0] in {"urllib", "http", "socket", "requests"}}
        reaching.discard("urllib.parse")  # takes addresses apart, fetches nothing
        assert not reaching or path.name == "model.py", path


def test_there_are_no_logs():
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == "quiet.py":  # keeps words out of the log of faults
            continue
        assert not re.search(r"^\s*(import logging|from logging)|\bprint\(", text, re.M), path


# --- The consultation ----------------------------------------------------------------------------


def test_every_key_of_a_consultation_is_explained():
    table = CONSULTATION.split("## The keys")[1]
    explained = re.findall(r"^\| `(\w+)` \|", table, re.M)
    assert sorted(explained) == sorted(Consultation.__dataclass_fields__)


def test_the_consultation_of_the_page_leads_to_what_the_page_says():
    atlas, today = load_atlas(), date(2030, 1, 2)
    told = read_consultation(EXAMPLE, atlas, today)
    made = make_plan(told, schematic_map(atlas), atlas, today)
    table = CONSULTATION.split("| rule | what it does |")[1].split("\n\n")[0]
    printed = re.findall(r"^\| (R\d\d) \| (\w+)", table, re.M)
    assert printed == [(finding.rule, finding.action) for finding in made.findings]
    assert str(made.findings[0].until) in table
    assert made.patterns[0].name in CONSULTATION
    assert made.prescription.face_count <= 10
    assert made.course.sessions[0].date == date(2030, 1, 7)
    regions = {region for region in atlas.regions if "glabella" in region}
    codes = {needle.code for needle in made.prescription.needles}
    assert not codes & {
        point.id
        for point in atlas.points.values()
        if point.needling and point.needling.region in {*regions, "chin", "lid", "under-eye"}
    }
    assert any("levothyroxine" in asked for asked in made.not_stated)


# --- The method ----------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", ["A", "B", "C"])
def test_the_grades_of_the_method_are_those_of_the_rules(grade):
    row = re.search(rf"^\| {grade} \|.*\| ([^|]+) \|$", METHOD, re.M)[1]
    assert row.split(", ") == [c.code for c in CONSTRUCTIONS if c.grade == grade]


def test_the_method_names_what_can_be_varied():
    assert len(HANDLES) == 17
    assert "seventeen anatomical positions" in METHOD
    for code, (name,) in VARIANTS.items():
        assert code in METHOD
        assert f"{code}={name}" in COMMANDS


def test_the_changelog_counts_right():
    atlas = load_atlas()
    text = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    standard = [p for p in atlas.points.values() if p.channel != "EX"]
    assert f"{len(standard)} standard points" in text
    assert f"{len(atlas.rules)} safety rules" in text
    assert f"{len(atlas.claims)} claims" in text
    assert f"[{PROJECT['version']}]" in text


# --- All documents -------------------------------------------------------------------------------


def anchors(text):
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        page = path.parent / file if file else path
        assert page.exists(), target
        if anchor:
            assert anchor in anchors(page.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_promise_nothing(path):
    text = path.read_text(encoding="utf-8")
    # "Rejuvenation" is the field's name and passes here; "safe" and "facelift" are about the
    # program and about a procedure somebody has had, not about what needles do.
    topics = {"safe", "safer", "facelift", "facelifts"}
    found = {r.found.lower() for r in refused_words(text, "none")} - topics
    assert not found


def test_tracked_files_name_no_place_of_work_and_no_registry():
    # Each pattern is written in two parts so that this file does not hold it.
    patterns = [
        "/wo" r"rk/",
        "bash" r"_jobs",
        r"\." r"library/",
        "far" r"m-\d",
        "pypi" r"\.(?:org|io|python)",
        "python" r"hosted",
        "npm" r"js\.",
        r"/simp" r"le/?\s",
        "(?:extra-)?index-" r"url[ =]\s*\S*//",
        "host" r"\.docker\.internal",
        r"\bhel" r"per \d",
        r"\bsub-?ag" r"ent",
    ]
    refused = re.compile("|".join(patterns))
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in tracked_texts()
        if (match := refused.search(text))
    ]
    assert found == []
