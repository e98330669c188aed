"""The numbers that the site offers are those that its script makes, and the function reads them."""

import json
import runpy

import numpy as np
from flask.testing import FlaskClient

from client import FUNCTION, post

SITE = FUNCTION.parent / "site"
OFFERED = json.loads((SITE / "src" / "examples.json").read_text())


def test_examples_are_what_their_script_makes() -> None:
    made = runpy.run_path(str(SITE / "examples.py"))["examples"]()
    assert [one["text"] for one in made] == [one["text"] for one in OFFERED]
    for one, offered in zip(made, OFFERED, strict=True):
        for stroke, written in zip(one["strokes"], offered["strokes"], strict=True):
            np.testing.assert_allclose(stroke, written, atol=1)  # rounded


def test_examples_are_read_as_they_are_called(client: FlaskClient) -> None:
    assert len(OFFERED) == 4
    answers = [post(client, {"strokes": one["strokes"]}).get_json() for one in OFFERED]
    assert [answer["text"] for answer in answers] == [one["text"] for one in OFFERED]
