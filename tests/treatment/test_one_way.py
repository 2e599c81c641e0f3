"""The room knows the rooms before it, no clock, no file and no Django."""

import ast
import re
from pathlib import Path

import yintang.treatment

FILES = sorted(Path(yintang.treatment.__file__).parent.glob("*.py"))


def test_treatment_knows_only_what_comes_before_it():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                words = (node.module or "").split(".")
                assert words[0] in {
                    *("yintang", "collections", "dataclasses", "datetime", "math", "re"),
                    *("types", "typing"),
                }
                if words[0] == "yintang":
                    assert words[1] in {"atlas", "errors", "face", "planning", "treatment"}


def test_treatment_reads_no_clock_and_no_file():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\.(today|now|utcnow)\(|\bopen\(|\.read_text|\buuid", text), path
