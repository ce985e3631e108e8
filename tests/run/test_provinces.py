"""Several provinces in one input: whose folder is whose, each alone in its trouble."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nation
import province
import pytest
from home import HOME
from runs import Said

from pipeline import processes
from pipeline.run.provinces import ProvinceTask, by_names, look, run_provinces
from pipeline.thai.districts import province_of_title

pytestmark = pytest.mark.slow

Run = Callable[..., Said]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of four provinces; tests copy what they spoil."""
    return nation.write(tmp_path_factory.mktemp("nation"), "สระแก้ว", "ตราด", "ระนอง", "ภูเก็ต")


@pytest.fixture
def folder(exports: Path, tmp_path: Path) -> Path:
    """A copy of those exports."""
    return shutil.copytree(exports, tmp_path / "input")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize(("title", "name"), [
    ("สระแก้ว", "สระแก้ว"), ("จังหวัดสระแก้ว", "สระแก้ว"), ("จ.สระแก้ว", "สระแก้ว"), ("จ. สระแก้ว", "สระแก้ว"),
    ("27 สระแก้ว", "สระแก้ว"), ("27_สระแก้ว", "สระแก้ว"), ("๒๗-จังหวัดสระแก้ว", "สระแก้ว"),
    ("(27) สระแก้ว", "สระแก้ว"), ("สระแก้ว_27", "สระแก้ว"), ("สระเเก้ว", "สระแก้ว"),
    ("กระบี่", "กระบี่"), ("81.กระบี่", "กระบี่"), ("สระแก้ว (2)", "สระแก้ว"),
    ("27", None), ("สระแกว้ว", None), ("เมืองสระแก้ว", None), ("อำเภอเมือง จ.สระแก้ว", None),
    ("ฝ่ายอำนวยการ", None), ("สระแก้ว ตราด", None), ("", None), ("__", None),
])
def test_a_folder_is_a_provinces_by_its_name_alone(title: str, name: str | None) -> None:
    place = province_of_title(title)
    assert (place.name if place else None) == name


@pytest.mark.parametrize(("names", "several"), [
    (["ฝ่ายอำนวยการ", "กลุ่มงานส่งเสริมฯ"], False),
    (["สระแก้ว", "ฝ่ายอำนวยการ"], False),
    (["สระแก้ว", "27 สระแก้ว"], False),
    (["27", "23"], False),
    (["พระนครศรีอยุธยา", "ท่าเรือ", "นครหลวง"], False),
    (["สระแก้ว", "ตราด"], True),
    (["สระแก้ว", "ตราด", "ฝ่ายอำนวยการ"], True),
])
def test_several_provinces_are_two_that_folders_are_named_after(
    tmp_path: Path, names: list[str], several: bool
) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    assert (by_names(tmp_path, "2561-1") is not None) is several


def test_a_folder_of_any_name_is_told_and_only_a_hidden_one_is_passed_over(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    for name in ("ลพบุรี.part", "สิงห์บุรี.tmp", ".ที่ซ่อน"):
        (folder / name).mkdir()
    code, said, _ = pipeline("check", "--input", folder)
    assert code == 1
    assert "ลพบุรี.part: ชื่อโฟลเดอร์ไม่ใช่จังหวัด" in said
    assert "สิงห์บุรี.tmp: ชื่อโฟลเดอร์ไม่ใช่จังหวัด" in said
    assert "ที่ซ่อน" not in said


def test_a_province_whose_process_does_not_start_leaves_the_others_what_they_got(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = processes.Worker.send

    def send(process: processes.Worker, task: ProvinceTask) -> None:
        if task.folder.province == "ตราด":
            raise processes.CannotStart("ทดสอบ")
        begun(process, task)

    monkeypatch.setattr(processes.Worker, "send", send)
    found = by_names(folder, "2561-1")
    assert found is not None
    results = run_provinces(HOME, found, "2561-1", tmp_path / "out", 1, lambda done, of, name: None)
    assert [r.province for r in results if r.exit_code == 2] == ["ตราด"] and len(results) == 4
    assert "ทำต่อไม่ได้" in next(r.problem for r in results if r.province == "ตราด")


@pytest.mark.quick
def test_office_folders_of_one_province_stay_one_province(
    pipeline: Run, exports: Path, tmp_path: Path
) -> None:
    for number, file in enumerate(sorted((exports / "สระแก้ว").iterdir())):
        target = tmp_path / "input" / ("สระแก้ว", "ฝ่ายอำนวยการ", "กลุ่มงานส่งเสริมฯ")[number % 3]
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    code, _, _ = pipeline("run", "--input", tmp_path / "input", "--output", tmp_path / "out")
    assert code == 0
    assert (tmp_path / "out" / "2561-1" / "สรุปจังหวัดสระแก้ว.xlsx").exists()


def test_a_province_of_several_gets_what_it_gets_alone(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    code, said, _ = pipeline("run", "--input", folder, "--output", tmp_path / "out", "--jobs", 3)
    assert code == 0
    pipeline("run", "--input", folder / "ตราด", "--output", tmp_path / "alone")
    written = tmp_path / "out" / "2561-1"
    assert files(written / "ตราด") == files(tmp_path / "alone" / "2561-1")
    assert sorted(p.name for p in written.iterdir()) == sorted(["สระแก้ว", "ตราด", "ระนอง", "ภูเก็ต"])
    places = [said.index(f"  {name} ") for name in ("ตราด", "สระแก้ว", "ภูเก็ต", "ระนอง")]
    assert places == sorted(places)
    assert "รวม 24 อำเภอ รายงานครบ 24 อำเภอ" in said
    _, again, _ = pipeline("run", "--input", folder, "--output", tmp_path / "out", "--jobs", 1)
    assert again == said


@pytest.mark.quick
def test_one_named_province_runs_alone(pipeline: Run, folder: Path, tmp_path: Path) -> None:
    arguments = ("--input", folder, "--output", tmp_path / "out")
    assert pipeline("run", *arguments, "--province", "จ.ระนอง")[0] == 0
    assert [p.name for p in (tmp_path / "out" / "2561-1").iterdir()] == ["ระนอง"]
    code, _, said = pipeline("run", *arguments, "--province", "กระบี่")
    assert code == 2
    assert "ไม่มีโฟลเดอร์ของจังหวัด “กระบี่”" in said
    assert "สระแก้ว" in said


def test_the_trouble_of_one_province_is_its_own(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    good = tmp_path / "good"
    pipeline("run", "--input", folder, "--output", good)
    (folder / "ตราด" / "disbursement.xlsx").unlink()
    shutil.rmtree(folder / "ระนอง")
    shutil.copytree(folder / "สระแก้ว", folder / "ระนอง")
    (folder / "กระบี่").mkdir()
    (folder / "ตรงั").mkdir()
    shutil.copy(folder / "สระแก้ว" / "bpm.xlsx", folder)
    for ignored in ("~$bpm.xlsx", "Thumbs.db", ".DS_Store", "ค้าง.tmp"):
        (folder / ignored).write_bytes(b"")
    code, said, _ = pipeline("run", "--input", folder, "--output", tmp_path / "out")
    assert code == 1
    lines = {line.split()[0].rstrip(":"): line for line in said.splitlines() if line.strip()}
    assert "ต้องแก้ 1 ข้อ" in lines["ตราด"]
    assert "ทำเนียบ roster.xlsx เป็นของจังหวัด สระแก้ว แต่อยู่ในโฟลเดอร์ของจังหวัดระนอง" in lines["ระนอง"]
    assert "ไม่มีไฟล์ให้อ่าน" in lines["กระบี่"]
    assert "ชื่อโฟลเดอร์ไม่ใช่จังหวัด (หมายถึง “ตรัง” หรือไม่)" in lines["ตรงั"]
    assert "อยู่นอกโฟลเดอร์ของจังหวัด" in lines["bpm.xlsx"]
    assert "Thumbs" not in said
    assert "ทำไม่ได้ 2 จังหวัด" in said
    written = tmp_path / "out" / "2561-1"
    for name in ("สระแก้ว", "ภูเก็ต"):
        assert files(written / name) == files(good / "2561-1" / name)
    assert not (written / "ระนอง").exists()


def test_results_of_before_are_told_where_a_province_fails(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    arguments = ("run", "--input", folder, "--output", tmp_path / "out")
    pipeline(*arguments)
    for file in (folder / "ตราด").iterdir():
        file.unlink()
    _, said, _ = pipeline(*arguments)
    line = next(line for line in said.splitlines() if line.startswith("  ตราด"))
    assert "ผลครั้งก่อนยังอยู่ที่" in line


def test_two_folders_of_one_province_are_refused_both(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder / "ตราด", folder / "23 จังหวัดตราด")
    code, said, _ = pipeline("run", "--input", folder, "--output", tmp_path / "out")
    assert code == 1
    assert "23 จังหวัดตราด, ตราด: เป็นของจังหวัดตราดมากกว่าหนึ่งโฟลเดอร์" in said
    assert not (tmp_path / "out" / "2561-1" / "ตราด").exists()
    assert (tmp_path / "out" / "2561-1" / "ระนอง" / "results.json").exists()
    code, _, said = pipeline("check", "--input", folder, "--province", "ตราด")
    assert code == 2
    assert "มากกว่าหนึ่งโฟลเดอร์" in said


@pytest.mark.quick
def test_nothing_that_can_be_run_leaves_with_2(pipeline: Run, tmp_path: Path) -> None:
    for name in ("ตราด", "ระนอง"):
        (tmp_path / "input" / name).mkdir(parents=True)
    code, said, _ = pipeline("run", "--input", tmp_path / "input", "--output", tmp_path / "out")
    assert code == 2
    assert said.count("ทำไม่ได้:") == 2
    code, _, said = pipeline("run", "--input", tmp_path / "input", "--round", "2560-1")
    assert code == 2
    assert "ไม่มีรอบ" in said


def test_a_folder_names_its_province_where_no_roster_does(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    (folder / "ตราด" / "roster.xlsx").unlink()
    code, said, _ = pipeline("check", "--input", folder)
    assert code == 0
    assert "ตราด" in said
    code, said, _ = pipeline("check", "--input", folder, "--province", "ตราด")
    assert code == 0
    assert "no-roster" in said


def test_folders_of_any_name_are_told_by_their_rosters(
    pipeline: Run, folder: Path, tmp_path: Path
) -> None:
    names = ("สระแก้ว", "ตราด", "ระนอง")
    for number, name in enumerate(names):
        (folder / name).rename(folder / f"ชุด {number}")
    shutil.rmtree(folder / "ภูเก็ต")
    arguments = ("--input", folder, "--output", tmp_path / "out")
    assert pipeline("run", *arguments)[0] == 0
    written = tmp_path / "out" / "2561-1"
    assert sorted(p.name for p in written.iterdir()) == sorted(names)
    shutil.rmtree(written)
    assert pipeline("run", *arguments, "--province", "ตราด")[0] == 0
    assert [p.name for p in written.iterdir()] == ["ตราด"]
    assert len(json.loads((written / "ตราด" / "results.json").read_bytes())["files"]) == 9
    (folder / "ชุด 2" / "roster.xlsx").unlink()
    code, _, said = pipeline("run", *arguments)
    assert code == 2
    assert "ทำเนียบมีหลายจังหวัด" in said
    assert "แยกไฟล์เป็นโฟลเดอร์ละจังหวัด" in said


def test_check_and_explain_work_over_several(pipeline: Run, folder: Path, tmp_path: Path) -> None:
    code, said, _ = pipeline("check", "--input", folder, "--format", "json")
    told = json.loads(said)
    assert code == 0
    assert [p["province"] for p in told["provinces"]] == ["ตราด", "สระแก้ว", "ภูเก็ต", "ระนอง"]
    assert {p["target"] for p in told["provinces"]} == {""}
    code, _, said = pipeline("check", "--input", folder, "--xlsx", tmp_path / "x.xlsx")
    assert code == 2
    assert "--province" in said
    code, _, _ = pipeline(
        "check", "--input", folder, "--xlsx", tmp_path / "x.xlsx", "--province", "ตราด")
    assert code == 0
    assert (tmp_path / "x.xlsx").exists()
    assert "อำเภอคลองหาด (2702)" in pipeline("explain", "คลองหาด", 1, "--input", folder)[1]
    code, _, said = pipeline("explain", "เมือง", 1, "--input", folder)
    assert code == 2
    assert "มีในหลายจังหวัด" in said
    said = pipeline("explain", "เมือง", 1, "--input", folder, "--province", "ระนอง")[1]
    assert "อำเภอเมืองระนอง (8501)" in said
    code, _, said = pipeline("explain", "คลองโหด", 1, "--input", folder)
    assert code == 2
    assert "ไม่มีอำเภอ “คลองโหด” ในจังหวัดใด" in said


@pytest.mark.quick
def test_a_file_is_inspected_by_the_roster_of_its_province(pipeline: Run, folder: Path) -> None:
    said = pipeline("inspect", folder / "ตราด" / "bpm.xlsx", "--input", folder)[1]
    assert "จังหวัดตราด" in said


@pytest.mark.parametrize(("fault", "told"), [
    ("os._exit(9)", "หยุดกลางคัน"), ("{}['ก']", "โปรแกรมผิดพลาดภายใน (KeyError: 'ก')")])
def test_a_crash_in_one_province_is_told_in_one_line(
    pipeline: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str,
    told: str,
) -> None:
    monkeypatch.setattr(processes, "_START", processes._START.replace(
        "main()",
        "import os, pipeline.run.province as p; good = p.evaluate; p.evaluate = lambda h, f, *a, **k: "
        f"{fault} if f.name == 'ตราด' else good(h, f, *a, **k); main()"))
    code, said, _ = pipeline("run", "--input", folder, "--output", tmp_path / "out", "--jobs", 1)
    assert code == 1
    line = next(line for line in said.splitlines() if line.startswith("  ตราด"))
    assert told in line
    assert said.count("ทำไม่ได้:") == 1
    assert len(list((tmp_path / "out" / "2561-1").iterdir())) == 3


def test_progress_is_told_by_how_many_provinces_are_done(folder: Path) -> None:
    home = HOME
    found = look(home, folder, "2561-1", None, 1, lambda done, every, name: None)
    from pipeline.run.provinces import Provinces, run_provinces

    assert isinstance(found, Provinces)
    heard: list[tuple[int, int]] = []
    named: set[str] = set()

    def hear(done: int, number: int, name: str) -> None:
        heard.append((done, number))
        named.add(name)

    run_provinces(home, found, "2561-1", None, 2, hear)
    assert heard[-1] == (4, 4)
    assert heard == sorted(heard)
    assert named <= {one.province for one in found.folders}


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the processes that are left")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_behind(folder: Path, tmp_path: Path, end: signal.Signals) -> None:
    for file in list((folder / "สระแก้ว").iterdir()):
        for number in range(40):
            shutil.copy(file, file.with_name(f"{number} {file.name}"))
    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--round", "2561-1", "--input", str(folder), "--output",
         str(tmp_path / "out"), "--jobs", "2"],
        cwd=HOME, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )
    assert eventually(lambda: len(of_session(run.pid)) >= 4)
    run.send_signal(end)
    _, said = run.communicate()
    assert run.returncode == (130 if end == signal.SIGINT else -signal.SIGKILL)
    assert b"Traceback" not in said
    assert eventually(lambda: not of_session(run.pid))
    assert not list((tmp_path / "out").rglob("~$*"))


def of_session(leader: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold before the test is given up."""
    for _ in range(600):
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_nothing_of_the_input_is_changed(pipeline: Run, folder: Path, tmp_path: Path) -> None:
    before = files(folder)
    pipeline("run", "--input", folder, "--output", tmp_path / "out")
    assert files(folder) == before
    assert [
        k["level"] for k in json.loads(
            (tmp_path / "out" / "2561-1" / "ระนอง" / "results.json").read_bytes()
        )["districts"][0]["kpis"]
    ] == province.LEVELS
    assert sorted(os.listdir(tmp_path / "out")) == [".pipeline", "2561-1"]
