from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from videoseg.v1 import video_event_pb2 as _video_event_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
DROP_REASON_NEWER_FRAME: DropReason
DROP_REASON_UNSPECIFIED: DropReason
KEYFRAME_REASON_EVERY_FRAME: KeyframeReason
KEYFRAME_REASON_FIRST_FRAME: KeyframeReason
KEYFRAME_REASON_GAP: KeyframeReason
KEYFRAME_REASON_INTERVAL: KeyframeReason
KEYFRAME_REASON_RECOVERY: KeyframeReason
KEYFRAME_REASON_RESIDUAL: KeyframeReason
KEYFRAME_REASON_RESOLUTION_CHANGE: KeyframeReason
KEYFRAME_REASON_SCENE_CUT: KeyframeReason
KEYFRAME_REASON_UNCOVERED: KeyframeReason
KEYFRAME_REASON_UNSPECIFIED: KeyframeReason

class Box(_message.Message):
    __slots__ = ["height", "width", "x", "y"]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    height: int
    width: int
    x: int
    y: int
    def __init__(self, x: _Optional[int] = ..., y: _Optional[int] = ..., width: _Optional[int] = ..., height: _Optional[int] = ...) -> None: ...

class FrameDrop(_message.Message):
    __slots__ = ["reason"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    reason: DropReason
    def __init__(self, reason: _Optional[_Union[DropReason, str]] = ...) -> None: ...

class FrameError(_message.Message):
    __slots__ = ["code", "message", "reason", "retry_after"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_FIELD_NUMBER: _ClassVar[int]
    code: int
    message: str
    reason: str
    retry_after: _duration_pb2.Duration
    def __init__(self, code: _Optional[int] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., retry_after: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class FrameResult(_message.Message):
    __slots__ = ["drop", "error", "events", "frame_number", "presentation_time", "segmentation", "sequence", "stream_id", "times"]
    DROP_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    FRAME_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PRESENTATION_TIME_FIELD_NUMBER: _ClassVar[int]
    SEGMENTATION_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    TIMES_FIELD_NUMBER: _ClassVar[int]
    drop: FrameDrop
    error: FrameError
    events: _containers.RepeatedCompositeFieldContainer[_video_event_pb2.VideoEvent]
    frame_number: int
    presentation_time: _duration_pb2.Duration
    segmentation: Segmentation
    sequence: int
    stream_id: str
    times: FrameTimes
    def __init__(self, frame_number: _Optional[int] = ..., presentation_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., times: _Optional[_Union[FrameTimes, _Mapping]] = ..., segmentation: _Optional[_Union[Segmentation, _Mapping]] = ..., error: _Optional[_Union[FrameError, _Mapping]] = ..., drop: _Optional[_Union[FrameDrop, _Mapping]] = ..., stream_id: _Optional[str] = ..., sequence: _Optional[int] = ..., events: _Optional[_Iterable[_Union[_video_event_pb2.VideoEvent, _Mapping]]] = ...) -> None: ...

class FrameTimes(_message.Message):
    __slots__ = ["decoded", "done", "inferred", "queued", "received"]
    DECODED_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    INFERRED_FIELD_NUMBER: _ClassVar[int]
    QUEUED_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    decoded: _timestamp_pb2.Timestamp
    done: _timestamp_pb2.Timestamp
    inferred: _timestamp_pb2.Timestamp
    queued: _timestamp_pb2.Timestamp
    received: _timestamp_pb2.Timestamp
    def __init__(self, received: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., queued: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., decoded: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., inferred: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., done: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PolygonMask(_message.Message):
    __slots__ = ["rings"]
    RINGS_FIELD_NUMBER: _ClassVar[int]
    rings: _containers.RepeatedCompositeFieldContainer[Ring]
    def __init__(self, rings: _Optional[_Iterable[_Union[Ring, _Mapping]]] = ...) -> None: ...

class Ring(_message.Message):
    __slots__ = ["hole", "points"]
    HOLE_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    hole: bool
    points: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, points: _Optional[_Iterable[float]] = ..., hole: bool = ...) -> None: ...

class RleMask(_message.Message):
    __slots__ = ["counts", "height", "width"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    counts: str
    height: int
    width: int
    def __init__(self, height: _Optional[int] = ..., width: _Optional[int] = ..., counts: _Optional[str] = ...) -> None: ...

class Segment(_message.Message):
    __slots__ = ["area", "box", "category_id", "is_thing", "polygons", "rle", "score", "segment_id", "track_id"]
    AREA_FIELD_NUMBER: _ClassVar[int]
    BOX_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_ID_FIELD_NUMBER: _ClassVar[int]
    IS_THING_FIELD_NUMBER: _ClassVar[int]
    POLYGONS_FIELD_NUMBER: _ClassVar[int]
    RLE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SEGMENT_ID_FIELD_NUMBER: _ClassVar[int]
    TRACK_ID_FIELD_NUMBER: _ClassVar[int]
    area: int
    box: Box
    category_id: int
    is_thing: bool
    polygons: PolygonMask
    rle: RleMask
    score: float
    segment_id: int
    track_id: int
    def __init__(self, segment_id: _Optional[int] = ..., track_id: _Optional[int] = ..., category_id: _Optional[int] = ..., is_thing: bool = ..., score: _Optional[float] = ..., box: _Optional[_Union[Box, _Mapping]] = ..., area: _Optional[int] = ..., rle: _Optional[_Union[RleMask, _Mapping]] = ..., polygons: _Optional[_Union[PolygonMask, _Mapping]] = ...) -> None: ...

class Segmentation(_message.Message):
    __slots__ = ["height", "keyframe", "keyframe_reason", "label_map", "segments", "semantic_map", "width"]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_REASON_FIELD_NUMBER: _ClassVar[int]
    LABEL_MAP_FIELD_NUMBER: _ClassVar[int]
    SEGMENTS_FIELD_NUMBER: _ClassVar[int]
    SEMANTIC_MAP_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    height: int
    keyframe: bool
    keyframe_reason: KeyframeReason
    label_map: bytes
    segments: _containers.RepeatedCompositeFieldContainer[Segment]
    semantic_map: bytes
    width: int
    def __init__(self, width: _Optional[int] = ..., height: _Optional[int] = ..., keyframe: bool = ..., keyframe_reason: _Optional[_Union[KeyframeReason, str]] = ..., segments: _Optional[_Iterable[_Union[Segment, _Mapping]]] = ..., label_map: _Optional[bytes] = ..., semantic_map: _Optional[bytes] = ...) -> None: ...

class KeyframeReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class DropReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
