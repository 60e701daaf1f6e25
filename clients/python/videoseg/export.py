"""Results in the formats of common annotation and analysis tools."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import numpy as np

from .results import Result, Segment


def detections(result: Result) -> dict[str, Any]:
    """The things of a result as the arguments of `supervision.Detections`: `sv.Detections(**detections(result))`."""
    things = result.things
    boxes = np.array([s.box for s in things], np.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return {
        "xyxy": boxes,
        "mask": np.stack([s.mask for s in things]) if things else np.zeros((0, result.height, result.width), bool),
        "confidence": np.array([s.score for s in things], np.float32),
        "class_id": np.array([s.category.id for s in things], int),
        "tracker_id": np.array([s.track_id for s in things], int),
        "data": {"class_name": np.array([s.category.name for s in things], str)},
    }


def coco(results: Iterable[Result]) -> dict[str, Any]:
    """The COCO instance format, things only: `images`, `annotations` (with an additional `track_id`) and `categories`.
    Ids start at 1, as in COCO: an image's id is its frame number plus 1, a category's id that of the model plus 1. An image's file
    name is the frame number with six digits. The stream must have been opened with masks="rle"."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    categories: dict[int, str] = {}
    for result in results:
        if result.dropped or result.error:
            continue
        image_id = result.frame_number + 1
        images.append({"id": image_id, "file_name": f"{result.frame_number:06d}.jpg", "width": result.width, "height": result.height})
        for segment in result.things:
            if segment.rle is None:
                raise ValueError("this stream has no run-length masks: open it with masks='rle'")
            height, width, counts = segment.rle
            categories[segment.category.id + 1] = segment.category.name
            annotations.append({
                "id": len(annotations) + 1, "image_id": image_id, "category_id": segment.category.id + 1, "track_id": segment.track_id,
                "bbox": list(segment.box), "area": segment.area, "iscrowd": 0, "score": segment.score,
                "segmentation": {"size": [height, width], "counts": counts}})
    return {"images": images, "annotations": annotations, "categories": [{"id": i, "name": name} for i, name in sorted(categories.items())]}


def label_studio(result: Result, image_url: str, model: str = "videoseg") -> dict[str, Any]:
    """One task for Label Studio's JSON import, with its things as predicted polygons of a <PolygonLabels name="label" toName="image">.
    The stream must have been opened with masks="polygons"."""
    regions = [
        {
            "id": f"{segment.track_id}-{index}", "type": "polygonlabels", "from_name": "label", "to_name": "image",
            "original_width": result.width, "original_height": result.height, "image_rotation": 0, "score": segment.score,
            "value": {"points": (points * 100 / (result.width, result.height)).round(3).tolist(), "polygonlabels": [segment.category.name], "closed": True},
        }
        for segment in result.things for index, points in enumerate(_outlines(segment))
    ]
    return {"data": {"image": image_url}, "predictions": [{"model_version": model, "result": regions}]}


def cvat(results: Iterable[Result]) -> str:
    """CVAT's "video 1.1" XML: a track of polygons for each thing. The stream must have been opened with masks="polygons".
    A CVAT shape has one outline: that with the largest area is used, and holes are omitted."""
    tracks: dict[int, ElementTree.Element] = {}
    last = -1
    for result in results:
        if result.dropped or result.error:
            continue
        seen = set()
        for segment in result.things:
            outlines = _outlines(segment)
            if segment.track_id is None or not outlines:
                continue
            seen.add(segment.track_id)
            if segment.track_id not in tracks:
                tracks[segment.track_id] = ElementTree.Element("track", id=str(len(tracks)), label=segment.category.name, source="auto")
            _shape(tracks[segment.track_id], result.frame_number, max(outlines, key=_area), outside=False)
        for track_id, track in tracks.items():
            if track_id not in seen and track[-1].get("outside") == "0":
                _shape(track, result.frame_number, track[-1].get("points", ""), outside=True)
        last = result.frame_number
    root = ElementTree.Element("annotations")
    ElementTree.SubElement(root, "version").text = "1.1"
    task = ElementTree.SubElement(ElementTree.SubElement(root, "meta"), "task")
    ElementTree.SubElement(task, "size").text = str(last + 1)
    root.extend(tracks.values())
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _outlines(segment: Segment) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
    if segment.rle is not None:
        raise ValueError("this stream has run-length masks: open it with masks='polygons'")
    return [points for points, hole in segment.polygons if not hole and len(points) > 2]


def _area(points: np.ndarray[Any, np.dtype[np.float32]]) -> float:
    x, y = points[:, 0], points[:, 1]
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _shape(track: ElementTree.Element, frame: int, outline: np.ndarray[Any, np.dtype[np.float32]] | str, outside: bool) -> None:
    text = outline if isinstance(outline, str) else ";".join(f"{x:.2f},{y:.2f}" for x, y in outline)
    ElementTree.SubElement(
        track, "polygon", frame=str(frame), keyframe="1", outside=str(int(outside)), occluded="0", points=text, z_order="0")
