from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from videoseg.v1 import category_pb2 as _category_pb2
from videoseg.v1 import video_event_pb2 as _video_event_pb2
from videoseg.v1 import frame_result_pb2 as _frame_result_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SLOW_SUBSCRIBER_DISCONNECT: SlowSubscriber
SLOW_SUBSCRIBER_SKIP: SlowSubscriber
SLOW_SUBSCRIBER_UNSPECIFIED: SlowSubscriber
STREAM_CHANGE_KIND_CLOSED: StreamChangeKind
STREAM_CHANGE_KIND_OPENED: StreamChangeKind
STREAM_CHANGE_KIND_UNSPECIFIED: StreamChangeKind

class AcknowledgeRequest(_message.Message):
    __slots__ = ["sequence", "subscription"]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    subscription: str
    def __init__(self, subscription: _Optional[str] = ..., sequence: _Optional[int] = ...) -> None: ...

class AcknowledgeResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DeleteSubscriptionRequest(_message.Message):
    __slots__ = ["subscription"]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    subscription: str
    def __init__(self, subscription: _Optional[str] = ...) -> None: ...

class DeleteSubscriptionResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetStreamRequest(_message.Message):
    __slots__ = ["stream_id"]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    stream_id: str
    def __init__(self, stream_id: _Optional[str] = ...) -> None: ...

class GetStreamResponse(_message.Message):
    __slots__ = ["stream"]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    stream: StreamState
    def __init__(self, stream: _Optional[_Union[StreamState, _Mapping]] = ...) -> None: ...

class ListStreamsRequest(_message.Message):
    __slots__ = ["pattern"]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    pattern: str
    def __init__(self, pattern: _Optional[str] = ...) -> None: ...

class ListStreamsResponse(_message.Message):
    __slots__ = ["streams"]
    STREAMS_FIELD_NUMBER: _ClassVar[int]
    streams: _containers.RepeatedCompositeFieldContainer[StreamState]
    def __init__(self, streams: _Optional[_Iterable[_Union[StreamState, _Mapping]]] = ...) -> None: ...

class Preview(_message.Message):
    __slots__ = ["frame_number", "height", "jpeg", "stream_id", "width"]
    FRAME_NUMBER_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    JPEG_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    frame_number: int
    height: int
    jpeg: bytes
    stream_id: str
    width: int
    def __init__(self, stream_id: _Optional[str] = ..., frame_number: _Optional[int] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., jpeg: _Optional[bytes] = ...) -> None: ...

class PreviewOptions(_message.Message):
    __slots__ = ["max_rate", "max_side"]
    MAX_RATE_FIELD_NUMBER: _ClassVar[int]
    MAX_SIDE_FIELD_NUMBER: _ClassVar[int]
    max_rate: float
    max_side: int
    def __init__(self, max_side: _Optional[int] = ..., max_rate: _Optional[float] = ...) -> None: ...

class ResultFilter(_message.Message):
    __slots__ = ["categories", "events_only", "minimum_score", "things_only", "without_masks"]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    EVENTS_ONLY_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_SCORE_FIELD_NUMBER: _ClassVar[int]
    THINGS_ONLY_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_MASKS_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedScalarFieldContainer[str]
    events_only: bool
    minimum_score: float
    things_only: bool
    without_masks: bool
    def __init__(self, categories: _Optional[_Iterable[str]] = ..., minimum_score: _Optional[float] = ..., without_masks: bool = ..., things_only: bool = ..., events_only: bool = ...) -> None: ...

class ResultsMissed(_message.Message):
    __slots__ = ["count", "first_sequence", "last_sequence"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    count: int
    first_sequence: int
    last_sequence: int
    def __init__(self, first_sequence: _Optional[int] = ..., last_sequence: _Optional[int] = ..., count: _Optional[int] = ...) -> None: ...

class StreamChange(_message.Message):
    __slots__ = ["kind", "state"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    kind: StreamChangeKind
    state: StreamState
    def __init__(self, state: _Optional[_Union[StreamState, _Mapping]] = ..., kind: _Optional[_Union[StreamChangeKind, str]] = ...) -> None: ...

class StreamState(_message.Message):
    __slots__ = ["categories", "detached", "drops", "errors", "frames_received", "height", "keyframe_share", "lines", "median_delay", "memory_bytes", "model", "model_version", "opened", "p95_delay", "problem", "result_rate", "results", "stream_id", "width", "zones"]
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    DETACHED_FIELD_NUMBER: _ClassVar[int]
    DROPS_FIELD_NUMBER: _ClassVar[int]
    ERRORS_FIELD_NUMBER: _ClassVar[int]
    FRAMES_RECEIVED_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    KEYFRAME_SHARE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_DELAY_FIELD_NUMBER: _ClassVar[int]
    MEMORY_BYTES_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_VERSION_FIELD_NUMBER: _ClassVar[int]
    OPENED_FIELD_NUMBER: _ClassVar[int]
    P95_DELAY_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    RESULT_RATE_FIELD_NUMBER: _ClassVar[int]
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    ZONES_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedCompositeFieldContainer[_category_pb2.Category]
    detached: bool
    drops: int
    errors: int
    frames_received: int
    height: int
    keyframe_share: float
    lines: _containers.RepeatedCompositeFieldContainer[_video_event_pb2.Line]
    median_delay: _duration_pb2.Duration
    memory_bytes: int
    model: str
    model_version: str
    opened: _timestamp_pb2.Timestamp
    p95_delay: _duration_pb2.Duration
    problem: str
    result_rate: float
    results: int
    stream_id: str
    width: int
    zones: _containers.RepeatedCompositeFieldContainer[_video_event_pb2.Zone]
    def __init__(self, stream_id: _Optional[str] = ..., model: _Optional[str] = ..., model_version: _Optional[str] = ..., categories: _Optional[_Iterable[_Union[_category_pb2.Category, _Mapping]]] = ..., opened: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., detached: bool = ..., frames_received: _Optional[int] = ..., results: _Optional[int] = ..., errors: _Optional[int] = ..., drops: _Optional[int] = ..., keyframe_share: _Optional[float] = ..., result_rate: _Optional[float] = ..., median_delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., p95_delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., memory_bytes: _Optional[int] = ..., zones: _Optional[_Iterable[_Union[_video_event_pb2.Zone, _Mapping]]] = ..., lines: _Optional[_Iterable[_Union[_video_event_pb2.Line, _Mapping]]] = ..., problem: _Optional[str] = ...) -> None: ...

class SubscribeRequest(_message.Message):
    __slots__ = ["filter", "from_oldest", "from_sequence", "pattern", "preview", "slow_subscriber", "subscription"]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    FROM_OLDEST_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    PATTERN_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    SLOW_SUBSCRIBER_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_FIELD_NUMBER: _ClassVar[int]
    filter: ResultFilter
    from_oldest: bool
    from_sequence: int
    pattern: str
    preview: PreviewOptions
    slow_subscriber: SlowSubscriber
    subscription: str
    def __init__(self, pattern: _Optional[str] = ..., from_sequence: _Optional[int] = ..., filter: _Optional[_Union[ResultFilter, _Mapping]] = ..., slow_subscriber: _Optional[_Union[SlowSubscriber, str]] = ..., subscription: _Optional[str] = ..., preview: _Optional[_Union[PreviewOptions, _Mapping]] = ..., from_oldest: bool = ...) -> None: ...

class SubscribeResponse(_message.Message):
    __slots__ = ["missed", "preview", "result", "started", "stream_change"]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    STARTED_FIELD_NUMBER: _ClassVar[int]
    STREAM_CHANGE_FIELD_NUMBER: _ClassVar[int]
    missed: ResultsMissed
    preview: Preview
    result: _frame_result_pb2.FrameResult
    started: SubscriptionStarted
    stream_change: StreamChange
    def __init__(self, started: _Optional[_Union[SubscriptionStarted, _Mapping]] = ..., result: _Optional[_Union[_frame_result_pb2.FrameResult, _Mapping]] = ..., missed: _Optional[_Union[ResultsMissed, _Mapping]] = ..., preview: _Optional[_Union[Preview, _Mapping]] = ..., stream_change: _Optional[_Union[StreamChange, _Mapping]] = ...) -> None: ...

class SubscriptionStarted(_message.Message):
    __slots__ = ["first_kept_sequence", "log_reset", "missing", "next_sequence", "subscription_created"]
    FIRST_KEPT_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LOG_RESET_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    NEXT_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SUBSCRIPTION_CREATED_FIELD_NUMBER: _ClassVar[int]
    first_kept_sequence: int
    log_reset: bool
    missing: int
    next_sequence: int
    subscription_created: bool
    def __init__(self, next_sequence: _Optional[int] = ..., first_kept_sequence: _Optional[int] = ..., missing: _Optional[int] = ..., log_reset: bool = ..., subscription_created: bool = ...) -> None: ...

class SlowSubscriber(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class StreamChangeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
