from __future__ import annotations

import dataclasses
import itertools
import json
from xml.etree import ElementTree

import numpy as np
import pytest
import videoseg
from conftest import CLIP
from videoseg import export


@pytest.fixture(scope="module")
def results(server: str) -> list[videoseg.Result]:
    return list(itertools.islice(videoseg.stream(CLIP, server), 3))


@pytest.fixture(scope="module")
def polygon_results(server: str) -> list[videoseg.Result]:
    return list(itertools.islice(videoseg.stream(CLIP, server, masks="polygons"), 3))


def test_detections_have_the_fields_of_supervision(results: list[videoseg.Result]) -> None:
    made = export.detections(results[0])
    count = len(results[0].things)
    assert count > 0
    assert {name: len(made[name]) for name in ("xyxy", "mask", "confidence", "class_id", "tracker_id")} == dict.fromkeys(
        ("xyxy", "mask", "confidence", "class_id", "tracker_id"), count)
    x0, y0, x1, y1 = made["xyxy"][0].astype(int)
    assert made["mask"][0].sum() == made["mask"][0][y0:y1, x0:x1].sum() == results[0].things[0].area


def test_coco_has_each_thing_once_and_is_json(results: list[videoseg.Result]) -> None:
    made = json.loads(json.dumps(export.coco(results)))
    assert len(made["images"]) == 3
    assert len(made["annotations"]) == sum(len(r.things) for r in results)
    names = {c["id"]: c["name"] for c in made["categories"]}
    assert {names[a["category_id"]] for a in made["annotations"]} == {s.category.name for r in results for s in r.things}


def test_label_studio_gets_polygons_in_percent(polygon_results: list[videoseg.Result]) -> None:
    task = json.loads(json.dumps(export.label_studio(polygon_results[0], "/data/0.jpg")))
    regions = task["predictions"][0]["result"]
    assert {label for r in regions for label in r["value"]["polygonlabels"]} == {s.category.name for s in polygon_results[0].things}
    points = np.concatenate([r["value"]["points"] for r in regions])
    assert points.min() >= 0 and 50 < points.max() <= 100


def test_cvat_gets_a_track_for_each_thing(polygon_results: list[videoseg.Result]) -> None:
    root = ElementTree.fromstring(export.cvat(polygon_results))
    assert len(root.findall("track")) == len({s.track_id for r in polygon_results for s in r.things})
    assert all(track.get("label") and track.find("polygon").get("points").count(";") >= 2 for track in root.findall("track"))


def test_a_cvat_track_ends_when_its_thing_is_gone(polygon_results: list[videoseg.Result]) -> None:
    gone = dataclasses.replace(polygon_results[2], segments=())
    tracks = ElementTree.fromstring(export.cvat([*polygon_results[:2], gone])).findall("track")
    assert tracks and all(track[-1].get("outside") == "1" and track[0].get("outside") == "0" for track in tracks)


def test_an_export_with_the_wrong_masks_says_which_it_needs(results: list[videoseg.Result], polygon_results: list[videoseg.Result]) -> None:
    with pytest.raises(ValueError, match="polygons"):
        export.cvat(results)
    with pytest.raises(ValueError, match="rle"):
        export.coco(polygon_results)
